import type * as z from 'zod';
import type { ApplicationId } from './applications.ts';
import type { ApiErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/**
 * Whose an operation is, which decides how strong a second factor must be for it.
 * - An application's: it must have been entered in the session, as its policy allows now, and a step-up counts only by a
 *   method that the policy takes.
 * - `account`: the person's own account, which they look after from whatever application they are in. A step-up counts only
 *   by the strongest method that they hold, since a factor opens every application that takes it.
 * - `any`: a colleague's request, which comes to whatever application the person has entered. What it is for says how strong
 *   the step-up must be, which the implementation asks.
 */
export type Realm = ApplicationId | 'account' | 'any';

/**
 * Who may call an operation. The bearer token decides who is calling: a challenge token is only good for
 * `challenge` operations and a session token only for `session` ones. An operation without this is refused.
 */
export type Access =
  | {
      readonly kind: 'public';
      /** Whose allowance a request is taken from, once its form was judged: the network's, or whatever the operation itself counts. */
      readonly counted: 'by-network' | 'by-itself';
    }
  | { readonly kind: 'challenge' }
  | {
      readonly kind: 'session';
      readonly application: Realm;
      /** The permission that the person must hold, or `signed-in` when being signed in is enough. */
      readonly permission: Permission | 'signed-in';
      /** True when a second factor that counts there must have been given in the last few minutes (see STEP_UP_MINUTES). */
      readonly stepUp: boolean;
      /** True for the few operations that a locked session may still call. */
      readonly whileLocked: boolean;
      /** Set for the few that somebody with a temporary password may call before they have chosen one of their own. */
      readonly withTemporaryPassword?: true;
      /**
       * Set for the few that somebody may call, in place of a step-up, who signed in by a recovery code and hasn't locked the
       * session since. What they begin takes a code from the help desk as well.
       */
      readonly withRecoveryCode?: true;
      /**
       * Set for what gives a session more than it has. A token that was just replaced still answers calls that were on their
       * way, but none of these: it may have been copied.
       */
      readonly withNewestToken?: true;
      /** Set for what programs ask again and again by themselves, which says nothing of a person being there. */
      readonly byItself?: true;
    };

export type HttpMethod = 'GET' | 'POST' | 'DELETE';

/** The area of the product that an operation belongs to. */
export type Area = 'service' | 'sign-in' | 'customer-service' | 'control';

/**
 * One operation of the Vu API. The server implements this value, the desktop's client calls it, and
 * OpenAPI and the readable reference are made from it, so none of them can drift from the others.
 */
export interface Operation<Params extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly area: Area;
  readonly method: HttpMethod;
  /** Path with `:name` for each parameter, from the root, e.g. `/v1/session/lock`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** Path parameters; a strict object, empty when there are none. */
  readonly params: Params;
  /** JSON body; a strict object, empty when there is none (GET and DELETE). */
  readonly body: Body;
  readonly answer: Answer;
  /** The refusals particular to this operation; those that any operation can give are COMMON_ERRORS. */
  readonly errors: readonly ApiErrorCode[];
}

/**
 * The header in which a client says how many whole seconds ago the person last did anything, with every call that it makes
 * with a session's token. A session locks by that. A client that doesn't send it is taken to call for a person who is there,
 * apart from what programs ask by themselves.
 */
export const INPUT_AGE_HEADER = 'vu-input-age';

/** Refusals that any operation can give. */
export const COMMON_ERRORS = ['request-invalid', 'too-many-requests', 'internal', 'unavailable'] as const satisfies readonly ApiErrorCode[];

export type ParamsOf<O> = O extends Operation<infer P, z.ZodType, z.ZodType> ? z.infer<P> : never;
export type BodyOf<O> = O extends Operation<z.ZodType, infer B, z.ZodType> ? z.infer<B> : never;
export type AnswerOf<O> = O extends Operation<z.ZodType, z.ZodType, infer A> ? z.infer<A> : never;

/** Declares an operation, keeping the exact types of its schemas. */
export function operation<P extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(value: Operation<P, B, A>): Operation<P, B, A> {
  return Object.freeze(value);
}

export const PUBLIC: Access = { kind: 'public', counted: 'by-network' };
/** For what costs nothing, or what it costs is counted where that is known. */
export const PUBLIC_COUNTED_BY_ITSELF: Access = { kind: 'public', counted: 'by-itself' };
export const CHALLENGE: Access = { kind: 'challenge' };
const OWN_ACCOUNT = { kind: 'session', application: 'account', permission: 'signed-in' } as const;
export const SIGNED_IN: Access = { ...OWN_ACCOUNT, stepUp: false, whileLocked: false };
/** What every session needs for itself, and so also one that can do nothing else yet. */
export const SIGNED_IN_OR_LOCKED: Access = { ...OWN_ACCOUNT, stepUp: false, whileLocked: true, withTemporaryPassword: true };
/** The same for what leads to more than the session has. */
export const SIGNED_IN_NEWEST: Access = { ...SIGNED_IN, withNewestToken: true };
/** For what a program asks again and again, to know whether the session still stands. */
export const SIGNED_IN_OR_LOCKED_BY_ITSELF: Access = { ...SIGNED_IN_OR_LOCKED, byItself: true };
export const SIGNED_IN_OR_LOCKED_NEWEST: Access = { ...SIGNED_IN_OR_LOCKED, withNewestToken: true };
export const STEPPED_UP: Access = { ...OWN_ACCOUNT, stepUp: true, whileLocked: false };
/** The same for setting up a way to get codes, which somebody does who has lost theirs. */
export const STEPPED_UP_OR_RECOVERED: Access = { ...OWN_ACCOUNT, stepUp: true, whileLocked: false, withRecoveryCode: true };
/** The same for what somebody with a temporary password needs to choose one of their own. */
export const SIGNED_IN_TEMPORARILY: Access = { ...OWN_ACCOUNT, stepUp: false, whileLocked: false, withTemporaryPassword: true };
export const SIGNED_IN_TEMPORARILY_NEWEST: Access = { ...SIGNED_IN_TEMPORARILY, withNewestToken: true };
export const STEPPED_UP_TEMPORARILY: Access = { ...OWN_ACCOUNT, stepUp: true, whileLocked: false, withTemporaryPassword: true };
