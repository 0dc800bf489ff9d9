import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import * as z from 'zod';
import type { Method } from '../../shared/applications.ts';
import { beginningThatFits } from '../../shared/beginning.ts';
import type { Alert } from '../../shared/sign-in/schemas.ts';
import type { Tables } from '../database/tables.ts';

/** An alert's detail may be this long (alertSchema). */
const DETAIL_MOST = 200;
/** As many as a screen can show; older ones follow when these are dismissed. */
const SHOWN_MOST = 20;

export interface NewAlert {
  readonly userId: string;
  readonly kind: Alert['kind'];
  readonly detail: string | null;
  /** The way to get codes that it is about. */
  readonly method?: Method;
  /** The session in which it happened, which isn't told what it just did. */
  readonly sessionId: string | null;
  /**
   * The number to send it to as well. The confirmed one when absent; the one before where that is what changed, since a
   * thief's own phone needs no telling; null for none.
   */
  readonly phoneNumber?: string | null;
}

/** Leaves word for the person, on their screen, on its way to their mailbox and, where there is a confirmed number, on its way to their phone. */
export async function addAlert(database: Kysely<Tables>, alert: NewAlert, now: Date): Promise<void> {
  const { userId, kind, detail, method, sessionId, phoneNumber } = alert;
  const asked = phoneNumber === undefined;
  await sql`
    with alert as (
      insert into alerts (id, user_id, kind, at, detail, method, session_id)
      values (${randomUUID()}, ${userId}, ${kind}, ${now}, ${detail === null ? null : beginningThatFits(detail, (part) => part.length <= DETAIL_MOST)}, ${method ?? null},
        ${sessionId})
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

function visible(database: Kysely<Tables>, userId: string, sessionId: string) {
  return database
    .selectFrom('alerts')
    .where('user_id', '=', userId)
    .where('dismissed_at', 'is', null)
    .where((where) => where.or([where('session_id', 'is', null), where('session_id', '<>', sessionId)]));
}

/** What the person hasn't dismissed, newest first, apart from what this very session did: a thief would only dismiss it. */
export async function readAlerts(database: Kysely<Tables>, userId: string, sessionId: string): Promise<Alert[]> {
  const rows = await visible(database, userId, sessionId).selectAll().orderBy('at', 'desc').orderBy('id').limit(SHOWN_MOST).execute();
  return rows.map((row) => ({ id: row.id, kind: row.kind, at: row.at.toISOString(), detail: row.detail, method: row.method }));
}

/** @returns false when there is no such alert to dismiss. */
export async function dismissAlert(database: Kysely<Tables>, userId: string, sessionId: string, id: string, now: Date): Promise<boolean> {
  if (!z.uuid().safeParse(id).success) return false;
  const dismissed = await database
    .updateTable('alerts')
    .set({ dismissed_at: now })
    .where('id', 'in', visible(database, userId, sessionId).select('id').where('id', '=', id))
    .executeTakeFirst();
  return dismissed.numUpdatedRows > 0n;
}
