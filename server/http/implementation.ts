import type { ApplicationId } from '../../shared/applications.ts';
import type { SessionEnd } from '../../shared/errors.ts';
import type { AnswerOf, BodyOf, Operation, ParamsOf } from '../../shared/operation.ts';
import type { Permission } from '../../shared/permissions.ts';
import type { Session } from '../../shared/sign-in/schemas.ts';

/** Where a request came from, for rate limits and the audit trail. */
export interface Origin {
  /** Canonical address; an IPv6 one is cut to its /64 (CVE-2026-45364). */
  readonly network: string;
  /** Finds the request in the log; also in the answer's `x-request-id`. */
  readonly reference: string;
  /** The connection that it came over: the same for each request of one, and destroyed once nobody is left to be answered. */
  readonly connection: { readonly destroyed: boolean };
}

/** Who is calling, as their bearer token proves. The user always comes from here, never from the request. */
export interface PublicCaller {
  readonly kind: 'public';
  readonly origin: Origin;
}
export interface ChallengeCaller {
  readonly kind: 'challenge';
  readonly origin: Origin;
  readonly challengeId: string;
  readonly userId: string;
}
export interface SessionCaller {
  readonly kind: 'session';
  readonly origin: Origin;
  readonly sessionId: string;
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly locked: boolean;
  /** True while the person has a temporary password, which is good for choosing another and nothing else. */
  readonly mustChangePassword: boolean;
  /** The applications that the session was let into as their policies allow now. */
  readonly entered: ReadonlySet<ApplicationId>;
  /** What a step-up that is in force counts for. */
  readonly steppedUpFor: ReadonlySet<ApplicationId | 'account'>;
  /** True after a sign-in by recovery code, until the session is locked. */
  readonly recovered: boolean;
  /** True for somebody with a temporary password who has just shown who they are, in whatever way: they may choose their own, and nothing else. */
  readonly vouchedForNewPassword: boolean;
  /** True for a token that was replaced a moment ago: it finishes what was on its way, and gains nothing any more. */
  readonly replaced: boolean;
  /** The session as its owner may see it, as it was when the token was read. */
  readonly view: () => Promise<Session>;
}

/** Reads a bearer token. Null means that it is not, or no longer, good for that kind of caller. */
export interface BearerReader {
  challenge(token: string, origin: Origin): Promise<ChallengeCaller | null>;
  /** Something was asked of a challenge that is over: when that was a code again, the trail is told. */
  afterChallenge(operation: Operation, token: string, origin: Origin): Promise<void>;
  /** @param inputAge seconds since the person last did anything; null where nothing is said of it. */
  session(token: string, origin: Origin, inputAge?: number | null): Promise<SessionCaller | null>;
  /** Why a session's token is no longer good, where that is for its holder to know. */
  whyEnded(token: string): Promise<SessionEnd | undefined>;
}

/** One operation made real. `run` throws a Refusal for whatever it won't do. */
export interface Implementation {
  readonly operation: Operation;
  readonly run: (
    input: { readonly params: unknown; readonly body: unknown },
    caller: PublicCaller | ChallengeCaller | SessionCaller,
  ) => Promise<unknown>;
}

type Callers = { public: PublicCaller; challenge: ChallengeCaller; session: SessionCaller };

/**
 * Ties an operation to the code that performs it, with exact types. `kind` must be the kind of the operation's access:
 * it is checked here, at start, so a mismatch can't reach a request.
 */
export function implement<O extends Operation, K extends keyof Callers>(
  operation: O,
  kind: K,
  run: (input: { readonly params: ParamsOf<O>; readonly body: BodyOf<O> }, caller: Callers[K]) => Promise<AnswerOf<O>>,
): Implementation {
  if (operation.access.kind !== kind) throw new Error(`${operation.name} is for ${operation.access.kind} callers, not ${kind}`);
  // The HTTP layer has parsed the input by the operation's own schemas and matched the caller to its access.
  return { operation, run: run as Implementation['run'] };
}
