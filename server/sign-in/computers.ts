import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Computer } from '../../shared/control/schemas.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { daysAfter } from './instants.ts';
import { forgetComputersThat } from './known-computer.ts';
import { holdUser } from './lockout.ts';
import type { Ended, Frame } from './revocation.ts';
import { endChallengesThat, endSessionsThat, revokeTrustThat } from './revocation.ts';

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

/** What was ended on a computer. */
export interface ComputerEnded extends Ended {
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
): Promise<ComputerEnded> {
  return await services.database.transaction().execute(async (transaction) => {
    const seen = await peopleOn(transaction, deviceId);
    if (seen.size === 0) throw new Refusal('not-found');
    for (const userId of seen.keys()) await holdUser(transaction, userId);
    const why = { because: 'computer-ended', frame, now } as const;
    // Those whose time is over by itself are nobody's news.
    const there = sql<boolean>`device_id = ${deviceId} and expires_at > ${now}`;
    const ended = await endSessionsThat(services, transaction, there, why);
    const revoked = await revokeTrustThat(services, transaction, there, why);
    await endChallengesThat(transaction, sql<boolean>`device_id = ${deviceId}`, now);
    await forgetComputersThat(transaction, sql<boolean>`device_id = ${deviceId}`);
    // Again, now that whoever was held up has gone on: somebody may have signed in there for the first time.
    const names = await peopleOn(transaction, deviceId);
    const people = new Set([...ended.keys(), ...revoked.keys()]);
    for (const userId of people)
      await addAlert(transaction, { userId, kind: 'computer-ended', detail: names.get(userId) ?? null, sessionId: null }, now);
    const total = {
      sessions: [...ended.values()].reduce((sum, count) => sum + count, 0),
      trusts: [...revoked.values()].reduce((sum, theirs) => sum + theirs.length, 0),
      people: people.size,
    };
    await services.audit.append(transaction, { ...frame, kind: 'computer-ended', userId: null, details: { deviceId, ...total } });
    return total;
  });
}

/** Whoever has, or had, anything on a computer, in the order in which people are held; each with what it was last called for them. */
async function peopleOn(transaction: Transaction<Tables>, deviceId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ user_id: string; name: string }>`
    select user_id, (array_agg(device_name order by at desc))[1] as name from (
      select user_id, device_name, at from sign_ins where device_id = ${deviceId} and outcome = 'signed-in'
      union all select user_id, device_name, created_at from sessions where device_id = ${deviceId}
      union all select user_id, device_name, created_at from trusted_devices where device_id = ${deviceId}
      union all select user_id, device_name, created_at from challenges where device_id = ${deviceId} and ended_at is null
    ) as seen group by user_id order by user_id`.execute(transaction);
  return new Map(rows.map((row) => [row.user_id, row.name]));
}
