import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import {
  LOCK_MINUTES,
  WRONG_CODES_BEFORE_ADMINISTRATOR,
  WRONG_CODES_BEFORE_LOCK,
  WRONG_CODES_PER_CHALLENGE,
} from '../../shared/sign-in/limits.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import { hoursAfter, minutesAfter, secondsUntil } from './instants.ts';

/**
 * How long a lock is remembered when the next one's length is decided. A right code sets the count of wrong ones back
 * but not this: otherwise somebody guessing beside a person who signs in every morning would meet the shortest lock
 * each time.
 */
const LOCKS_REMEMBERED_HOURS = 24;

/** Whether somebody's codes are locked, and until when; null `until` means until an administrator unlocks them. */
export interface CodeLock {
  readonly codes_locked_until: Date | null;
  readonly codes_need_administrator: boolean;
}

/** @throws Refusal `codes-locked` with when the lock ends. */
export function refuseWhileLocked(lock: CodeLock, now: Date): void {
  const refusal = lockRefusal(lock, now);
  if (refusal) throw refusal;
}

export function lockRefusal(lock: CodeLock, now: Date): Refusal | null {
  if (lock.codes_need_administrator) return new Refusal('codes-locked', { lockedUntil: null });
  const until = lock.codes_locked_until;
  if (until === null || until <= now) return null;
  return new Refusal('codes-locked', { lockedUntil: until.toISOString(), retryAfterSeconds: secondsUntil(now, until) });
}

/**
 * Locks the person's row until the transaction ends. Whatever changes more than one row of a person does this first,
 * so that such changes come one after the other and never wait for each other in a ring.
 */
export async function holdUser(transaction: Transaction<Tables>, userId: string) {
  return await transaction.selectFrom('users').selectAll().where('id', '=', userId).forNoKeyUpdate().executeTakeFirstOrThrow();
}

/** Whose try, in which challenge. */
export interface TryAsked {
  readonly challengeId: string;
  readonly userId: string;
}

export interface CodeTry {
  /** Tries taken in this challenge, with this one. */
  readonly attempts: number;
  /** Wrong codes in a row on the account, if this one is wrong. */
  readonly wrongInARow: number;
}

/**
 * Takes one try of each challenge and of its account, before any code is looked at: of twenty codes at once, the first
 * five take one each and the rest find none. Each person's row is held until the transaction ends, so that all that
 * follows from a code comes before the next one's try.
 *
 * Rows that somebody else holds are waited for when asked for one alone. Of several, a person who is held up elsewhere
 * must not hold up the others, and two rounds must not wait for each other in a ring: those are answered `busy`.
 * @param asked of different people
 * @returns in the order asked. A Refusal is `codes-locked`, also for a right code, which stays unused, or `challenge-gone`.
 */
export async function takeCodeTries(
  transaction: Transaction<Tables>,
  asked: readonly TryAsked[],
  now: Date,
): Promise<(CodeTry | Refusal | 'busy')[]> {
  const { rows } = await sql<{ id: string; wrong_codes: number | null; attempts: number | null } & CodeLock>`
    with asked as (
      select * from unnest(${asked.map((each) => each.challengeId)}::uuid[], ${asked.map((each) => each.userId)}::uuid[])
        as asked (challenge_id, user_id)
    ), held as (
      select asked.challenge_id, users.id, codes_locked_until, codes_need_administrator,
        access = 'allowed' and not codes_need_administrator and (codes_locked_until is null or codes_locked_until <= ${now}) as may_try
      from asked join users on users.id = asked.user_id
      for no key update of users ${asked.length > 1 ? sql`skip locked` : sql``}
    ), taken as (
      update challenges set attempts = attempts + 1 from held
      where may_try and challenges.id = held.challenge_id and challenges.user_id = held.id and ended_at is null
        and expires_at > ${now} and attempts < ${WRONG_CODES_PER_CHALLENGE}
      returning challenges.user_id, attempts
    ), counted as (
      update users set wrong_codes = wrong_codes + 1 from taken where users.id = taken.user_id returning users.id, wrong_codes
    )
    select held.id, held.codes_locked_until, held.codes_need_administrator, taken.attempts, counted.wrong_codes
    from held left join taken on taken.user_id = held.id left join counted on counted.id = held.id`.execute(transaction);
  const byUser = new Map(rows.map((row) => [row.id, row]));
  return asked.map(({ userId }) => {
    const row = byUser.get(userId);
    if (!row) return asked.length > 1 ? 'busy' : new Refusal('challenge-gone');
    if (row.attempts !== null && row.wrong_codes !== null) return { attempts: row.attempts, wrongInARow: row.wrong_codes };
    return lockRefusal(row, now) ?? new Refusal('challenge-gone');
  });
}

/** Gives a try back, of a code that wasn't judged. The caller holds the person's row (takeCodeTries). */
export async function returnCodeTry(transaction: Transaction<Tables>, { challengeId, userId }: TryAsked): Promise<void> {
  await sql`
    with returned as (update challenges set attempts = attempts - 1 where id = ${challengeId} returning user_id)
    update users set wrong_codes = wrong_codes - 1 from returned where users.id = returned.user_id and users.id = ${userId}`.execute(
    transaction,
  );
}

export interface NewLock {
  /** Null when only an administrator can unlock. */
  readonly minutes: (typeof LOCK_MINUTES)[number] | null;
  readonly until: Date | null;
}

/**
 * After a wrong code: locks the account's codes when there have been enough in a row. The caller holds the person's
 * row (takeCodeTries). Null when there is nothing to lock yet.
 */
export async function lockIfDue(transaction: Transaction<Tables>, userId: string, wrongInARow: number, now: Date): Promise<NewLock | null> {
  if (wrongInARow >= WRONG_CODES_BEFORE_ADMINISTRATOR) {
    await transaction
      .updateTable('users')
      .set({ codes_need_administrator: true, codes_last_locked_at: now })
      .where('id', '=', userId)
      .execute();
    return { minutes: null, until: null };
  }
  if (wrongInARow % WRONG_CODES_BEFORE_LOCK !== 0) return null;
  const { code_locks: locks } = await transaction
    .updateTable('users')
    .set({
      code_locks: sql<number>`case when codes_last_locked_at > ${hoursAfter(now, -LOCKS_REMEMBERED_HOURS)} then code_locks + 1 else 1 end`,
      codes_last_locked_at: now,
    })
    .where('id', '=', userId)
    .returning('code_locks')
    .executeTakeFirstOrThrow();
  const minutes = LOCK_MINUTES[Math.min(locks, LOCK_MINUTES.length) - 1] ?? LOCK_MINUTES[0];
  const until = minutesAfter(now, minutes);
  await transaction.updateTable('users').set({ codes_locked_until: until }).where('id', '=', userId).execute();
  return { minutes, until };
}

/** An administrator unlocks: everything starts anew. */
export async function unlockCodes(transaction: Transaction<Tables>, userId: string): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ wrong_codes: 0, code_locks: 0, codes_last_locked_at: null, codes_locked_until: null, codes_need_administrator: false })
    .where('id', '=', userId)
    .execute();
}
