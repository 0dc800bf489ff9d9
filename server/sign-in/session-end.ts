import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { SessionEnd } from '../../shared/errors.ts';
import type { Tables } from '../database/tables.ts';
import { hashToken } from './tokens.ts';

/** What the person may be told of why their session is over. What isn't here ended by their own doing or by itself. */
const SAID: Readonly<Record<string, SessionEnd>> = {
  'computer-ended': 'administrator',
  'factors-reset': 'administrator',
  disabled: 'administrator',
  administrator: 'administrator',
  'password-changed': 'password-changed',
  'factor-changed': 'factor-changed',
  self: 'ended-elsewhere',
  // Everybody's at once, so nobody's account is in question.
  'two-factor': 'two-factor-on',
};

/** Why the session of a token is over, for whoever holds the token; undefined when there is nothing to say. */
export async function whySessionEnded(database: Kysely<Tables>, token: string): Promise<SessionEnd | undefined> {
  const hash = hashToken(token);
  const session = await database
    .selectFrom('sessions')
    .select('ended_because')
    .where(sql<boolean>`(token_hash = ${hash} or id = (select session_id from replaced_tokens where replaced_tokens.token_hash = ${hash}))`)
    .where('ended_at', 'is not', null)
    .executeTakeFirst();
  return SAID[session?.ended_because ?? ''];
}
