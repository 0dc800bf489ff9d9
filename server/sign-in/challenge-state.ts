import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Method } from '../../shared/applications.ts';
import { METHODS } from '../../shared/applications.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import { policyOf } from './policy.ts';

/** A challenge with everything that decides what may happen in it, as it is now. */
export type ChallengeState = Awaited<ReturnType<typeof readChallengeStates>>[number];

/** In no order; those that there are. */
export async function readChallengeStates(database: Kysely<Tables>, challengeIds: readonly string[]) {
  const rows = await database
    .selectFrom('challenges as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .innerJoin('application_policies as p', 'p.application', 'c.application')
    .leftJoin('text_message_factors as t', 't.user_id', 'c.user_id')
    .leftJoin('authenticator_factors as a', 'a.user_id', 'c.user_id')
    .where(sql<boolean>`c.id = any (${challengeIds}::uuid[])`)
    .selectAll('c')
    .select(['u.email', 'u.access', 'u.enrolment', 'u.codes_locked_until', 'u.codes_need_administrator'])
    .select(['p.methods', 'p.trust_days', 'p.idle_lock_minutes', 'p.trust_ends_at', 'p.passes'])
    .select(['t.phone_number as confirmed_number', 't.confirmed_at as number_confirmed_at'])
    .select(['a.user_id as has_authenticator', 'a.confirmed_at as authenticator_confirmed_at'])
    .select(['a.secret as authenticator_secret', 'a.key_id as authenticator_key_id', 'a.last_step', 'a.told_steps'])
    .select(
      // Of one person: with `exists`, everybody's may be read beforehand.
      sql<boolean>`(select true from recovery_codes where recovery_codes.user_id = c.user_id and used_at is null limit 1) is true`.as(
        'has_recovery_codes',
      ),
    )
    .execute();
  return rows.map((row) => ({ ...row, policy: policyOf(row) }));
}

/** @throws Refusal `challenge-gone` when it has ended, is over its time, or never was. */
export async function liveChallenge(database: Kysely<Tables>, challengeId: string, now: Date): Promise<ChallengeState> {
  const [state] = await readChallengeStates(database, [challengeId]);
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
 * has none that the application accepts, and after whatever else they have was shown (mustProve): with the password
 * alone, anyone could otherwise link a phone of their own beside the one that is there.
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

/** The factors that somebody has and the application doesn't take: in the order of recommendation. */
export function forbiddenFactors(state: Pick<ChallengeState, 'policy' | 'confirmed_number' | 'has_authenticator'>): readonly Method[] {
  return METHODS.filter((method) => has(state, method) && !state.policy.methods.includes(method));
}

/**
 * Whether the person must show who they are before a method can be set up. Somebody with a factor that the application
 * doesn't take, or with recovery codes, could otherwise be anybody who knows their password and links a phone of their
 * own. Within a session that was stepped up a moment ago the challenge began with its proof.
 */
export function mustProve(state: ChallengeState): boolean {
  if (state.adds !== null || !usableMethods(state).enrols || isProved(state)) return false;
  return state.purpose === 'step-up' || forbiddenFactors(state).length > 0 || state.has_recovery_codes;
}

/** What was proven holds only while the person still has the factor that it was proven with, and no other in its place. */
function isProved({ proved_at, proved_with, ...state }: ChallengeState): boolean {
  if (proved_at === null || proved_with === null) return false;
  if (proved_with === 'step-up') return true;
  const confirmedAt = proved_with === 'text-message' ? state.number_confirmed_at : state.authenticator_confirmed_at;
  return confirmedAt !== null && confirmedAt <= proved_at;
}

/** What a method is to a challenge: its code meets it, proves who the person is, or confirms the method itself. */
export type Use = 'meets' | 'proves' | 'enrols';

/**
 * Policy, asked again wherever a challenge goes on: it may have changed since the challenge began.
 * @throws Refusal `method-not-allowed`; `step-up-needed` for a method that can't be set up before something is proven.
 */
export function requireUse(state: ChallengeState, method: Method): Use {
  const { methods, enrols } = usableMethods(state);
  const proves = methods.length > 0 && mustProve(state);
  if (proves && forbiddenFactors(state).includes(method)) return 'proves';
  if (!methods.includes(method)) throw new Refusal('method-not-allowed');
  if (proves) throw new Refusal('step-up-needed');
  return enrols ? 'enrols' : 'meets';
}
