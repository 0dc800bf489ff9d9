import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { SendingCondition, SendOutcome } from './text-messages.ts';

/**
 * Keeps what sending last showed in the database, since one instance may have found out what another is asked about. A
 * message that was taken, by whichever instance, says that all is well again. Nothing is written while nothing changes.
 */
export async function recordCondition(database: Kysely<Tables>, outcome: SendOutcome, condition: SendingCondition): Promise<void> {
  if (outcome.outcome !== 'sent' && condition.because === null) return;
  const { because, since, clockAlarm } = condition;
  await sql`
    update text_message_condition set because = ${because}, clock_alarm = ${clockAlarm},
      since = case when ${because}::text is null then null else coalesce(since, ${since}::timestamptz) end
    where because is distinct from ${because} or clock_alarm <> ${clockAlarm}`.execute(database);
}

/** What sending last showed, of all instances. */
export async function readCondition(database: Kysely<Tables>): Promise<SendingCondition> {
  const row = await database.selectFrom('text_message_condition').selectAll().executeTakeFirstOrThrow();
  return { because: row.because, since: row.since, clockAlarm: row.clock_alarm };
}
