import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { holdUser } from './lockout.ts';
import { endChallengesThat, endSessions, endSessionsThat } from './revocation.ts';
import { isLocked, liveSession } from './session.ts';

/** A person's own sessions: where they are signed in, and ending what they are not. */

/** As many as anyone looks through; of more, the newest. */
const SHOWN_MOST = 50;

/** Where a person is signed in, the session that asks first and then the most recently used. */
export async function readOwnSessions(
  database: Kysely<Tables>,
  { userId, sessionId }: Pick<SessionCaller, 'userId' | 'sessionId'>,
  now: Date,
): Promise<MySecurity['sessions']> {
  const rows = await database
    .selectFrom('sessions')
    .select(['id', 'device_id', 'device_name', 'application', 'created_at', 'last_seen_at', 'locked_at', 'idle_lock_minutes'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy(sql`id = ${sessionId}`, 'desc')
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(SHOWN_MOST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    deviceId: row.device_id,
    deviceName: row.device_name,
    application: row.application,
    startedAt: row.created_at.toISOString(),
    lastUsedAt: row.last_seen_at.toISOString(),
    locked: isLocked(row, now),
    thisSession: row.id === sessionId,
  }));
}

const frameOf = (caller: SessionCaller) =>
  ({ ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: null }) as const;

/**
 * Ends another session of the person's. Their own is for signing out. Trust in that computer stays: it is another thing, which the
 * page shows beside it.
 * @throws Refusal `not-found` for one that is over, or isn't another of theirs.
 */
export async function endOwnSession(services: Services, caller: SessionCaller, id: string): Promise<void> {
  const now = services.clock.now();
  const { userId, sessionId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    await liveSession(transaction, sessionId, now);
    const it = sql<boolean>`id = ${id} and user_id = ${userId} and id <> ${sessionId} and expires_at > ${now}`;
    const ended = await endSessionsThat(services, transaction, it, { because: 'self', frame: frameOf(caller), now });
    if (ended.size === 0) throw new Refusal('not-found');
  });
}

/** Ends every other session of the person's, and whatever is on its way to be one. Ending none is no mistake. */
export async function endOtherSessions(services: Services, caller: SessionCaller): Promise<void> {
  const now = services.clock.now();
  const { userId, sessionId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    await liveSession(transaction, sessionId, now);
    await endSessions(services, transaction, { userId, because: 'self', frame: frameOf(caller), now }, { sessionId });
    await endChallengesThat(transaction, sql<boolean>`user_id = ${userId} and session_id is distinct from ${sessionId}`, now);
  });
}
