import type { Kysely, Transaction } from 'kysely';
import { readAuthenticatorCode } from '../../shared/sign-in/codes.ts';
import { ENROLMENT_MINUTES, TOTP_WINDOW_STEPS } from '../../shared/sign-in/limits.ts';
import type { AuthenticatorEnrolment } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { ChallengeCaller, Origin } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { dayAndTime } from '../time-of-day.ts';
import type { CodeAttempts, Judge } from './attempt.ts';
import { refuseMalformed } from './attempt.ts';
import type { Proved, RightCode, Verified, WrongCode } from './attempt-outcome.ts';
import {
  authenticatorLabels,
  authenticatorUri,
  clockOffset,
  matchSteps,
  misplacedStep,
  newAuthenticatorSecret,
  stepAt,
} from './authenticator-code.ts';
import type { ChallengeState } from './challenge-state.ts';
import { liveChallenge, requireUse } from './challenge-state.ts';
import type { AcceptedCode } from './factor-use.ts';
import { recordFactorUse } from './factor-use.ts';
import { earliest, minutesAfter } from './instants.ts';
import { refuseWhileLocked } from './lockout.ts';
import { readOrganisation } from './policy.ts';
import { seal, unseal } from './secret-box.ts';

/** Where a sealed secret belongs; it opens nowhere else. A factor's place is its owner's id alone. */
const pendingPlace = (challengeId: string): string => `pending-authenticator:${challengeId}`;
const factorPlace = (userId: string): string => userId;

/** Makes the QR data and key, or says the same again to whoever holds the challenge. */
export async function enrolAuthenticator(services: Services, caller: ChallengeCaller): Promise<AuthenticatorEnrolment> {
  const now = services.clock.now();
  const state = await liveChallenge(services.database, caller.challengeId, now);
  refuseWhileLocked(state, now);
  if (state.adds === null && state.has_authenticator !== null) throw new Refusal('factor-exists');
  if (requireUse(state, 'authenticator') !== 'enrols') throw new Refusal('method-not-allowed');
  return await pendingEnrolment(services, state, caller.origin, now);
}

/**
 * The pending secret of a challenge, made when it is first asked for. It hangs on the challenge and not on the person:
 * somebody else who knows the password is never shown the secret that the owner is about to scan.
 */
export async function pendingEnrolment(
  services: Services,
  state: ChallengeState,
  origin: Origin,
  now: Date,
): Promise<AuthenticatorEnrolment> {
  const { secret: fresh, keyId } = seal(services.keys.authenticator, newAuthenticatorSecret(), pendingPlace(state.id));
  const expiresAt = earliest(minutesAfter(now, ENROLMENT_MINUTES), state.expires_at);
  await services.database.transaction().execute(async (transaction) => {
    const inserted = await transaction
      .insertInto('pending_authenticators')
      .values({ challenge_id: state.id, secret: fresh, key_id: keyId, created_at: now, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('challenge_id').doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) return;
    await services.audit.append(transaction, {
      ...from(origin),
      kind: 'enrolment-started',
      actor: { kind: 'person', userId: state.user_id },
      userId: state.user_id,
      application: state.application,
      details: { challengeId: state.id, method: 'authenticator' },
    });
  });
  const pending = await readPending(services, services.database, state.id);
  if (!pending || pending.expiresAt <= now) throw new Refusal('challenge-gone');
  const { issuer } = await readOrganisation(services.database);
  const labels = authenticatorLabels(issuer, state.email, entryMark(state, pending.createdAt));
  return {
    uri: authenticatorUri(labels, pending.secret),
    key: pending.secret,
    ...labels,
    replaces: state.has_authenticator !== null,
    expiresAt: pending.expiresAt.toISOString(),
  };
}

/**
 * What tells the entry that is about to be made from the one that the person has: some apps (Microsoft Authenticator) put a
 * new entry in the place of one that is called the same, as soon as it is scanned. Until its first code is given the old one is
 * still the one that counts. Null for whoever has none.
 */
function entryMark({ authenticator_confirmed_at: confirmedAt }: ChallengeState, begunAt: Date): string | null {
  if (confirmedAt === null) return null;
  const mark = dayAndTime(begunAt);
  // The one that they have may itself have been begun in this minute.
  return mark === dayAndTime(confirmedAt) ? dayAndTime(minutesAfter(begunAt, 1)) : mark;
}

async function readPending(services: Services, database: Kysely<Tables>, challengeId: string) {
  const row = await database.selectFrom('pending_authenticators').selectAll().where('challenge_id', '=', challengeId).executeTakeFirst();
  if (!row) return null;
  const sealed = { secret: row.secret, keyId: row.key_id };
  const secret = unseal(services.keys.authenticator, sealed, pendingPlace(challengeId));
  return { secret, createdAt: row.created_at, expiresAt: row.expires_at };
}

export async function verifyAuthenticator(
  services: Services,
  attempts: CodeAttempts,
  caller: ChallengeCaller,
  typed: string,
): Promise<Verified | Proved> {
  const code = readAuthenticatorCode(typed);
  if (code === null) return await refuseMalformed(services, caller, 'authenticator');
  return await attempts.attempt(caller, 'authenticator', authenticatorJudge(services, code));
}

function authenticatorJudge(services: Services, code: string): Judge {
  const open = (state: ChallengeState) => {
    const factor = factorOf(state);
    return {
      factor,
      secret: unseal(services.keys.authenticator, { secret: factor.secret, keyId: factor.key_id }, factorPlace(state.user_id)),
    };
  };
  return {
    accept: (state, _sent, now) => {
      const { factor, secret } = open(state);
      return acceptedStep(services, state, factor, secret, matchSteps(secret, code, now));
    },
    judge: async (transaction, state, use, now) => {
      if (use === 'enrols') return await judgePending(services, transaction, state, code, now);
      const { factor, secret } = open(state);
      const matched = matchSteps(secret, code, now);
      if (matched.length === 0) return await diagnose(transaction, state.user_id, factor, misplacedStep(secret, code, now), now);
      const accepted = acceptedStep(services, state, factor, secret, matched);
      if (accepted === null) return { verdict: 'used' };
      const [used] = await recordFactorUse(transaction, [accepted], now);
      return used ? { verdict: 'right', confirms: null } : { verdict: 'used' };
    },
  };
}

/** The newest of the matched steps that may be accepted; null when there is none. Whether it was used already, recordFactorUse decides. */
function acceptedStep(
  services: Services,
  { user_id: userId }: ChallengeState,
  factor: { readonly key_id: string; readonly told_steps: readonly number[] },
  secret: string,
  matched: readonly number[],
): AcceptedCode | null {
  const steps = matched.filter((each) => !factor.told_steps.includes(each));
  if (steps.length === 0) return null;
  const isCurrent = factor.key_id === services.keys.authenticator.current.id;
  const resealed = isCurrent ? null : seal(services.keys.authenticator, secret, factorPlace(userId));
  return { method: 'authenticator', userId, step: Math.max(...steps), resealed };
}

/** The linked app, as it was read after the try was taken: nobody else changes it until this transaction ends. */
function factorOf({ authenticator_secret: secret, authenticator_key_id: key_id, last_step, told_steps }: ChallengeState) {
  if (secret === null || key_id === null || last_step === null || told_steps === null) throw new Refusal('enrolment-expired');
  return { secret, key_id, last_step, told_steps };
}

/**
 * A code that is right for another time is wrong, and says how far the phone's clock is out. A step that is past and was
 * never accepted tells a guesser nothing that is of use. One that is to come would, so its code is never accepted.
 */
async function diagnose(
  transaction: Transaction<Tables>,
  userId: string,
  factor: { readonly last_step: number; readonly told_steps: readonly number[] },
  step: number | null,
  now: Date,
): Promise<WrongCode> {
  // At or before the last accepted one it is an old code that was kept, not a clock.
  if (step === null || step <= factor.last_step) return { verdict: 'wrong' };
  const current = stepAt(now);
  if (step > current) {
    const told_steps = [...factor.told_steps.filter((each) => each >= current - TOTP_WINDOW_STEPS && each !== step), step];
    await transaction.updateTable('authenticator_factors').set({ told_steps }).where('user_id', '=', userId).execute();
  }
  return { verdict: 'wrong', clockOffsetSeconds: clockOffset(step, now) };
}

async function judgePending(
  services: Services,
  transaction: Transaction<Tables>,
  state: ChallengeState,
  code: string,
  now: Date,
): Promise<RightCode | WrongCode> {
  const pending = await readPending(services, transaction, state.id);
  if (!pending || pending.expiresAt <= now) throw new Refusal('enrolment-expired');
  const accepted = matchSteps(pending.secret, code, now);
  if (accepted.length === 0) {
    // Whoever links an app has its secret, so there is nothing to guess.
    const step = misplacedStep(pending.secret, code, now);
    return { verdict: 'wrong', ...(step !== null && { clockOffsetSeconds: clockOffset(step, now) }) };
  }
  await transaction.deleteFrom('pending_authenticators').where('challenge_id', '=', state.id).execute();
  const sealed = seal(services.keys.authenticator, pending.secret, factorPlace(state.user_id));
  return { verdict: 'right', confirms: { method: 'authenticator', sealed, step: Math.max(...accepted) } };
}
