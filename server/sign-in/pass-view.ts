import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { PASS_REQUESTS_PER_DAY, PASSES_PER_PERSON } from '../../shared/sign-in/limits.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import { VIEW } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import type { ChallengeState } from './challenge-state.ts';
import { hasLeaderFor, mayGrant, passesCounted, requestsCounted } from './pass-rules.ts';

type PassView = Pick<Challenge, 'passOffered' | 'passRequest'>;

/** A pass stands in for a code at sign-in and nowhere else: within a session nobody is kept from their work. */
export function allowsPasses(state: Pick<ChallengeState, 'purpose' | 'policy'>): boolean {
  return state.purpose === 'sign-in' && state.policy.passes;
}

interface PassRow {
  readonly has_leader: boolean;
  readonly granted: number;
  readonly requested: number;
  readonly state: string | null;
  readonly number: number | null;
  readonly requested_at: Date | null;
  readonly leader: string | null;
  readonly ends_at: Date | null;
  readonly holds: boolean | null;
}

/**
 * What a challenge's owner may know about passes: whether they may ask, and what became of their last request. A pass that
 * was granted and no longer holds shows as declined. One statement, since it comes with every view of a challenge.
 */
export async function viewPass(database: Kysely<Tables>, state: ChallengeState, now: Date): Promise<PassView> {
  if (!allowsPasses(state)) return { passOffered: false, passRequest: null };
  const user = sql`${state.user_id}::uuid`;
  const { rows } = await sql<PassRow>`
    ${VIEW} select counts.*, pass.state, pass.number, pass.requested_at, leader.name as leader, pass.ends_at,
      pass.ends_at > ${now} and ${mayGrant(sql`pass.leader_id`)} as holds
    from (
      select ${hasLeaderFor(user)} as has_leader, ${passesCounted(user, now)} as granted, ${requestsCounted(user, now)} as requested
    ) as counts
    left join lateral (
      select * from sign_in_passes where challenge_id = ${state.id}
      order by requested_at desc, (state in ('waiting', 'granted')) desc limit 1
    ) as pass on true
    left join users as leader on leader.id = pass.leader_id`.execute(database);
  const row = rows[0];
  if (!row) return { passOffered: false, passRequest: null };
  return {
    passOffered: row.has_leader && row.granted < PASSES_PER_PERSON && row.requested < PASS_REQUESTS_PER_DAY,
    passRequest: readRequest(row),
  };
}

function readRequest(row: PassRow): Challenge['passRequest'] {
  if (row.requested_at === null || row.number === null) return null;
  const state = row.state === 'waiting' ? 'waiting' : row.state === 'granted' && row.holds ? 'granted' : 'declined';
  return {
    state,
    number: row.number,
    requestedAt: row.requested_at.toISOString(),
    leaderName: row.leader,
    until: state === 'granted' ? (row.ends_at?.toISOString() ?? null) : null,
  };
}
