import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { onConnection } from './single-connection.ts';

/** Advisory lock of whoever is migrating. An arbitrary number; sealer.ts has another. */
const MIGRATION_LOCK = 7_203_000;
/**
 * Longest wait for a table that somebody else has, such as a backup. While a migration waits for a table, so does everybody
 * who wants it after that, and the API gives up a statement after five seconds.
 */
const LOCK_MILLISECONDS = 3_000;
const LOCK_NOT_AVAILABLE = '55P03';
export const MIGRATIONS = new URL('./migrations/', import.meta.url);
const FILE_NAME = /^\d{4}-[a-z0-9-]+\.sql$/;

/** A database that this version must not run on. The message is one line for whoever starts the server. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

export interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

/** The migrations of a directory, in order. */
export async function readMigrations(directory: URL = MIGRATIONS): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      // A checkout on Windows may have other line ends; that is not a change.
      const text = (await readFile(new URL(name, directory), 'utf8')).replaceAll('\r\n', '\n');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Brings the database up to date, each migration in a transaction of its own. Instances that start at once wait for
 * each other. Answers the names of what was applied.
 * @throws MigrationRefused when a migration that was applied has since been changed, or is one that this version lacks, or
 *   when one can't have its tables
 * @param afterwards done on the same connection, while no other instance migrates
 */
export async function migrate(
  url: string,
  log: Log,
  directory: URL = MIGRATIONS,
  afterwards: (client: pg.Client) => Promise<void> = async () => {},
): Promise<string[]> {
  const migrations = await readMigrations(directory);
  // The session ends, and with it the lock, whatever state a failed migration left.
  return await onConnection(url, 'vu-api migrate', async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      log.info('migration-applied', { name: migration.name });
    }
    await afterwards(client);
    return pending.map((migration) => migration.name);
  });
}

/**
 * The names of those that the database has yet to get, for whoever may only read there.
 * @throws MigrationRefused as `migrate` does
 */
export async function pendingMigrations(url: string): Promise<string[]> {
  const migrations = await readMigrations();
  return await onConnection(url, 'vu-api migrations', async (client) => {
    const { rows } = await client.query<{ begun: boolean }>(`select to_regclass('public.migration') is not null as begun`);
    return (rows[0]?.begun === true ? await pendingOf(client, migrations) : migrations).map((migration) => migration.name);
  });
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migration order by name');
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.name);
    if (migration === undefined) throw new MigrationRefused(`the database has migration ${row.name}, which this version does not know`);
    if (migration.checksum !== row.checksum) {
      throw new MigrationRefused(`migration ${row.name} was changed after it was applied; restore it and add a new one instead`);
    }
  }
  const applied = new Set(rows.map((row) => row.name));
  const pending = migrations.filter((migration) => !applied.has(migration.name));
  const last = rows.at(-1)?.name;
  const late = pending.find((migration) => last !== undefined && migration.name < last);
  if (late) throw new MigrationRefused(`migration ${late.name} comes before ${last}, which is already applied`);
  return pending;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${LOCK_MILLISECONDS}`);
    await client.query(migration.text);
    await client.query('insert into migration (name, checksum) values ($1, $2)', [migration.name, migration.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) {
      throw new MigrationRefused(
        `migration ${migration.name} waited ${LOCK_MILLISECONDS / 1000} s for a table that something else has, such as a backup; start again when that is done`,
      );
    }
    throw error;
  }
}
