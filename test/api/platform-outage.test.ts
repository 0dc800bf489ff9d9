import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { about } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import type { DatabaseProxy } from '../support/database-proxy.ts';
import { databaseProxy } from '../support/database-proxy.ts';
import { clusterUrl } from '../support/environment.ts';

let proxy: DatabaseProxy;
let api: StartedApi;
beforeAll(async () => {
  proxy = await databaseProxy(clusterUrl());
  api = await startApi({ council: false, databaseUrl: proxy.url });
});
afterAll(async () => {
  proxy.restore();
  await api.close();
  await proxy.close();
});

/** People wait this long for an answer, not longer. */
const QUICK_MILLISECONDS = 2_000;
/** PostgreSQL that takes a statement and never answers is given up on by the client's own limit. */
const HANGING_MILLISECONDS = 8_000;

async function timed<T>(work: Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const started = performance.now();
  return { value: await work, milliseconds: performance.now() - started };
}

test('while the database is down requests are told so quickly, the process stays well, and it comes back by itself', async () => {
  expect(await api.client.call(about)).toMatchObject({ ok: true });
  proxy.refuse();

  const { value, milliseconds } = await timed(api.client.call(about));
  expect(value).toMatchObject({ ok: false, status: 503, error: { code: 'unavailable' } });
  expect(value.headers.get('retry-after')).toBe('5');
  expect(milliseconds).toBeLessThan(QUICK_MILLISECONDS);
  expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${api.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ status: 'not-ready', database: 'away', migrations: 'unknown' });

  proxy.restore();
  expect(await api.client.call(about)).toMatchObject({ ok: true });
  // What it said before is good for a second.
  api.clock.advance({ seconds: 1 });
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
});

test('a database that no longer answers is given up on', async () => {
  proxy.hang();

  const { value, milliseconds } = await timed(api.client.call(about));
  expect(value).toMatchObject({ ok: false, status: 503, error: { code: 'unavailable' } });
  expect(milliseconds).toBeLessThan(HANGING_MILLISECONDS);

  proxy.restore();
  expect(await api.client.call(about)).toMatchObject({ ok: true });
});

test('a connection that is cut in the middle of a transaction ends that transaction and nothing else', async () => {
  const cut = api.services.database.transaction().execute(async (transaction) => {
    await sql`select 1`.execute(transaction);
    proxy.refuse();
    // Long enough for the loss to be noticed while nobody waits for an answer.
    await fetch(`${api.url}/readyz`);
    await sql`select 1`.execute(transaction);
  });

  await expect(cut).rejects.toThrow();
  proxy.restore();
  expect(await api.client.call(about)).toMatchObject({ ok: true });
});
