import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { onConnection } from './single-connection.ts';
import type { Tables } from './tables.ts';

/** The table that only the demo makes (server/demo/council.ts). Its accounts have published passwords. */
const DEMO_MARKER = 'demo_council';

/**
 * Marks a database as the demo's. Answers false when it was marked before.
 * @param url as somebody who may make tables there
 */
export async function markAsDemo(url: string): Promise<boolean> {
  return await onConnection(url, 'vu-api demo', async (client) => {
    const { rows } = await client.query<{ before: boolean }>('select to_regclass($1) is not null as before', [DEMO_MARKER]);
    await client.query(`create table if not exists ${DEMO_MARKER} ()`);
    return rows[0]?.before !== true;
  });
}

/** True for a database with the made-up council in it. */
export async function isDemo(database: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ demo: boolean }>`select to_regclass(${DEMO_MARKER}) is not null as demo`.execute(database);
  return rows[0]?.demo !== false;
}
