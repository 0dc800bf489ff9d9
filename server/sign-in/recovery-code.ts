import { readRecoveryCode } from '../../shared/sign-in/codes.ts';
import { RECOVERY_CODE_LENGTH, RECOVERY_CODES } from '../../shared/sign-in/limits.ts';
import { from } from '../audit/trail.ts';
import type { ChallengeCaller, SessionCaller } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import type { Judge, Verified } from './attempt.ts';
import { attemptCode, refuseMalformed } from './attempt.ts';
import { recoveryCodesLeft } from './challenge.ts';
import { recoveryCodeMac } from './keyed-hash.ts';
import { holdUser } from './lockout.ts';
import { randomCharacters } from './text-code.ts';

export async function verifyRecoveryCode(services: Services, caller: ChallengeCaller, typed: string): Promise<Verified> {
  const code = readRecoveryCode(typed);
  if (code === null) return await refuseMalformed(services, caller, 'recovery-code');
  return await attemptCode(services, caller, 'recovery-code', judgeRecoveryCode(services, caller, code));
}

function judgeRecoveryCode(services: Services, caller: ChallengeCaller, code: string): Judge {
  return async (transaction, state, _usable, now) => {
    const userId = state.user_id;
    const code_mac = recoveryCodeMac(services.keys.codes, userId, code);
    const taken = await transaction
      .updateTable('recovery_codes')
      .set({ used_at: now })
      .where('user_id', '=', userId)
      .where('code_mac', '=', code_mac)
      .where('used_at', 'is', null)
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) {
      const known = await transaction
        .selectFrom('recovery_codes')
        .select('used_at')
        .where('user_id', '=', userId)
        .where('code_mac', '=', code_mac)
        .executeTakeFirst();
      return { verdict: known ? 'used' : 'wrong' };
    }
    const left = await recoveryCodesLeft(transaction, userId);
    await addAlert(transaction, userId, 'recovery-code-used', String(left), null, now);
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

/** Makes new recovery codes in place of all earlier ones. @returns them, this once. */
export async function makeRecoveryCodes(services: Services, caller: SessionCaller): Promise<string[]> {
  const now = services.clock.now();
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(randomCharacters(RECOVERY_CODE_LENGTH));
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, caller.userId);
    await transaction.deleteFrom('recovery_codes').where('user_id', '=', caller.userId).execute();
    await transaction
      .insertInto('recovery_codes')
      .values(
        [...codes].map((code) => ({
          user_id: caller.userId,
          code_mac: recoveryCodeMac(services.keys.codes, caller.userId, code),
          created_at: now,
          used_at: null,
        })),
      )
      .execute();
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'recovery-codes-made',
      actor: { kind: 'person', userId: caller.userId },
      userId: caller.userId,
      application: null,
      details: { made: RECOVERY_CODES },
    });
  });
  return [...codes];
}
