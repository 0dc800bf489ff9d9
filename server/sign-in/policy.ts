import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS, METHODS } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import { PERMISSION_TO_OPEN, PERMISSIONS } from '../../shared/permissions.ts';
import type { Assurance } from '../../shared/sign-in/schemas.ts';
import { later } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';

export interface Policy {
  /** In the order of recommendation. */
  readonly methods: readonly Method[];
  /** 0 when computers are never trusted. */
  readonly trustDays: number;
  readonly idleLockMinutes: number;
  /** A time of day in London, `HH:MM`, at which trust ends whatever its days; null for none. */
  readonly trustEndsAt: string | null;
  /** Whether a team leader may let somebody in who is without their phone. */
  readonly passes: boolean;
}
export type Policies = Readonly<Record<ApplicationId, Policy>>;

interface PolicyColumns {
  readonly methods: readonly Method[];
  readonly trust_days: number;
  readonly idle_lock_minutes: number;
  readonly trust_ends_at: string | null;
  readonly passes: boolean;
}

export function policyOf(row: PolicyColumns): Policy {
  return {
    methods: METHODS.filter((each) => row.methods.includes(each)),
    trustDays: row.trust_days,
    idleLockMinutes: row.idle_lock_minutes,
    trustEndsAt: row.trust_ends_at,
    passes: row.passes,
  };
}

/** Every application's policy, as it is now: nothing is kept between requests, so a change holds at once everywhere. */
export async function readPolicies(database: Kysely<Tables>): Promise<Policies> {
  return policiesOf(await database.selectFrom('application_policies').selectAll().execute());
}

export function policiesOf(rows: readonly (PolicyColumns & { readonly application: ApplicationId })[]): Policies {
  const find = (application: ApplicationId): Policy => {
    const row = rows.find((each) => each.application === application);
    if (!row) throw new Error(`there is no policy for ${application}`);
    return policyOf(row);
  };
  return { 'customer-service-vu': find('customer-service-vu'), control: find('control'), 'forms-portal': find('forms-portal') };
}

export async function readOrganisation(database: Kysely<Tables>) {
  return await database.selectFrom('organisation').selectAll().executeTakeFirstOrThrow();
}

/**
 * Whether two-factor is on. Where it is off, that holds until the transaction ends: a session that a password alone opens
 * could otherwise come into being just after turning it on has ended all of those.
 * @param asRead what the transaction has read of it already
 */
export async function isTwoFactorOn(transaction: Transaction<Tables>, asRead?: boolean): Promise<boolean> {
  if (asRead ?? (await readOrganisation(transaction)).two_factor) return true;
  return (await transaction.selectFrom('organisation').select('two_factor').forShare().executeTakeFirstOrThrow()).two_factor;
}

/**
 * Keeps the policy of the application that a session signed in to from changing until the transaction ends, from when the
 * next statement is executed. Sign-ins, of which there are many at once, decide by what they read instead, and what they
 * opened is asked about again at each call.
 */
export async function holdPolicyForNext(transaction: Transaction<Tables>, sessionId: string): Promise<void> {
  const hold = sql`
    select from application_policies
    where application = (select sessions.application from sessions where sessions.id = ${sessionId}) for share`;
  await later(transaction, hold);
}

/** What a person holds through their groups. Names that this version doesn't know are left out. */
export async function readPermissions(database: Kysely<Tables>, userId: string): Promise<ReadonlySet<Permission>> {
  const rows = await database
    .selectFrom('group_members')
    .innerJoin('group_permissions', 'group_permissions.group_id', 'group_members.group_id')
    .where('group_members.user_id', '=', userId)
    .select('group_permissions.permission')
    .distinct()
    .execute();
  return knownPermissions(rows.map((row) => row.permission));
}

export function knownPermissions(names: readonly string[]): ReadonlySet<Permission> {
  return new Set(PERMISSIONS.filter((permission) => names.includes(permission)));
}

export function mayOpen(permissions: ReadonlySet<Permission>, application: ApplicationId): boolean {
  return permissions.has(PERMISSION_TO_OPEN[application]);
}

/** Methods that any application which these permissions open accepts. */
export function methodsOfAny(policies: Policies, permissions: ReadonlySet<Permission>): Method[] {
  return METHODS.filter((method) =>
    APPLICATIONS.some((application) => mayOpen(permissions, application) && policies[application].methods.includes(method)),
  );
}

export interface Entered {
  readonly application: ApplicationId;
  readonly method: Assurance['method'];
}

/**
 * Whether a session that was let into `entered` may be in an application by its policy as it is now; and if so, by
 * which method. A code from an accepted method counts wherever it was given. Trust, a recovery code and a team leader's
 * pass count only for the application that they were used for; a password only while the organisation has two-factor turned off.
 */
export function methodForEntry(
  application: ApplicationId,
  policy: Policy,
  entered: readonly Entered[],
  twoFactor: boolean,
): Assurance['method'] | null {
  if (!twoFactor) return entered.find((each) => each.application === application)?.method ?? entered[0]?.method ?? null;
  const here = entered.find((each) => each.application === application)?.method;
  if (here === 'recovery-code' || (here === 'trusted-device' && policy.trustDays > 0)) return here;
  if (here === 'team-leader-pass' && policy.passes) return here;
  const given =
    policy.methods.find((method) => here === method) ?? policy.methods.find((method) => entered.some((each) => each.method === method));
  return given ?? null;
}
