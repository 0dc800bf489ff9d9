import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import {
  LOCK_MINUTES,
  WRONG_CODES_BEFORE_ADMINISTRATOR,
  WRONG_CODES_BEFORE_LOCK,
  WRONG_CODES_PER_CHALLENGE,
} from '../../shared/sign-in/limits.ts';
import { later } from '../database/statement-hints.ts';
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

/** The same without waiting for it: the row is locked when the next statement is executed. It is not known whether there is one. */
export async function holdUserForNext(transaction: Transaction<Tables>, userId: string): Promise<void> {
  await later(transaction, sql`select from users where id = ${userId} for no key update`);
}

/** Whose code, in which challenge. */
export interface CodeGiven {
  readonly challengeId: string;
  readonly userId: string;
}

/**
 * Holds people and their challenges until the transaction ends, before any code is looked at: of twenty codes at once, each
 * is looked at after what followed from the one before has been counted, so that the sixth wrong one finds no try left.
 *
 * A person who is held up elsewhere must not hold up the others, and two rounds must not wait for each other in a ring: those
 * are passed over.
 * @param given of different people
 * @returns the ids of the challenges that are held
 */
export async function holdForCodes(transaction: Transaction<Tables>, given: readonly CodeGiven[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select challenges.id
    from unnest(${given.map((each) => each.challengeId)}::uuid[], ${given.map((each) => each.userId)}::uuid[]) as given (challenge_id, user_id)
    join users on users.id = given.user_id
    join challenges on challenges.id = given.challenge_id and challenges.user_id = users.id
    for no key update of users, challenges skip locked`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** For one alone, who is waited for: held when the next statement is executed, if the challenge is there. */
export async function holdForCode(transaction: Transaction<Tables>, { challengeId, userId }: CodeGiven): Promise<void> {
  const hold = sql`
    select from users join challenges on challenges.user_id = users.id
    where users.id = ${userId} and challenges.id = ${challengeId}
    for no key update of users, challenges`;
  await later(transaction, hold);
}

export interface WrongCodes {
  /** Wrong codes in this challenge, with this one. */
  readonly attempts: number;
  /** Wrong codes in a row on the account, with this one. */
  readonly wrongInARow: number;
}

/**
 * Counts a wrong code against its challenge and its account. The caller holds both (holdForCode, holdForCodes); the limit is asked again
 * all the same.
 * @throws Refusal `challenge-gone` when no try is left
 */
export async function countWrongCode(transaction: Transaction<Tables>, { challengeId, userId }: CodeGiven): Promise<WrongCodes> {
  const { rows } = await sql<WrongCodes>`
    with counted as (
      update challenges set attempts = attempts + 1
      where id = ${challengeId} and user_id = ${userId} and ended_at is null and attempts < ${WRONG_CODES_PER_CHALLENGE}
      returning attempts, user_id
    )
    update users set wrong_codes = wrong_codes + 1 from counted where users.id = counted.user_id
    returning counted.attempts, users.wrong_codes as "wrongInARow"`.execute(transaction);
  const [counted] = rows;
  if (!counted) throw new Refusal('challenge-gone');
  return counted;
}

export interface NewLock {
  /** Null when only an administrator can unlock. */
  readonly minutes: (typeof LOCK_MINUTES)[number] | null;
  readonly until: Date | null;
}

/**
 * After a wrong code: locks the account's codes when there have been enough in a row. The caller holds the person's
 * row (holdForCode, holdForCodes). Null when there is nothing to lock yet.
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

/** An administrator unlocks: everything starts anew. False when nothing had been counted against the account. */
export async function unlockCodes(transaction: Transaction<Tables>, userId: string): Promise<boolean> {
  const unlocked = await transaction
    .updateTable('users')
    .set({ wrong_codes: 0, code_locks: 0, codes_last_locked_at: null, codes_locked_until: null, codes_need_administrator: false })
    .where('id', '=', userId)
    .where(sql<boolean>`(wrong_codes > 0 or code_locks > 0 or codes_locked_until is not null or codes_need_administrator)`)
    .executeTakeFirst();
  return unlocked.numUpdatedRows === 1n;
}
