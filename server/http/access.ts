import type { ApiErrorCode } from '../../shared/errors.ts';
import type { Access, Operation } from '../../shared/operation.ts';
import { tokenSchema } from '../../shared/sign-in/schemas.ts';
import type { BearerReader, ChallengeCaller, Origin, PublicCaller, SessionCaller } from './implementation.ts';
import { Refusal } from './refusal.ts';

/** The token of an `Authorization: Bearer …` header; null when there is none of the right shape. */
export function bearerToken(header: string | undefined): string | null {
  const token = /^Bearer ([^ ]+)$/i.exec(header ?? '')?.[1];
  const parsed = tokenSchema.safeParse(token);
  return parsed.success ? parsed.data : null;
}

/** More than a session's longest idle time, in digits. */
const INPUT_AGE = /^\d{1,9}$/;

/** Seconds since the person last did anything, by the call's own header; null without one. @throws Refusal `request-invalid` for one that is no number of seconds. */
export function inputAgeOf(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  if (typeof header !== 'string' || !INPUT_AGE.test(header)) throw new Refusal('request-invalid');
  return Number(header);
}

/**
 * Who is calling, once the operation's own access lets them. The two kinds of token are looked up in different
 * places, so one can't serve as the other.
 * @throws Refusal when it doesn't
 */
export async function admit(
  operation: Operation,
  token: string | null,
  origin: Origin,
  bearer: BearerReader,
  inputAge: number | null = null,
): Promise<PublicCaller | ChallengeCaller | SessionCaller> {
  const { access } = operation;
  switch (access.kind) {
    case 'public':
      return { kind: 'public', origin };
    case 'challenge': {
      const caller = token === null ? null : await bearer.challenge(token, origin);
      if (caller === null) {
        if (token !== null) await bearer.afterChallenge(operation, token, origin);
        throw new Refusal('challenge-gone');
      }
      return caller;
    }
    case 'session': {
      if (token === null) throw new Refusal('not-signed-in');
      // Somebody who calls by hand is there; what a program asks by itself says nothing.
      const caller = await bearer.session(token, origin, inputAge ?? (access.byItself === true ? null : 0));
      if (caller === null) {
        const sessionEnd = await bearer.whyEnded(token);
        throw new Refusal('not-signed-in', sessionEnd && { sessionEnd });
      }
      if (caller.replaced && access.withNewestToken === true) throw new Refusal('not-signed-in');
      if (caller.locked && !access.whileLocked) throw new Refusal('session-locked');
      if (caller.mustChangePassword && access.withTemporaryPassword !== true) throw new Refusal('password-change-needed');
      if (access.permission !== 'signed-in' && !caller.permissions.has(access.permission)) throw new Refusal('not-permitted');
      if (!isWithin(access, caller)) throw new Refusal('not-permitted');
      if (access.stepUp && !isSteppedUp(access, caller)) throw new Refusal('step-up-needed');
      return caller;
    }
    default:
      // An operation that slipped past the types without access is nobody's.
      throw new Refusal('not-permitted');
  }
}

type SessionAccess = Extract<Access, { kind: 'session' }>;

/** Whether the session is in the application that an operation is about. */
function isWithin({ application }: SessionAccess, { entered }: SessionCaller): boolean {
  switch (application) {
    case 'account':
      return true;
    case 'any':
      return entered.size > 0;
    default:
      return entered.has(application);
  }
}

/** Whether the session was stepped up by something that counts for an operation. */
function isSteppedUp(access: SessionAccess, { steppedUpFor, recovered, vouchedForNewPassword }: SessionCaller): boolean {
  if (access.withTemporaryPassword === true && vouchedForNewPassword) return true;
  if (access.withRecoveryCode === true && recovered) return true;
  return access.application === 'any' ? steppedUpFor.size > 0 : steppedUpFor.has(access.application);
}

/** The refusals that `admit` itself can give for an operation. */
export function accessErrors({ access }: Operation): ApiErrorCode[] {
  if (access.kind === 'public') return [];
  if (access.kind === 'challenge') return ['challenge-gone'];
  return [
    'not-signed-in',
    ...(access.whileLocked ? [] : (['session-locked'] as const)),
    ...(access.withTemporaryPassword === true ? [] : (['password-change-needed'] as const)),
    ...(access.permission === 'signed-in' && access.application === 'account' ? [] : (['not-permitted'] as const)),
    ...(access.stepUp ? (['step-up-needed'] as const) : []),
  ];
}
