import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { NEW_NUMBERS_PER_DAY } from '../../shared/sign-in/limits.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import { londonDay, nextTimeOfDay } from '../time-of-day.ts';
import type { NotifyLog } from './events.ts';

/**
 * How many text messages may go out in a day: to one person, to one number, and altogether. Each costs the council money
 * and rings somebody's phone, and whoever has a password can ask for one. The three are settings of the organisation.
 * Codes and security notices are counted apart for a person and a number, so that neither uses up the other's.
 */

const DAY_MILLISECONDS = 24 * 3600 * 1000;
/** When the organisation's count begins anew, in London. */
const MIDNIGHT = '00:00';
/** How much of the organisation's budget is used up when somebody is told: one warning before the end, one at the end. */
const TOLD_AT_PERCENT = [80, 100] as const;
/** The first half of the keys of PostgreSQL's advisory locks on a number, so that they meet no other lock. */
const NUMBER_LOCK = 7_413;

/** Whose budget is used up, and when it isn't any more. */
export interface UsedUp {
  readonly budget: 'person' | 'number' | 'organisation' | 'new-numbers';
  readonly until: Date;
}

interface CodeCounts {
  readonly person: number;
  readonly number: number;
  readonly new_numbers: number;
  readonly per_person: number;
  readonly per_number: number;
  readonly person_until: Date;
  readonly number_until: Date;
  readonly new_until: Date;
  readonly day_sent: number | null;
}

/**
 * Takes one code's message out of the budgets. Its row in `sends` must be there already, and the person's row held: the
 * number is held here and the day's row last and shortest, so nobody else can take the same last message.
 * @param isNew whether the number is one that doesn't count for the person yet
 * @returns null when it may be sent; otherwise whose budget is used up, and the transaction must not be committed.
 */
export async function takeFromBudget(
  transaction: Transaction<Tables>,
  { userId, phoneNumber, isNew }: { readonly userId: string; readonly phoneNumber: string; readonly isNew: boolean },
  now: Date,
): Promise<UsedUp | null> {
  const since = new Date(now.getTime() - DAY_MILLISECONDS);
  await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}, hashtext(${phoneNumber}))`.execute(transaction);
  const { rows } = await sql<CodeCounts>`
    with theirs as (
      select reserved_at, phone_number, phone_number is distinct from (
        select phone_number from text_message_factors where user_id = ${userId}
      ) as is_new
      from sends where user_id = ${userId} and state <> 'failed' and reserved_at > ${since}
    ), person as (
      select count(*)::integer as sent, min(reserved_at) as oldest, (count(distinct phone_number) filter (where is_new))::integer as new_numbers,
        min(reserved_at) filter (where is_new) as oldest_new
      from theirs
    ), number as (
      select count(*)::integer as sent, min(reserved_at) as oldest
      from sends where phone_number = ${phoneNumber} and state <> 'failed' and reserved_at > ${since}
    ), counts as (
      select person.sent as person, number.sent as number, new_numbers, texts_per_person as per_person, texts_per_number as per_number,
        person.oldest + interval '1 day' as person_until, number.oldest + interval '1 day' as number_until,
        oldest_new + interval '1 day' as new_until, texts_per_day
      from person cross join number cross join organisation
    ), day as (
      insert into text_message_days (day, sent)
      select ${londonDay(now)}::date, 1 from counts
      where person <= per_person and number <= per_number and (not ${isNew} or new_numbers <= ${NEW_NUMBERS_PER_DAY})
      on conflict (day) do update set sent = text_message_days.sent + 1
      where text_message_days.sent < (select texts_per_day from counts)
      returning sent
    )
    select counts.*, (select sent from day) as day_sent from counts`.execute(transaction);
  const [counts] = rows;
  if (!counts) throw new Error('there is no organisation');
  if (isNew && counts.new_numbers > NEW_NUMBERS_PER_DAY) return { budget: 'new-numbers', until: counts.new_until };
  if (counts.person > counts.per_person) return { budget: 'person', until: counts.person_until };
  if (counts.number > counts.per_number) return { budget: 'number', until: counts.number_until };
  return counts.day_sent === null ? { budget: 'organisation', until: nextTimeOfDay(now, MIDNIGHT) } : null;
}

/** Gives the organisation back what wasn't sent. A person and a number have it back by the state of its row. */
export async function returnToBudget(transaction: Transaction<Tables>, takenAt: Date): Promise<void> {
  await sql`update text_message_days set sent = sent - 1 where day = ${londonDay(takenAt)}::date and sent > 0`.execute(transaction);
}

/**
 * Takes one security notice out of the budgets of its person and number, once however often it is tried. The
 * organisation's counts it and never holds it up: whoever uses that up must not be able to keep people from being told.
 * @returns false when this person or number has had as many as may be: the notice is on the screen all the same.
 */
export async function takeNotice(
  database: Kysely<Tables>,
  { alertId, userId, phoneNumber }: { readonly alertId: string; readonly userId: string; readonly phoneNumber: string },
  now: Date,
): Promise<boolean> {
  const since = new Date(now.getTime() - DAY_MILLISECONDS);
  return await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}, hashtext(${phoneNumber}))`.execute(transaction);
    await sql`select from users where id = ${userId} for no key update`.execute(transaction);
    const { rows } = await sql<{ allowed: boolean }>`
      with taken as (
        insert into notices_sent (alert_id, user_id, phone_number, sent_at)
        select ${alertId}::uuid, ${userId}::uuid, ${phoneNumber}, ${now}::timestamptz from organisation
        where texts_per_person > (select count(*) from notices_sent where user_id = ${userId} and sent_at > ${since})
          and texts_per_number > (select count(*) from notices_sent where phone_number = ${phoneNumber} and sent_at > ${since})
        on conflict do nothing
        returning alert_id
      ), counted as (
        insert into text_message_days (day, sent) select ${londonDay(now)}::date, 1 from taken
        on conflict (day) do update set sent = text_message_days.sent + 1
      )
      select exists (select from taken) or exists (select from notices_sent where alert_id = ${alertId}) as allowed`.execute(transaction);
    return rows[0]?.allowed ?? false;
  });
}

/** How much of today's budget is used up. */
export interface BudgetToday {
  readonly sentToday: number;
  readonly mostToday: number;
  /** `near`: the warning before the end; `spent`: nobody is sent a code until midnight. */
  readonly budget: 'ok' | 'near' | 'spent';
}

export async function readBudget(database: Kysely<Tables>, now: Date): Promise<BudgetToday> {
  const { rows } = await sql<{ sent: number; most: number }>`
    select coalesce((select sent from text_message_days where day = ${londonDay(now)}::date), 0) as sent, texts_per_day as most
    from organisation`.execute(database);
  const { sent, most } = rows[0] ?? { sent: 0, most: 0 };
  const [near] = TOLD_AT_PERCENT;
  const budget = sent >= most ? 'spent' : sent * 100 >= most * near ? 'near' : 'ok';
  return { sentToday: sent, mostToday: most, budget };
}

/** Says in the log and in the trail, once each and by one instance, that the day's budget is nearly used up, and that it is. */
export async function noteBudget(database: Kysely<Tables>, audit: AuditTrail, clock: Clock, log: NotifyLog): Promise<void> {
  const now = clock.now();
  const { sentToday, mostToday } = await readBudget(database, now);
  const percent = TOLD_AT_PERCENT.findLast((each) => sentToday * 100 >= mostToday * each);
  if (percent === undefined) return;
  const told = await database.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable('text_message_days')
      .set({ told_percent: percent })
      .where('day', '=', sql<string>`${londonDay(now)}::date`)
      .where('told_percent', '<', percent)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return false;
    await audit.append(transaction, {
      kind: 'text-budget-told',
      actor: { kind: 'system' },
      userId: null,
      application: null,
      network: null,
      reference: null,
      details: { percent, most: mostToday },
    });
    return true;
  });
  if (!told) return;
  if (percent === 100)
    log({ level: 'alarm', event: 'budget-used', detail: 'no codes by text message until midnight: organisation set --texts-per-day' });
  else log({ level: 'warning', event: 'budget-nearly-used', detail: `${percent} per cent of today's text messages are sent` });
}
