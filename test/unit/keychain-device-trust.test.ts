import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { KeychainStore } from '../../electron/keychain/device-trust.ts';
import { createDeviceTrust, KEYCHAIN_LIMIT_MS, KEYCHAIN_SERVICE } from '../../electron/keychain/device-trust.ts';
import type { TrustKey, TrustStore } from '../../electron/sign-in/ports.ts';
import { secretToken } from '../support/workflow.ts';

/** Device trust over a keychain that misbehaves in every way that a real one was seen to. */

const KEY: TrustKey = { address: 'https://vu.council.example', email: 'asha.patel@council.example', application: 'control' };
const TOKEN = secretToken('trust');
const NEWER = secretToken('newer');

interface Chest extends KeychainStore {
  readonly entries: Map<string, string>;
  readonly calls: string[];
  /** Most calls that were ever under way together. */
  most: number;
  locked: boolean;
  hangs: boolean;
  full: boolean;
  stubborn: boolean;
  cuts: boolean;
}

function createChest(): Chest {
  let under = 0;
  const call = async <T>(name: string, run: () => T): Promise<T> => {
    chest.calls.push(name);
    under += 1;
    chest.most = Math.max(chest.most, under);
    if (chest.hangs) return new Promise<T>(() => {});
    await Promise.resolve();
    under -= 1;
    return run();
  };
  const chest: Chest = {
    entries: new Map(),
    calls: [],
    most: 0,
    locked: false,
    hangs: false,
    full: false,
    stubborn: false,
    cuts: false,
    get: (service, account) => call('get', () => (chest.locked ? null : (chest.entries.get(`${service} ${account}`) ?? null))),
    set: (service, account, value) =>
      call('set', () => {
        if (chest.locked) throw new Error('Cannot create an item in a locked collection');
        if (chest.full) throw new Error('The stub received bad data');
        chest.entries.set(`${service} ${account}`, chest.cuts ? value.slice(0, 10) : value);
      }),
    remove: (service, account) => call('remove', () => !chest.locked && !chest.stubborn && chest.entries.delete(`${service} ${account}`)),
  };
  return chest;
}

interface Bench {
  readonly chest: Chest;
  readonly trust: TrustStore;
  readonly logs: string[];
  readonly pass: (ms: number) => void;
  /** The same computer after a restart: same keychain, same file, nothing in memory. */
  readonly restart: (machineId?: string) => Bench;
}

function createBench(chest = createChest(), file: { accounts: readonly string[] } = { accounts: [] }, machineId = 'machine-1'): Bench {
  let now = 0;
  const timers = new Set<{ at: number; fn: () => void }>();
  const logs: string[] = [];
  const trust = createDeviceTrust({
    store: chest,
    tombstones: {
      read: () => file.accounts,
      write: (accounts) => {
        file.accounts = accounts;
      },
    },
    machineId,
    after: (ms, fn) => {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    log: (code) => logs.push(code),
  });
  return {
    chest,
    trust,
    logs,
    pass: (ms) => {
      now += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.fn();
      }
    },
    restart: (other) => createBench(chest, file, other ?? machineId),
  };
}

test('a token is kept over a restart, and only the keychain has it', async () => {
  const bench = createBench();
  expect(await bench.trust.write(KEY, TOKEN)).toBe('stored');
  expect(await bench.restart().trust.read(KEY)).toEqual({ kind: 'found', token: TOKEN });
});

test('nothing that is stored says whose it is, or where it is for', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  const [name] = [...bench.chest.entries.keys()];
  expect(name).toMatch(new RegExp(`^${KEYCHAIN_SERVICE} [A-Za-z0-9_-]{43}$`));
});

test('a token is only for its API, person, application and machine', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  expect(await bench.trust.read({ ...KEY, address: 'https://other.example' })).toEqual({ kind: 'absent' });
  expect(await bench.trust.read({ ...KEY, email: 'gwen.jones@council.example' })).toEqual({ kind: 'absent' });
  expect(await bench.trust.read({ ...KEY, application: 'customer-service-vu' })).toEqual({ kind: 'absent' });
  expect(await bench.restart('machine-2').trust.read(KEY)).toEqual({ kind: 'absent' });
  expect(await bench.trust.read({ ...KEY, email: ' Asha.Patel@Council.example ' })).toEqual({ kind: 'found', token: TOKEN });
});

test.each([
  ['a NUL', `${TOKEN.slice(0, 42)}\0`],
  ['too much', 'x'.repeat(3_000)],
  ['nothing', ''],
  ['another alphabet', `${TOKEN.slice(0, 42)}!`],
])('a token with %s never reaches the keychain', async (_what, token) => {
  const bench = createBench();
  expect(await bench.trust.write(KEY, token)).toBe('this-run-only');
  expect(bench.chest.calls).toEqual([]);
});

test('an entry that somebody else wrote is not presented', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  for (const name of bench.chest.entries.keys()) bench.chest.entries.set(name, 'rm -rf');
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'absent' });
});

test('a keychain that is locked does not forget the computer: unlocked, the token is there again', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  bench.chest.locked = true;
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'absent' });
  bench.chest.locked = false;
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'found', token: TOKEN });
});

test.each(['locked', 'full', 'cuts'] as const)(
  'a token that a %s keychain did not keep is good for this run, and gone after it',
  async (fault) => {
    const bench = createBench();
    bench.chest[fault] = true;
    expect(await bench.trust.write(KEY, TOKEN)).toBe('this-run-only');
    expect(await bench.trust.read(KEY)).toEqual({ kind: 'found', token: TOKEN });
    expect(await bench.restart().trust.read(KEY)).toEqual({ kind: 'absent' });
  },
);

test('an older token in the keychain is never presented after a newer one that it could not keep was used', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  bench.chest.full = true;
  await bench.trust.write(KEY, NEWER);
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'found', token: NEWER });
  expect(await bench.restart().trust.read(KEY)).toEqual({ kind: 'absent' });
});

test('an older token is still presented when the newer one was never used: the server honours it', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  bench.chest.full = true;
  await bench.trust.write(KEY, NEWER);
  expect(await bench.restart().trust.read(KEY)).toEqual({ kind: 'found', token: TOKEN });
});

test('a forgotten token is gone from the keychain', async () => {
  const bench = createBench();
  await bench.trust.write(KEY, TOKEN);
  await bench.trust.forget(KEY);
  expect(bench.chest.entries.size).toBe(0);
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'absent' });
});

test.each(['locked', 'stubborn'] as const)(
  'a token that a %s keychain won’t remove is never presented again, also after a restart',
  async (fault) => {
    const bench = createBench();
    await bench.trust.write(KEY, TOKEN);
    bench.chest[fault] = true;
    await bench.trust.forget(KEY);
    bench.chest[fault] = false;
    expect(bench.chest.entries.size).toBe(1);
    const later = bench.restart();
    expect(await later.trust.read(KEY)).toEqual({ kind: 'absent' });
    // And it is removed as soon as it can be.
    expect(bench.chest.entries.size).toBe(0);
    expect(await later.trust.write(KEY, NEWER)).toBe('stored');
    expect(await later.restart().trust.read(KEY)).toEqual({ kind: 'found', token: NEWER });
  },
);

test('a token that is forgotten while it is being written stays forgotten', async () => {
  const bench = createBench();
  const writing = bench.trust.write(KEY, TOKEN);
  const forgetting = bench.trust.forget(KEY);
  await Promise.all([writing, forgetting]);
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'absent' });
  expect(await bench.restart().trust.read(KEY)).toEqual({ kind: 'absent' });
});

test('only one call is ever under way', async () => {
  const bench = createBench();
  await Promise.all([
    bench.trust.write(KEY, TOKEN),
    bench.trust.read(KEY),
    bench.trust.write(KEY, NEWER),
    bench.trust.forget(KEY),
    bench.trust.read(KEY),
  ]);
  expect(bench.chest.most).toBe(1);
});

test('a call that hangs counts as not available after the time limit, and there is never another one', async () => {
  const bench = createBench();
  bench.chest.hangs = true;
  const reads = [bench.trust.read(KEY), bench.trust.read({ ...KEY, application: 'customer-service-vu' })];
  await Promise.resolve();
  bench.pass(KEYCHAIN_LIMIT_MS);
  expect(await Promise.all(reads)).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
  bench.chest.hangs = false;
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'unavailable' });
  expect(await bench.trust.write(KEY, TOKEN)).toBe('this-run-only');
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'found', token: TOKEN });
  await bench.trust.forget(KEY);
  expect(await bench.trust.read(KEY)).toEqual({ kind: 'absent' });
  expect(bench.chest.calls).toEqual(['get']);
  expect(bench.logs).toContain('KEYCHAIN-HANGS');
});

test('nothing but a code is logged, whatever the keychain says', async () => {
  const bench = createBench();
  bench.chest.locked = true;
  await bench.trust.write(KEY, TOKEN);
  expect(bench.logs).toEqual(['KEYCHAIN-FAILED']);
});

test('a file of tombstones that can be neither read nor written stops nothing', async () => {
  const chest = createChest();
  const broken = (): never => {
    throw new Error('EACCES');
  };
  const logs: string[] = [];
  const trust = createDeviceTrust({
    store: chest,
    tombstones: { read: broken, write: broken },
    machineId: 'm',
    after: () => () => {},
    log: (code) => logs.push(code),
  });
  await trust.write(KEY, TOKEN);
  chest.stubborn = true;
  await trust.forget(KEY);
  expect(await trust.read(KEY)).toEqual({ kind: 'absent' });
  expect(logs).toContain('KEYCHAIN-TOMBSTONES-WRITE');
});

test('the searches of the keychain, one of which can end the process, are called nowhere', () => {
  const folder = join(import.meta.dirname, '../../electron');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const callers = sources.filter((name) => /find(?:Credentials|Password)/.test(readFileSync(join(folder, name), 'utf8')));
  expect(sources.length).toBeGreaterThan(10);
  expect(callers).toEqual([]);
});
