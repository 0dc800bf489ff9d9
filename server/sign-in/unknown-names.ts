import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import { later } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import { daysAfter } from './instants.ts';

/**
 * Passwords tried on names that nobody has. Anybody can make as many as they like, and the trail is kept for ever: with an
 * entry each, 26 a second were 0.4 GB a day. So they are counted by the hour and network, and the trail gets one entry for each hour.
 * What is tried on somebody's account stays an entry of its own.
 */

/** How long it stays known which networks they came from. The trail keeps how many there were. */
export const NETWORKS_KEPT_DAYS = 30;
/** Digits of an instant that say its hour: `2026-03-27T09`. */
const HOUR_LENGTH = 13;

/** Notes one, in a transaction that is like that of a refusal which has an entry: nobody can tell from the time which it was. */
export async function noteUnknownName(transaction: Transaction<Tables>, network: string, now: Date): Promise<void> {
  await later(transaction, sql`insert into unknown_name_tries (at, network) values (${now}, ${network})`);
}

/** Counts what was noted, records the hours that are over, and forgets networks of long ago. Safe on several instances at once. */
export async function recordUnknownNames(database: Kysely<Tables>, audit: AuditTrail, clock: Clock): Promise<void> {
  const now = clock.now();
  await sql`
    with noted as (
      delete from unknown_name_tries returning at, network
    )
    insert into unknown_name_hours as counted (hour, network, guesses, unrecorded)
    select date_trunc('hour', at) as hour, network, count(*), count(*) from noted group by 1, 2 order by 1, 2
    on conflict (hour, network) do update
      set guesses = counted.guesses + excluded.guesses, unrecorded = counted.unrecorded + excluded.unrecorded`.execute(database);
  await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ hour: Date; guesses: number; networks: number }>`
      with due as (
        select hour, network, unrecorded from unknown_name_hours
        where unrecorded > 0 and hour < date_trunc('hour', ${now}::timestamptz) order by hour, network for update
      ), recorded as (
        update unknown_name_hours as counted set unrecorded = 0 from due where counted.hour = due.hour and counted.network = due.network
      )
      select hour, sum(unrecorded)::bigint as guesses, count(*) as networks from due group by hour order by hour`.execute(transaction);
    for (const { hour, guesses, networks } of rows) {
      await audit.append(transaction, {
        kind: 'unknown-names-tried',
        actor: { kind: 'anyone' },
        userId: null,
        application: null,
        network: null,
        reference: null,
        details: { hour: hour.toISOString().slice(0, HOUR_LENGTH), guesses, networks },
      });
    }
    await sql`delete from unknown_name_hours where hour < ${daysAfter(now, -NETWORKS_KEPT_DAYS)} and unrecorded = 0`.execute(transaction);
  });
}
