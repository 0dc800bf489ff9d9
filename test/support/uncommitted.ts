import pg from 'pg';
import type { TestDatabase } from './database.ts';

/** Until a statement waits for another's row, as the database sees it. */
export async function someoneWaits(database: Pick<TestDatabase, 'query'>): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ waiting: boolean }>(
      "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting",
    );
    if (row?.waiting) return;
  }
}

/**
 * Makes a change, as somebody else's request might, and commits it only once what is asked meanwhile waits for it.
 * @param statement sees `$1` as `value`
 * @returns the answer to what was asked
 */
export async function whileUncommitted<Answer>(
  database: Pick<TestDatabase, 'query' | 'url'>,
  statement: string,
  value: unknown,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(statement, [value]);
    const answer = ask();
    // Were nobody to wait, the answer would come first, and what it says be wrong.
    await Promise.race([someoneWaits(database), answer]);
    await client.query('commit');
    return await answer;
  } finally {
    await client.end();
  }
}
