import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { TEMPORARY_PASSWORD_DAYS } from '../../shared/sign-in/limits.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { daysAfter } from './instants.ts';
import { holdUser } from './lockout.ts';
import { hashPassword } from './password.ts';
import { makeTemporaryPassword } from './temporary-password.ts';

/** Puts an invitation on its way; one that waits already is enough. */
export async function inviteByEmail(transaction: Transaction<Tables>, userId: string, now: Date): Promise<void> {
  await sql`
    insert into emails (id, user_id, kind, address, language, created_at, due_at)
    select ${randomUUID()}::uuid, id, 'invitation', email, language, ${now}::timestamptz, ${now}::timestamptz from users where id = ${userId}
    on conflict do nothing`.execute(transaction);
}

/**
 * Makes the temporary password that an invitation brings, as it is sent. It is the person's from then on, whether or not Notify
 * answers: no one else has had it. Null for somebody who may no longer sign in, or who has chosen a password meanwhile.
 */
export async function makeInvitation(services: Services, userId: string): Promise<{ readonly password: string } | null> {
  const password = makeTemporaryPassword();
  const password_hash = await hashPassword(password);
  const now = services.clock.now();
  return await services.database.transaction().execute(async (transaction) => {
    const user = await holdUser(transaction, userId);
    const changed = await transaction
      .updateTable('users')
      .set({ password_hash, password_changed_at: now, temporary_password_until: daysAfter(now, TEMPORARY_PASSWORD_DAYS) })
      .where('id', '=', userId)
      .where('temporary_password_until', 'is not', null)
      .executeTakeFirst();
    return user.access === 'allowed' && changed.numUpdatedRows === 1n ? { password } : null;
  });
}
