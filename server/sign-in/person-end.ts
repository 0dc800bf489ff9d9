import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { holdUser } from './lockout.ts';
import type { Ended, Frame } from './revocation.ts';
import { endEverything } from './revocation.ts';

/**
 * Ends everything of one person, for somebody who looks after them: sessions, trusted computers, sign-ins under way and the
 * computers that they are known on. Their password and their factors stay, so that they sign in again with what they have.
 * They are told.
 * @param by the manager's name; null for an operator
 */
export async function endPerson(
  services: Pick<Services, 'audit'>,
  transaction: Transaction<Tables>,
  userId: string,
  { by, reason, frame, now }: { readonly by: string | null; readonly reason: string; readonly frame: Frame; readonly now: Date },
): Promise<Ended> {
  await holdUser(transaction, userId);
  const ended = await endEverything(services, transaction, { userId, because: 'administrator', frame, now });
  await services.audit.append(transaction, { ...frame, kind: 'person-ended', userId, details: { reason, ...ended } });
  await addAlert(transaction, { userId, kind: 'signed-out-everywhere', detail: by, sessionId: null }, now);
  return ended;
}
