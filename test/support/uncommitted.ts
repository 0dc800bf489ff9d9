import pg from 'pg';
import type { TestDatabase } from './database.ts';

/** Until so many statements wait for others' rows, as the database sees it. The sealer of the trail waits as well, and is nobody's request. */
export async function someoneWaits(database: Pick<TestDatabase, 'query'>, least = 1): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ waiting: number }>(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query !~* '^delete from audit_pending'",
    );
    if ((row?.waiting ?? 0) >= least) return;
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

/**
 * Holds up whatever writes to a table, until something else that was asked meanwhile is done or waits as well.
 * @param first is held up at that table, all that it did before uncommitted
 * @returns what came of both
 */
export async function whileHeldUp<First, Second>(
  database: Pick<TestDatabase, 'query' | 'url'>,
  table: 'trust_tokens' | 'alerts' | 'audit_pending',
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<readonly [First, Second]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    // It can be read, but not written to.
    await client.query(`begin; lock table ${table} in share mode`);
    const held = first();
    await Promise.race([someoneWaits(database), held]);
    const meanwhile = second();
    await Promise.race([someoneWaits(database, 2), meanwhile]);
    await client.query('commit');
    return [await held, await meanwhile];
  } finally {
    await client.end();
  }
}
