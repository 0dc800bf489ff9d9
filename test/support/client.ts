import * as z from 'zod';
import type { ErrorBody } from '../../shared/errors.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import type { AnswerOf, BodyOf, Operation, ParamsOf } from '../../shared/operation.ts';

/** A request of an operation. What the operation doesn't take can be left out. */
export interface Request<O> {
  readonly params?: ParamsOf<O>;
  readonly body?: BodyOf<O>;
  /** Of a session, it goes out as the newest that the session has, as a desktop's would. */
  readonly token?: string;
  /** True for a token that is to go out as it is, also where its session has another by now. */
  readonly tokenAsGiven?: true;
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

/** The newest token of each session that any client here has seen, and what took each earlier one's place. */
const newestOf = new Map<string, string>();
const replacedBy = new Map<string, string>();

const renewedSchema = z.object({ sessionToken: z.string(), session: z.object({ id: z.string() }) });

function follow(answer: unknown): void {
  const renewed = renewedSchema.safeParse(answer);
  if (!renewed.success) return;
  const { sessionToken, session } = renewed.data;
  const before = newestOf.get(session.id);
  if (before !== undefined && before !== sessionToken) replacedBy.set(before, sessionToken);
  newestOf.set(session.id, sessionToken);
}

function newest(token: string): string {
  const next = replacedBy.get(token);
  return next === undefined ? token : newest(next);
}

export function apiClient(url: string): ApiClient {
  const call = async <O extends Operation>(operation: O, request: Request<O> = {}): Promise<Answered<O>> => {
    const response = await fetch(`${url}${pathOf(operation, request.params)}`, {
      method: operation.method,
      headers: {
        ...(operation.method === 'POST' && { 'content-type': 'application/json' }),
        ...(request.token !== undefined && { authorization: `Bearer ${request.tokenAsGiven ? request.token : newest(request.token)}` }),
        ...request.headers,
      },
      ...(operation.method === 'POST' && { body: JSON.stringify(request.body ?? {}) }),
    });
    const { status, headers } = response;
    const content: unknown = await response.json();
    if (response.ok) {
      follow(content);
      return { ok: true, status, headers, answer: operation.answer.parse(content) as AnswerOf<O> };
    }
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
