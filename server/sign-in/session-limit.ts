import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { SESSIONS_MOST } from '../../shared/sign-in/limits.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import type { Frame } from './revocation.ts';

/**
 * Ends those of a person's sessions that have been unused for longest, so that one more makes no more than there may be. Looked at
 * where a right password was given, which every session begins with: what the look costs is in a statement that is sent there anyway.
 * The caller holds the person's row.
 * @param live how many there are
 */
export async function makeRoomForSession(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  userId: string,
  live: number,
  frame: Frame,
  now: Date,
): Promise<void> {
  if (live < SESSIONS_MOST) return;
  const { rows } = await sql<{ device_name: string }>`
    update sessions set ended_at = ${now}, ended_because = 'over-limit'
    where id in (
      select id from sessions where user_id = ${userId} and ended_at is null and expires_at > ${now}
      order by last_seen_at desc, created_at desc, id offset ${SESSIONS_MOST - 1}
    ) returning device_name`.execute(transaction);
  if (rows.length === 0) return;
  await services.audit.append(transaction, {
    ...frame,
    kind: 'sessions-ended',
    userId,
    details: { because: 'over-limit', ended: rows.length },
  });
  const [{ device_name: detail } = { device_name: null }] = rows;
  await addAlert(transaction, { userId, kind: 'sessions-over-limit', detail, sessionId: null }, now);
}
