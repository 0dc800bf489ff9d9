import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import * as z from 'zod';
import type { Method } from '../../shared/applications.ts';
import { beginningThatFits } from '../../shared/beginning.ts';
import { ALERTS_KEPT_DAYS, DISMISSABLE_HOURS, STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import type { Alert, MySecurity } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { AlertTable, Tables } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { daysAfter, hoursAfter } from './instants.ts';

/** An alert's detail may be this long (alertSchema). */
const DETAIL_MOST = 200;
/** As many as a screen can show; older ones follow when these are dismissed. */
const SHOWN_MOST = 20;
/** More than anybody reads through, and more than happens to an account that is not attacked. */
const PAST_MOST = 100;

export interface NewAlert {
  readonly userId: string;
  readonly kind: Alert['kind'];
  readonly detail: string | null;
  /** The way to get codes that it is about. */
  readonly method?: Method;
  /** The session in which it happened, which isn't told what it just did. */
  readonly sessionId: string | null;
  /** The computer on which it was done, where that isn't the session's: it can't be put away at once there. */
  readonly deviceId?: string;
  /**
   * The number to send it to as well. The confirmed one when absent; the one before where that is what changed, since a
   * thief's own phone needs no telling; null for none.
   */
  readonly phoneNumber?: string | null;
}

/** Leaves word for the person, on their screen, on its way to their mailbox and, where there is a confirmed number, on its way to their phone. */
export async function addAlert(database: Kysely<Tables>, alert: NewAlert, now: Date): Promise<void> {
  const { userId, kind, detail, method, sessionId, deviceId, phoneNumber } = alert;
  const asked = phoneNumber === undefined;
  const text = detail === null ? null : beginningThatFits(detail, (part) => part.length <= DETAIL_MOST);
  await sql`
    with alert as (
      insert into alerts (id, user_id, kind, at, detail, method, session_id, device_id)
      values (${randomUUID()}, ${userId}, ${kind}, ${now}, ${text}, ${method ?? null},
        ${sessionId}, coalesce(${deviceId ?? null}::uuid, (select device_id from sessions where id = ${sessionId})))
      returning id, user_id
    ), tell as (
      select alert.id, users.language,
        case when ${asked}::boolean then text_message_factors.phone_number else ${phoneNumber ?? null}::text end as phone_number
      from alert join users on users.id = alert.user_id left join text_message_factors on text_message_factors.user_id = alert.user_id
    ), mailed as (
      insert into emails (id, user_id, kind, alert_id, address, language, created_at, due_at)
      select gen_random_uuid(), alert.user_id, 'alert', alert.id, users.email, users.language, ${now}::timestamptz, ${now}::timestamptz
      from alert join users on users.id = alert.user_id
    )
    insert into alert_texts (alert_id, phone_number, language, created_at, due_at)
    select id, phone_number, language, ${now}::timestamptz, ${now}::timestamptz from tell where phone_number is not null`.execute(database);
}

/** The session that looks at its owner's alerts, and the time. */
interface Onlooker {
  readonly userId: string;
  readonly sessionId: string;
  readonly now: Date;
}

/**
 * What the person hasn't dismissed, apart from what this very session did, each with whether this session may dismiss it.
 * Whoever broke in would put away what tells of it, so an alert of less than 24 hours is dismissed only on a computer that
 * didn't cause it and that this person has used for as long, or with a second factor given since by what they had before.
 */
function visible({ userId, sessionId, now }: Onlooker) {
  const young = hoursAfter(now, -DISMISSABLE_HOURS);
  return sql`
    with session as (
      select device_id, stepped_up_with, stepped_up_until - make_interval(mins => ${STEP_UP_MINUTES}) as stepped_up_at,
        stepped_up_until > ${now} as stepped_up,
        exists (select from sign_ins where sign_ins.user_id = sessions.user_id and sign_ins.device_id = sessions.device_id
          and outcome = 'signed-in' and at <= ${young}) as settled_here
      from sessions where id = ${sessionId}
    ), factors as (
      select 'authenticator' as method, confirmed_at from authenticator_factors where user_id = ${userId}
      union all select 'text-message', confirmed_at from text_message_factors where user_id = ${userId}
    ), strongest as (
      select confirmed_at from factors order by method = 'authenticator' desc limit 1
    ), shown as (
      select alerts.*,
        case
          when at <= ${young} or (settled_here and alerts.device_id is distinct from session.device_id) then 'now'
          when stepped_up and stepped_up_at > at and exists (
            select from factors where method = stepped_up_with and factors.confirmed_at < at
          ) then 'now'
          when (select two_factor from organisation) and exists (select from strongest where strongest.confirmed_at < at) then 'step-up'
          else 'later'
        end as dismissal
      from alerts cross join session
      where user_id = ${userId} and dismissed_at is null and (session_id is null or session_id <> ${sessionId})
    )`;
}

type Shown = Selectable<AlertTable> & { readonly dismissal: Alert['dismissal'] };

/** What a session shows its owner of what happened, newest first. */
export async function readAlerts(database: Kysely<Tables>, onlooker: Onlooker): Promise<Alert[]> {
  const { rows } = await sql<Shown>`${visible(onlooker)} select * from shown order by at desc, id limit ${SHOWN_MOST}`.execute(database);
  return rows.map((row) => ({
    ...viewed(row),
    id: row.id,
    dismissal: row.dismissal,
    dismissalFrom: row.dismissal === 'now' ? null : hoursAfter(row.at, DISMISSABLE_HOURS).toISOString(),
  }));
}

function viewed({ kind, at, detail, method }: Selectable<AlertTable>) {
  return { kind, at: at.toISOString(), detail, method };
}

/** What happened to an account in the last ALERTS_KEPT_DAYS days, newest first, dismissed or not. */
export async function readPastAlerts(database: Kysely<Tables>, userId: string, now: Date): Promise<MySecurity['alerts']> {
  const rows = await database
    .selectFrom('alerts')
    .selectAll()
    .where('user_id', '=', userId)
    .where('at', '>', daysAfter(now, -ALERTS_KEPT_DAYS))
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(PAST_MOST)
    .execute();
  return rows.map((row) => ({ ...viewed(row), dismissedAt: row.dismissed_at?.toISOString() ?? null }));
}

/**
 * Puts an alert away.
 * @throws Refusal `not-found` for one that isn't there to be dismissed, `step-up-needed` where a second factor lets it go,
 * `not-permitted` where only time does.
 */
export async function dismissAlert(
  services: Pick<Services, 'database' | 'audit' | 'clock'>,
  caller: SessionCaller,
  id: string,
): Promise<void> {
  if (!z.uuid().safeParse(id).success) throw new Refusal('not-found');
  const onlooker = { userId: caller.userId, sessionId: caller.sessionId, now: services.clock.now() };
  await services.database.transaction().execute(async (transaction) => {
    const { rows } = await sql<Shown>`${visible(onlooker)} select * from shown where id = ${id}`.execute(transaction);
    const [alert] = rows;
    if (!alert) throw new Refusal('not-found');
    if (alert.dismissal !== 'now') throw new Refusal(alert.dismissal === 'step-up' ? 'step-up-needed' : 'not-permitted');
    const dismissed = await transaction
      .updateTable('alerts')
      .set({ dismissed_at: onlooker.now })
      .where('id', '=', id)
      .where('dismissed_at', 'is', null)
      .executeTakeFirst();
    if (dismissed.numUpdatedRows !== 1n) throw new Refusal('not-found');
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'alert-dismissed',
      actor: { kind: 'person', userId: caller.userId },
      userId: caller.userId,
      application: null,
      details: { alertId: id, sessionId: caller.sessionId },
    });
  });
}
