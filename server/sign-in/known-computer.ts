import type { Kysely, RawBuilder, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';
import type { KnownComputerTable, Tables } from '../database/tables.ts';
import { daysAfter } from './instants.ts';
import { same } from './keyed-hash.ts';
import { hashToken } from './tokens.ts';

/**
 * Computers that a person has signed in on before, as OWASP's device cookies: each has a token, given with a completed
 * sign-in, that sets it apart from strangers. It is no trust and replaces nothing; what strangers do to the person's name or
 * network doesn't count against it, and its own wrong passwords count against nobody else.
 */

/** How long a computer stays known after its token was made: longer than any holiday. */
export const KNOWN_DAYS = 90;
/** A token as old as this is replaced at the next sign-in, so that whoever works here never falls out of KNOWN_DAYS. */
const RENEWED_DAYS = 30;

/** What is kept of a computer, joined to whoever is signing in; all null where there is none. */
export type KnownComputer = Pick<Selectable<KnownComputerTable>, 'current_hash' | 'previous_hash' | 'issued_at' | 'wrong_passwords'>;

/** Whether a token says that its computer is known. */
export function isKnown(computer: KnownComputer | null, token: string | null | undefined, now: Date): boolean {
  if (computer === null || token === null || token === undefined) return false;
  const { current_hash, previous_hash, issued_at, wrong_passwords } = computer;
  const hash = hashToken(token);
  const matches = same(current_hash, hash) || (previous_hash !== null && same(previous_hash, hash));
  return matches && wrong_passwords < WRONG_PASSWORDS_IN_A_ROW && issued_at > daysAfter(now, -KNOWN_DAYS);
}

/** Whether a completed sign-in is to be answered with a new token: the computer isn't known, or has had its token for long. */
export function isTokenDue(computer: KnownComputer | null, known: boolean, now: Date): boolean {
  return computer === null || !known || computer.issued_at <= daysAfter(now, -RENEWED_DAYS);
}

/** Where wrong passwords in a row are counted apart from everybody else's. */
export type OwnCount =
  | { readonly of: 'known-computer'; readonly userId: string; readonly deviceId: string; readonly hash: Buffer }
  | { readonly of: 'trusted-computer'; readonly trustId: string }
  | { readonly of: 'session'; readonly sessionId: string };

/** The row that counts, as part of an update of its table. */
function rowOf(own: OwnCount) {
  switch (own.of) {
    case 'known-computer':
      return { table: sql`known_computers`, row: sql`user_id = ${own.userId} and device_id = ${own.deviceId}` };
    case 'trusted-computer':
      return { table: sql`trusted_devices`, row: sql`id = ${own.trustId} and revoked_at is null` };
    case 'session':
      return { table: sql`sessions`, row: sql`id = ${own.sessionId} and ended_at is null` };
    default:
      return own satisfies never;
  }
}

/**
 * Takes one of the tries in a row before the password is looked at. One statement decides for all made at once.
 * @returns how many that makes, or null when there was none left
 */
export async function takeOwnTry(database: Kysely<Tables>, own: OwnCount): Promise<number | null> {
  const { table, row } = rowOf(own);
  const { rows } = await sql<{ wrong_passwords: number }>`
    update ${table} set wrong_passwords = wrong_passwords + 1 where ${row} and wrong_passwords < ${WRONG_PASSWORDS_IN_A_ROW}
    returning wrong_passwords`.execute(database);
  return rows[0]?.wrong_passwords ?? null;
}

/** The password was right: the row of wrong ones is over, and the token that was used is the only one that is good. */
export async function endOwnRow(database: Kysely<Tables>, own: OwnCount): Promise<void> {
  const { table, row } = rowOf(own);
  const settled =
    own.of === 'known-computer' ? sql`, previous_hash = case when current_hash = ${own.hash} then null else previous_hash end` : sql``;
  await sql`update ${table} set wrong_passwords = 0 ${settled} where ${row}`.execute(database);
}

/**
 * From now on a person's computers are strangers, but for that of a session: whoever had their password may have signed in
 * somewhere. The caller holds the person's row, so that a sign-in under way can't bring one back.
 */
export async function forgetComputers(transaction: Transaction<Tables>, userId: string, sessionId: string | null = null): Promise<void> {
  const but = sql`(select device_id from sessions where id = ${sessionId}::uuid)`;
  await forgetComputersThat(transaction, sql<boolean>`user_id = ${userId} and device_id is distinct from ${but}`);
}

/** The same of whichever computers of whomever. */
export async function forgetComputersThat(transaction: Transaction<Tables>, which: RawBuilder<boolean>): Promise<void> {
  await sql`
    with over as (select user_id, device_id from known_computers where ${which} order by user_id, device_id for update)
    delete from known_computers as known using over where known.user_id = over.user_id and known.device_id = over.device_id`.execute(
    transaction,
  );
}

/** Removes those that are known no longer. */
export async function tidyKnownComputers(database: Kysely<Tables>, now: Date): Promise<void> {
  await database.deleteFrom('known_computers').where('issued_at', '<', daysAfter(now, -KNOWN_DAYS)).execute();
}
