import type { ErrorBody } from '../../shared/errors.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import type { AnswerOf, BodyOf, Operation, ParamsOf } from '../../shared/operation.ts';

/** A request of an operation. What the operation doesn't take can be left out. */
export interface Request<O> {
  readonly params?: ParamsOf<O>;
  readonly body?: BodyOf<O>;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answered<O> =
  | { readonly ok: true; readonly status: number; readonly headers: Headers; readonly answer: AnswerOf<O> }
  | { readonly ok: false; readonly status: number; readonly headers: Headers; readonly error: ErrorBody['error'] };

/** Calls operations of the contract over HTTP, and parses whatever comes back by it. */
export interface ApiClient {
  /** An answer or a refusal; throws for anything that the contract doesn't have. */
  call<O extends Operation>(operation: O, request?: Request<O>): Promise<Answered<O>>;
  /** The answer; throws when it was refused. */
  answer<O extends Operation>(operation: O, request?: Request<O>): Promise<AnswerOf<O>>;
  /** The refusal; throws when it was answered. */
  refusal<O extends Operation>(operation: O, request?: Request<O>): Promise<ErrorBody['error']>;
}

export function apiClient(url: string): ApiClient {
  const call = async <O extends Operation>(operation: O, request: Request<O> = {}): Promise<Answered<O>> => {
    const response = await fetch(`${url}${pathOf(operation, request.params)}`, {
      method: operation.method,
      headers: {
        ...(operation.method === 'POST' && { 'content-type': 'application/json' }),
        ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
        ...request.headers,
      },
      ...(operation.method === 'POST' && { body: JSON.stringify(request.body ?? {}) }),
    });
    const { status, headers } = response;
    const content: unknown = await response.json();
    if (response.ok) return { ok: true, status, headers, answer: operation.answer.parse(content) as AnswerOf<O> };
    return { ok: false, status, headers, error: errorBodySchema.parse(content).error };
  };
  return {
    call,
    answer: async (operation, request) => {
      const answered = await call(operation, request);
      if (!answered.ok)
        throw new Error(`${operation.name} was refused: ${answered.error.code} ${JSON.stringify(answered.error.details ?? {})}`);
      return answered.answer;
    },
    refusal: async (operation, request) => {
      const answered = await call(operation, request);
      if (answered.ok) throw new Error(`${operation.name} was not refused`);
      return answered.error;
    },
  };
}

/** The path with its parameters filled in. */
export function pathOf(operation: Operation, params: unknown = {}): string {
  const values = params as Record<string, string>;
  return operation.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
