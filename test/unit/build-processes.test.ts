import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { testDataFolder } from '../../build/folders.mjs';
import { startPostgres } from '../../build/postgres.ts';
import { firstLine } from '../../build/session/first-line.ts';
import { supervise } from '../../build/supervised.ts';

const onPosix = process.platform !== 'win32';
/** Longer than every limit inside: a test that fails says so before the runner does. */
const PATIENCE = { timeout: 15_000, interval: 20 };

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function folder(): string {
  const made = mkdtempSync(path.join(testDataFolder(), 'build-'));
  // As mkdir would make it: PostgreSQL's own user has to get to what is in it.
  chmodSync(made, 0o755);
  cleanUps.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Runs a fixture in a process of its own, as a command would be, and answers the first line that it prints. */
async function command(name: string, ...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'fixtures', name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUps.push(() => child.kill('SIGKILL'));
  const line = await firstLine(child.stdout);
  if (line === null) throw new Error(`${name} printed nothing`);
  return { child, line };
}

function isRunning(pid: number): boolean {
  // A dead process whose parent hasn't asked after it is dead all the same.
  if (process.platform === 'linux') {
    const status = `/proc/${pid}/status`;
    try {
      return !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.runIf(onPosix)('kill -9 of a command ends the programs that it supervises, and their children, however stubborn', async () => {
  const { child, line } = await command('supervising.ts');
  const pids = line.split(' ').map(Number);
  expect(pids).toHaveLength(3);
  expect(pids.every(isRunning)).toBe(true);

  child.kill('SIGKILL');

  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), PATIENCE);
});

test.runIf(process.platform === 'linux')('kill -9 of the supervisor itself ends what it supervises', async () => {
  const running = supervise(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], {
    signals: ['SIGTERM'],
    graceMs: 200,
    stdout: 'pipe',
  });
  cleanUps.push(() => running.stop());
  const pid = Number(running.process.stdout === null ? null : await firstLine(running.process.stdout));
  expect(isRunning(pid)).toBe(true);

  running.process.kill('SIGKILL');

  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), PATIENCE);
});

test.runIf(process.platform === 'linux')('a want of descriptors is not taken for the death of a parent', async () => {
  const watch = path.join(import.meta.dirname, '..', '..', 'build', 'end-with-parent.mjs');
  // As many looks as a second has, none of which can open what it looks at.
  const script = `
    const { openSync } = require('node:fs');
    try { for (;;) openSync('/dev/null'); } catch (error) { if (error.code !== 'EMFILE') throw error; }
    setTimeout(() => process.stdout.write('there\\n'), 1000);`;
  const child = spawn('/bin/sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, '--import', watch, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUps.push(() => child.kill('SIGKILL'));
  expect(await firstLine(child.stdout)).toBe('there');
});

test('a supervised program ends with its own exit code', async () => {
  expect(await supervise(process.execPath, ['-e', 'process.exit(7)'], { signals: ['SIGTERM'], graceMs: 200 }).exited).toBe(7);
});

test('a program that is not there ends with 127', async () => {
  expect(await supervise('/nowhere/no-such-program', [], { signals: ['SIGTERM'], graceMs: 200 }).exited).toBe(127);
});

test('stopping twice is stopping once', async () => {
  const running = supervise(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signals: ['SIGTERM'], graceMs: 200 });
  await Promise.all([running.stop(), running.stop()]);
  expect(running.process.pid === undefined ? false : isRunning(running.process.pid)).toBe(false);
});

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test.runIf(onPosix)('kill -9 of a command leaves no PostgreSQL behind, and the next one finds its data', async () => {
  const dataDir = path.join(folder(), 'postgres');
  const first = await command('postgres-command.ts', dataDir);
  await ask(first.line, 'create table kept as select 42 as answer');
  const pid = Number(readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

  first.child.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), PATIENCE);

  const second = await startPostgres({ dataDir });
  cleanUps.push(() => second.stop());
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test.runIf(onPosix)('a postmaster.pid whose process is another program now does not keep PostgreSQL from starting', async () => {
  const dataDir = path.join(folder(), 'postgres');
  await (await startPostgres({ dataDir })).stop();
  writeFileSync(
    path.join(dataDir, 'cluster', 'postmaster.pid'),
    `${process.pid}\n${path.join(dataDir, 'cluster')}\n0\n5432\n\n127.0.0.1\n\nready   \n`,
  );

  const again = await startPostgres({ dataDir });
  cleanUps.push(() => again.stop());
  expect(await ask(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('PostgreSQL listens on loopback only, asks for its password, and keeps that from others', async () => {
  const dataDir = path.join(folder(), 'postgres');
  const postgres = await startPostgres({ dataDir, durable: false });
  cleanUps.push(() => postgres.stop());
  const url = new URL(postgres.url);
  expect(url.hostname).toBe('127.0.0.1');
  expect(await ask(postgres.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  if (onPosix) expect(statSync(path.join(dataDir, 'password')).mode & 0o077).toBe(0);
  url.password = 'guess';
  await expect(ask(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
});

test('PostgreSQL knows the letters of Welsh and sorts the same on every machine', async () => {
  const postgres = await startPostgres({ dataDir: path.join(folder(), 'postgres'), durable: false });
  cleanUps.push(() => postgres.stop());
  expect(await ask(postgres.url, "select upper('ŵyr') as upper, 'Z' < 'a' as by_code_point")).toEqual([
    { upper: 'ŴYR', by_code_point: true },
  ]);
});

test("a data folder where PostgreSQL's user can't get to is kept elsewhere, and is found again", async () => {
  const closed = folder();
  chmodSync(closed, 0o700);
  const dataDir = path.join(closed, 'deep', 'postgres');
  const first = await startPostgres({ dataDir });
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await startPostgres({ dataDir, removeAtStop: true });
  cleanUps.push(() => second.stop());
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a data folder that is asked to go at the end goes', async () => {
  const dataDir = path.join(folder(), 'postgres');
  await (await startPostgres({ dataDir, durable: false, removeAtStop: true })).stop();
  expect(existsSync(dataDir)).toBe(false);
});
