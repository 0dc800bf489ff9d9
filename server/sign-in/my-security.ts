import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import type { MySecurity, Unlocked } from '../../shared/sign-in/schemas.ts';
import type { AuditEvent } from '../audit/events.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert, readPastAlerts } from './alerts.ts';
import { recoveryCodesLeft } from './challenge.ts';
import { confirmedNumber, tableOf } from './factors.ts';
import { forgetComputers, forgetComputersThat } from './known-computer.ts';
import { holdUser } from './lockout.ts';
import { requireOwnPassword } from './own-password.ts';
import { readOwnSessions } from './own-sessions.ts';
import { hashPassword } from './password.ts';
import { readPasswordOwner } from './password-owner.ts';
import { normalPassword, passwordFault } from './password-rules.ts';
import { numberEnding } from './phone-number.ts';
import type { Policies } from './policy.ts';
import { mayOpen, methodsOfAny, readOrganisation, readPermissions, readPolicies } from './policy.ts';
import type { Frame } from './revocation.ts';
import { endEverything, endTrust, revokeTrustThat, withdrawOffers } from './revocation.ts';
import { liveSession, viewSession } from './session.ts';
import { replaceToken } from './session-token.ts';
import { passwordAsKept } from './temporary-password.ts';
import { familyEnd } from './trust-end.ts';

/** As many as anyone reads through. */
const RECENT_SIGN_INS = 20;

/** The whole of a person's My security page, by policy as it is now. */
export async function readMySecurity(services: Services, caller: SessionCaller): Promise<MySecurity> {
  const { database } = services;
  const now = services.clock.now();
  const session = await liveSession(database, caller.sessionId, now);
  const permissions = await readPermissions(database, caller.userId);
  const policies = await readPolicies(database);
  const factors = await readFactorList(database, caller.userId);
  const person = await database.selectFrom('users').select('password_changed_at').where('id', '=', caller.userId).executeTakeFirstOrThrow();
  const signIns = await database
    .selectFrom('sign_ins')
    .selectAll()
    .where('user_id', '=', caller.userId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(RECENT_SIGN_INS)
    .execute();
  const held = factors.map((factor) => factor.method);
  return {
    factors,
    addable: methodsOfAny(policies, permissions),
    removable: held.filter((method) => !isNeeded(method, held, openable(permissions), policies)),
    trustedDevices: await readTrustedDevices(database, caller.userId, session.device_id, policies, now),
    sessions: await readOwnSessions(database, caller, now),
    recentSignIns: signIns.map((row) => ({
      at: row.at.toISOString(),
      application: row.application,
      deviceName: row.device_name,
      outcome: row.outcome,
      method: row.method,
    })),
    alerts: await readPastAlerts(database, caller.userId, now),
    recoveryCodesLeft: await recoveryCodesLeft(database, caller.userId),
    passwordChangedAt: person.password_changed_at.toISOString(),
    twoFactor: (await readOrganisation(database)).two_factor,
  };
}

async function readFactorList(database: Kysely<Tables>, userId: string): Promise<MySecurity['factors']> {
  const text = await database.selectFrom('text_message_factors').selectAll().where('user_id', '=', userId).executeTakeFirst();
  const app = await database
    .selectFrom('authenticator_factors')
    .select(['confirmed_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  const factor = (method: Method, row: { confirmed_at: Date; last_used_at: Date | null }, ending: string | null) => ({
    method,
    numberEnding: ending,
    addedAt: row.confirmed_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  });
  return [
    ...(app ? [factor('authenticator', app, null)] : []),
    ...(text ? [factor('text-message', text, numberEnding(text.phone_number))] : []),
  ];
}

async function readTrustedDevices(
  database: Kysely<Tables>,
  userId: string,
  deviceId: string,
  policies: Policies,
  now: Date,
): Promise<MySecurity['trustedDevices']> {
  const rows = await database
    .selectFrom('trusted_devices')
    .selectAll()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows
    .map((row) => ({
      ...row,
      ends: familyEnd(row, policies[row.application]),
    }))
    .filter((row) => row.ends > now)
    .map((row) => ({
      id: row.id,
      deviceId: row.device_id,
      name: row.device_name,
      application: row.application,
      thisComputer: row.device_id === deviceId,
      trustedAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      expiresAt: row.ends.toISOString(),
    }));
}

function openable(permissions: ReadonlySet<Permission>): ApplicationId[] {
  return APPLICATIONS.filter((application) => mayOpen(permissions, application));
}

/** True when an application that the person may open accepts this method and nothing else that they have. */
function isNeeded(method: Method, held: readonly Method[], applications: readonly ApplicationId[], policies: Policies): boolean {
  const others = held.filter((each) => each !== method);
  return applications.some(
    (application) => policies[application].methods.includes(method) && !policies[application].methods.some((each) => others.includes(each)),
  );
}

function frameOf(caller: SessionCaller) {
  return { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: null } as const;
}

export async function changePassword(
  services: Services,
  caller: SessionCaller,
  currentPassword: string,
  newPassword: string,
): Promise<Unlocked & { mySecurity: MySecurity }> {
  const matched = await requireOwnPassword(services, caller, currentPassword, 'change');
  const kept = (password: string) => normalPassword(passwordAsKept(password, matched));
  const sameAsBefore = kept(currentPassword) === kept(newPassword);
  const fault = sameAsBefore
    ? 'same-as-before'
    : await passwordFault(newPassword, await readPasswordOwner(services.database, caller.userId));
  const frame = frameOf(caller);
  const recordRefusal = (because: Extract<AuditEvent, { kind: 'password-change-refused' }>['details']['because']) =>
    services.database
      .transaction()
      .execute((transaction) =>
        services.audit.append(transaction, { ...frame, kind: 'password-change-refused', userId: caller.userId, details: { because } }),
      );
  // A session that was opened in time would be good for half a day longer than the password.
  if (matched.temporary_password_until !== null && matched.temporary_password_until <= services.clock.now()) {
    await recordRefusal('expired');
    throw new Refusal('temporary-password-expired');
  }
  if (fault !== null) {
    await recordRefusal('weak');
    throw new Refusal('password-weak', { passwordFault: fault });
  }
  const whose = { known: true, account: caller.sessionId, connection: caller.origin.connection } as const;
  const password_hash = await services.line.inTurn(whose, () => hashPassword(newPassword));
  const now = services.clock.now();
  const renewed = await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, caller.userId);
    await liveSession(transaction, caller.sessionId, now);
    const changed = await transaction
      .updateTable('users')
      .set({ password_hash, password_changed_at: now, temporary_password_until: null })
      .where('id', '=', caller.userId)
      .where('password_hash', '=', matched.password_hash)
      .executeTakeFirst();
    // Changed by somebody else meanwhile: the current password that was given is not current any more.
    if (changed.numUpdatedRows !== 1n) throw new Refusal('password-refused');
    await services.audit.append(transaction, { ...frame, kind: 'password-changed', userId: caller.userId, details: { by: 'self' } });
    await afterPasswordChange(services, transaction, caller.userId, frame, now, caller.sessionId);
    const sessionToken = await replaceToken(transaction, caller.sessionId, 'password', now);
    return { sessionToken, session: await viewSession(transaction, caller.sessionId, now) };
  });
  return { ...renewed, mySecurity: await readMySecurity(services, caller) };
}

/** What ends with a password, whoever changed it. */
export async function afterPasswordChange(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  userId: string,
  frame: Frame,
  now: Date,
  sessionId: string | null,
): Promise<void> {
  await endEverything(services, transaction, { userId, because: 'password-changed', frame, now }, { sessionId, withOffer: true });
  await addAlert(transaction, { userId, kind: 'password-changed', detail: null, sessionId }, now);
}

export async function removeFactor(services: Services, caller: SessionCaller, method: Method): Promise<MySecurity> {
  const now = services.clock.now();
  const frame = frameOf(caller);
  await services.database.transaction().execute(async (transaction) => {
    // Held, so that of two removals at once the second sees what the first has left.
    await holdUser(transaction, caller.userId);
    const session = await liveSession(transaction, caller.sessionId, now);
    const held = (await readFactorList(transaction, caller.userId)).map((factor) => factor.method);
    if (!held.includes(method)) throw new Refusal('not-found');
    const applications = openable(await readPermissions(transaction, caller.userId));
    if (isNeeded(method, held, applications, await readPolicies(transaction))) throw new Refusal('last-factor');
    const phoneNumber = await confirmedNumber(transaction, caller.userId);
    await transaction.deleteFrom(tableOf(method)).where('user_id', '=', caller.userId).execute();
    await services.audit.append(transaction, { ...frame, kind: 'factor-removed', userId: caller.userId, details: { method, by: 'self' } });
    const alert = { userId: caller.userId, detail: session.device_name, method, sessionId: caller.sessionId, phoneNumber } as const;
    await addAlert(transaction, { ...alert, kind: 'factor-removed' }, now);
    const { userId, sessionId } = caller;
    await endEverything(services, transaction, { userId, because: 'factor-changed', frame, now }, { sessionId });
  });
  return await readMySecurity(services, caller);
}

/** @throws Refusal `not-found` for a computer that isn't trusted, or isn't this person's to distrust. */
export async function removeTrustedDevice(services: Services, caller: SessionCaller, id: string): Promise<MySecurity> {
  const now = services.clock.now();
  const { userId, sessionId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    await liveSession(transaction, sessionId, now);
    // Of that computer, or it would be trusted again by a code that was given before.
    const there = sql<boolean>`user_id = ${userId} and (application, device_id) = (
      select application, device_id from trusted_devices where trusted_devices.id = ${id} and trusted_devices.user_id = ${userId})`;
    await withdrawOffers(transaction, there);
    const it = sql<boolean>`id = ${id} and user_id = ${userId}`;
    const revoked = await revokeTrustThat(services, transaction, it, { because: 'self', frame: frameOf(caller), now });
    if (revoked.size === 0) throw new Refusal('not-found');
    const elsewhere = sql<boolean>`user_id = ${userId} and device_id = (select device_id from trusted_devices where id = ${id})
      and device_id <> (select device_id from sessions where id = ${sessionId})`;
    await forgetComputersThat(transaction, elsewhere);
  });
  return await readMySecurity(services, caller);
}

export async function removeAllTrustedDevices(services: Services, caller: SessionCaller): Promise<MySecurity> {
  const now = services.clock.now();
  const { userId, sessionId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    await liveSession(transaction, sessionId, now);
    await endTrust(services, transaction, { userId, because: 'self', frame: frameOf(caller), now });
    await forgetComputers(transaction, userId, sessionId);
  });
  return await readMySecurity(services, caller);
}
