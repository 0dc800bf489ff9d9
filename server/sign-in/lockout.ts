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

export interface CodeTry {
  /** Tries taken in this challenge, with this one. */
  readonly attempts: number;
  /** Wrong codes in a row on the account, if this one is wrong. */
  readonly wrongInARow: number;
}

/**
 * Takes one try of a challenge and of its account, before the code is looked at: of twenty codes at once, the first
 * five take one each and the rest find none. Rolled back with the transaction by whatever refuses without judging the
 * code.
 * @throws Refusal `codes-locked`, also for a right code, which stays unused; `challenge-gone`.
 */
export async function takeCodeTry(transaction: Transaction<Tables>, challengeId: string, userId: string, now: Date): Promise<CodeTry> {
  const { rows } = await sql<{ wrong_codes: number; attempts: number | null }>`
    with counted as (
      update users set wrong_codes = wrong_codes + 1
      where id = ${userId} and access = 'allowed' and not codes_need_administrator
        and (codes_locked_until is null or codes_locked_until <= ${now})
      returning id, wrong_codes
    ), taken as (
      update challenges set attempts = attempts + 1 from counted
      where challenges.id = ${challengeId} and challenges.user_id = counted.id and ended_at is null
        and expires_at > ${now} and attempts < ${WRONG_CODES_PER_CHALLENGE}
      returning attempts
    )
    select counted.wrong_codes, taken.attempts from counted left join taken on true`.execute(transaction);
  const row = rows[0];
  if (row?.attempts != null) return { attempts: row.attempts, wrongInARow: row.wrong_codes };
  if (!row) {
    const user = await readLock(transaction, userId);
    if (user) refuseWhileLocked(user, now);
  }
  throw new Refusal('challenge-gone');
}

async function readLock(database: Kysely<Tables>, userId: string) {
  return await database
    .selectFrom('users')
    .select(['codes_locked_until', 'codes_need_administrator'])
    .where('id', '=', userId)
    .executeTakeFirst();
}

export interface NewLock {
  /** Null when only an administrator can unlock. */
  readonly minutes: (typeof LOCK_MINUTES)[number] | null;
  readonly until: Date | null;
}

/**
 * After a wrong code: locks the account's codes when there have been enough in a row. The caller holds the person's
 * row (takeCodeTry). Null when there is nothing to lock yet.
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
