import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Language } from '../../shared/applications.ts';
import type { Alert } from '../../shared/sign-in/schemas.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import { recordCondition } from './condition-record.ts';
import { takeNotice } from './text-budget.ts';
import type { TextMessages } from './text-messages.ts';
import { countTextMessage } from './usage.ts';

/** How long one instance has a message to itself: a little longer than the longest that sending can take. */
const LEASE_SECONDS = 60;
/** The pause after a first failure. It doubles with each, so that an outage isn't met with more and more messages. */
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3600;
/** Old news would only frighten. */
const GIVEN_UP_HOURS = 24;
/** Messages of one go. */
const BATCH = 20;

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export interface AlertTextServices {
  readonly database: Kysely<Tables>;
  readonly clock: Clock;
  readonly textMessages: TextMessages;
  readonly audit: AuditTrail;
}

interface Claimed {
  readonly alert_id: string;
  readonly user_id: string;
  readonly kind: Alert['kind'];
  readonly phone_number: string;
  readonly language: Language;
  readonly created_at: Date;
  /** With this one. */
  readonly tries: number;
}

/**
 * Sends the alerts that wait to go to phones, as many as are due. Several instances may do so at once: each message is
 * claimed by one for a minute, and one whose instance died in between is looked for at Notify before it is sent again.
 * @returns how many were dealt with, for good or for now.
 */
export async function sendAlertTexts(services: AlertTextServices): Promise<number> {
  let done = 0;
  for (;;) {
    const claimed = await claim(services);
    for (const each of claimed) await carry(services, each);
    done += claimed.length;
    if (claimed.length < BATCH) return done;
  }
}

async function claim({ database, clock }: AlertTextServices): Promise<readonly Claimed[]> {
  const now = clock.now();
  const lease = new Date(now.getTime() + LEASE_SECONDS * SECOND);
  const { rows } = await sql<Claimed>`
    update alert_texts set tries = tries + 1, due_at = ${lease}
    from alerts
    where alert_texts.alert_id = alerts.id and alert_texts.alert_id in (
      select alert_id from alert_texts where due_at <= ${now} order by due_at limit ${BATCH} for update skip locked
    )
    returning alert_id, user_id, kind, phone_number, alert_texts.language, created_at, tries`.execute(database);
  return rows;
}

async function carry(services: AlertTextServices, each: Claimed): Promise<void> {
  const { database, clock, textMessages } = services;
  if (clock.now().getTime() - each.created_at.getTime() >= GIVEN_UP_HOURS * HOUR) return await finish(services, each, 'given-up');
  const { phone_number: phoneNumber, kind, language, alert_id: reference } = each;
  if (!(await takeNotice(database, { alertId: reference, userId: each.user_id, phoneNumber }, clock.now())))
    return await finish(services, each, 'over-budget');
  const outcome = await textMessages.sendAlert({ phoneNumber, kind, language, reference, triedBefore: each.tries > 1 });
  await recordCondition(database, outcome, textMessages.condition());
  if (outcome.outcome === 'sent') return await finish(services, each, 'accepted');
  if (outcome.outcome === 'number-refused') return await finish(services, each, 'number-refused');
  await postpone(services, each);
}

async function postpone({ database, clock }: AlertTextServices, each: Claimed): Promise<void> {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (each.tries - 1));
  await database
    .updateTable('alert_texts')
    .set({ due_at: new Date(clock.now().getTime() + pause * SECOND) })
    .where('alert_id', '=', each.alert_id)
    .where('tries', '=', each.tries)
    .execute();
}

/** Takes the number away with the message: what was done is in the audit trail. */
async function finish(
  { database, clock, audit }: AlertTextServices,
  each: Claimed,
  outcome: 'accepted' | 'number-refused' | 'given-up' | 'over-budget',
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const removed = await transaction
      .deleteFrom('alert_texts')
      .where('alert_id', '=', each.alert_id)
      .where('tries', '=', each.tries)
      .executeTakeFirst();
    // Its lease was over and another instance has it.
    if (removed.numDeletedRows !== 1n) return;
    if (outcome === 'accepted') await countTextMessage(transaction, clock.now());
    await audit.append(transaction, {
      kind: 'alert-text',
      actor: { kind: 'system' },
      userId: each.user_id,
      application: null,
      network: null,
      reference: null,
      details: { alertId: each.alert_id, outcome, tries: each.tries },
    });
  });
}
