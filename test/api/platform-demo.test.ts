import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runOperator } from '../../server/control/run-operator.ts';
import { seedCouncil } from '../../server/demo/council.ts';
import type { RunningDemo, StartPostgres } from '../../server/demo/demo-api.ts';
import { startDemo } from '../../server/demo/demo-api.ts';
import type { ApplicationId } from '../../shared/applications.ts';
import {
  enterApplication,
  signInWithPassword,
  trustThisComputer,
  verifyAuthenticator,
  verifyRecoveryCode,
} from '../../shared/sign-in/operations.ts';
import type { Device } from '../../shared/sign-in/schemas.ts';
import { apiClient } from '../support/client.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyDatabase } from '../support/database.ts';
import { authenticatorCode } from '../support/totp.ts';

/** One demo, started and started again on the same folder, as a person would find it. */
let folder: string;
let demo: RunningDemo;
let database: TestDatabase;

/** The run's PostgreSQL in place of the demo's own: a database that stays until it is to be fresh. */
const postgres: StartPostgres = async ({ fresh }) => {
  if (fresh || database === undefined) {
    await database?.drop();
    database = await emptyDatabase();
  }
  return { url: database.url, apiUrl: database.apiUrl, stop: async () => {} };
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'vu-demo-'));
  demo = await startDemo({ postgres, dataDir: folder });
});
afterAll(async () => {
  await demo.stop();
  await database.drop();
});

const addresses = () => ({ databaseUrl: database.apiUrl, migrationUrl: database.url });

const device: Device = { id: crypto.randomUUID(), name: 'Desk 4', platform: 'linux' };

function account(name: string) {
  const found = demo.line.accounts.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is nobody called ${name}`);
  return found;
}

function password(name: string, application: ApplicationId = 'customer-service-vu', trustToken: string | null = null) {
  const { email, password } = account(name);
  return apiClient(demo.line.api).call(signInWithPassword, { body: { email, password, application, device, language: 'en', trustToken } });
}

const challenge = (change: object) => ({ ok: true, answer: { outcome: 'second-factor-needed', challenge: change } });
const refusal = (code: string) => ({ ok: false, error: { code } });
const text = { method: 'text-message', enrolled: true };
const app = { method: 'authenticator', enrolled: true };
const noText = { method: 'text-message', enrolled: false };
const noApp = { method: 'authenticator', enrolled: false };

test('the line names at least eight accounts, each with a purpose of its own and a way to sign in', () => {
  const { accounts } = demo.line;

  expect(accounts.length).toBeGreaterThanOrEqual(8);
  expect(new Set(accounts.map((each) => each.purpose)).size).toBe(accounts.length);
  for (const each of accounts) {
    expect(each.email).toMatch(/\.example$/);
    expect(each.purpose).toMatch(/^[A-Z].+\.$/);
    if (each.phone !== null) expect(each.phone).toMatch(/^07700 900\d{3}$/);
  }
  expect(JSON.stringify(demo.line)).not.toContain('\n');
  expect(demo.line.operatorFile).toBe(path.join(folder, 'operator.env'));
});

test.each([
  ['Nia Bevan', 'customer-service-vu', challenge({ methods: [noApp, noText], mustEnrol: true })],
  ['Owain Pritchard', 'customer-service-vu', challenge({ methods: [text], mustEnrol: false, numberEnding: '102' })],
  ['Priya Shah', 'customer-service-vu', challenge({ methods: [app], mustEnrol: false })],
  ['Tomos Rees', 'customer-service-vu', challenge({ methods: [app, text], mustEnrol: false })],
  ['Megan Howells', 'control', challenge({ methods: [app], mustEnrol: false })],
  ['Daniel Okafor', 'control', refusal('application-not-permitted')],
  ['Grace Whitfield', 'customer-service-vu', refusal('second-factor-not-set-up')],
  ['Harri Vaughan', 'customer-service-vu', refusal('codes-locked')],
  ['Susan Marlow', 'customer-service-vu', refusal('credentials-refused')],
  ['Ffion Lloyd', 'customer-service-vu', challenge({ recoveryCodesLeft: 5 })],
  ['Aled Morgan', 'control', challenge({ methods: [noApp], mustEnrol: true, proveWith: [{ method: 'text-message', available: true }] })],
  ['Carys Penrose', 'control', challenge({ methods: [noApp], mustEnrol: true, proveWith: [] })],
  ['Zofia Kowalska', 'forms-portal', challenge({ methods: [text], mustEnrol: false })],
] as const)('%s in %s is as the purpose says', async (name, application, outcome) => {
  expect(await password(name, application)).toMatchObject(outcome);
});

/** Signs in with an authenticator app, by the computer's own clock. */
async function withAuthenticator(name: string, application: ApplicationId = 'customer-service-vu') {
  const started = await password(name, application);
  if (!started.ok || started.answer.outcome !== 'second-factor-needed') throw new Error('a second factor was not asked for');
  const verified = await apiClient(demo.line.api).answer(verifyAuthenticator, {
    token: started.answer.challengeToken,
    body: { code: authenticatorCode(account(name).authenticatorSecret ?? '', new Date()) },
  });
  if (verified.outcome !== 'signed-in') throw new Error('not signed in');
  return verified;
}

test('a manager signed in to Control enters Customer Service Vu with the same sign-in', async () => {
  const { sessionToken } = await withAuthenticator('Megan Howells', 'control');

  expect(
    await apiClient(demo.line.api).answer(enterApplication, { token: sessionToken, params: { application: 'customer-service-vu' } }),
  ).toMatchObject({
    applications: [
      { application: 'customer-service-vu', entry: 'open' },
      { application: 'control', entry: 'open' },
      { application: 'forms-portal', entry: 'not-permitted' },
    ],
  });
});

test('a published recovery code works once, in the spelling that the purpose gives', async () => {
  const started = await password('Ffion Lloyd');
  if (!started.ok || started.answer.outcome !== 'second-factor-needed') throw new Error('a second factor was not asked for');
  const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec(account('Ffion Lloyd').purpose)?.[0] ?? '';

  expect(await apiClient(demo.line.api).answer(verifyRecoveryCode, { token: started.answer.challengeToken, body: { code } })).toMatchObject(
    {
      outcome: 'signed-in',
    },
  );
  expect(await password('Ffion Lloyd')).toMatchObject(challenge({ recoveryCodesLeft: 4 }));
});

test('a second start has the same addresses, and a computer that was trusted still is', async () => {
  const { sessionToken } = await withAuthenticator('Priya Shah');
  const { trustToken } = await apiClient(demo.line.api).answer(trustThisComputer, { token: sessionToken });
  const before = demo.line;
  await demo.stop();
  demo = await startDemo({ postgres, dataDir: folder });

  expect(demo.line).toEqual(before);
  expect(await password('Priya Shah', 'customer-service-vu', trustToken)).toMatchObject({ ok: true, answer: { outcome: 'signed-in' } });
});

test('what an operator changed stays when the demo starts again', async () => {
  const set = ['policy', 'set', 'customer-service-vu', '--trust-days', '7', '--env-file', demo.line.operatorFile];
  expect(await runOperator(set, { environment: {}, write: () => {}, writeError: () => {} })).toBe(0);
  await demo.stop();
  demo = await startDemo({ postgres, dataDir: folder });

  expect(await database.query(`select trust_days from application_policies where application = 'customer-service-vu'`)).toEqual([
    { trust_days: 7 },
  ]);
});

test('two seedings at once make each person once', async () => {
  await Promise.all([1, 2].map(() => seedCouncil(demo.server.services, { mode: 'demo', ...addresses() })));

  expect(await database.query('select count(*)::int as people from users')).toEqual([{ people: demo.line.accounts.length }]);
});

test('the made-up council can’t be seeded in production', async () => {
  await expect(seedCouncil(demo.server.services, { mode: 'production', ...addresses() })).rejects.toThrow('in the demo only');
});

test('the demo’s log is kept, and has no password and no code', async () => {
  const log = await readFile(path.join(folder, 'api.log'), 'utf8');

  expect(log).toContain('"event":"listening"');
  expect(log).not.toMatch(/lantern-harbour|porthaven\.example/);
});

test('a fresh start forgets what happened, and keeps the addresses', async () => {
  const before = demo.line;
  await demo.stop();
  demo = await startDemo({ postgres, dataDir: folder, fresh: true });

  expect(demo.line).toEqual(before);
  expect(await password('Ffion Lloyd')).toMatchObject(challenge({ recoveryCodesLeft: 5 }));
  expect(await database.query(`select trust_days from application_policies where application = 'customer-service-vu'`)).toEqual([
    { trust_days: 30 },
  ]);
});

test('a port that is taken is named when it was asked for, and stepped aside from when it was not', async () => {
  const other = await mkdtemp(path.join(os.tmpdir(), 'vu-demo-'));
  const own = await emptyDatabase();
  const theirs: StartPostgres = async () => ({ url: own.url, apiUrl: own.apiUrl, stop: async () => {} });
  const port = Number(new URL(demo.line.api).port);

  await expect(startDemo({ postgres: theirs, dataDir: other, port })).rejects.toThrow(`Port ${port} is in use`);
  const second = await startDemo({ postgres: theirs, dataDir: other });
  expect(second.line.api).not.toBe(demo.line.api);
  await second.stop();
  await own.drop();
});
