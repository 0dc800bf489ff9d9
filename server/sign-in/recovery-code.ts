import { readRecoveryCode } from '../../shared/sign-in/codes.ts';
import { ENROLMENT_MINUTES, RECOVERY_CODE_LENGTH, RECOVERY_CODES } from '../../shared/sign-in/limits.ts';
import { from } from '../audit/trail.ts';
import type { ChallengeCaller, SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import type { CodeAttempts, Judge } from './attempt.ts';
import { refuseMalformed } from './attempt.ts';
import type { Verified } from './attempt-outcome.ts';
import { recoveryCodesLeft } from './challenge.ts';
import { minutesAfter } from './instants.ts';
import { recoveryCodeMac } from './keyed-hash.ts';
import { holdUser } from './lockout.ts';
import { liveSession } from './session.ts';
import { randomCharacters } from './text-code.ts';

export async function verifyRecoveryCode(
  services: Services,
  attempts: CodeAttempts,
  caller: ChallengeCaller,
  typed: string,
): Promise<Verified> {
  const code = readRecoveryCode(typed);
  if (code === null) return await refuseMalformed(services, caller, 'recovery-code');
  return await attempts.attempt(caller, 'recovery-code', {
    // It says that there is no phone, which is never simply right.
    accept: () => null,
    judge: judgeRecoveryCode(services, caller, code),
  });
}

function judgeRecoveryCode(services: Services, caller: ChallengeCaller, code: string): Judge['judge'] {
  return async (transaction, state, _use, now) => {
    const userId = state.user_id;
    const macs = recoveryCodeMac.toFind(services.keys.codes, userId, code);
    const taken = await transaction
      .updateTable('recovery_codes')
      .set({ used_at: now })
      .where('user_id', '=', userId)
      .where('code_mac', 'in', macs)
      .where('used_at', 'is', null)
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) {
      const known = await transaction
        .selectFrom('recovery_codes')
        .select('used_at')
        .where('user_id', '=', userId)
        .where('code_mac', 'in', macs)
        .executeTakeFirst();
      return { verdict: known ? 'used' : 'wrong' };
    }
    const left = await recoveryCodesLeft(transaction, userId);
    await addAlert(
      transaction,
      { userId, kind: 'recovery-code-used', detail: String(left), sessionId: null, deviceId: state.device_id },
      now,
    );
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'recovery-code-used',
      actor: { kind: 'person', userId },
      userId,
      application: state.application,
      details: { left },
    });
    return { verdict: 'right', confirms: null };
  };
}

export interface PendingCodes {
  readonly codes: string[];
  readonly confirmBy: Date;
}

/**
 * Makes a set of recovery codes that waits for the person to say that it is saved: until then, and if they never do, the
 * earlier ones go on working. Another set made in the same session takes its place.
 * @returns the codes, this once.
 */
export async function makeRecoveryCodes(services: Services, caller: SessionCaller): Promise<PendingCodes> {
  const now = services.clock.now();
  const confirmBy = minutesAfter(now, ENROLMENT_MINUTES);
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(randomCharacters(RECOVERY_CODE_LENGTH));
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, caller.userId);
    await liveSession(transaction, caller.sessionId, now);
    await transaction.deleteFrom('pending_recovery_codes').where('session_id', '=', caller.sessionId).execute();
    await transaction
      .insertInto('pending_recovery_codes')
      .values(
        [...codes].map((code) => ({
          session_id: caller.sessionId,
          code_mac: recoveryCodeMac.toKeep(services.keys.codes, caller.userId, code),
          created_at: now,
          expires_at: confirmBy,
        })),
      )
      .execute();
    await services.audit.append(transaction, { ...eventOf(caller), kind: 'recovery-codes-made', details: { made: RECOVERY_CODES } });
  });
  return { codes: [...codes], confirmBy };
}

/**
 * Makes the session's waiting set the one that works. Of two sessions that confirm, the later set counts; confirming the
 * same set again changes nothing, since the first answer may have been lost.
 * @throws Refusal `not-found` when none waits, or it has lapsed.
 */
export async function confirmRecoveryCodes(services: Services, caller: SessionCaller): Promise<void> {
  const now = services.clock.now();
  const { userId, sessionId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    await liveSession(transaction, sessionId, now);
    const waiting = await transaction
      .deleteFrom('pending_recovery_codes')
      .where('session_id', '=', sessionId)
      .where('expires_at', '>', now)
      .returning(['code_mac', 'created_at'])
      .execute();
    if (waiting.length === 0) {
      const done = await transaction.selectFrom('recovery_codes').select('user_id').where('session_id', '=', sessionId).executeTakeFirst();
      if (!done) throw new Refusal('not-found');
      return;
    }
    const retired = await recoveryCodesLeft(transaction, userId);
    await transaction.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
    await transaction
      .insertInto('recovery_codes')
      .values(waiting.map((code) => ({ ...code, user_id: userId, used_at: null, session_id: sessionId })))
      .execute();
    // What was left then is not what is left now. That a code was used stays to be read: it may have been a thief's.
    await transaction
      .updateTable('alerts')
      .set({ detail: null })
      .where('user_id', '=', userId)
      .where('kind', '=', 'recovery-code-used')
      .where('dismissed_at', 'is', null)
      .execute();
    const details = { live: waiting.length, retired };
    await services.audit.append(transaction, { ...eventOf(caller), kind: 'recovery-codes-confirmed', details });
  });
}

function eventOf(caller: SessionCaller) {
  return {
    ...from(caller.origin),
    actor: { kind: 'person', userId: caller.userId },
    userId: caller.userId,
    application: null,
  } as const;
}
