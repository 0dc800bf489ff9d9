import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';
import type { AuditEvent } from '../audit/events.ts';
import type { Tables, TrustedDeviceTable } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { same } from './keyed-hash.ts';
import { holdUserForNext } from './lockout.ts';
import type { Policy } from './policy.ts';
import { holdPolicyForNext } from './policy.ts';
import type { Frame } from './revocation.ts';
import { isRealFactor } from './session.ts';
import { hashToken, newToken } from './tokens.ts';
import { familyEnd, trustEnd } from './trust-end.ts';

type RefusedBecause = Extract<AuditEvent, { kind: 'trust-refused' }>['details']['because'];

/** For whom, for what and on which computer trust is asked to count. */
export interface TrustClaim {
  readonly token: string;
  readonly userId: string;
  readonly application: ApplicationId;
  readonly deviceId: string;
}

type Family = Selectable<TrustedDeviceTable>;

async function readFamily(database: Kysely<Tables>, hash: Buffer): Promise<Family | undefined> {
  return await database
    .selectFrom('trust_tokens')
    .innerJoin('trusted_devices', 'trusted_devices.id', 'trust_tokens.trusted_device_id')
    .where('trust_tokens.token_hash', '=', hash)
    .selectAll('trusted_devices')
    .executeTakeFirst();
}

/** Why trust doesn't count here; null when it would. Says nothing of whether the token is the family's last. */
function fault(family: Family | undefined, claim: TrustClaim, policy: Policy, now: Date): RefusedBecause | null {
  if (!family) return 'unknown';
  if (family.user_id !== claim.userId) return 'other-person';
  if (family.device_id !== claim.deviceId) return 'other-device';
  if (family.application !== claim.application) return 'other-application';
  if (family.revoked_at !== null) return 'revoked';
  if (!policy.methods.includes(family.method) || policy.trustDays === 0) return 'policy';
  return familyEnd(family, policy) <= now ? 'expired' : null;
}

function isHonoured(family: Family, hash: Buffer): boolean {
  return same(family.current_hash, hash) || (family.previous_hash !== null && same(family.previous_hash, hash));
}

/**
 * Which trust of the person's this computer has, without using it: wrong passwords are then counted for it alone. Null where
 * it has none, or too many wrong passwords in a row were given with it; as a second factor it is then what it was.
 */
export async function holdsTrust(database: Kysely<Tables>, claim: TrustClaim, policy: Policy, now: Date): Promise<string | null> {
  const hash = hashToken(claim.token);
  const family = await readFamily(database, hash);
  if (family === undefined || fault(family, claim, policy, now) !== null || !isHonoured(family, hash)) return null;
  return family.wrong_passwords < WRONG_PASSWORDS_IN_A_ROW ? family.id : null;
}

export type TrustOutcome = { readonly honoured: true; readonly token: string; readonly expiresAt: Date } | { readonly honoured: false };

/**
 * Presents a trust token in place of a second factor, after the password, and replaces it. The one before the newest is
 * honoured until the newest is first used, since the answer that carried the newest may never have arrived; whichever
 * is presented then gets a new newest, and the undelivered one is dead. Any other token of the family was copied at
 * some time: nobody can tell by whom, so the family is revoked and its owner told.
 */
export async function presentTrust(
  services: Services,
  transaction: Transaction<Tables>,
  claim: TrustClaim,
  policy: Policy,
  frame: Frame,
  now: Date,
): Promise<TrustOutcome> {
  const presented = hashToken(claim.token);
  const family = await readFamily(transaction, presented);
  const because = fault(family, claim, policy, now);
  const userId = claim.userId;
  if (!family || because !== null) {
    await services.audit.append(transaction, { ...frame, kind: 'trust-refused', userId, details: { because: because ?? 'unknown' } });
    return { honoured: false };
  }
  const { token, hash } = newToken();
  const details = { trustId: family.id, deviceId: family.device_id };
  const expiresAt = familyEnd(family, policy);
  const { rows } = await sql<{ expires_at: Date }>`
    update trusted_devices set previous_hash = ${presented}, current_hash = ${hash}, last_used_at = ${now},
      -- The policy may have shortened it since it was read.
      expires_at = least(expires_at, ${expiresAt}::timestamptz)
    where id = ${family.id} and revoked_at is null and (current_hash = ${presented} or previous_hash = ${presented})
    returning expires_at`.execute(transaction);
  const [used] = rows;
  if (used) {
    await transaction.insertInto('trust_tokens').values({ token_hash: hash, trusted_device_id: family.id, issued_at: now }).execute();
    await services.audit.append(transaction, { ...frame, kind: 'trust-rotated', userId, details });
    return { honoured: true, token, expiresAt: used.expires_at };
  }
  const revoked = await transaction
    .updateTable('trusted_devices')
    .set({ revoked_at: now, revoked_because: 'reused' })
    .where('id', '=', family.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (revoked.numUpdatedRows === 1n) {
    await addAlert(
      transaction,
      { userId, kind: 'trust-reused', detail: family.device_name, sessionId: null, deviceId: claim.deviceId },
      now,
    );
    await services.audit.append(
      transaction,
      { ...frame, kind: 'trust-reused', userId, details },
      { ...frame, kind: 'trust-revoked', userId, details: { because: 'reused', revoked: 1 } },
    );
  }
  return { honoured: false };
}

/**
 * Trusts a session's computer for the application that it signed in to. The offer that came with a second factor is
 * taken by one statement, so that it can't be taken twice. A later step-up brings another, which renews the trust. The person's row
 * and the policy's are held before anything is looked at, so that whatever revokes trust either finds what is issued here,
 * or has been before and is seen.
 * @throws Refusal `trust-not-offered`.
 */
export async function issueTrust(
  services: Services,
  transaction: Transaction<Tables>,
  { userId, sessionId }: Pick<SessionCaller, 'userId' | 'sessionId'>,
  /** The longest that this computer's IT lets it last, in days. */
  mostDays: number,
  frame: Frame,
  now: Date,
): Promise<{ readonly trustToken: string; readonly expiresAt: string }> {
  await holdUserForNext(transaction, userId);
  await holdPolicyForNext(transaction, sessionId);
  const { rows } = await sql<{
    user_id: string;
    application: ApplicationId;
    device_id: string;
    device_name: string;
    method: string;
    trust_days: number;
    trust_ends_at: string | null;
  }>`
    update sessions set trust_offer_until = null
    from application_policies as policy, organisation
    where sessions.id = ${sessionId} and user_id = ${userId} and ended_at is null and trust_offer_until > ${now} and organisation.two_factor
      and policy.application = sessions.application and policy.trust_days > 0 and assurance_method = any (policy.methods)
    returning user_id, sessions.application, device_id, device_name, assurance_method as method, trust_days, trust_ends_at`.execute(
    transaction,
  );
  const session = rows[0];
  const method = session?.method;
  if (!session || (method !== 'text-message' && method !== 'authenticator') || !isRealFactor(method))
    throw new Refusal('trust-not-offered');
  const { user_id, application, device_id, device_name } = session;
  const days = Math.min(session.trust_days, mostDays);
  // One family for each computer and application: the one before is forgotten by whoever asks anew.
  await transaction
    .updateTable('trusted_devices')
    .set({ revoked_at: now, revoked_because: 'replaced' })
    .where('user_id', '=', user_id)
    .where('application', '=', application)
    .where('device_id', '=', device_id)
    .where('revoked_at', 'is', null)
    .execute();
  const { token, hash } = newToken();
  const id = randomUUID();
  const expiresAt = trustEnd(now, { trustDays: days, trustEndsAt: session.trust_ends_at });
  await transaction
    .insertInto('trusted_devices')
    .values({
      id,
      user_id,
      application,
      device_id,
      device_name,
      method,
      created_at: now,
      last_used_at: null,
      expires_at: expiresAt,
      current_hash: hash,
      previous_hash: null,
      revoked_at: null,
      revoked_because: null,
    })
    .execute();
  await transaction.insertInto('trust_tokens').values({ token_hash: hash, trusted_device_id: id, issued_at: now }).execute();
  await services.audit.append(transaction, {
    ...frame,
    kind: 'trust-issued',
    userId: user_id,
    application,
    details: { trustId: id, deviceId: device_id, method, days },
  });
  return { trustToken: token, expiresAt: expiresAt.toISOString() };
}
