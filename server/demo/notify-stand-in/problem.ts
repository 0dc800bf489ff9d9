/** The names that Notify gives its errors; programs branch on these and the status, never on the message. */
export type ProblemName =
  | 'AuthError'
  | 'BadRequestError'
  | 'ValidationError'
  | 'InvalidPhoneError'
  | 'RateLimitError'
  | 'TooManyRequestsError'
  | 'NoResultFound'
  | 'TypeError'
  | 'Exception'
  | 'EventletTimeout';

/** A refusal in the words of Notify's version 2 API. */
export class Problem extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`Notify would answer ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** `{"status_code":…,"errors":[{"error":…,"message":…}]}`, one entry for each message. */
export function problem(status: number, error: ProblemName, ...messages: readonly string[]): Problem {
  return new Problem(status, { status_code: status, errors: messages.map((message) => ({ error, message })) });
}

/** The older form, which everything outside the version 2 routes answers with. */
export function plainProblem(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Problem {
  return new Problem(status, { result: 'error', message }, headers);
}

export const badRequest = (message: string): Problem => problem(400, 'BadRequestError', message);
export const noResult = (): Problem => problem(404, 'NoResultFound', 'No result found');

/** Werkzeug's words, which Notify passes on. */
export const notFound = (): Problem =>
  plainProblem(
    404,
    'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  );
export const methodNotAllowed = (allowed: readonly string[]): Problem =>
  plainProblem(405, 'The method is not allowed for the requested URL.', { allow: allowed.join(', ') });
