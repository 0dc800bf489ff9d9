import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import * as z from 'zod';
import type { Alert } from '../../shared/sign-in/schemas.ts';
import type { Tables } from '../database/tables.ts';

/** An alert's detail may be this long (alertSchema). */
const DETAIL_MOST = 200;
/** As many as a screen can show; older ones follow when these are dismissed. */
const SHOWN_MOST = 20;

/** Leaves word for the person. `sessionId` is the session in which it happened, which isn't told what it just did. */
export async function addAlert(
  database: Kysely<Tables>,
  userId: string,
  kind: Alert['kind'],
  detail: string | null,
  sessionId: string | null,
  now: Date,
): Promise<void> {
  await database
    .insertInto('alerts')
    .values({
      id: randomUUID(),
      user_id: userId,
      kind,
      at: now,
      detail: detail?.slice(0, DETAIL_MOST) ?? null,
      session_id: sessionId,
      dismissed_at: null,
    })
    .execute();
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
  return rows.map((row) => ({ id: row.id, kind: row.kind, at: row.at.toISOString(), detail: row.detail }));
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
