import { sql } from 'kysely';
import { from } from '../audit/trail.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { tryAsKnown } from './password-try.ts';
import { endSessionsThat } from './revocation.ts';
import { passwordAsKept } from './temporary-password.ts';

/** Which wrong password is recorded as what. */
type Purpose = 'unlock' | 'step-up' | 'change';

/**
 * Checks the password of somebody who is signed in. Wrong ones in a row are counted for the session: colleagues on the same
 * network can't use up its tries, and using them up ends the session and keeps nobody out.
 * @returns the hash that was matched, until when it is good if it is a temporary one, and the address. @throws Refusal `password-refused`; `not-signed-in` when that was one too many.
 */
export async function requireOwnPassword(services: Services, caller: SessionCaller, password: string, purpose: Purpose) {
  const now = services.clock.now();
  const { database } = services;
  const person = await database
    .selectFrom('users')
    .select(['email', 'password_hash', 'temporary_password_until'])
    .where('id', '=', caller.userId)
    .executeTakeFirstOrThrow();
  const given = {
    stored: person.password_hash,
    password: passwordAsKept(password, person),
    account: caller.sessionId,
    connection: caller.origin.connection,
  };
  const tried = await tryAsKnown(services, { of: 'session', sessionId: caller.sessionId }, given);
  if (tried?.right) return person;
  const over = tried === null || tried.wasLast;
  const event = {
    ...from(caller.origin),
    actor: { kind: 'person', userId: caller.userId },
    userId: caller.userId,
    application: null,
  } as const;
  await database.transaction().execute(async (transaction) => {
    if (purpose === 'change')
      await services.audit.append(transaction, { ...event, kind: 'password-change-refused', details: { because: 'wrong' } });
    else await services.audit.append(transaction, { ...event, kind: 'unlock-refused', details: { sessionId: caller.sessionId } });
    if (!over) return;
    const { userId: _, ...frame } = event;
    await endSessionsThat(services, transaction, sql<boolean>`id = ${caller.sessionId}`, { because: 'wrong-passwords', frame, now });
  });
  throw new Refusal(over ? 'not-signed-in' : 'password-refused');
}
