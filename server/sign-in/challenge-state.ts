import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Method } from '../../shared/applications.ts';
import { METHODS } from '../../shared/applications.ts';
import type { ApplicationPolicyTable, Tables } from '../database/tables.ts';
import { Refusal } from '../http/refusal.ts';
import { knownPermissions, policiesOf, policyOf } from './policy.ts';
import { addingTakesCode, entryTakesCode, strongest } from './strength.ts';

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
    .select(
      sql<boolean>`t.phone_number is null and a.user_id is null and (select code_at_first_enrolment from organisation)`.as(
        'code_at_first_enrolment',
      ),
    )
    // Asked only where it decides: a factor that is added within a session may open any application.
    .select(
      sql<AnyApplication | null>`case when c.adds is not null then json_build_object(
        'permissions', array(select permission from group_members join group_permissions using (group_id) where group_members.user_id = c.user_id),
        'policies', (select json_agg(application_policies) from application_policies),
        'twoFactor', (select two_factor from organisation)) end`.as('any_application'),
    )
    .execute();
  return rows.map((row) => ({ ...row, policy: policyOf(row) }));
}

/** What the person may open and what is asked for there, as PostgreSQL's JSON has it. */
interface AnyApplication {
  readonly permissions: readonly string[];
  readonly policies: readonly Selectable<ApplicationPolicyTable>[];
  readonly twoFactor: boolean;
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
  state: Pick<ChallengeState, 'adds' | 'for_account' | 'policy' | 'confirmed_number' | 'has_authenticator' | 'enrolment'> & {
    readonly purpose?: ChallengeState['purpose'];
  },
): Usable {
  if (state.adds !== null) return { methods: [state.adds], enrols: true };
  // The person's own account is about every application: nothing but the strongest that they have will do.
  if (state.for_account || state.purpose === 'new-password') return { methods: strongestHeld(state), enrols: false };
  const owned = state.policy.methods.filter((method) => has(state, method));
  if (owned.length > 0) return { methods: owned, enrols: false };
  return { methods: state.enrolment === 'open' ? state.policy.methods : [], enrols: true };
}

/** The strongest method that somebody holds; empty for whoever holds none. */
export function strongestHeld(state: Pick<ChallengeState, 'confirmed_number' | 'has_authenticator'>): readonly Method[] {
  return METHODS.filter((method) => method === strongest(heldBy(state)));
}

/** The methods that somebody has. */
export function heldBy(state: Pick<ChallengeState, 'confirmed_number' | 'has_authenticator'>): Method[] {
  return METHODS.filter((method) => has(state, method));
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
 * own. Within a session that was stepped up a moment ago the challenge began with its proof, and one that adds a factor
 * has it from the session alone.
 */
export function mustProve(state: ChallengeState): boolean {
  if (!usableMethods(state).enrols || isProved(state)) return false;
  return state.purpose !== 'sign-in' || forbiddenFactors(state).length > 0 || state.has_recovery_codes;
}

/** What was proven holds only while the person still has the factor that it was proven with, and no other in its place. */
export function isProved({ proved_at, proved_with, ...state }: ChallengeState): boolean {
  if (proved_at === null || proved_with === null) return false;
  // What the session had: a change of factors ends the challenge, and a lock takes the proof away.
  if (proved_with === 'step-up' || proved_with === 'recovery-code') return true;
  const confirmedAt = proved_with === 'text-message' ? state.number_confirmed_at : state.authenticator_confirmed_at;
  return confirmedAt !== null && confirmedAt <= proved_at;
}

/** The factors that can prove it within the challenge: in one that adds a factor, nothing can. */
export function provableWith(state: ChallengeState): readonly Method[] {
  return state.adds === null && mustProve(state) ? forbiddenFactors(state) : [];
}

/** Whether setting up a method here takes a code from the help desk, whether or not it was given. */
export function takesHelpDeskCode(state: ChallengeState): boolean {
  if (!usableMethods(state).enrols) return false;
  const first = { codeAtFirstEnrolment: state.code_at_first_enrolment };
  const { adds, any_application: any } = state;
  if (adds === null || any === null) return entryTakesCode(heldBy(state), state.policy, first);
  const by = state.proved_with === 'recovery-code' ? 'recovery-code' : 'step-up';
  const holdings = { held: heldBy(state), policies: policiesOf(any.policies), twoFactor: any.twoFactor };
  return addingTakesCode(adds, by, holdings, knownPermissions(any.permissions), first);
}

/** Whether one has still to be given. */
export function needsHelpDeskCode(state: ChallengeState): boolean {
  return state.help_desk_code_at === null && takesHelpDeskCode(state);
}

/** What a code is to a challenge: it meets it, proves who the person is, confirms a method, or allows one to be set up. */
export type Use = 'meets' | 'proves' | 'enrols' | 'allows';

/**
 * Policy, asked again wherever a challenge goes on: it may have changed since the challenge began.
 * @throws Refusal `method-not-allowed`; `step-up-needed` for a method that can't be set up before something is proven;
 * `help-desk-code-needed` for one that takes such a code as well.
 */
export function requireUse(state: ChallengeState, method: Method): Use {
  const { methods, enrols } = usableMethods(state);
  const proves = methods.length > 0 && mustProve(state);
  if (proves && provableWith(state).includes(method)) return 'proves';
  if (!methods.includes(method)) throw new Refusal('method-not-allowed');
  if (proves) throw new Refusal('step-up-needed');
  if (needsHelpDeskCode(state)) throw new Refusal('help-desk-code-needed');
  // The challenge goes on to the new password.
  if (state.purpose === 'new-password') return 'proves';
  return enrols ? 'enrols' : 'meets';
}

/**
 * Whether a code from the help desk can be given: to whoever has shown all else that is needed, so that nobody uses up somebody
 * else's with a password alone.
 * @throws Refusal `step-up-needed`; `method-not-allowed` where none is needed, or it was given.
 */
export function requireHelpDeskCode(state: ChallengeState): 'allows' {
  if (usableMethods(state).methods.length > 0 && mustProve(state)) throw new Refusal('step-up-needed');
  if (!needsHelpDeskCode(state)) throw new Refusal('method-not-allowed');
  return 'allows';
}
