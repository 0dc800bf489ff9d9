import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Language } from '../../shared/applications.ts';
import type { Alert } from '../../shared/sign-in/schemas.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import type { Emails } from './emails.ts';
import { ALERT_EVENTS } from './template.ts';

/** How long one instance has an e-mail to itself: a little longer than the longest that sending can take. */
export const EMAIL_LEASE_SECONDS = 60;
/** The pause after a first failure. It doubles with each, so that an outage isn't met with more and more e-mails. */
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3600;
/** Old news would only frighten, and whoever waits for an invitation asks the help desk by then. */
const GIVEN_UP_HOURS = 24;
/** E-mails of one go. */
export const EMAIL_BATCH = 20;

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export interface EmailServices {
  readonly database: Kysely<Tables>;
  readonly clock: Clock;
  /** Null where the council has not set e-mail up. */
  readonly emails: Emails | null;
  readonly audit: AuditTrail;
}

interface Claimed {
  readonly id: string;
  readonly user_id: string;
  readonly kind: 'invitation' | 'alert';
  readonly alert_id: string | null;
  readonly alert_kind: Alert['kind'] | null;
  readonly address: string;
  readonly language: Language;
  readonly created_at: Date;
  /** With this one. */
  readonly tries: number;
}

/** What an invitation says, made at the moment at which it is sent; null when it is no longer wanted. */
export type Invite = (userId: string) => Promise<{ readonly password: string } | null>;

/**
 * Sends the e-mails that wait, as many as are due. Several instances may do so at once: each is claimed by one for a minute, and one
 * whose instance died in between is looked for at Notify before it is sent again.
 * @returns how many were dealt with, for good or for now.
 */
export async function sendEmails(services: EmailServices, invite: Invite): Promise<number> {
  let done = 0;
  for (;;) {
    const claimed = await claim(services);
    for (const each of claimed) await carry(services, each, invite);
    done += claimed.length;
    if (claimed.length < EMAIL_BATCH) return done;
  }
}

async function claim({ database, clock }: EmailServices): Promise<readonly Claimed[]> {
  const now = clock.now();
  const lease = new Date(now.getTime() + EMAIL_LEASE_SECONDS * SECOND);
  const { rows } = await sql<Claimed>`
    update emails set tries = tries + 1, due_at = ${lease}
    where id in (select id from emails where due_at <= ${now} order by due_at limit ${EMAIL_BATCH} for update skip locked)
    returning id, user_id, kind, alert_id, (select alerts.kind from alerts where alerts.id = alert_id) as alert_kind, address, language,
      created_at, tries`.execute(database);
  return rows;
}

async function carry(services: EmailServices, each: Claimed, invite: Invite): Promise<void> {
  const { clock, emails } = services;
  if (emails === null) return await finish(services, each, 'not-set-up');
  if (clock.now().getTime() - each.created_at.getTime() >= GIVEN_UP_HOURS * HOUR) return await finish(services, each, 'given-up');
  const { id: reference, kind, address } = each;
  if (each.tries > 1) {
    const sent = await emails.wasSent(reference);
    if (sent === null) return await postpone(services, each);
    if (sent) return await finish(services, each, 'accepted');
  }
  // Nothing is made that could not be sent: a password that nobody has would take the place of one that somebody may have.
  if (!emails.available()) return await postpone(services, each);
  const language = emails.languageOf(kind, each.language);
  const values = each.alert_kind === null ? await invite(each.user_id) : { event: ALERT_EVENTS[language][each.alert_kind] };
  if (values === null) return await finish(services, each, 'not-wanted');
  const outcome = await emails.send({ kind, address, language, values: { ...values }, reference });
  if (outcome.outcome === 'sent') return await finish(services, each, 'accepted');
  if (outcome.outcome === 'number-refused') return await finish(services, each, 'address-refused');
  await postpone(services, each);
}

/** When an e-mail is tried again that failed so often. */
export function nextTry(tries: number, now: Date): Date {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (tries - 1));
  return new Date(now.getTime() + pause * SECOND);
}

async function postpone({ database, clock }: EmailServices, each: Claimed): Promise<void> {
  await database
    .updateTable('emails')
    .set({ due_at: nextTry(each.tries, clock.now()) })
    .where('id', '=', each.id)
    .where('tries', '=', each.tries)
    .execute();
}

/** Takes the address away with the e-mail: what was done is in the audit trail. */
async function finish(
  { database, audit }: EmailServices,
  each: Claimed,
  outcome: 'accepted' | 'address-refused' | 'given-up' | 'not-wanted' | 'not-set-up',
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const removed = await transaction.deleteFrom('emails').where('id', '=', each.id).where('tries', '=', each.tries).executeTakeFirst();
    // Its lease was over and another instance has it; or there are no e-mails here at all, which notices have no entry of each time.
    if (removed.numDeletedRows !== 1n || (outcome === 'not-set-up' && each.kind === 'alert')) return;
    const { alert_id: alertId, tries } = each;
    await audit.append(transaction, {
      kind: 'email',
      actor: { kind: 'system' },
      userId: each.user_id,
      application: null,
      network: null,
      reference: null,
      details: { emailId: each.id, what: each.kind, alertId, outcome, tries },
    });
  });
}
