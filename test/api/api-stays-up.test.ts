import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { testDataFolder } from '../../build/folders.mjs';
import { freePort } from '../../build/free-port.ts';
import { steadyOutput } from '../../server/log-output.ts';
import { signInWithPassword, verifyAuthenticator } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { pathOf } from '../support/client.ts';
import { authenticatorCode } from '../support/totp.ts';
import { rawRequest } from './verification/raw-request.ts';

/** The API as production starts it, in a process that the system gives few descriptors, and those who would use all of them. */

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
/** Fewer than a test may have connections itself. */
const DESCRIPTORS = 300;
/** Longer than anything here takes; what is waited for is asked again and again. */
const PATIENCE = { timeout: 20_000, interval: 50 };
/** More than that. */
const FLOOD = 900;

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
  // Production refuses the made-up council's database by the mark that it carries; otherwise it is a council's like any other.
  await api.database.query('drop table demo_council');
});
afterAll(() => api.close());

interface Production {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** Each line of its log so far. */
  readonly lines: readonly string[];
}

const keyText = (ring: { readonly current: { readonly id: string; readonly key: Buffer } }): string =>
  `${ring.current.id}:${ring.current.key.toString('base64')}`;

/** What the environment of production says for the test's database. */
function settings(): Record<string, string> {
  const { keys } = api.configuration;
  return {
    DATABASE_URL: api.database.apiUrl,
    VU_MIGRATION_DATABASE_URL: api.database.url,
    LISTEN: '127.0.0.1:0',
    VU_KEY_CODES: keyText(keys.codes),
    VU_KEY_AUDIT: keyText(keys.audit),
    VU_KEYS_AUTHENTICATOR: keyText(keys.authenticator),
    VU_NOTIFY_API_KEY: 'vu-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0',
    VU_NOTIFY_TEMPLATE_ID: randomUUID(),
    VU_NOTIFY_ALERT_TEMPLATE_ID: randomUUID(),
  };
}

const listeningSchema = z.object({ event: z.literal('listening'), url: z.url() });

/** @param shell what `sh -c` runs; `"$@"` is the API */
async function startProduction(shell: string): Promise<Production> {
  const child = spawn('/bin/sh', ['-c', shell, 'sh', process.execPath, MAIN], { env: settings(), stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let rest = '';
    child.stdout.on('data', (chunk) => {
      const [last = '', ...whole] = `${rest}${chunk}`.split('\n').reverse();
      rest = last;
      for (const line of whole.reverse().filter((each) => each !== '')) {
        lines.push(line);
        const listening = listeningSchema.safeParse(JSON.parse(line));
        if (listening.success) resolve(listening.data.url);
      }
    });
    child.once('exit', (code) => reject(new Error(`the API ended with ${code}: ${errors}`)));
  });
  return { child, url, port: Number(new URL(url).port), lines };
}

/** Signs in, with password and app, on a connection of the agent's. */
async function signIn(url: string, agent: Agent): Promise<number> {
  const person = api.person('authenticator');
  // A code works once, and the next one would have to be waited for.
  await api.database.query('update authenticator_factors set last_step = 0');
  const post = (operation: Parameters<typeof pathOf>[0], token: string | null, body: unknown) =>
    rawRequest(url + pathOf(operation), {
      agent,
      method: 'POST',
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  const device = { id: randomUUID(), name: 'Test', platform: 'linux' };
  const asked = await post(signInWithPassword, null, {
    ...{ email: person.email, password: person.password, application: 'customer-service-vu', device, language: 'en', trustToken: null },
  });
  const { challengeToken } = z.object({ challengeToken: z.string() }).parse(JSON.parse(asked.text));
  // By the computer's own clock, which is what production goes by.
  const code = authenticatorCode(person.authenticatorSecret ?? '', new Date());
  return (await post(verifyAuthenticator, challengeToken, { code })).status;
}

/** Sockets that do nothing but be there, or send half of something. Those that are refused close, which is counted. */
async function flood(port: number, count: number, says = ''): Promise<{ readonly open: () => number; readonly end: () => void }> {
  const sockets: Socket[] = [];
  const settled: Promise<unknown>[] = [];
  for (let at = 0; at < count; at += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    settled.push(new Promise((resolve) => socket.once('connect', resolve).once('close', resolve)));
    if (says !== '') socket.write(says);
  }
  await Promise.all(settled);
  return {
    open: () => sockets.filter((socket) => !socket.destroyed).length,
    end: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const status = async (url: string): Promise<number> => (await fetch(url)).status;

/** Of build/parent.mjs. */
const LOOKS_EVERY_MS = 200;

function runShell(script: string, args: readonly string[]): { readonly code: number | null; readonly errors: string } {
  const { status: code, stderr } = spawnSync('/bin/sh', ['-c', script, 'sh', ...args], {
    env: { ...settings(), PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  });
  return { code, errors: stderr };
}

test.runIf(process.platform === 'linux').each([
  ['that say nothing', ''],
  ['with half a request each', 'POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n'],
  ['with half a body each', 'POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{'],
])(
  'more connections than there are descriptors, %s, keep nobody out, and do not end the API',
  async (_, says) => {
    const { child, url, port, lines } = await startProduction(`ulimit -n ${DESCRIPTORS}; exec "$@"`);
    const before = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => before.destroy());
    expect((await rawRequest(`${url}/healthz`, { agent: before, method: 'GET', headers: {} })).status).toBe(200);

    const crowd = await flood(port, FLOOD, says);
    await vi.waitFor(() => expect(crowd.open()).toBeLessThan(DESCRIPTORS), PATIENCE);
    expect(await signIn(url, before)).toBe(200);
    // And while they are there, on a new one: one of theirs makes room.
    expect(await status(`${url}/readyz`)).toBe(200);
    crowd.end();

    const after = new Agent({ keepAlive: true });
    onTestFinished(() => after.destroy());
    expect(await signIn(url, after)).toBe(200);
    expect(await status(`${url}/readyz`)).toBe(200);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines.some((line) => line.includes('connections-over-limit'))).toBe(true);
  },
  60_000,
);

test.runIf(process.platform === 'linux')('the API serves on when the reader of its log ends', async () => {
  const { child, url } = await startProduction('exec "$@"');
  child.stdout?.destroy();
  child.stderr?.destroy();
  for (let round = 0; round < 5; round += 1) expect(await status(`${url}/healthz`)).toBe(200);
  expect(child.exitCode).toBeNull();
});

const lostSchema = z.object({ event: z.literal('log-lines-lost'), lines: z.int().min(1) });

/** The API on a port that is known beforehand, since its log goes elsewhere. */
async function startUnheard(shell: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const port = await freePort();
  const child = spawn('/bin/sh', ['-c', shell, 'sh', process.execPath, MAIN], {
    env: { ...settings(), LISTEN: `127.0.0.1:${port}` },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, url: `http://127.0.0.1:${port}` };
}

test.runIf(process.platform === 'linux')('the API serves on while its log’s disk is full', async () => {
  // Every write to it is refused with ENOSPC (full(4)).
  const { child, url } = await startUnheard('exec "$@" >/dev/full 2>/dev/full');
  await vi.waitFor(async () => expect(await status(`${url}/healthz`)).toBe(200), PATIENCE);
  for (let round = 0; round < 5; round += 1) expect(await status(`${url}/healthz`)).toBe(200);
  expect(child.exitCode).toBeNull();
});

test.runIf(process.platform === 'linux')('how many lines were lost is said to the next reader of the log', async () => {
  const folder = mkdtempSync(path.join(testDataFolder(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pipe = path.join(folder, 'log');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const read = (): { readonly reader: ChildProcess; readonly text: () => string } => {
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void reader.kill('SIGKILL'));
    let text = '';
    reader.stdout.on('data', (chunk) => {
      text += chunk;
    });
    return { reader, text: () => text };
  };
  const first = read();
  const { url } = await startUnheard(`exec "$@" >${pipe}`);
  await vi.waitFor(() => expect(first.text()).toContain('"listening"'), PATIENCE);
  first.reader.kill('SIGKILL');
  await once(first.reader, 'close');
  for (let round = 0; round < 5; round += 1) expect(await status(`${url}/healthz`)).toBe(200);

  const second = read();
  await vi.waitFor(async () => {
    expect(await status(`${url}/healthz`)).toBe(200);
    const lines = second
      .text()
      .split('\n')
      .filter((each) => each.endsWith('}'));
    const lost = lines.map((line) => lostSchema.safeParse(JSON.parse(line))).find(({ success }) => success);
    expect(lost?.data?.lines).toBeGreaterThanOrEqual(4);
  }, PATIENCE);
});

test.runIf(process.platform === 'linux')(
  'the API serves on, and keeps no more than a megabyte of what it has to say, when nobody reads its log any more',
  async () => {
    const { child, url } = await startProduction('exec "$@"');
    child.stdout?.pause();
    const output = new Writable({ highWaterMark: 1, write: () => {} });
    const write = steadyOutput(output);
    for (let line = 0; line < 3_000; line += 1) write(`${'x'.repeat(1_000)}\n`);
    expect(output.writableLength).toBeLessThan(1_100_000);
    expect(await status(`${url}/healthz`)).toBe(200);
  },
);

test.runIf(process.platform === 'linux')('kill -9 of what started npm run server does not end the API', async () => {
  const run = fileURLToPath(new URL('../../build/run.mjs', import.meta.url));
  const port = await freePort();
  const env = { ...settings(), LISTEN: `127.0.0.1:${port}`, PATH: path.dirname(process.execPath), npm_lifecycle_event: 'server' };
  const starter = spawn(process.execPath, [run, 'server'], { env, stdio: 'ignore', detached: true });
  const group = -(starter.pid ?? 0);
  onTestFinished(() => void process.kill(group, 'SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect(await status(`${url}/healthz`)).toBe(200), PATIENCE);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  // Longer than a watch of parents looks again.
  const until = performance.now() + 5 * LOOKS_EVERY_MS;
  while (performance.now() < until) expect(await status(`${url}/healthz`)).toBe(200);
});

const OPERATOR = fileURLToPath(new URL('../../server/control/operator.ts', import.meta.url));
test.runIf(process.platform === 'linux')(
  'an operator’s command whose reader ends, ends quietly; one that can’t be written says so',
  async () => {
    const operate = (shell: string) => {
      const { code, errors } = runShell(`"$@" ${shell}; echo "$?" >&2`, [process.execPath, OPERATOR, 'audit', 'show', '--most', '10000']);
      return { code, errors };
    };
    // Gone before the command has even begun.
    expect(operate('| true')).toEqual({ code: 0, errors: '0\n' });
    expect(operate('>/dev/full').errors).toMatch(
      /^operator: what it had to say could not be written \(ENOSPC\); what it did is done\n3\n$/,
    );
  },
);
