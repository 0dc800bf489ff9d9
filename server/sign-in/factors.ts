import type { Kysely, Transaction } from 'kysely';
import type { Method } from '../../shared/applications.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import type { SealedSecret } from './secret-box.ts';

/** A factor whose first code was just accepted. */
export type ConfirmedFactor =
  | { readonly method: 'text-message'; readonly phoneNumber: string }
  | { readonly method: 'authenticator'; readonly sealed: SealedSecret; readonly step: number };

/**
 * Makes a factor count. With `mayReplace` one of its kind that is there gives way to it; otherwise there must be none,
 * since only a step-up lets somebody change one.
 * @returns whether one was replaced. @throws Refusal `method-not-allowed`.
 */
export async function confirmFactor(
  transaction: Transaction<Tables>,
  userId: string,
  factor: ConfirmedFactor,
  mayReplace: boolean,
  now: Date,
): Promise<boolean> {
  const table = tableOf(factor.method);
  const removed = mayReplace ? await transaction.deleteFrom(table).where('user_id', '=', userId).executeTakeFirst() : null;
  const dates = { user_id: userId, confirmed_at: now, last_used_at: null };
  const insert =
    factor.method === 'text-message'
      ? transaction.insertInto('text_message_factors').values({ ...dates, phone_number: factor.phoneNumber })
      : transaction
          .insertInto('authenticator_factors')
          // The step that confirmed it is used up: the same code can't sign in as well.
          .values({ ...dates, secret: factor.sealed.secret, key_id: factor.sealed.keyId, last_step: factor.step });
  const inserted = await insert.onConflict((conflict) => conflict.column('user_id').doNothing()).executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new Refusal('method-not-allowed');
  return removed !== null && removed.numDeletedRows > 0n;
}

/** Which factors a person has, as the challenge's rules see them. */
export async function readFactors(database: Kysely<Tables>, userId: string) {
  const text = await database.selectFrom('text_message_factors').select('phone_number').where('user_id', '=', userId).executeTakeFirst();
  const app = await database.selectFrom('authenticator_factors').select('user_id').where('user_id', '=', userId).executeTakeFirst();
  return { confirmed_number: text?.phone_number ?? null, has_authenticator: app?.user_id ?? null };
}

/** The number that counts, if there is one. */
export async function confirmedNumber(transaction: Transaction<Tables>, userId: string): Promise<string | null> {
  const row = await transaction.selectFrom('text_message_factors').select('phone_number').where('user_id', '=', userId).executeTakeFirst();
  return row?.phone_number ?? null;
}

export function tableOf(method: Method): 'text_message_factors' | 'authenticator_factors' {
  return method === 'text-message' ? 'text_message_factors' : 'authenticator_factors';
}
