import { sql } from 'kysely';
import { HELP_DESK_CODE_HOURS, WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';
import type { Services } from '../services.ts';
import { isGoodHelpDeskCode, useHelpDeskCode as takeHelpDeskCode } from './help-desk-code.ts';
import { hoursAfter } from './instants.ts';
import { helpDeskCodeMac, same } from './keyed-hash.ts';
import type { KnownComputer, OwnCount } from './known-computer.ts';
import { holdUser } from './lockout.ts';
import type { Frame } from './revocation.ts';

/** A code of the help desk, and the computer that it was typed on. */
export interface CodeOnComputer {
  readonly userId: string;
  readonly deviceId: string;
  readonly code: string;
  /** What is kept of the computer already. */
  readonly computer: KnownComputer | null;
}

/**
 * Where wrong passwords are counted on a new computer that the help desk gave a code for; null where the code isn't good.
 * Using the code makes the computer one that is known by that very code until the sign-in is completed: whoever mistypes
 * the password beside it needs no other. A code that isn't good uses up no try of the person's real one, since those who
 * guess here needn't know the password; 48 bits, and the second that each guess takes, are what stops them.
 */
export async function countVouchedFor(
  services: Services,
  { userId, deviceId, code, computer }: CodeOnComputer,
  frame: Frame,
  now: Date,
): Promise<OwnCount | null> {
  const { database, keys } = services;
  const whose = { userId, purpose: 'new-computer' } as const;
  const owner = `${whose.purpose}\n${userId}\n${deviceId}`;
  const isKnownByIt = helpDeskCodeMac.toFind(keys.codes, owner, code).find((mac) => computer !== null && same(computer.current_hash, mac));
  if (isKnownByIt !== undefined && computer !== null) {
    const isOver = computer.issued_at <= hoursAfter(now, -HELP_DESK_CODE_HOURS) || computer.wrong_passwords >= WRONG_PASSWORDS_IN_A_ROW;
    return isOver ? null : { of: 'known-computer', userId, deviceId, hash: isKnownByIt };
  }
  if (!(await isGoodHelpDeskCode(services, database, whose, code, now))) return null;
  const hash = helpDeskCodeMac.toKeep(keys.codes, owner, code);
  return await database.transaction().execute(async (transaction) => {
    // So that what forgets a person's computers comes before this one, or after it.
    const { access } = await holdUser(transaction, userId);
    if (access !== 'allowed' || (await takeHelpDeskCode(services, transaction, whose, code, frame, now)) !== 'right') return null;
    await sql`
      insert into known_computers (user_id, device_id, current_hash, issued_at) values (${userId}, ${deviceId}, ${hash}, ${now})
      on conflict (user_id, device_id) do update set current_hash = excluded.current_hash, previous_hash = null,
        issued_at = excluded.issued_at, wrong_passwords = 0`.execute(transaction);
    return { of: 'known-computer', userId, deviceId, hash };
  });
}
