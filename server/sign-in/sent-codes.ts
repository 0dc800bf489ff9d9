import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import { LIVE_TEXT_CODES } from '../../shared/sign-in/limits.ts';
import type { Tables, TextCodeTable } from '../database/tables.ts';
import { same } from './keyed-hash.ts';

/** A code that was sent in a challenge. */
export type SentCode = Selectable<TextCodeTable>;

/** All that were sent in some challenges, the newest first. */
export async function readSentCodes(database: Kysely<Tables>, challengeIds: readonly string[]): Promise<SentCode[]> {
  return await database
    .selectFrom('text_codes')
    .innerJoin('sends', 'sends.id', 'text_codes.send_id')
    .selectAll('text_codes')
    .where(sql<boolean>`text_codes.challenge_id = any (${challengeIds}::uuid[])`)
    .orderBy('sends.ordinal', 'desc')
    .execute();
}

export interface SentMatch {
  readonly code: SentCode;
  /** Whether it is one of the newest to the number that counts, and within its time. Says nothing of whether it was used. */
  readonly live: boolean;
}

/**
 * The code that was typed among those of one challenge, a live one before any other; null when it is none.
 * @param sent newest first
 * @param macs of what was typed, one for each key
 * @param target the number that it must have been sent to
 */
export function matchSentCode(sent: readonly SentCode[], macs: readonly Buffer[], target: string | null, now: Date): SentMatch | null {
  // Every one is compared with each, so that the time taken doesn't say which it was.
  const matches = sent.filter((each) => macs.filter((mac) => same(each.code_mac, mac)).length > 0);
  const live = sent.filter((each) => each.phone_number === target && each.expires_at > now).slice(0, LIVE_TEXT_CODES);
  const code = matches.find((each) => live.includes(each)) ?? matches[0];
  return code === undefined ? null : { code, live: live.includes(code) };
}
