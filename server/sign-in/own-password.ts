import { sql } from 'kysely';
import { from } from '../audit/trail.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { accountHash } from './keyed-hash.ts';
import { checkPassword } from './password.ts';
import { forgivePasswords, returnPasswordTry, sessionPlace, takePasswordTry } from './password-counter.ts';
import { endSessionsThat } from './revocation.ts';
import { passwordAsKept } from './temporary-password.ts';

/** Which wrong password is recorded as what. */
type Purpose = 'unlock' | 'step-up' | 'change';

/**
 * Checks the password of somebody who is signed in. Wrong ones are counted by the rule of sign-in, but with the session
 * as the place: colleagues on the same network can't use up its tries, and using them up ends the session and pauses
 * nobody.
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
  const account = accountHash(person.email);
  const place = sessionPlace(caller.sessionId);
  const attempt = await takePasswordTry(database, account, place, true, now);
  const { right } = await checkPassword(person.password_hash, passwordAsKept(password, person)).catch(async (error: unknown) => {
    await returnPasswordTry(database, account, place, attempt);
    throw error;
  });
  if (right && attempt.allowed) {
    await forgivePasswords(database, account, place, now);
    return person;
  }
  const over = !attempt.allowed || attempt.pauses !== null;
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
