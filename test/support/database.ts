import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { asApiRole } from '../../build/postgres.ts';
import { readMigrations } from '../../server/database/migrate.ts';
import { prepareDatabase } from '../../server/database/prepare.ts';
import { silentLog } from '../../server/log.ts';
import { clusterUrl } from './environment.ts';

/** A database of a test file's own. */
export interface TestDatabase {
  /** As the owner of all that is in it, who is a superuser. */
  readonly url: string;
  /** As the role that the API runs with. */
  readonly apiUrl: string;
  /** Runs one statement outside the API, as whoever administers the database could. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Advisory lock of whoever makes a template. */
const TEMPLATE_LOCK = 7_203_900;

export interface Template {
  /** Tells templates with different content apart, besides the migrations. */
  readonly name: string;
  /** Fills a migrated database. */
  readonly fill: (url: string) => Promise<void>;
}

/** An empty database, without even the migrations. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `vu_test_${randomBytes(6).toString('hex')}`;
  await inCluster((client) => client.query(`create database ${name}`));
  return testDatabase(name);
}

/** A fresh, migrated database, copied from a template that the first caller of the run makes. */
export async function freshDatabase(template?: Template): Promise<TestDatabase> {
  const source = await templateName(template);
  const name = `vu_test_${randomBytes(6).toString('hex')}`;
  await inCluster((client) => client.query(`create database ${name} template ${source}`));
  return testDatabase(name);
}

async function templateName(template: Template | undefined): Promise<string> {
  const hash = createHash('sha256').update(template?.name ?? '');
  for (const { checksum } of await readMigrations()) hash.update(checksum);
  const name = `vu_template_${hash.digest('hex').slice(0, 16)}`;
  await inCluster(async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    // Made under another name first, so that one that failed half-way is never taken for whole.
    const unfinished = `${name}_new`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    const url = urlOf(unfinished);
    await prepareDatabase({ databaseUrl: asApiRole(url), migrationUrl: url }, { mustOwnNothing: false }, silentLog);
    await template?.fill(url);
    await client.query(`alter database ${unfinished} rename to ${name}`);
  });
  return name;
}

function testDatabase(name: string): TestDatabase {
  const url = urlOf(name);
  return {
    url,
    apiUrl: asApiRole(url),
    query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<Row>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    drop: async () => {
      await inCluster((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function urlOf(name: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  return url.href;
}

async function inCluster<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
