import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import type { Actor } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policy.ts';
import type { RevokedTrust } from './revocation.ts';
import { revokeTrustThat } from './revocation.ts';
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
  await applyToSessions(transaction, application, after);
  await applyToTrust(services, transaction, actor, application, after, now);
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
  const why = { because: 'policy', frame: frameOf(actor, application), now } as const;
  const which = sql<boolean>`id = any (${over.map(({ id }) => id)}::uuid[])`;
  const revoked = await revokeTrustThat(services, transaction, which, why);
  await sql`
    with shorter as (
      select trusted_devices.id, ends from trusted_devices
      join unnest(${shortened.map(({ id }) => id)}::uuid[], ${shortened.map(({ end }) => end)}::timestamptz[]) as shorter (id, ends) using (id)
      where revoked_at is null order by trusted_devices.id for no key update of trusted_devices
    )
    update trusted_devices set expires_at = least(trusted_devices.expires_at, shorter.ends)
    from shorter where trusted_devices.id = shorter.id`.execute(transaction);
  await closeToTrust(transaction, application, revoked);
}

/** What such trust let in goes back to the door with it, also where it was being used when the policy changed. */
async function closeToTrust(
  transaction: Transaction<Tables>,
  application: ApplicationId,
  revoked: ReadonlyMap<string, readonly RevokedTrust[]>,
): Promise<void> {
  const computers = [...revoked].flatMap(([userId, theirs]) => theirs.map(({ device_id: deviceId }) => ({ userId, deviceId })));
  await sql`
    delete from session_applications as entered
    using sessions, unnest(${computers.map(({ userId }) => userId)}::uuid[], ${computers.map(({ deviceId }) => deviceId)}::uuid[])
      as computer (user_id, device_id)
    where entered.application = ${application} and entered.method = 'trusted-device' and sessions.id = entered.session_id
      and sessions.user_id = computer.user_id and sessions.device_id = computer.device_id`.execute(transaction);
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
  await sql`
    with entered as (
      select id from sessions
      where ended_at is null and idle_lock_minutes > ${idleLockMinutes}
        and id in (select session_id from session_applications where application = ${application})
      order by id for no key update
    )
    update sessions set idle_lock_minutes = ${idleLockMinutes} from entered where sessions.id = entered.id`.execute(transaction);
}
