import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { SealedSecret } from './secret-box.ts';

/** A right code of a factor that counts already, before it is used. */
export type AcceptedCode =
  | { readonly method: 'text-message'; readonly userId: string }
  | {
      readonly method: 'authenticator';
      readonly userId: string;
      readonly step: number;
      /** The secret under the current key where it was under an older one, so that the older can be retired. */
      readonly resealed: SealedSecret | null;
    };

/**
 * Uses factors by right codes. An authenticator's step is used by one conditional statement, which decides the race: of two
 * requests with one code, one finds it used.
 * @param codes of different people
 * @returns for each, in the order given, whether it could be used
 */
export async function recordFactorUse(transaction: Transaction<Tables>, codes: readonly AcceptedCode[], now: Date): Promise<boolean[]> {
  const steps = codes.filter((code) => code.method === 'authenticator');
  const texts = codes.filter((code) => code.method === 'text-message');
  const used = new Set<string>();
  if (steps.length > 0) {
    const { rows } = await sql<{ user_id: string }>`
      update authenticator_factors as factor set last_step = used.step, last_used_at = ${now},
        secret = coalesce(used.secret, factor.secret), key_id = coalesce(used.key_id, factor.key_id)
      from unnest(${steps.map((each) => each.userId)}::uuid[], ${steps.map((each) => each.step)}::bigint[],
        ${steps.map((each) => each.resealed?.secret ?? null)}::bytea[], ${steps.map((each) => each.resealed?.keyId ?? null)}::text[])
        as used (user_id, step, secret, key_id)
      where factor.user_id = used.user_id and factor.last_step < used.step
      returning factor.user_id`.execute(transaction);
    for (const row of rows) used.add(row.user_id);
  }
  if (texts.length > 0) {
    const { rows } = await sql<{ user_id: string }>`
      update text_message_factors set last_used_at = ${now} where user_id = any (${texts.map((each) => each.userId)}::uuid[])
      returning user_id`.execute(transaction);
    for (const row of rows) used.add(row.user_id);
  }
  return codes.map(({ userId }) => used.has(userId));
}
