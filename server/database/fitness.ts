import type pg from 'pg';
import { DatabaseUnfit } from './connecting.ts';
import { onConnection } from './single-connection.ts';

/** What the API can't work with, however well it is reached, found before it begins: later it would be somebody's sign-in that fails. */

/** The oldest that is tested (docs/it/running-the-api.md). */
const OLDEST_VERSION = 15;
/** `server_version_num` is the major version followed by four digits of the minor one. */
const VERSION_UNIT = 10_000;
/** Two clients may by chance get two connections of a pooler that lends them out; each round they may get the same. */
const POOLER_ROUNDS = 5;
const NAME = 'vu-api fitness';
/** What PgBouncer says where it lends a connection out for a single statement. */
const STATEMENT_POOLING = /statement pooling/i;

/** @throws DatabaseUnfit for one that isn't UTF-8, that is too old, or that is behind a pooler in transaction mode; ConnectionFailed */
export async function refuseUnfit(url: string): Promise<void> {
  await onConnection(url, NAME, async (first) => {
    const { rows } = await first.query<{ encoding: string; version: number }>(
      `select current_setting('server_encoding') as encoding, current_setting('server_version_num')::integer as version`,
    );
    const [{ encoding, version } = { encoding: '', version: 0 }] = rows;
    if (version < OLDEST_VERSION * VERSION_UNIT) throw new DatabaseUnfit(`names a PostgreSQL older than ${OLDEST_VERSION}: upgrade it`);
    if (encoding !== 'UTF8') {
      throw new DatabaseUnfit(`names a database whose encoding is ${encoding}: make one with encoding 'UTF8' template template0`);
    }
    await onConnection(url, NAME, (second) => refuseLending(first, second));
  });
}

/**
 * What is prepared, set or locked on a connection has to be there for the next transaction. A pooler in transaction mode gives that one
 * another connection: two clients who are both there then find themselves on one, or one of them on two.
 */
async function refuseLending(first: pg.Client, second: pg.Client): Promise<void> {
  try {
    const own = await processOf(first);
    for (let round = 0; round < POOLER_ROUNDS; round += 1) {
      await second.query('begin');
      const [others, again] = [await processOf(second), await processOf(first)];
      await second.query('commit');
      if (others === own || again !== own) throw lending();
    }
  } catch (error) {
    throw error instanceof Error && STATEMENT_POOLING.test(error.message) ? lending() : error;
  }
}

const lending = () =>
  new DatabaseUnfit(
    'leads through a connection pooler in transaction mode (PgBouncer’s pool_mode = transaction), which loses what the API keeps on a connection: set it to session mode, or name PostgreSQL itself',
  );

async function processOf(client: pg.Client): Promise<number | undefined> {
  return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
}
