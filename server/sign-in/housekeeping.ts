import type { Kysely } from 'kysely';
import { ALERTS_KEPT_DAYS, PASS_WINDOW_DAYS } from '../../shared/sign-in/limits.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import { tidyGuesses } from './guess-allowance.ts';
import { daysAfter } from './instants.ts';
import { tidyKnownComputers } from './known-computer.ts';

/** Ended sessions and challenges are of no use to anyone after this; the audit trail keeps what happened in them. */
export const KEPT_DAYS = 7;
/** A recovery counts for a day, by when it was asked for. */
export const RECOVERIES_KEPT_DAYS = 1;
/** A granted pass counts for as long as its limit looks back, from when it was granted. */
export const PASSES_KEPT_DAYS = PASS_WINDOW_DAYS + 1;
/** How far back a person sees their own sign-ins, and how long a computer counts as known. */
export const SIGN_INS_DAYS = 400;

/** Removes what no longer means anything. Safe to run on several instances at once and at any time. */
export async function tidySignIn(database: Kysely<Tables>, clock: Clock): Promise<void> {
  const now = clock.now();
  const old = daysAfter(now, -KEPT_DAYS);
  // Codes, pending secrets and what sessions entered go with the rows that they hang on.
  await database.deleteFrom('challenges').where('expires_at', '<', old).execute();
  await database.deleteFrom('sessions').where('expires_at', '<', old).execute();
  await database.deleteFrom('replaced_tokens').where('replaced_at', '<', old).execute();
  await database.deleteFrom('password_recoveries').where('expires_at', '<', daysAfter(now, -RECOVERIES_KEPT_DAYS)).execute();
  await database.deleteFrom('sign_in_passes').where('requested_at', '<', daysAfter(now, -PASSES_KEPT_DAYS)).execute();
  await database.deleteFrom('alerts').where('dismissed_at', '<', daysAfter(now, -ALERTS_KEPT_DAYS)).execute();
  await database.deleteFrom('help_desk_codes').where('expires_at', '<', old).execute();
  await database.deleteFrom('notices_sent').where('sent_at', '<', old).execute();
  await database.deleteFrom('sends').where('reserved_at', '<', old).execute();
  // A revoked family stays until its end, so that a token of it which comes back is still known for what it is.
  await database.deleteFrom('trusted_devices').where('expires_at', '<', old).execute();
  await tidyKnownComputers(database, now);
  await tidyGuesses(database, now);
  await database.deleteFrom('sign_ins').where('at', '<', daysAfter(now, -SIGN_INS_DAYS)).execute();
}
