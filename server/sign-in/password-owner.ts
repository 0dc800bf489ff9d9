import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { PasswordOwner } from './password-rules.ts';

/** What a guesser knows of somebody who is there. */
export async function readPasswordOwner(database: Kysely<Tables>, userId: string): Promise<PasswordOwner> {
  const person = await database.selectFrom('users').select(['email', 'name']).where('id', '=', userId).executeTakeFirstOrThrow();
  return await passwordOwner(database, person);
}

/** The same of somebody who is about to be there. */
export async function passwordOwner(database: Kysely<Tables>, { email, name }: Omit<PasswordOwner, 'council'>): Promise<PasswordOwner> {
  const { name_en, name_cy } = await database.selectFrom('organisation').select(['name_en', 'name_cy']).executeTakeFirstOrThrow();
  return { email, name, council: [name_en, name_cy] };
}
