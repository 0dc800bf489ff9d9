import { randomInt } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { SignInService } from '../../shared/control/schemas.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import { financialYear, londonDay } from '../time-of-day.ts';
import type { NotifyLog } from './events.ts';

/** Rows of one day, so that two messages in seven find their row free of the other. */
const SLOTS = 8;
const MILLIPENCE = 1000;

/** Counts a text message that Notify has taken, in the transaction that records it. Each of ours is one fragment. */
export async function countTextMessage(transaction: Transaction<Tables>, now: Date): Promise<void> {
  await sql`
    insert into text_message_usage (day, slot, sent) values (${londonDay(now)}, ${randomInt(SLOTS)}, 1)
    on conflict (day, slot) do update set sent = text_message_usage.sent + 1`.execute(transaction);
}

/** What was sent in this financial year, and what it comes to beyond the free allowance. */
export async function readUsage(database: Kysely<Tables>, now: Date): Promise<SignInService['usage']> {
  const { firstDay, starts } = financialYear(now);
  const { rows } = await sql<{ sent: number; free: number; millipence: number }>`
    select (select coalesce(sum(sent), 0)::integer from text_message_usage where day >= ${firstDay}) as sent,
      free_text_messages as free, text_message_millipence as millipence
    from organisation`.execute(database);
  const { sent, free, millipence } = rows[0] ?? { sent: 0, free: 0, millipence: 0 };
  const beyond = Math.max(0, sent - free);
  return {
    sentThisYear: sent,
    freeAllowance: free,
    costPenceBeyond: Math.ceil((beyond * millipence) / MILLIPENCE),
    yearStarts: starts.toISOString(),
  };
}

/** Says in the log, once in a financial year and by one instance, that the free allowance is used up. */
export async function noteAllowance(database: Kysely<Tables>, clock: Clock, log: NotifyLog): Promise<void> {
  const now = clock.now();
  const { sentThisYear, freeAllowance } = await readUsage(database, now);
  if (sentThisYear <= freeAllowance) return;
  const { year } = financialYear(now);
  const { rows } = await sql`
    update organisation set allowance_used_in_year = ${year} where allowance_used_in_year is distinct from ${year} returning id`.execute(
    database,
  );
  if (rows.length === 1) log({ level: 'warning', event: 'allowance-used', detail: 'text messages cost money until 1 April' });
}
