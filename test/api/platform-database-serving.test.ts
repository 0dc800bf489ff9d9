import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KyselyPlugin } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { testDataFolder } from '../../build/folders.mjs';
import { freePort } from '../../build/free-port.ts';
import { asUser, unprivilegedUser } from '../../build/unprivileged.mjs';
import { refuseUnfit } from '../../server/database/fitness.ts';
import { readMigrations } from '../../server/database/migrate.ts';
import { health } from '../../server/http/health.ts';
import { about, signInWithPassword } from '../../shared/sign-in/operations.ts';
import { startApi } from '../support/api.ts';
import { clusterUrl } from '../support/environment.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { passwordBody, startSignInApi } from '../support/sign-in.ts';

/** A database that is up and can't serve, and what may stand in front of one. */

const PATIENCE = { timeout: 20_000, interval: 50 };

async function inCluster(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('a database that takes no changes for a while, as in a failover', () => {
  let vu: SignInApi;
  beforeAll(async () => {
    vu = await startSignInApi();
  });
  afterAll(() => vu.close());
  const name = () => new URL(vu.api.database.url).pathname.slice(1);
  const ready = async () => {
    vu.clock.advance({ seconds: 1 });
    const response = await fetch(`${vu.api.url}/readyz`);
    return { status: response.status, database: ((await response.json()) as { database: string }).database };
  };

  test('is said as unavailable, and as not ready, and within seconds of taking them again it is as before', async () => {
    const person = await vu.person();
    const signIn = () => vu.client.call(signInWithPassword, { body: passwordBody(person) });
    expect(await signIn()).toMatchObject({ ok: true });
    expect(await ready()).toEqual({ status: 200, database: 'ok' });

    // Read when a connection begins: those that there are would not notice, as they would not notice another's becoming the first.
    await inCluster(`alter database ${name()} set default_transaction_read_only = on`);
    await vu.api.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await vi.waitFor(async () => expect(await ready()).toEqual({ status: 503, database: 'read-only' }), PATIENCE);
    for (let round = 0; round < 15; round += 1)
      expect(await signIn()).toMatchObject({ ok: false, status: 503, error: { code: 'unavailable' } });
    expect(vu.api.log.filter(({ event }) => event === 'fault')).toEqual([]);

    await inCluster(`alter database ${name()} set default_transaction_read_only = off`);
    const began = performance.now();
    await vi.waitFor(async () => expect(await ready()).toEqual({ status: 200, database: 'ok' }), PATIENCE);
    const answers = [];
    for (let round = 0; round < 15; round += 1) answers.push((await signIn()).ok);
    expect(performance.now() - began).toBeLessThan(PATIENCE.timeout);
    expect(answers.filter((ok) => !ok)).toEqual([]);
  }, 60_000);

  test('any number who ask whether it is ready cost one look-up a second', async () => {
    let statements = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const { database, textMessages } = vu.api.services;
    const ask = health(database.withPlugin(counting), await readMigrations(), textMessages, vu.clock);
    await Promise.all(Array.from({ length: 200 }, ask));
    const once = statements;
    expect((await ask()).status).toBe('ready');
    expect(statements).toBe(once);
    vu.clock.advance({ seconds: 1 });
    await Promise.all(Array.from({ length: 200 }, ask));
    expect(statements).toBe(2 * once);
    expect(once).toBeGreaterThan(0);
    expect(once).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['LATIN1', 'LATIN1'],
  ['SQL_ASCII', 'SQL_ASCII'],
])('a database in %s is refused at the start', async (_, encoding) => {
  const name = `vu_test_${encoding.toLowerCase()}_${process.pid}`;
  await inCluster(
    `drop database if exists ${name}`,
    `create database ${name} encoding '${encoding}' locale_provider libc locale 'C' template template0`,
  );
  onTestFinished(() => inCluster(`drop database ${name} with (force)`));
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  await expect(startApi({ council: false, databaseUrl: () => url.href })).rejects.toThrow(
    new RegExp(`encoding is ${encoding}: make one with encoding 'UTF8'`),
  );
});

const POOLER = '/usr/sbin/pgbouncer';
const reason = existsSync(POOLER) ? '' : ' (skipped: PgBouncer is not installed; on Debian: apt-get install pgbouncer)';
/** Debian 12's, set as its documents say for a program that sends what PgBouncer doesn't know: as little as can be. */
async function startPooler(mode: 'session' | 'transaction' | 'statement'): Promise<(url: string) => string> {
  const folder = mkdtempSync(path.join(testDataFolder(), 'pooler-'));
  chmodSync(folder, 0o755);
  const cluster = new URL(clusterUrl());
  const port = await freePort();
  const users = [[cluster.username, decodeURIComponent(cluster.password)]];
  const settings = (content: readonly string[]) => {
    writeFileSync(path.join(folder, 'users.txt'), content.join('\n'), { mode: 0o644 });
    writeFileSync(
      path.join(folder, 'pgbouncer.ini'),
      `[databases]\n* = host=${cluster.hostname} port=${cluster.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = plain\nauth_file = ${folder}/users.txt\npool_mode = ${mode}\ndefault_pool_size = 30\n`,
      { mode: 0o644 },
    );
  };
  settings(users.map(([user, password]) => `"${user}" "${password}"`));
  let child: ChildProcess | null = null;
  const start = async (url: string): Promise<void> => {
    const own = new URL(url);
    settings([...users, [own.username, decodeURIComponent(own.password)]].map(([user, password]) => `"${user}" "${password}"`));
    const command = [POOLER, '-q', path.join(folder, 'pgbouncer.ini')];
    const { file, args } = unprivilegedUser === null ? { file: POOLER, args: command.slice(1) } : asUser(unprivilegedUser, command);
    child = spawn(file, args, { stdio: 'ignore' });
  };
  onTestFinished(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  await start(clusterUrl());
  return (url) => {
    const through = new URL(url);
    // As the cluster's superuser, whose password the pooler has.
    through.username = cluster.username;
    through.password = cluster.password;
    through.port = String(port);
    return through.href;
  };
}

async function answering(url: string): Promise<void> {
  await vi.waitFor(async () => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    await client.end();
  }, PATIENCE);
}

describe.skipIf(!existsSync(POOLER))(`behind PgBouncer${reason}`, () => {
  test('in session mode everything works, with the settings that the API gives its connections', async () => {
    const through = await startPooler('session');
    await answering(through(clusterUrl()));
    const vu = await startSignInApi({}, through);
    try {
      const person = await vu.person();
      const { sessionToken } = await vu.withText(person);
      expect(sessionToken).toHaveLength(43);
      const again = await Promise.all(Array.from({ length: 30 }, () => vu.client.call(about)));
      expect(again.every(({ ok }) => ok)).toBe(true);
      vu.clock.advance({ seconds: 1 });
      expect((await fetch(`${vu.api.url}/readyz`)).status).toBe(200);
      expect(vu.api.log.filter(({ level }) => level === 'error')).toEqual([]);
    } finally {
      await vu.close();
    }
  }, 60_000);

  test.each(['transaction', 'statement'] as const)('in %s mode the start is refused, and the line names it', async (mode) => {
    const through = await startPooler(mode);
    await answering(through(clusterUrl()));
    for (let round = 0; round < 5; round += 1)
      await expect(refuseUnfit(through(clusterUrl()))).rejects.toThrow(/connection pooler in transaction mode .*session mode/);
  });

  test('PostgreSQL itself is never taken for a pooler', async () => {
    for (let round = 0; round < 5; round += 1) await expect(refuseUnfit(clusterUrl())).resolves.toBeUndefined();
  });
});
