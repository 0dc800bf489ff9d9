import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makePrivateFolder } from '../../build/unprivileged.mjs';
import { expect, test, type Vu } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';
import { HURRY, pressInBox } from '../support/native-box.ts';

const IS_ROOT = process.getuid?.() === 0;

/** A folder of the person's own, beside the profile of the test. */
function folderNamed(name: string): string {
  const folder = path.join(desktopSuite().folder, 'profiles', name);
  makePrivateFolder(folder);
  return folder;
}

/** A disk of its own with so much room, as a person's folder; whoever asked for it takes it away again. */
function smallDisk(folder: string, options: string): () => void {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `mode=0777,${options}`, 'tmpfs', folder]);
  expect(mounted.status, String(mounted.stderr)).toBe(0);
  return () => void spawnSync('umount', [folder]);
}

/** Starts it there, closes the box that comes up, and answers how it ended and what it said. */
async function startIn(vu: Vu, folder: string, env: Readonly<Record<string, string>> = {}): Promise<{ code: number; lines: string[] }> {
  const alone = vu.startAlone({ args: [`--user-data-dir=${folder}`], env });
  await pressInBox(vu, HURRY);
  const code = await alone.code;
  // Chromium complains about the system's bus, which this session has none of.
  const lines = alone
    .output()
    .trim()
    .split('\n')
    .filter((line) => !line.includes(':ERROR:') && !line.includes(':WARNING:'));
  return { code, lines };
}

interface Place {
  readonly make: (folder: string) => (() => void) | undefined;
  readonly says: string;
  /** Only an administrator can make it so. */
  readonly asRoot?: true;
}

const OLD_LOCK = (folder: string): void => symlinkSync(`${os.hostname()}-999999999`, path.join(folder, 'SingletonLock'));

const PLACES: Readonly<Record<string, Place>> = {
  'that can’t be written': {
    make: (folder) => {
      chmodSync(folder, 0o555);
      return undefined;
    },
    says: 'not yours to write to',
  },
  'that can’t be written, with an old lock in it': {
    make: (folder) => {
      OLD_LOCK(folder);
      chmodSync(folder, 0o555);
      return undefined;
    },
    says: 'not yours to write to',
  },
  'that is somebody else’s': {
    asRoot: true,
    make: (folder) => {
      chownSync(folder, 0, 0);
      chmodSync(folder, 0o700);
      return undefined;
    },
    says: 'not yours to write to',
  },
  'that is no folder': {
    make: (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
      return undefined;
    },
    says: 'is not a folder',
  },
  'on a disk that can only be read': { asRoot: true, make: (folder) => smallDisk(folder, 'ro'), says: 'can only be read' },
  'on a disk that has room for no more files': { asRoot: true, make: (folder) => smallDisk(folder, 'nr_inodes=4'), says: 'no room left' },
  'on a disk that is full': { asRoot: true, make: (folder) => smallDisk(folder, 'size=16k'), says: 'no room left' },
};

for (const [what, { make, says, asRoot }] of Object.entries(PLACES)) {
  test(`in a profile ${what} it doesn’t start: a box and one line name the folder, and it ends with a status that says so`, async ({
    vu,
  }) => {
    test.skip(process.platform !== 'linux', 'the folders are made as Linux has them');
    test.skip(asRoot === true && !IS_ROOT, 'only root can make such a folder');
    const folder = folderNamed(`no-start ${Object.keys(PLACES).indexOf(what)}`);
    const undo = make(folder);
    try {
      const { code, lines } = await startIn(vu, folder);
      expect(code).toBe(1);
      expect(lines).toEqual([expect.stringContaining(`Vu Desktop can’t start: ${folder}`)]);
      expect(lines[0]).toContain(says);
    } finally {
      undo?.();
    }
  });
}

test('what it says of a profile that it can’t use is in Welsh for whoever prefers Welsh', async ({ vu }) => {
  const folder = folderNamed('no-start-cy');
  chmodSync(folder, 0o555);
  const { code, lines } = await startIn(vu, folder, { LANG: 'cy_GB.UTF-8' });
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringContaining(`Ni all Vu Desktop ddechrau: ${folder}`)]);
});

test('an old lock in a profile that can be written keeps nobody out, and the trial of it leaves nothing behind', async ({ vu }) => {
  OLD_LOCK(vu.userDataDir);
  const window = await vu.start();
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect(readdirSync(vu.userDataDir).filter((name) => name.startsWith('.start-'))).toEqual([]);
});

/** Where a run would write what it is told to write down. */
const WRITTEN = (vu: Vu): string => path.join(vu.userDataDir, 'written-down');

/** Starts it as an installed one is, and waits until it has asked the API: by then Chromium's network is up. */
async function asInstalled(vu: Vu, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const alone = vu.startAlone({ args: ['--as-installed', ...args], env });
  await expect.poll(() => vu.api.log.some((entry) => JSON.stringify(entry).includes('/v1/about')), { timeout: 30_000 }).toBe(true);
  alone.kill();
  await alone.code;
}

/** Each writes down what is sent, or lets it be read, or sends it another way; `%` stands for a file. */
const TAKEN_AWAY: readonly (readonly string[])[] = [
  ['--log-net-log=%'],
  ['-log-net-log=%'],
  ['--ssl-key-log-file=%'],
  ['--net-log-capture-mode=Everything', '--log-net-log=%'],
  ['--proxy-server=http://127.0.0.1:1', '--proxy-bypass-list=<-loopback>'],
  ['--proxy-pac-url=http://127.0.0.1:1/', '--no-proxy-server'],
  ['--host-resolver-rules=MAP * 127.0.0.1:1'],
  ['--auth-server-allowlist=*', '--auth-negotiate-delegate-allowlist=*'],
];

for (const given of TAKEN_AWAY) {
  const switches = given.join(' ');
  test(`an installed desktop that is started with ${switches} starts as if without`, async ({ vu }) => {
    await asInstalled(
      vu,
      given.map((each) => each.replace('%', WRITTEN(vu))),
    );
    expect(existsSync(WRITTEN(vu))).toBe(false);
  });
}

test('an installed desktop writes the keys of its encryption nowhere, though a variable names a place', async ({ vu }) => {
  await asInstalled(vu, [], { SSLKEYLOGFILE: WRITTEN(vu) });
  expect(existsSync(WRITTEN(vu))).toBe(false);
});

test('(a checkout’s desktop does write down what is sent when it is told to)', async ({ vu }) => {
  await vu.start({ args: [`--log-net-log=${WRITTEN(vu)}`] });
  await expect.poll(() => existsSync(WRITTEN(vu))).toBe(true);
  // It is full of numbers, and what runs leave behind is searched for codes.
  rmSync(WRITTEN(vu));
});

const REFUSED: readonly [string, Readonly<Record<string, string>>][] = [
  ['--no-sandbox', {}],
  ['--js-flags=--expose-gc', {}],
  ['--enable-logging=file', {}],
  ['--vmodule=*=9', {}],
  ['--trace-startup', {}],
  ['--disable-features=NetworkServiceSandbox', {}],
  ['ELECTRON_ENABLE_LOGGING', { ELECTRON_ENABLE_LOGGING: '1' }],
  ['ELECTRON_DISABLE_SANDBOX', { ELECTRON_DISABLE_SANDBOX: '1' }],
];

for (const [given, env] of REFUSED) {
  test(`an installed desktop doesn’t start with ${given}, which was acted on before it could take it away: one line names it`, async ({
    vu,
  }) => {
    const name = given.split('=')[0] ?? '';
    const alone = vu.startAlone({ args: ['--as-installed', ...(given.startsWith('--') ? [given] : [])], env });
    expect(await alone.code).toBe(1);
    const lines = alone.output().split('\n');
    const said = lines.filter((line) => line.startsWith('Vu Desktop was not started'));
    expect(said).toEqual([expect.stringContaining(name)]);
  });
}
