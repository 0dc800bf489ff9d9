import type { ErrorDetails } from '../../shared/errors.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import type { AnswerOf, Operation } from '../../shared/operation.ts';
import { INPUT_AGE_HEADER } from '../../shared/operation.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { Api, ApiCall, ApiFailure, Outcome } from '../sign-in/ports.ts';
import { readBody } from './body.ts';
import type { Answer, Asked, Fetch } from './exchange.ts';
import { failureOfError } from './failures.ts';

export interface ApiClientOptions {
  readonly fetch: Fetch;
  /** Origin of the API, e.g. `https://vu.council.example`. */
  readonly baseUrl: string;
  /** How long a call may take, body and all, in milliseconds. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** Seconds since the person last did anything; null where that can't be known. */
  readonly inputAge?: () => number | null;
}

/** Long enough for a text message to be handed over, short enough that nobody thinks the window has died. */
export const API_TIMEOUT_MS = 15_000;
/** The longest that the API lets a password wait, and a little more. */
const PASSWORD_TURN_MS = 30_000;
/** The largest honest answer (My security) is a few kilobytes; this keeps a hostile one from filling memory. */
const BODY_MOST_BYTES = 1024 * 1024;
const STATUS = {
  proxyAuthentication: 407,
  serverError: 500,
  notFound: 404,
  tooManyRequests: 429,
  ok: 200,
  redirect: 300,
  clientError: 400,
} as const;

/** The API at one address. Calls never reject. */
export function createApiClient(options: ApiClientOptions): Api {
  return {
    async call(operation, input) {
      const controller = new AbortController();
      let stop = (): void => {};
      // Raced as well as aborted: not every `fetch` ends the reading of a body when its signal says so.
      const late = new Promise<Outcome<never>>((resolve) => {
        const timer = setTimeout(
          () => {
            controller.abort();
            resolve(failed({ kind: 'timeout' }));
          },
          patienceWith(operation, options.timeoutMs),
        );
        stop = () => clearTimeout(timer);
      });
      try {
        return await Promise.race([late, call(options, operation, input, controller.signal)]);
      } catch (error) {
        return failed(controller.signal.aborted ? { kind: 'timeout' } : failureOfError(error));
      } finally {
        stop();
      }
    },
  };
}

/** A password may wait its turn before it is looked at, while somebody guesses; nothing else does. */
function patienceWith(operation: Operation, timeoutMs: number): number {
  return operation === signInWithPassword ? timeoutMs + PASSWORD_TURN_MS : timeoutMs;
}

async function call<O extends Operation>(
  options: ApiClientOptions,
  operation: O,
  input: ApiCall<O>,
  signal: AbortSignal,
): Promise<Outcome<AnswerOf<O>>> {
  const request = requestOf(options, operation, input);
  if (request === null) return failed({ kind: 'answer-unknown' });
  const response = await options.fetch(request.url, { ...request.asked, signal });
  const text = await readBody(response, BODY_MOST_BYTES);
  const json = text !== null && isJson(response) ? parseJson(text) : undefined;
  return response.ok ? answerOf(operation, json) : failed(refusalOf(response, json));
}

function failed(failure: ApiFailure): { readonly ok: false; readonly failure: ApiFailure } {
  return { ok: false, failure };
}

/** The request by the operation's own schemas; null when the input doesn't fit them, so that it is not sent. */
function requestOf(
  options: ApiClientOptions,
  operation: Operation,
  input: ApiCall<Operation>,
): { url: string; asked: Omit<Asked, 'signal'> } | null {
  const params = operation.params.safeParse(input.params);
  const body = operation.body.safeParse(input.body);
  if (!params.success || !body.success) return null;
  const values = new Map(Object.entries(params.data ?? {}));
  const path = operation.path.replace(/:([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(String(values.get(name) ?? '')));
  const hasBody = operation.method === 'POST';
  const inputAge = input.bearer === null ? null : (options.inputAge?.() ?? null);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': options.userAgent,
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(input.bearer !== null && { authorization: `Bearer ${input.bearer}` }),
    // By the computer's own word: the page has no say in what is sent here.
    ...(inputAge !== null && { [INPUT_AGE_HEADER]: String(Math.max(0, Math.floor(inputAge))) }),
  };
  const asked: Omit<Asked, 'signal'> = {
    method: operation.method,
    headers,
    redirect: 'error',
    credentials: 'omit',
    cache: 'no-store',
    ...(hasBody && { body: JSON.stringify(body.data) }),
  };
  return { url: new URL(path, options.baseUrl).href, asked };
}

function isJson(response: Answer): boolean {
  return /^application\/json\s*(?:;|$)/i.test(response.headers.get('content-type') ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerOf<O extends Operation>(operation: O, json: unknown): Outcome<AnswerOf<O>> {
  if (json === undefined) return failed({ kind: 'not-vu-api' });
  const parsed = operation.answer.safeParse(json);
  return parsed.success ? { ok: true, answer: parsed.data as AnswerOf<O> } : failed({ kind: 'answer-unknown' });
}

function refusalOf(response: Answer, json: unknown): ApiFailure {
  const { status } = response;
  const parsed = errorBodySchema.safeParse(json);
  if (parsed.success) {
    const { code, details, reference } = parsed.data.error;
    return { kind: 'refused', code, reference, details: withRetryAfter(details ?? {}, response) };
  }
  if (status === STATUS.proxyAuthentication) return { kind: 'proxy' };
  if (status >= STATUS.serverError) return { kind: 'server-error', status };
  // A gateway that limits requests says so in its own words.
  if (status === STATUS.tooManyRequests) {
    return { kind: 'refused', code: 'too-many-requests', reference: '', details: withRetryAfter({}, response) };
  }
  return { kind: json === undefined ? 'not-vu-api' : 'answer-unknown' };
}

/** The wait of the standard header, where the body names none (RFC 9110 10.2.3, in its form of whole seconds). */
function withRetryAfter(details: ErrorDetails, response: Answer): ErrorDetails {
  const header = response.headers.get('retry-after') ?? '';
  return details.retryAfterSeconds !== undefined || !/^\d{1,6}$/.test(header) ? details : { ...details, retryAfterSeconds: Number(header) };
}
