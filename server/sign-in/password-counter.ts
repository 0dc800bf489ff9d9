import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { PASSWORD_PAUSE_MINUTES, WRONG_PASSWORDS_BEFORE_PAUSE } from '../../shared/sign-in/limits.ts';
import { later } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import { daysAfter, hoursAfter, minutesAfter } from './instants.ts';

/** Wrong passwords are forgotten after this long without a right one. */
const MEMORY_HOURS = 24;
/**
 * Wrong passwords for one account from anywhere that pause it for places that don't know it (NIST SP 800-63B: at most
 * 100 in a row on an account). Someone who only knows an address can bring this about, so it spares a trusted computer
 * and any network from which the person signed in lately: staff at work and at home go on signing in.
 */
const WRONG_PASSWORDS_EVERYWHERE = 100;
/** Long enough to make guessing from many networks pointless: 100 an hour. */
const EVERYWHERE_PAUSE_MINUTES = 60;
/** How long a network is remembered as one that the person signs in from. */
export const KNOWN_NETWORK_DAYS = 30;
const EVERYWHERE = '*';

export interface PasswordTry {
  /** False when the account is paused here, so that the password must be refused whatever it is. */
  readonly allowed: boolean;
  /** Minutes of the pause that this try would begin, if it is wrong. */
  readonly pauses: number | null;
  /** Where the try was counted, and where that began a pause. */
  readonly counted: { readonly here: Counted; readonly everywhere: Counted };
}

type Counted = 'no' | 'yes' | 'paused';

/**
 * Takes one try for an account (a hash of the address, whether or not it exists) at a place, before the password is
 * looked at, so that tries made at once are all counted. One statement decides, here and over all places.
 * `known` is true for a computer that holds a valid trust token.
 */
export async function takePasswordTry(
  database: Kysely<Tables>,
  account: Buffer,
  place: string,
  known: boolean,
  now: Date,
): Promise<PasswordTry> {
  const forgottenBefore = hoursAfter(now, -MEMORY_HOURS);
  const counting = (most: number, minutes: number) => sql`
    on conflict (account, place) do update set
      failures = case when ${stale(forgottenBefore)} then 1 else counter.failures + 1 end,
      counted_from = case when ${stale(forgottenBefore)} then excluded.counted_from else counter.counted_from end,
      paused_until = case when not ${stale(forgottenBefore)} and counter.failures + 1 >= ${most} then ${minutesAfter(now, minutes)}::timestamptz end
    where counter.paused_until is null or counter.paused_until <= ${now}`;
  const { rows } = await sql<{
    counted: boolean;
    paused: boolean;
    spared: boolean | null;
    counted_everywhere: boolean;
    paused_everywhere: boolean;
  }>`
    with here as (
      insert into password_counters as counter (account, place, failures, counted_from)
      values (${account}, ${place}, 1, ${now})
      ${counting(WRONG_PASSWORDS_BEFORE_PAUSE, PASSWORD_PAUSE_MINUTES)}
      returning paused_until, ${known} or coalesce(last_right_at > ${daysAfter(now, -KNOWN_NETWORK_DAYS)}, false) as spared
    ), everywhere as (
      insert into password_counters as counter (account, place, failures, counted_from)
      select ${account}, ${EVERYWHERE}, 1, ${now}::timestamptz from here where not spared
      ${counting(WRONG_PASSWORDS_EVERYWHERE, EVERYWHERE_PAUSE_MINUTES)}
      returning paused_until
    )
    select exists (select from here) as counted, exists (select from here where paused_until is not null) as paused,
      (select spared from here) as spared,
      exists (select from everywhere) as counted_everywhere, exists (select from everywhere where paused_until is not null) as paused_everywhere
  `.execute(database);
  const row = rows[0];
  const counted = {
    here: countedAs(row?.counted, row?.paused),
    everywhere: countedAs(row?.counted_everywhere, row?.paused_everywhere),
  };
  if (!row?.counted) return { allowed: false, pauses: null, counted };
  if (!row.spared && !row.counted_everywhere) return { allowed: false, pauses: null, counted };
  const pauses = row.paused_everywhere ? EVERYWHERE_PAUSE_MINUTES : row.paused ? PASSWORD_PAUSE_MINUTES : null;
  return { allowed: true, pauses, counted };
}

function countedAs(counted: boolean | undefined, paused: boolean | undefined): Counted {
  if (counted !== true) return 'no';
  return paused === true ? 'paused' : 'yes';
}

/** True of a counter that starts again: its pause is over, or it is old. */
function stale(forgottenBefore: Date) {
  return sql`(counter.paused_until is not null or counter.counted_from < ${forgottenBefore})`;
}

/** The password was right: what was counted here and everywhere starts again, unless everywhere is paused. */
export async function forgivePasswords(database: Kysely<Tables>, account: Buffer, place: string, now: Date): Promise<void> {
  const forgive = sql`
    update password_counters set failures = 0, paused_until = null, counted_from = ${now}, last_right_at = ${now}
    where account = ${account} and (place = ${place} or (place = ${EVERYWHERE} and (paused_until is null or paused_until <= ${now})))`;
  await later(database, forgive);
}

/**
 * Gives back a try for a password that was then not looked at, with the pause that this very try began; while that one
 * holds, no other can have been counted. Pauses that others brought about stay.
 */
export async function returnPasswordTry(database: Kysely<Tables>, account: Buffer, place: string, { counted }: PasswordTry): Promise<void> {
  const { here, everywhere } = counted;
  await sql`
    update password_counters set failures = failures - 1,
      paused_until = case when (place = ${place} and ${here === 'paused'}) or (place = ${EVERYWHERE} and ${everywhere === 'paused'})
        then null else paused_until end
    where account = ${account} and failures > 0
      and ((place = ${place} and ${here !== 'no'}) or (place = ${EVERYWHERE} and ${everywhere !== 'no'}))`.execute(database);
}

/** The place of a session, where whoever unlocks it is counted apart from the network that they share with others. */
export const sessionPlace = (sessionId: string): string => `session:${sessionId}`;

/** An administrator set a new password: what was counted against the old one is over, everywhere. */
export async function forgetPasswordPauses(database: Kysely<Tables>, account: Buffer): Promise<void> {
  await database.updateTable('password_counters').set({ failures: 0, paused_until: null }).where('account', '=', account).execute();
}
