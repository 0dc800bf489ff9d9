import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Computer } from '../../shared/control/schemas.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { daysAfter } from './instants.ts';
import { holdUser } from './lockout.ts';
import type { Frame } from './revocation.ts';

/** How long ago a computer may last have been used to be listed; one that is still trusted is, however long ago. */
const LISTED_DAYS = 90;
/** How far back people count as using a computer. */
const PEOPLE_DAYS = 30;
/** As many as a screen or a terminal shows. */
const LISTED_MOST = 1000;

/** The computers that people sign in on, most recently used first. */
export async function listComputers(database: Kysely<Tables>, now: Date): Promise<Computer[]> {
  const { rows } = await sql<{
    device_id: string;
    name: string;
    platform: Computer['platform'];
    people: number;
    signed_in: number;
    trusted: number;
    last_seen_at: Date;
  }>`
    with live_sessions as (
      select device_id, device_name, device_platform, user_id, last_seen_at from sessions where ended_at is null and expires_at > ${now}
    ), live_trust as (
      select device_id, device_name, coalesce(last_used_at, created_at) as at from trusted_devices
      where revoked_at is null and expires_at > ${now}
    ), seen as (
      select device_id, device_name, at from sign_ins where outcome = 'signed-in' and at > ${daysAfter(now, -LISTED_DAYS)}
      union all select device_id, device_name, last_seen_at from live_sessions
      union all select device_id, device_name, at from live_trust
    ), computers as (
      select device_id, max(at) as last_seen_at, (array_agg(device_name order by at desc))[1] as name from seen group by device_id
    )
    select computers.device_id, name, last_seen_at,
      (select device_platform from sessions where sessions.device_id = computers.device_id order by created_at desc limit 1) as platform,
      (select count(distinct user_id) from sign_ins where sign_ins.device_id = computers.device_id and outcome = 'signed-in'
        and at > ${daysAfter(now, -PEOPLE_DAYS)}) as people,
      (select count(*) from live_sessions where live_sessions.device_id = computers.device_id) as signed_in,
      (select count(*) from live_trust where live_trust.device_id = computers.device_id) as trusted
    from computers order by last_seen_at desc, computers.device_id limit ${LISTED_MOST}`.execute(database);
  return rows.map((row) => ({
    deviceId: row.device_id,
    name: row.name,
    platform: row.platform,
    people: row.people,
    signedIn: row.signed_in,
    trusted: row.trusted,
    lastSeenAt: row.last_seen_at.toISOString(),
  }));
}

export interface Ended {
  readonly sessions: number;
  readonly trusts: number;
  /** Those whose session or trust it was. */
  readonly people: number;
}

/**
 * Ends everything on one computer, also the session of whoever asks, if that is there: a computer that is to be ended is
 * not one to make exceptions for. Everyone's row is held first, in one order, so that a sign-in there that is under way
 * is either ended with the rest or begins after it.
 * @throws Refusal `not-found` for a computer on which nobody has ever signed in.
 */
export async function endComputer(
  services: Pick<Services, 'database' | 'audit'>,
  deviceId: string,
  frame: Frame,
  now: Date,
): Promise<Ended> {
  return await services.database.transaction().execute(async (transaction) => {
    const { rows: people } = await sql<{ user_id: string; name: string }>`
      select user_id, (array_agg(device_name order by at desc))[1] as name from (
        select user_id, device_name, at from sign_ins where device_id = ${deviceId} and outcome = 'signed-in'
        union all select user_id, device_name, created_at from sessions where device_id = ${deviceId} and ended_at is null
        union all select user_id, device_name, created_at from trusted_devices where device_id = ${deviceId} and revoked_at is null
        union all select user_id, device_name, created_at from challenges where device_id = ${deviceId} and ended_at is null
      ) as seen group by user_id order by user_id`.execute(transaction);
    if (people.length === 0) throw new Refusal('not-found');
    const total = { sessions: 0, trusts: 0, people: 0 };
    for (const { user_id: userId } of people) await holdUser(transaction, userId);
    for (const { user_id: userId, name } of people) {
      const because = 'computer-ended';
      const ended = await transaction
        .updateTable('sessions')
        .set({ ended_at: now, ended_because: because })
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      const revoked = await transaction
        .updateTable('trusted_devices')
        .set({ revoked_at: now, revoked_because: because })
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      await transaction
        .updateTable('challenges')
        .set({ ended_at: now, ended_because: 'revoked' })
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .where('ended_at', 'is', null)
        .execute();
      const sessions = Number(ended.numUpdatedRows);
      const trusts = Number(revoked.numUpdatedRows);
      if (sessions + trusts === 0) continue;
      total.sessions += sessions;
      total.trusts += trusts;
      total.people += 1;
      if (sessions > 0)
        await services.audit.append(transaction, { ...frame, kind: 'sessions-ended', userId, details: { because, ended: sessions } });
      if (trusts > 0)
        await services.audit.append(transaction, { ...frame, kind: 'trust-revoked', userId, details: { because, revoked: trusts } });
      await addAlert(transaction, { userId, kind: 'computer-ended', detail: name, sessionId: null }, now);
    }
    await services.audit.append(transaction, { ...frame, kind: 'computer-ended', userId: null, details: { deviceId, ...total } });
    return total;
  });
}
