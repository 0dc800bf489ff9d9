import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { STEP_UP_MINUTES, TRUST_OFFER_MINUTES, WRONG_CODES_PER_CHALLENGE } from '../../shared/sign-in/limits.ts';
import type { Challenge, Met, Session, SignedIn } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import { later } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import type { ChallengeCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { viewChallenge } from './challenge.ts';
import type { ChallengeState } from './challenge-state.ts';
import type { ConfirmedFactor } from './factors.ts';
import { confirmFactor } from './factors.ts';
import { minutesAfter, secondsUntil } from './instants.ts';
import { countWrongCode, lockIfDue } from './lockout.ts';
import type { Frame } from './revocation.ts';
import { endChallenges, endEverything, endTrust } from './revocation.ts';
import type { OpenedSession } from './session.ts';
import { isRealFactor, NOT_LOCKED, openSessions, recordSignIn, signedIn, viewSession, viewSessions } from './session.ts';
import { replaceToken } from './session-token.ts';

/** What lets somebody in. */
type FactorCode = 'text-message' | 'authenticator' | 'recovery-code';
export type CodeKind = FactorCode | 'help-desk-code';

export interface RightCode {
  readonly verdict: 'right';
  /** The factor that this code confirms; null when it is one that already counts. */
  readonly confirms: ConfirmedFactor | null;
}
export interface WrongCode {
  readonly verdict: 'wrong' | 'expired' | 'used';
  /** How far the phone's clock is out, when the code is its app's for another time; negative when it is slow. */
  readonly clockOffsetSeconds?: number;
}

export type Verified = SignedIn | Met;
/** The challenge goes on: the code proved who the person is, and now a method that the application takes can be set up. */
export type Proved = { readonly outcome: 'proved'; readonly challenge: Challenge };

const REFUSALS = { wrong: 'code-wrong', expired: 'code-expired', used: 'code-used' } as const;

/** A wrong code uses a try, and may end the challenge or lock the account's codes. */
export async function countWrong(
  services: Services,
  transaction: Transaction<Tables>,
  { caller, state, kind }: CodeGivenTo,
  judged: WrongCode,
  now: Date,
): Promise<Refusal> {
  const { attempts, wrongInARow } = await countWrongCode(transaction, caller);
  const attemptsLeft = WRONG_CODES_PER_CHALLENGE - attempts;
  const clock = judged.clockOffsetSeconds === undefined ? {} : { clockOffsetSeconds: judged.clockOffsetSeconds };
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId: state.user_id }, application: state.application } as const;
  const event = { ...frame, userId: state.user_id };
  const challengeId = state.id;
  // A code from the help desk is no way to sign in.
  const method = kind === 'help-desk-code' ? null : kind;
  await recordSignIn(transaction, state, 'wrong-code', method, now);
  await services.audit.append(transaction, {
    ...event,
    kind: 'code-refused',
    details: { challengeId, method: kind, because: judged.verdict, attemptsLeft, ...clock },
  });
  if (attemptsLeft === 0) {
    await transaction
      .updateTable('challenges')
      .set({ ended_at: now, ended_because: 'too-many-wrong-codes' })
      .where('id', '=', challengeId)
      .execute();
    await services.audit.append(transaction, {
      ...event,
      kind: 'challenge-ended',
      details: { challengeId, because: 'too-many-wrong-codes' },
    });
  }
  const lock = await lockIfDue(transaction, state.user_id, wrongInARow, now);
  if (!lock) return new Refusal(REFUSALS[judged.verdict], { attemptsLeft, ...clock });
  await recordSignIn(transaction, state, 'codes-locked', method, now);
  const alert = { userId: state.user_id, detail: state.device_name, sessionId: state.session_id, deviceId: state.device_id } as const;
  await addAlert(transaction, { ...alert, kind: 'codes-locked' }, now);
  await services.audit.append(transaction, { ...event, kind: 'codes-locked', details: { minutes: lock.minutes, wrongInARow } });
  // Somebody who knows the password is guessing: trust must not be the way round the lock.
  await endTrust(services, transaction, { userId: state.user_id, because: 'wrong-codes', frame, now });
  return new Refusal('codes-locked', {
    attemptsLeft,
    lockedUntil: lock.until?.toISOString() ?? null,
    ...(lock.until && { retryAfterSeconds: secondsUntil(now, lock.until) }),
  });
}

/**
 * The person is who they say, by a factor that doesn't let them in: from now on, and in this challenge alone, they may set
 * up one that does. Every code that was sent in it is burnt. Wrong ones that came before still count.
 */
export async function prove(
  services: Services,
  transaction: Transaction<Tables>,
  { caller, state, kind }: CodeGivenTo,
  now: Date,
): Promise<Proved> {
  const { id: challengeId, user_id: userId, application } = state;
  const { rows } = await sql`
    with proved as (
      update challenges set proved_at = ${now}, proved_with = ${kind}
      where id = ${challengeId} and ended_at is null and proved_at is null
      returning id, user_id
    ), burnt as (
      update text_codes set used_at = ${now} from proved where challenge_id = proved.id and used_at is null
    )
    update users set wrong_codes = 0, codes_locked_until = null from proved where users.id = proved.user_id
    returning users.id`.execute(transaction);
  if (rows.length !== 1) throw new Refusal('method-not-allowed');
  await services.audit.append(transaction, {
    ...from(caller.origin),
    kind: 'factor-proved',
    actor: { kind: 'person', userId },
    userId,
    application,
    details: { challengeId, method: kind },
  });
  return { outcome: 'proved', challenge: await viewChallenge(services, transaction, challengeId, now) };
}

/**
 * The help desk has said who the person is: in this challenge alone, a method may be set up that is stronger than what they
 * have, or in place of one that they lost.
 */
export async function allow(services: Services, transaction: Transaction<Tables>, { state }: CodeGivenTo, now: Date): Promise<Proved> {
  const allowed = await transaction
    .updateTable('challenges')
    .set({ help_desk_code_at: now })
    .where('id', '=', state.id)
    .where('ended_at', 'is', null)
    .where('help_desk_code_at', 'is', null)
    .executeTakeFirst();
  if (allowed.numUpdatedRows !== 1n) throw new Refusal('method-not-allowed');
  return { outcome: 'proved', challenge: await viewChallenge(services, transaction, state.id, now) };
}

/** A kind of code and the challenge that it is given to. */
export interface CodeGivenTo<Kind extends CodeKind = CodeKind> {
  readonly caller: ChallengeCaller;
  readonly state: ChallengeState;
  readonly kind: Kind;
}

/** Signs people in whose code was of a factor that counts already. Nothing more follows from it than a session. */
export async function meetTogether(
  services: Services,
  transaction: Transaction<Tables>,
  met: readonly CodeGivenTo<FactorCode>[],
  now: Date,
): Promise<SignedIn[]> {
  if (met.length === 0) return [];
  const opened = await signInTogether(services, transaction, met, now);
  const views = await viewSessions(
    transaction,
    opened.map(({ id }) => id),
    now,
  );
  return opened.flatMap((session, at) => {
    const view = views[at];
    return view === undefined ? [] : [signedIn(session, view)];
  });
}

/** The one way in which a code becomes a session. */
async function signInTogether(
  services: Services,
  transaction: Transaction<Tables>,
  met: readonly CodeGivenTo<FactorCode>[],
  now: Date,
): Promise<OpenedSession[]> {
  await endAsMet(services, transaction, met, now);
  const sessions = met.map(({ state, kind, caller }) => ({ place: state, method: kind, policy: state.policy, origin: caller.origin }));
  return await openSessions(services, transaction, sessions, now);
}

/** Meets a challenge of any purpose, and confirms the factor that was set up in it. */
export async function meet(
  services: Services,
  transaction: Transaction<Tables>,
  met: CodeGivenTo<FactorCode>,
  confirms: ConfirmedFactor | null,
  now: Date,
): Promise<Verified> {
  const { caller, state } = met;
  const { user_id: userId, application } = state;
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId }, application } as const;
  if (state.purpose === 'sign-in') {
    const [opened] = await signInTogether(services, transaction, [met], now);
    if (!opened) throw new Error('a session was not opened');
    if (confirms) await confirm(services, transaction, state, confirms, opened.id, frame, now);
    return signedIn(opened, await viewSession(transaction, opened.id, now));
  }
  await endAsMet(services, transaction, [met], now);
  if (confirms) await confirm(services, transaction, state, confirms, state.session_id, frame, now);
  const sessionId = await continueSession(services, transaction, met, now);
  const sessionToken = state.purpose === 'step-up' ? await replaceToken(transaction, sessionId, 'step-up', now) : null;
  return { outcome: 'met', sessionToken, session: await viewSession(transaction, sessionId, now) };
}

/**
 * The challenges are over, every code that was sent in them is burnt, and the rows of wrong codes are over too. How long
 * the next lock would be is not (see lockIfDue). That they weren't over before rests on the challenges being held since their
 * state was read (holdForCode, holdForCodes): nothing here asks again.
 */
async function endAsMet(
  services: Services,
  transaction: Transaction<Tables>,
  met: readonly CodeGivenTo<FactorCode>[],
  now: Date,
): Promise<void> {
  const challengeIds = met.map(({ state }) => state.id);
  const end = sql`
    with met as (
      update challenges set ended_at = ${now}, ended_because = 'met' where id = any (${challengeIds}::uuid[])
    ), burnt as (
      update text_codes set used_at = ${now} where challenge_id = any (${challengeIds}::uuid[]) and used_at is null
    )
    update users set wrong_codes = 0, codes_locked_until = null
    where id = any (${met.map(({ state }) => state.user_id)}::uuid[]) and (wrong_codes > 0 or codes_locked_until is not null)`;
  await later(transaction, end);
  const events = met.map(({ caller, state, kind: method }) => {
    const { user_id: userId, application, id: challengeId, purpose } = state;
    const frame = { ...from(caller.origin), actor: { kind: 'person', userId }, userId, application } as const;
    return { ...frame, kind: 'code-accepted', details: { challengeId, method, purpose } } as const;
  });
  await services.audit.append(transaction, ...events);
}

async function confirm(
  services: Services,
  transaction: Transaction<Tables>,
  state: ChallengeState,
  factor: ConfirmedFactor,
  sessionId: string | null,
  frame: Frame,
  now: Date,
): Promise<void> {
  const { user_id: userId, id: challengeId } = state;
  const replaced = await confirmFactor(transaction, userId, factor, state.purpose === 'add-factor', now);
  await services.audit.append(transaction, {
    ...frame,
    kind: 'enrolment-confirmed',
    userId,
    details: { challengeId, method: factor.method, replaced },
  });
  // Of a number that takes another's place, the old one is told; the new one has just been heard from.
  const phoneNumber = factor.method === 'text-message' ? state.confirmed_number : undefined;
  const alert = {
    userId,
    kind: 'factor-added',
    detail: state.device_name,
    method: factor.method,
    sessionId,
    deviceId: state.device_id,
  } as const;
  await addAlert(transaction, { ...alert, ...(phoneNumber !== undefined && { phoneNumber }) }, now);
  const ending = { userId, because: 'factor-changed', frame, now } as const;
  if (replaced) {
    await endEverything(services, transaction, ending, { sessionId, challengeId });
    return;
  }
  // What was signed in with stays. A code of the factor that was just set up may become trust; one of another, given before, may not.
  await endTrust(services, transaction, ending, state.purpose === 'sign-in' ? sessionId : null);
  // Another sign-in that was about to set up a factor of its own.
  await endChallenges(transaction, ending, challengeId);
}

/** A step-up adds to its session's assurance; an added factor proves only itself. */
async function continueSession(
  services: Services,
  transaction: Transaction<Tables>,
  { caller, state, kind }: CodeGivenTo<FactorCode>,
  now: Date,
): Promise<string> {
  const sessionId = state.session_id;
  if (sessionId === null || !isRealFactor(kind)) throw new Refusal('challenge-gone');
  const steppedUp = state.purpose === 'step-up';
  const updated = await transaction
    .updateTable('sessions')
    .set({
      last_seen_at: now,
      ...(steppedUp && {
        stepped_up_until: minutesAfter(now, STEP_UP_MINUTES),
        stepped_up_with: kind,
        assurance_method: kind,
        assurance_at: now,
        // A code given just now is what trust rests on: this is how it is renewed without signing in again.
        trust_offer_until: minutesAfter(now, TRUST_OFFER_MINUTES),
      }),
    })
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    // Also not by itself: a code would otherwise open, without the password, what nobody has touched for too long.
    .where(NOT_LOCKED(now))
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new Refusal('challenge-gone');
  if (!steppedUp) return sessionId;
  // For the person's own account the strongest of their methods is asked for, which the application needn't take.
  if (state.policy.methods.includes(kind)) await enter(transaction, sessionId, state.application, kind, state.idle_lock_minutes, now);
  await services.audit.append(transaction, {
    ...from(caller.origin),
    kind: 'step-up-met',
    actor: { kind: 'person', userId: state.user_id },
    userId: state.user_id,
    application: state.application,
    details: { sessionId, method: kind },
  });
  return sessionId;
}

/** Lets a session into an application by a method, and makes it lock as soon as the strictest of its applications wants. */
export async function enter(
  transaction: Transaction<Tables>,
  sessionId: string,
  application: ChallengeState['application'],
  method: Session['assurance']['method'],
  idleLockMinutes: number,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('session_applications')
    .values({ session_id: sessionId, application, method, entered_at: now })
    .onConflict((conflict) => conflict.columns(['session_id', 'application']).doUpdateSet({ method, entered_at: now }))
    .execute();
  await transaction
    .updateTable('sessions')
    .set({ idle_lock_minutes: sql<number>`least(idle_lock_minutes, ${idleLockMinutes}::integer)` })
    .where('id', '=', sessionId)
    .execute();
}
