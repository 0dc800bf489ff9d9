import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import type { Actor } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policy.ts';
import { familyEnd } from './trust-end.ts';

type PolicyServices = Pick<Services, 'audit'>;

const frameOf = (actor: Actor, application: ApplicationId) => ({ actor, application, network: null, reference: null });
const recorded = ({ methods, ...rest }: Policy) => ({ ...rest, methods: [...methods] });

/**
 * Changes an application's policy in what `change` names. A stricter one holds at once: trust that it would not have
 * given is revoked or shortened, and sessions that it would not have let in go back to the application's door.
 * @returns false when it was as wanted already, so that there was nothing to do and there is nothing in the trail
 */
export async function changePolicy(
  services: PolicyServices,
  transaction: Transaction<Tables>,
  actor: Actor,
  application: ApplicationId,
  change: Partial<Policy>,
  now: Date,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('application_policies')
    .selectAll()
    .where('application', '=', application)
    // Weaker than `for update`, which would wait for, and be waited for by, every sign-in that names the application.
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const before = policyOf(row);
  const after: Policy = { ...before, ...change };
  if (isSame(before, after)) return false;
  await transaction
    .updateTable('application_policies')
    .set({
      methods: [...after.methods],
      trust_days: after.trustDays,
      idle_lock_minutes: after.idleLockMinutes,
      trust_ends_at: after.trustEndsAt,
      passes: after.passes,
    })
    .where('application', '=', application)
    .execute();
  await services.audit.append(transaction, {
    ...frameOf(actor, application),
    kind: 'policy-changed',
    userId: null,
    details: { before: recorded(before), after: recorded(after) },
  });
  await applyToTrust(services, transaction, actor, application, after, now);
  await applyToSessions(transaction, application, after);
  return true;
}

function isSame(one: Policy, other: Policy): boolean {
  return (
    one.methods.length === other.methods.length &&
    one.methods.every((method) => other.methods.includes(method)) &&
    one.trustDays === other.trustDays &&
    one.trustEndsAt === other.trustEndsAt &&
    one.idleLockMinutes === other.idleLockMinutes &&
    one.passes === other.passes
  );
}

/** Revokes trust that the policy no longer allows, or whose time is over by it, and shortens what is left. */
async function applyToTrust(
  services: PolicyServices,
  transaction: Transaction<Tables>,
  actor: Actor,
  application: ApplicationId,
  policy: Policy,
  now: Date,
): Promise<void> {
  const families = await transaction
    .selectFrom('trusted_devices')
    .select(['id', 'user_id', 'method', 'created_at', 'expires_at'])
    .where('application', '=', application)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
  const ends = families.map((family) => ({
    ...family,
    end: policy.trustDays === 0 || !policy.methods.includes(family.method) ? now : familyEnd(family, policy),
  }));
  const over = ends.filter(({ end }) => end <= now);
  const shortened = ends.filter(({ end, expires_at }) => end > now && end < expires_at);
  // Still live, so that what was revoked meanwhile for another reason keeps it.
  const { rows: revoked } = await sql<{ user_id: string }>`
    update trusted_devices set revoked_at = ${now}, revoked_because = 'policy'
    where id = any (${over.map(({ id }) => id)}::uuid[]) and revoked_at is null
    returning user_id`.execute(transaction);
  for (const [userId, theirs] of Map.groupBy(revoked, (row) => row.user_id)) {
    const details = { because: 'policy', revoked: theirs.length } as const;
    await services.audit.append(transaction, { ...frameOf(actor, application), kind: 'trust-revoked', userId, details });
  }
  await sql`
    update trusted_devices set expires_at = least(trusted_devices.expires_at, shorter.ends)
    from unnest(${shortened.map(({ id }) => id)}::uuid[], ${shortened.map(({ end }) => end)}::timestamptz[]) as shorter (id, ends)
    where trusted_devices.id = shorter.id and revoked_at is null`.execute(transaction);
}

/** Sessions stay, but go back to the door of this application where they came in by what it no longer accepts. */
async function applyToSessions(
  transaction: Transaction<Tables>,
  application: ApplicationId,
  { methods, trustDays, idleLockMinutes, passes }: Policy,
): Promise<void> {
  const accepted = [
    ...methods,
    'recovery-code' as const,
    'password' as const,
    ...(trustDays > 0 ? (['trusted-device'] as const) : []),
    ...(passes ? (['team-leader-pass'] as const) : []),
  ];
  await transaction.deleteFrom('session_applications').where('application', '=', application).where('method', 'not in', accepted).execute();
  await transaction
    .updateTable('sessions')
    .set({ idle_lock_minutes: idleLockMinutes })
    .where('ended_at', 'is', null)
    .where('idle_lock_minutes', '>', idleLockMinutes)
    .where('id', 'in', transaction.selectFrom('session_applications').select('session_id').where('application', '=', application))
    .execute();
}
