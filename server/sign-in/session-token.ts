import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { REPLACED_TOKEN_SECONDS } from '../../shared/sign-in/limits.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import { secondsAfter } from './instants.ts';
import { newToken } from './tokens.ts';

/**
 * Gives a session a new token when its person has proved anew who they are, so that one that was copied before isn't worth
 * what they have just proved (ASVS 7.2.4). With the one before, calls that are on their way are answered for
 * REPLACED_TOKEN_SECONDS more, by what the session was until now and no more. Proving it is also being there.
 * @param proved by what: what was unlocked stays locked for the token before
 * @returns the token, this once. @throws Refusal `not-signed-in` when the session has ended meanwhile.
 */
export async function replaceToken(
  transaction: Transaction<Tables>,
  sessionId: string,
  proved: 'unlock' | 'step-up' | 'password',
  now: Date,
): Promise<string> {
  const { token, hash } = newToken();
  const { rows } = await sql`
    with before as (
      -- For update, since the token is a key: any less would be raised to that when it changes.
      select id, token_hash from sessions where id = ${sessionId} and ended_at is null and expires_at > ${now} for update
    ), kept as (
      insert into replaced_tokens (token_hash, session_id, replaced_at, was_locked)
      select token_hash, id, ${now}::timestamptz, ${proved === 'unlock'}::boolean from before
    )
    update sessions set token_hash = ${hash}, last_seen_at = ${now} from before where sessions.id = before.id
    returning sessions.id`.execute(transaction);
  if (rows.length !== 1) throw new Refusal('not-signed-in');
  return token;
}

/** The sessions that tokens are of, each as `(id, presented, replaced_at, was_locked)`: by the newest, or by one just replaced. */
export const sessionsOfTokens = (hashes: readonly Buffer[], now: Date) => sql`
  select id, token_hash as presented, null::timestamptz as replaced_at, false as was_locked
  from sessions where token_hash = any (${hashes}::bytea[])
  union all
  select session_id, token_hash, replaced_at, was_locked
  from replaced_tokens where token_hash = any (${hashes}::bytea[]) and replaced_at > ${secondsAfter(now, -REPLACED_TOKEN_SECONDS)}`;
