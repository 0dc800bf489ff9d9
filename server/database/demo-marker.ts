import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The table that only the demo makes (server/demo/council.ts). Its accounts have published passwords. */
const DEMO_MARKER = 'demo_council';

/** Marks a database as the demo's. Answers false when it was marked before. */
export async function markAsDemo(database: Kysely<Tables>): Promise<boolean> {
  const before = await isDemo(database);
  await sql`create table if not exists ${sql.table(DEMO_MARKER)} ()`.execute(database);
  return !before;
}

/** True for a database with the made-up council in it. */
export async function isDemo(database: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ demo: boolean }>`select to_regclass(${DEMO_MARKER}) is not null as demo`.execute(database);
  return rows[0]?.demo !== false;
}
