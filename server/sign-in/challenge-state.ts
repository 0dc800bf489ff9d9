import type { Kysely } from 'kysely';
import type { Method } from '../../shared/applications.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import { policyOf } from './policy.ts';

/** A challenge with everything that decides what may happen in it, as it is now. */
export type ChallengeState = NonNullable<Awaited<ReturnType<typeof readChallengeState>>>;

export async function readChallengeState(database: Kysely<Tables>, challengeId: string) {
  const row = await database
    .selectFrom('challenges as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .innerJoin('application_policies as p', 'p.application', 'c.application')
    .leftJoin('text_message_factors as t', 't.user_id', 'c.user_id')
    .leftJoin('authenticator_factors as a', 'a.user_id', 'c.user_id')
    .where('c.id', '=', challengeId)
    .selectAll('c')
    .select(['u.email', 'u.enrolment', 'u.codes_locked_until', 'u.codes_need_administrator'])
    .select(['p.methods', 'p.trust_days', 'p.idle_lock_minutes', 'p.trust_ends_at', 'p.passes'])
    .select(['t.phone_number as confirmed_number', 'a.user_id as has_authenticator'])
    .executeTakeFirst();
  return row && { ...row, policy: policyOf(row) };
}

/** @throws Refusal `challenge-gone` when it has ended, is over its time, or never was. */
export async function liveChallenge(database: Kysely<Tables>, challengeId: string, now: Date): Promise<ChallengeState> {
  const state = await readChallengeState(database, challengeId);
  if (!state || state.ended_at !== null || state.expires_at <= now) throw new Refusal('challenge-gone');
  return state;
}

export interface Usable {
  readonly methods: readonly Method[];
  /** True when using one of them sets it up. */
  readonly enrols: boolean;
}

/**
 * The methods that a challenge can be met with. Setting one up instead of giving one is possible only for somebody who
 * has none that the application accepts: with the password alone, anyone could otherwise link a phone of their own
 * beside the one that is there.
 */
export function usableMethods(
  state: Pick<ChallengeState, 'adds' | 'policy' | 'confirmed_number' | 'has_authenticator' | 'enrolment'>,
): Usable {
  if (state.adds !== null) return { methods: [state.adds], enrols: true };
  const owned = state.policy.methods.filter((method) => has(state, method));
  if (owned.length > 0) return { methods: owned, enrols: false };
  return { methods: state.enrolment === 'open' ? state.policy.methods : [], enrols: true };
}

function has(state: Pick<ChallengeState, 'confirmed_number' | 'has_authenticator'>, method: Method): boolean {
  return method === 'text-message' ? state.confirmed_number !== null : state.has_authenticator !== null;
}

/**
 * Policy, asked again wherever a challenge goes on: it may have changed since the challenge began.
 * @throws Refusal `method-not-allowed`.
 */
export function requireUsable(state: ChallengeState, method: Method): Usable {
  const usable = usableMethods(state);
  if (!usable.methods.includes(method)) throw new Refusal('method-not-allowed');
  return usable;
}
