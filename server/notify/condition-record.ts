import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { VIEW } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import { isShutUntil, nextMidnight } from './circuit.ts';
import type { SendingCondition, SendOutcome, TextMessages } from './text-messages.ts';

/**
 * Keeps what sending last showed in the database, since one instance may have found out what another is asked about. A
 * message that was taken, by whichever instance, says that all is well again. Nothing is written while nothing changes.
 */
export async function recordCondition(database: Kysely<Tables>, outcome: SendOutcome, condition: SendingCondition): Promise<void> {
  if (outcome.outcome !== 'sent' && condition.because === null) return;
  // Nothing was asked of Notify, so nothing new is known: another instance may have found out better meanwhile.
  if (outcome.outcome === 'unavailable' && outcome.because === 'circuit-open') return;
  const { because, since, clockAlarm, retryAt } = condition;
  await sql`
    update text_message_condition set because = ${because}, clock_alarm = ${clockAlarm}, retry_at = ${retryAt},
      since = case when ${because}::text is null then null else coalesce(since, ${since}::timestamptz) end
    where because is distinct from ${because} or clock_alarm <> ${clockAlarm} or retry_at is distinct from ${retryAt}`.execute(database);
}

/** What sending last showed, here or at another instance: whoever finds out writes it down before it answers anybody. */
export async function readCondition(database: Kysely<Tables>): Promise<SendingCondition> {
  const { rows } = await sql<SendingCondition>`
    ${VIEW} select because, since, clock_alarm as "clockAlarm", retry_at as "retryAt" from text_message_condition`.execute(database);
  const [condition] = rows;
  if (!condition) throw new Error('the condition of text messages has no row');
  return condition;
}

/** False while sending is known not to work, wherever that was found out, so that the other method can be offered first. */
export function takesMessages(condition: SendingCondition, textMessages: TextMessages, now: Date): boolean {
  return textMessages.available() && (condition.retryAt === null || !isShutUntil(condition.retryAt, now));
}

/**
 * When messages go again after GOV.UK Notify's limit of the day; null while it is not reached, and while one is tried
 * before, in case the limit was raised. Notify counts anew at midnight UTC.
 */
export function limitEnds({ because, retryAt }: SendingCondition, now: Date): Date | null {
  const isReached = because === 'daily-limit' && retryAt !== null && isShutUntil(retryAt, now);
  return isReached ? nextMidnight(now) : null;
}
