import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { AuditEvent } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';

type Details<K extends AuditEvent['kind']> = Extract<AuditEvent, { kind: K }>['details'];
/** Who, whence: an audit event without what happened. */
export type Frame = Pick<AuditEvent, 'actor' | 'application' | 'network' | 'reference'>;
type TrustEnds = Details<'trust-revoked'>['because'];
type SessionEnds = Details<'sessions-ended'>['because'];

/**
 * What ends when something about a person changes. The caller holds the person's row (holdUser), so that a sign-in
 * under way is either wholly before the change, and ended by it, or wholly after it.
 */

/** Revokes every trusted computer of a person. @returns how many there were. */
export async function revokeTrust(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  userId: string,
  because: TrustEnds,
  frame: Frame,
  now: Date,
): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable('trusted_devices')
    .set({ revoked_at: now, revoked_because: because })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const revoked = Number(numUpdatedRows);
  if (revoked > 0) await services.audit.append(transaction, { ...frame, kind: 'trust-revoked', userId, details: { because, revoked } });
  return revoked;
}

/** Ends a person's sessions, apart from the one that asks for it. @returns how many there were. */
export async function endSessions(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  userId: string,
  because: SessionEnds,
  frame: Frame,
  now: Date,
  except: string | null = null,
): Promise<number> {
  let sessions = transaction
    .updateTable('sessions')
    .set({ ended_at: now, ended_because: because })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null);
  if (except !== null) sessions = sessions.where('id', '<>', except);
  const ended = Number((await sessions.executeTakeFirst()).numUpdatedRows);
  if (ended > 0) await services.audit.append(transaction, { ...frame, kind: 'sessions-ended', userId, details: { because, ended } });
  return ended;
}

/** Ends a person's challenges, apart from the one that did it: what they began under no longer holds. */
export async function endChallenges(
  transaction: Transaction<Tables>,
  userId: string,
  now: Date,
  except: string | null = null,
): Promise<void> {
  await sql`
    update challenges set ended_at = ${now}, ended_because = 'revoked'
    where user_id = ${userId} and ended_at is null and id is distinct from ${except}::uuid`.execute(transaction);
}
