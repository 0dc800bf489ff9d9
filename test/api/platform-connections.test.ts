import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDatabaseAway, openDatabase } from '../../server/database/database.ts';
import { later, QUICK, VIEW } from '../../server/database/statement-hints.ts';
import type { Tables } from '../../server/database/tables.ts';
import { silentLog } from '../../server/log.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyDatabase } from '../support/database.ts';

let place: TestDatabase;
let database: Kysely<Tables>;
beforeAll(async () => {
  place = await emptyDatabase();
  await place.query('create table note (id integer primary key)');
  database = openDatabase({ url: place.url, log: silentLog });
});
afterAll(async () => {
  await database.destroy();
  await place.drop();
});

const ids = async (): Promise<number[]> => (await place.query<{ id: number }>('select id from note order by id')).map(({ id }) => id);
const empty = () => place.query('delete from note');

test('what may be sent later is there when the transaction is committed, and in the order that it was given', async () => {
  await empty();
  const seen = await database.transaction().execute(async (transaction) => {
    await later(transaction, sql`insert into note values (1)`);
    await later(transaction, sql`update note set id = 2 where id = 1`);
    const { rows } = await sql<{ id: number }>`select id from note`.execute(transaction);
    await later(transaction, sql`insert into note values (3)`);
    return rows;
  });
  expect(seen).toEqual([{ id: 2 }]);
  expect(await ids()).toEqual([2, 3]);
});

test('when what was sent later fails, nothing of the transaction is committed and whoever began it is told', async () => {
  await empty();
  const failing = database.transaction().execute(async (transaction) => {
    await sql`insert into note values (1)`.execute(transaction);
    await later(transaction, sql`insert into note values (1)`);
  });
  await expect(failing).rejects.toThrow(/duplicate key/);
  const before = database.transaction().execute(async (transaction) => {
    await later(transaction, sql`insert into note values (2), (2)`);
    await sql`insert into note values (3)`.execute(transaction);
  });
  await expect(before).rejects.toThrow(/duplicate key/);
  expect(await ids()).toEqual([]);
});

test('a transaction that is given up leaves nothing, whether or not anything of it was sent', async () => {
  await empty();
  const insert = sql`insert into note values (1)`;
  for (const execute of [later, (transaction: Kysely<Tables>) => insert.execute(transaction)]) {
    const given = database.transaction().execute(async (transaction) => {
      await execute(transaction, insert);
      throw new Error('given up');
    });
    await expect(given).rejects.toThrow('given up');
  }
  await sql`insert into note values (4)`.execute(database);
  expect(await ids()).toEqual([4]);
});

test('what is asked beside a statement that ends its transaction keeps no connection', async () => {
  const small = openDatabase({ url: place.url, poolSize: 1, log: silentLog });
  try {
    const look = (transaction: Kysely<Tables>, divisor: number) => sql`select 1 / ${divisor}::integer`.execute(transaction);
    for (let round = 0; round < 3; round += 1) {
      const both = small
        .transaction()
        .execute((transaction) => Promise.all([look(transaction, 0), ...[1, 1, 1].map((one) => look(transaction, one))]));
      await expect(both).rejects.toThrow('division by zero');
    }
    await sql`select 1`.execute(small);
  } finally {
    await small.destroy();
  }
});

test('what is written beside that which ends its transaction is not there afterwards', async () => {
  await empty();
  const insert = (id: number) => sql`insert into note values (${id})`;
  const failing = database
    .transaction()
    .execute((transaction) =>
      Promise.all([
        sql`select 1 / 0`.execute(transaction),
        ...[11, 12, 13].flatMap((id) => [later(transaction, insert(id)), insert(id + 10).execute(transaction)]),
      ]),
    );
  await expect(failing).rejects.toThrow('division by zero');
  const givenUp = database.transaction().execute(async (transaction) => {
    await sql`select 1`.execute(transaction);
    await Promise.all([Promise.reject(new Error('given up')), insert(31).execute(transaction), insert(32).execute(transaction)]);
  });
  await expect(givenUp).rejects.toThrow('given up');
  // After all that was still on its way.
  await sql`insert into note values (4)`.execute(database);
  expect(await ids()).toEqual([4]);
});

test('where PostgreSQL has forgotten what was prepared, a transaction fails as a whole', async () => {
  await empty();
  const small = openDatabase({ url: place.url, poolSize: 1, log: silentLog });
  try {
    await small.transaction().execute((transaction) => sql`select 1`.execute(transaction));
    await sql`deallocate all`.execute(small);
    const failing = small.transaction().execute(async (transaction) => {
      // Not prepared yet, so PostgreSQL has forgotten nothing of it.
      await later(transaction, sql`insert into note values (1)`);
      await sql`select 1`.execute(transaction);
    });
    await expect(failing).rejects.toThrow(/prepared statement/);
  } finally {
    await small.destroy();
  }
  expect(await ids()).toEqual([]);
});

test('a quick look-up within a transaction sees what the transaction did', async () => {
  await empty();
  await database.transaction().execute(async (transaction) => {
    await sql`insert into note values (5)`.execute(transaction);
    const { rows } = await sql<{ id: number }>`${QUICK} select id from note`.execute(transaction);
    expect(rows).toEqual([{ id: 5 }]);
  });
});

test('many quick look-ups at once each get their own answer, and one that fails harms no other', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, (_, index) =>
      sql<{ value: number }>`${QUICK} select 100 / ${index - 7}::integer as ${sql.ref('value')}, ${index}::integer as index`.execute(
        database,
      ),
    ),
  );
  answers.forEach((answer, index) => {
    if (index === 7) expect(answer).toMatchObject({ status: 'rejected', reason: { message: 'division by zero' } });
    else expect(answer).toMatchObject({ status: 'fulfilled', value: { rows: [{ index }] } });
  });
});

test.each([1, 2, 3])('%i connections are enough', async (poolSize) => {
  const small = openDatabase({ url: place.url, poolSize, log: silentLog });
  try {
    await sql`${QUICK} select 1`.execute(small);
    await sql`${VIEW} select 1`.execute(small);
    await small.transaction().execute((transaction) => sql`select 1`.execute(transaction));
  } finally {
    await small.destroy();
  }
});

test('after the connection of quick look-ups was ended there is another', async () => {
  const look = async () => (await sql<{ pid: number }>`${QUICK} select pg_backend_pid() as pid`.execute(database)).rows[0]?.pid;
  const first = await look();
  expect(await look()).toBe(first);
  await place.query('select pg_terminate_backend($1)', [first]);
  const again = await look().catch(look);
  expect(again).not.toBe(first);
  expect(await look()).toBe(again);
});

test('a column that another instance’s migration adds costs at most a refusal that says to try again', async () => {
  await place.query('create table widening (id integer)');
  const quick = () => sql`${QUICK} select * from widening`.execute(database);
  const slow = () => sql`select * from widening`.execute(database);
  await Promise.all([quick(), slow()]);
  await place.query('alter table widening add column more text');
  expect((await quick()).rows).toEqual([]);
  const refused = await slow().catch((error: unknown) => error);
  if (refused instanceof Error) expect(isDatabaseAway(refused)).toBe(true);
  expect((await slow()).rows).toEqual([]);
});
