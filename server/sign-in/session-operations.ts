import type { Transaction } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import type { BodyOf } from '../../shared/operation.ts';
import { TRUST_DAYS_MOST } from '../../shared/sign-in/limits.ts';
import type * as operations from '../../shared/sign-in/operations.ts';
import type { Session, Unlocked } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { enter } from './attempt-outcome.ts';
import { holdUser } from './lockout.ts';
import { requireOwnPassword } from './own-password.ts';
import { isTwoFactorOn, mayOpen, methodForEntry, readPermissions, readPolicies } from './policy.ts';
import { liveSession, readEntered, viewSession } from './session.ts';
import { replaceToken } from './session-token.ts';
import { issueTrust } from './trust.ts';

function eventOf(caller: SessionCaller) {
  return { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, userId: caller.userId } as const;
}

/** @throws Refusal `application-not-permitted`, `step-up-needed`. */
export async function enterApplication(services: Services, caller: SessionCaller, application: ApplicationId): Promise<Session> {
  const now = services.clock.now();
  return await services.database.transaction().execute(async (transaction) => {
    if (!mayOpen(await readPermissions(transaction, caller.userId), application)) throw new Refusal('application-not-permitted');
    const policy = (await readPolicies(transaction))[application];
    const twoFactor = await isTwoFactorOn(transaction);
    const entered = await readEntered(transaction, caller.sessionId);
    const method = methodForEntry(application, policy, entered, twoFactor);
    if (method === null) throw new Refusal('step-up-needed');
    const session = await liveSession(transaction, caller.sessionId, now);
    if (!entered.some((each) => each.application === application && each.method === method)) {
      await enter(transaction, caller.sessionId, application, method, policy.idleLockMinutes, now);
      await services.audit.append(transaction, {
        ...eventOf(caller),
        kind: 'application-entered',
        application,
        details: { sessionId: session.id },
      });
    }
    return await viewSession(transaction, caller.sessionId, now);
  });
}

/** Locks the session. What was stepped up, and the offer of trust, end with it: the password alone doesn't bring them back. */
export async function lockSession(services: Services, caller: SessionCaller): Promise<void> {
  const now = services.clock.now();
  await services.database.transaction().execute(async (transaction) => {
    const locked = await transaction
      .updateTable('sessions')
      .set({ locked_at: now, stepped_up_until: null, trust_offer_until: null })
      .where('id', '=', caller.sessionId)
      .where('ended_at', 'is', null)
      .where('locked_at', 'is', null)
      .returning('application')
      .executeTakeFirst();
    if (!locked) return;
    await forgetProofs(transaction, caller);
    await record(services, transaction, caller, 'session-locked', locked.application);
  });
}

/** Whoever unlocks a session has shown a password and no more: what its challenges were begun or gone on with is shown again. */
async function forgetProofs(transaction: Transaction<Tables>, { userId, sessionId }: SessionCaller): Promise<void> {
  await transaction
    .updateTable('challenges')
    .set({ proved_at: null, proved_with: null, help_desk_code_at: null })
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

export async function unlockSession(services: Services, caller: SessionCaller, password: string): Promise<Unlocked> {
  await requireOwnPassword(services, caller, password, 'unlock');
  const now = services.clock.now();
  return await services.database.transaction().execute(async (transaction) => {
    await holdUser(transaction, caller.userId);
    const before = await liveSession(transaction, caller.sessionId, now);
    if (caller.locked) {
      await transaction
        .updateTable('sessions')
        .set({ locked_at: null, last_seen_at: now, stepped_up_until: null, trust_offer_until: null })
        .where('id', '=', caller.sessionId)
        .where('ended_at', 'is', null)
        .execute();
      // Also of a session that locked itself, for want of anything being asked.
      await forgetProofs(transaction, caller);
      await record(services, transaction, caller, 'session-unlocked', before.application);
    }
    const sessionToken = await replaceToken(transaction, caller.sessionId, 'unlock', now);
    return { sessionToken, session: await viewSession(transaction, caller.sessionId, now) };
  });
}

export async function signOut(services: Services, caller: SessionCaller): Promise<void> {
  const now = services.clock.now();
  await services.database.transaction().execute(async (transaction) => {
    const ended = await transaction
      .updateTable('sessions')
      .set({ ended_at: now, ended_because: 'signed-out' })
      .where('id', '=', caller.sessionId)
      .where('ended_at', 'is', null)
      .returning('application')
      .executeTakeFirst();
    if (ended) await record(services, transaction, caller, 'signed-out', ended.application);
  });
}

export async function trustThisComputer(
  services: Services,
  caller: SessionCaller,
  { trustMostDays }: BodyOf<typeof operations.trustThisComputer>,
) {
  const now = services.clock.now();
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: null } as const;
  return await services.database
    .transaction()
    .execute((transaction) => issueTrust(services, transaction, caller, trustMostDays ?? TRUST_DAYS_MOST, frame, now));
}

async function record(
  services: Services,
  transaction: Transaction<Tables>,
  caller: SessionCaller,
  kind: 'session-locked' | 'session-unlocked' | 'signed-out',
  application: ApplicationId,
): Promise<void> {
  await services.audit.append(transaction, { ...eventOf(caller), kind, application, details: { sessionId: caller.sessionId } });
}
