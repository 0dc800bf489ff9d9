import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '../../server/database/migrate.ts';
import { silentLog } from '../../server/log.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await emptyDatabase();
});
afterAll(() => database.drop());

/** A copy of the migrations that a test may change. */
async function copyOfMigrations(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vu-migrations-'));
  for (const { name, text } of await readMigrations()) await writeFile(path.join(folder, name), text);
  return folder;
}

const asDirectory = (folder: string): URL => pathToFileURL(`${folder}/`);

test('two instances that migrate an empty database at once apply each migration once', async () => {
  const applied = await Promise.all([migrate(database.url, silentLog), migrate(database.url, silentLog)]);

  const names = (await readMigrations()).map((migration) => migration.name);
  expect(applied.flat().sort()).toEqual(names);
  expect((await database.query('select name from migration order by name')).map((row) => row['name'])).toEqual(names);
});

test('a database that is up to date is left as it is', async () => {
  await migrate(database.url, silentLog);

  expect(await migrate(database.url, silentLog)).toEqual([]);
});

test('a migration that was changed after it was applied stops the start and is named', async () => {
  await migrate(database.url, silentLog);
  const folder = await copyOfMigrations();
  const first = path.join(folder, '0001-sign-in.sql');
  await writeFile(first, `${await readFile(first, 'utf8')}\n-- changed\n`);

  await expect(migrate(database.url, silentLog, asDirectory(folder))).rejects.toThrow(/0001-sign-in\.sql was changed/);
});

test('line ends of a Windows checkout are not a change', async () => {
  await migrate(database.url, silentLog);
  const folder = await copyOfMigrations();
  for (const { name, text } of await readMigrations()) await writeFile(path.join(folder, name), text.replaceAll('\n', '\r\n'));

  expect(await migrate(database.url, silentLog, asDirectory(folder))).toEqual([]);
});

test('a database of a newer version stops the start', async () => {
  const newer = await emptyDatabase();
  const folder = await copyOfMigrations();
  await writeFile(path.join(folder, '9999-later.sql'), 'select 1;');
  await migrate(newer.url, silentLog, asDirectory(folder));

  await expect(migrate(newer.url, silentLog)).rejects.toThrow(/9999-later\.sql, which this version does not know/);
  await newer.drop();
});

test('a migration that fails leaves nothing of itself, and the next start tries it again', async () => {
  const fresh = await emptyDatabase();
  const folder = await copyOfMigrations();
  await writeFile(path.join(folder, '9999-later.sql'), 'create table half_done (id int); select nonsense;');

  await expect(migrate(fresh.url, silentLog, asDirectory(folder))).rejects.toThrow(/nonsense/);
  expect(await fresh.query(`select from pg_tables where tablename = 'half_done'`)).toHaveLength(0);

  await writeFile(path.join(folder, '9999-later.sql'), 'create table half_done (id int);');
  expect(await migrate(fresh.url, silentLog, asDirectory(folder))).toEqual(['9999-later.sql']);
  await fresh.drop();
});

test('a migration that waits for a table which a backup has gives up before anybody’s sign-in does, and says so', async () => {
  await migrate(database.url, silentLog);
  const folder = await copyOfMigrations();
  await writeFile(path.join(folder, '9999-later.sql'), 'alter table sessions add column note text;');
  const backup = new pg.Client({ connectionString: database.url });
  await backup.connect();
  try {
    await backup.query('begin; lock table sessions in access share mode');
    await expect(migrate(database.url, silentLog, asDirectory(folder))).rejects.toThrow(/9999-later\.sql waited 3 s .* backup/);
  } finally {
    await backup.end();
  }
});
