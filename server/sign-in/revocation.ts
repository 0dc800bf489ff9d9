import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { AuditEvent } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { forgetComputers } from './known-computer.ts';
import { holdUserForNext } from './lockout.ts';

type Details<K extends AuditEvent['kind']> = Extract<AuditEvent, { kind: K }>['details'];
/** Who, whence: an audit event without what happened. */
export type Frame = Pick<AuditEvent, 'actor' | 'application' | 'network' | 'reference'>;
type TrustEnds = Details<'trust-revoked'>['because'];
type SessionEnds = Details<'sessions-ended'>['because'];

/**
 * What ends when something changes, for everything that ends any of it. Three rules keep what is revoked revoked:
 *
 * - *The person's row is held first.* Whatever gives somebody a session, trust or a challenge holds it too, and so is either
 *   wholly before the change, and ended by it, or wholly after it, and decided by what it left.
 * - *Sessions end first, then trust, then challenges.* Trust is issued on the strength of a session: once the session is over
 *   none can be added, and what was being added meanwhile is there to be revoked when its turn comes.
 * - *Rows in one order.* People, policies, applications entered, sessions, trust, challenges, known computers, and the rows of each by their id, so
 *   that no two changes ever wait for each other.
 */

/** Of whom, why, by whom and when. */
export interface Ending<Because> {
  readonly userId: string;
  readonly because: Because;
  readonly frame: Frame;
  readonly now: Date;
}

/** What the change itself rests on, and so outlives it. */
export interface Kept {
  /** The session in which it was asked for. */
  readonly sessionId?: string | null;
  /** True when a code that was given in that session may still become trust: one of a factor that is still there. */
  readonly withOffer?: boolean;
  /** The challenge in which it was brought about. */
  readonly challengeId?: string | null;
}

export interface Ended {
  readonly sessions: number;
  readonly trusts: number;
}

/**
 * Ends all that a person is signed in by: their sessions, their trusted computers and their sign-ins under way. What computers they
 * are known on is forgotten too, but for that of the session that is kept. Their factors stay.
 */
export async function endEverything(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  ending: Ending<TrustEnds & SessionEnds>,
  kept: Kept = {},
): Promise<Ended> {
  const sessions = await endSessions(services, transaction, ending, kept);
  const trusts = await endTrust(services, transaction, ending, kept.withOffer === true ? kept.sessionId : null);
  await endChallenges(transaction, ending, kept.challengeId);
  await forgetComputers(transaction, ending.userId, kept.sessionId);
  return { sessions, trusts };
}

/** Ends a person's sessions, apart from one that is kept. @returns how many there were. */
export async function endSessions(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  { userId, because, frame, now }: Ending<SessionEnds>,
  { sessionId = null }: Pick<Kept, 'sessionId'> = {},
): Promise<number> {
  await holdUserForNext(transaction, userId);
  const theirs = sql<boolean>`user_id = ${userId} and id is distinct from ${sessionId}::uuid`;
  const ended = await endSessionsThat(services, transaction, theirs, { because, frame, now });
  return ended.get(userId) ?? 0;
}

/**
 * Revokes every trusted computer of a person, and takes back the offers to trust one that their sessions still have.
 * @param offeredTo the session that keeps its offer
 * @returns how many computers there were.
 */
export async function endTrust(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  { userId, because, frame, now }: Ending<TrustEnds>,
  offeredTo: string | null = null,
): Promise<number> {
  await holdUserForNext(transaction, userId);
  await withdrawOffers(transaction, sql<boolean>`user_id = ${userId} and id is distinct from ${offeredTo}::uuid`);
  const revoked = await revokeTrustThat(services, transaction, sql<boolean>`user_id = ${userId}`, { because, frame, now });
  return revoked.get(userId)?.length ?? 0;
}

/** Ends a person's challenges, apart from the one that did it: what they began under no longer holds. */
export async function endChallenges(
  transaction: Transaction<Tables>,
  { userId, now }: Pick<Ending<unknown>, 'userId' | 'now'>,
  challengeId: string | null = null,
): Promise<void> {
  await endChallengesThat(transaction, sql<boolean>`user_id = ${userId} and id is distinct from ${challengeId}::uuid`, now);
}

/** A condition on one table's own columns. */
type Which = RawBuilder<boolean>;
type Why<Because> = Omit<Ending<Because>, 'userId'>;

/** Ends whichever sessions of whomever are still going on, and tells the trail person by person. @returns how many of whom. */
export async function endSessionsThat(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  which: Which,
  { because, frame, now }: Why<SessionEnds>,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ user_id: string }>`
    with over as (select id from sessions where ${which} and ended_at is null order by id for no key update)
    update sessions set ended_at = ${now}, ended_because = ${because} from over where sessions.id = over.id
    returning user_id`.execute(transaction);
  const ended = new Map([...Map.groupBy(rows, (row) => row.user_id)].map(([userId, theirs]) => [userId, theirs.length]));
  for (const [userId, count] of ended)
    await services.audit.append(transaction, { ...frame, kind: 'sessions-ended', userId, details: { because, ended: count } });
  return ended;
}

/** Trust that was revoked: of which computer, for what. */
export interface RevokedTrust {
  readonly application: string;
  readonly device_id: string;
}

/** The same for trust. @returns what was revoked of whom. */
export async function revokeTrustThat(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  which: Which,
  { because, frame, now }: Why<TrustEnds>,
): Promise<Map<string, RevokedTrust[]>> {
  const { rows } = await sql<RevokedTrust & { user_id: string }>`
    with over as (select id from trusted_devices where ${which} and revoked_at is null order by id for no key update)
    update trusted_devices set revoked_at = ${now}, revoked_because = ${because} from over where trusted_devices.id = over.id
    returning user_id, application, device_id`.execute(transaction);
  const revoked = Map.groupBy(rows, (row) => row.user_id);
  for (const [userId, theirs] of revoked)
    await services.audit.append(transaction, { ...frame, kind: 'trust-revoked', userId, details: { because, revoked: theirs.length } });
  return revoked;
}

/** The same for challenges, which the trail needs no word of: what they were part of is over, and it says so. */
export async function endChallengesThat(transaction: Transaction<Tables>, which: Which, now: Date): Promise<void> {
  await sql`
    with over as (select id from challenges where ${which} and ended_at is null order by id for no key update)
    update challenges set ended_at = ${now}, ended_because = 'revoked' from over where challenges.id = over.id`.execute(transaction);
}

/** No code that was given before becomes trust any more. */
export async function withdrawOffers(transaction: Transaction<Tables>, which: Which): Promise<void> {
  await sql`
    with offered as (
      select id from sessions where ${which} and ended_at is null and trust_offer_until is not null order by id for no key update
    )
    update sessions set trust_offer_until = null from offered where sessions.id = offered.id`.execute(transaction);
}
