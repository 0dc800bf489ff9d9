import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { APPLICATIONS } from '../../shared/applications.ts';
import { SESSION_HOURS, STEP_UP_MINUTES, TRUST_OFFER_MINUTES } from '../../shared/sign-in/limits.ts';
import type { Assurance, Session } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { ChallengeTable, SessionTable, Tables } from '../database/tables.ts';
import type { Origin } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert, readAlerts } from './alerts.ts';
import { hoursAfter, minutesAfter } from './instants.ts';
import type { Policy } from './policy.ts';
import { mayOpen, methodForEntry, readOrganisation, readPermissions, readPolicies } from './policy.ts';
import { newToken } from './tokens.ts';

/** Who signs in, to what and where; what a challenge is bound to. */
export type SignInPlace = Pick<ChallengeTable, 'user_id' | 'application' | 'device_id' | 'device_name' | 'device_platform' | 'language'>;

/** A code from a phone, given just now. A trusted computer gives none, and a recovery code says that there is no phone. */
export function isRealFactor(method: Assurance['method']): method is 'text-message' | 'authenticator' {
  return method === 'text-message' || method === 'authenticator';
}

/**
 * Makes a session; the only place that does. Part of the transaction in which its last factor was accepted, so that
 * there is never one without the other.
 */
export async function openSession(
  services: Services,
  transaction: Transaction<Tables>,
  place: SignInPlace,
  method: Assurance['method'],
  policy: Policy,
  origin: Origin,
  now: Date,
): Promise<{ readonly id: string; readonly token: string }> {
  const { token, hash } = newToken();
  const id = randomUUID();
  const { user_id, application, device_id, device_name, device_platform, language } = place;
  // A recovery code counts as a step-up, because whoever used one has to replace what they lost.
  const stepsUp = isRealFactor(method) || method === 'recovery-code';
  await transaction
    .insertInto('sessions')
    .values({
      id,
      token_hash: hash,
      user_id,
      application,
      device_id,
      device_name,
      device_platform,
      language,
      network: origin.network,
      assurance_method: method,
      assurance_at: now,
      stepped_up_until: stepsUp ? minutesAfter(now, STEP_UP_MINUTES) : null,
      trust_offer_until: isRealFactor(method) && policy.trustDays > 0 ? minutesAfter(now, TRUST_OFFER_MINUTES) : null,
      idle_lock_minutes: policy.idleLockMinutes,
      locked_at: null,
      created_at: now,
      last_seen_at: now,
      expires_at: hoursAfter(now, SESSION_HOURS),
      ended_at: null,
      ended_because: null,
    })
    .execute();
  await transaction.insertInto('session_applications').values({ session_id: id, application, method, entered_at: now }).execute();
  if (await isNewComputer(transaction, place)) await addAlert(transaction, user_id, 'new-computer', device_name, id, now);
  await recordSignIn(transaction, place, 'signed-in', method, now);
  await services.audit.append(transaction, {
    kind: 'signed-in',
    actor: { kind: 'person', userId: user_id },
    userId: user_id,
    application,
    ...from(origin),
    details: { sessionId: id, deviceId: device_id, method },
  });
  return { id, token };
}

/** True when the person has signed in before, but never on this computer. */
async function isNewComputer(database: Kysely<Tables>, place: SignInPlace): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select exists (select from sign_ins where user_id = ${place.user_id} and outcome = 'signed-in')
      and not exists (
        select from sign_ins where user_id = ${place.user_id} and device_id = ${place.device_id} and outcome = 'signed-in'
      ) as is_new`.execute(database);
  return rows[0]?.is_new === true;
}

/** Adds to what a person sees of their own sign-ins. */
export async function recordSignIn(
  database: Kysely<Tables>,
  place: Pick<SignInPlace, 'user_id' | 'application' | 'device_id' | 'device_name'>,
  outcome: 'signed-in' | 'wrong-code' | 'codes-locked' | 'refused',
  method: Assurance['method'] | null,
  now: Date,
): Promise<void> {
  const { user_id, application, device_id, device_name } = place;
  await database
    .insertInto('sign_ins')
    .values({ id: randomUUID(), user_id, at: now, application, device_id, device_name, outcome, method })
    .execute();
}

/** Locked by its owner or their computer, or because nothing was asked for too long. */
export function isLocked(session: Pick<SessionTable, 'locked_at' | 'last_seen_at' | 'idle_lock_minutes'>, now: Date): boolean {
  return session.locked_at !== null || minutesAfter(session.last_seen_at, session.idle_lock_minutes) <= now;
}

/** @throws Refusal `not-signed-in` when it has ended meanwhile. */
export async function liveSession(database: Kysely<Tables>, sessionId: string, now: Date) {
  const session = await database
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!session) throw new Refusal('not-signed-in');
  return session;
}

export async function readEntered(database: Kysely<Tables>, sessionId: string) {
  return await database.selectFrom('session_applications').select(['application', 'method']).where('session_id', '=', sessionId).execute();
}

/**
 * A session as its owner may see it, by policy as it is now.
 * @throws Refusal `not-signed-in`.
 */
export async function viewSession(database: Kysely<Tables>, sessionId: string, now: Date): Promise<Session> {
  const session = await liveSession(database, sessionId, now);
  const person = await database.selectFrom('users').select(['name', 'email']).where('id', '=', session.user_id).executeTakeFirstOrThrow();
  const permissions = await readPermissions(database, session.user_id);
  const policies = await readPolicies(database);
  const { two_factor: twoFactor } = await readOrganisation(database);
  const entered = await readEntered(database, sessionId);
  const { trustDays } = policies[session.application];
  const offered =
    twoFactor &&
    session.trust_offer_until !== null &&
    session.trust_offer_until > now &&
    trustDays > 0 &&
    isRealFactor(session.assurance_method);
  return {
    id: session.id,
    person: { name: person.name, email: person.email },
    application: session.application,
    applications: APPLICATIONS.map((application) => ({
      application,
      entry: !mayOpen(permissions, application)
        ? ('not-permitted' as const)
        : methodForEntry(application, policies[application], entered, twoFactor)
          ? ('open' as const)
          : ('step-up' as const),
    })),
    permissions: [...permissions],
    assurance: { method: session.assurance_method, at: session.assurance_at.toISOString() },
    steppedUpUntil: session.stepped_up_until !== null && session.stepped_up_until > now ? session.stepped_up_until.toISOString() : null,
    locked: isLocked(session, now),
    idleLockMinutes: session.idle_lock_minutes,
    expiresAt: session.expires_at.toISOString(),
    serverTime: now.toISOString(),
    twoFactor,
    trustOffer: offered ? { days: trustDays } : null,
    alerts: await readAlerts(database, session.user_id, sessionId),
  };
}
