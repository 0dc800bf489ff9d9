import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { PassLimit } from '../../shared/errors.ts';
import {
  PASS_HOURS_MOST,
  PASS_REQUESTS_PER_DAY,
  PASS_WINDOW_DAYS,
  PASSES_PER_LEADER,
  PASSES_PER_PERSON,
} from '../../shared/sign-in/limits.ts';
import type { Tables } from '../database/tables.ts';
import { nextTimeOfDay } from '../time-of-day.ts';
import { daysAfter, earliest, hoursAfter, secondsUntil } from './instants.ts';

/**
 * Who may grant a pass, and how many. Each rule is a piece of SQL, so that the statement that grants or uses one decides
 * by it; what is shown to people is made of the same pieces.
 */

/** How many hours a day of requests or grants has, wherever it begins. */
const DAY_HOURS = 24;

/** When a pass that is granted now ends: with the shift, by the organisation's time of day. */
export function passEnd(now: Date, shiftEnds: string): Date {
  return earliest(nextTimeOfDay(now, shiftEnds), hoursAfter(now, PASS_HOURS_MOST));
}

/** An expression for a person's id. */
type UserId = RawBuilder<unknown>;

const GRANTS = sql`permission = 'sign-in-pass-granting'`;

/** Whether a person may grant passes, as it is now. */
export const mayGrant = (leader: UserId) => sql<boolean>`exists (
  select from users join group_members on group_members.user_id = users.id join group_permissions using (group_id)
  where users.id = ${leader} and users.access = 'allowed' and ${GRANTS})`;
/**
 * Whether there is anybody else who could grant a person one. Asked group by group and member by member, which `offset 0`
 * and the inner question keep it to: PostgreSQL would join all people to find the first who may, and where nobody may that
 * took 10 ms of each sign-in (8,000 people, measured).
 */
export const hasLeaderFor = (user: UserId) => sql<boolean>`exists (
  select from group_permissions as granting where ${GRANTS} and exists (
    select from group_members as member where member.group_id = granting.group_id
      and (select users.id <> ${user} and users.access = 'allowed' from users where users.id = member.user_id) offset 0))`;

/** Passes that count against a person's limit. */
export const passesCounted = (user: UserId, now: Date) => sql<number>`(
  select count(*) from sign_in_passes as theirs where theirs.user_id = ${user}
    and theirs.state in ('granted', 'used') and theirs.decided_at > ${daysAfter(now, -PASS_WINDOW_DAYS)})`;
/** Passes that count against a leader's limit. */
export const grantsCounted = (leader: UserId, now: Date) => sql<number>`(
  select count(*) from sign_in_passes as given where given.leader_id = ${leader}
    and given.state in ('granted', 'used') and given.decided_at > ${hoursAfter(now, -DAY_HOURS)})`;
/** Times that a person has asked. */
export const requestsCounted = (user: UserId, now: Date) => sql<number>`(
  select count(*) from sign_in_passes as asked where asked.user_id = ${user} and asked.requested_at > ${hoursAfter(now, -DAY_HOURS)})`;

/** Of each limit: how many there may be, and how to find when they were. */
const LIMITS = {
  person: { most: PASSES_PER_PERSON, hours: PASS_WINDOW_DAYS * DAY_HOURS, of: sql`user_id`, at: sql`decided_at` },
  leader: { most: PASSES_PER_LEADER, hours: DAY_HOURS, of: sql`leader_id`, at: sql`decided_at` },
  requests: { most: PASS_REQUESTS_PER_DAY, hours: DAY_HOURS, of: sql`user_id`, at: sql`requested_at` },
} as const satisfies Record<PassLimit, unknown>;

/** The numbers of a person's requests of the last day. */
export async function numbersLately(database: Kysely<Tables>, userId: string, now: Date): Promise<ReadonlySet<number>> {
  const lately = await database
    .selectFrom('sign_in_passes')
    .select('number')
    .where('user_id', '=', userId)
    .where('requested_at', '>', hoursAfter(now, -DAY_HOURS))
    .execute();
  return new Set(lately.map(({ number }) => number));
}

export interface Allowance {
  readonly left: number;
  /** Whole seconds until one more is free; 0 when one is. */
  readonly retryAfterSeconds: number;
}

/** What a limit leaves to a person, for saying so. It decides only where the person's row is held. */
export async function allowance(database: Kysely<Tables>, limit: PassLimit, userId: string, now: Date): Promise<Allowance> {
  const { most, hours, of, at } = LIMITS[limit];
  const granted = limit === 'requests' ? sql`true` : sql`state in ('granted', 'used')`;
  const { rows } = await sql<{ at: Date }>`
    select ${at} as at from sign_in_passes where ${of} = ${userId} and ${granted} and ${at} > ${hoursAfter(now, -hours)}
    order by 1 desc limit ${most}`.execute(database);
  const oldest = rows[most - 1];
  return { left: most - rows.length, retryAfterSeconds: oldest ? secondsUntil(now, hoursAfter(oldest.at, hours)) : 0 };
}
