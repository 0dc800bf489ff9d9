import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { dataFolder, outFolder } from '../../build/folders.mjs';
import { SERVER_NODE_ARGUMENTS } from '../../build/server-process.mjs';
import { hold } from '../../build/set-up/lock.mjs';
import load from '../bench/api.bench.ts';
import faults from '../bench/faults.bench.ts';
import startup from '../bench/startup.bench.ts';
import { runProgram } from '../support/ended-program.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const BENCH = path.join(CHECKOUT, 'build', 'bench.ts');
/** npm, the set-up that looks for what is missing, and the command: each is a process of its own. */
const STARTS_WITHIN_MS = 60_000;

/** A command as people type it. */
function npmRun(...args: readonly string[]): Promise<{ readonly code: unknown; readonly output: string; readonly errors: string }> {
  return new Promise((resolve) => {
    execFile('npm', ['run', '--silent', ...args], { cwd: CHECKOUT }, (error, output, errors) => {
      // What npm itself has to say of its settings is not the command's.
      const own = errors.split('\n').filter((line) => line !== '' && !line.startsWith('npm warn'));
      resolve({ code: error?.code ?? 0, output, errors: own.join('\n') });
    });
  });
}

test(
  'a settings file that isn’t there is named in one line of our own, not by Node, which has an option of that name',
  async () => {
    const { code, output, errors } = await npmRun('operator', '--', '--env-file', '/nowhere/operator.env', 'policy', 'show');
    expect({ code, output, errors }).toEqual({ code: 3, output: '', errors: 'operator: --env-file names a file that can’t be read' });
  },
  STARTS_WITHIN_MS,
);

test(
  'npm run server limits what Node takes for new objects, which is most of what the API would take',
  async () => {
    vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,console.log(process.execArgv.join())');
    const { output } = await npmRun('server');
    vi.unstubAllEnvs();
    expect(output).toContain(SERVER_NODE_ARGUMENTS.join());
  },
  STARTS_WITHIN_MS,
);

test(
  'npm run dev takes nothing from under a command that runs, and says so instead of waiting for it',
  async () => {
    // When it is held already, somebody runs the demo in this checkout, which is what this is about.
    const release = await hold(path.join(dataFolder(), 'demo'), 0);
    const { code, errors } = await npmRun('dev', '--', '--fresh');
    await release?.();
    expect(code).toBe(1);
    expect(errors.split('\n').at(-1)).toMatch(/^Another command is using .*demo\. Stop that one first\.$/);
  },
  STARTS_WITHIN_MS,
);

test.each([
  [['dist', '--', '--arch', 'mips'], '--arch takes x64 or arm64, not "mips".'],
  [['dist', '--', '--bogus'], "Unknown option '--bogus'. There are: --release, --arch …."],
  [['dist', '--', 'unpacked'], 'VU_UPDATE_KEY_FILE must name an Ed25519 key in PEM, without a password.', 'package.json'],
  [['update-feed', '--', '.'], "VU_UPDATE_KEY_FILE names a file that can't be read: /nowhere/key.pem", '/nowhere/key.pem'],
  [['update-feed', '--', '.', '--bogus'], "Unknown option '--bogus'. There are: --channel …, --staging …."],
  [['verification', '--', '--bogus'], "Unknown option '--bogus'. There are: --record."],
])(
  'a mistake in a command for those who release ends it with one line, before anything is made or taken away: %j',
  async (args, complaint, key = '') => {
    vi.stubEnv('VU_UPDATE_KEY_FILE', key);
    const { code, errors } = await npmRun(...args);
    vi.unstubAllEnvs();
    expect({ code, said: errors.split('\n').filter((line) => !line.startsWith('Electron ')) }).toEqual({ code: 1, said: [complaint] });
  },
  STARTS_WITHIN_MS,
);

test('a bench of nothing ends with one line, and the figures of the last one stay', async () => {
  const written = () => statSync(path.join(outFolder, 'bench', 'faults.json'), { throwIfNoEntry: false })?.mtimeMs;
  const before = written();
  const { code, output, errors } = await runProgram(BENCH, { args: ['faults', '--journeys', '0'] });
  expect({ code, output, errors }).toEqual({ code: 1, output: '', errors: '--journeys takes a whole number from 1 to 100000, not "0".\n' });
  expect(written()).toBe(before);
});

test.each([
  [['--journeys', 'x'], faults, '--journeys takes a whole number from 1 to 100000, not "x".'],
  [['--seed', 'abc'], faults, '--seed takes a whole number from 0 to 2147483647, not "abc".'],
  [['--seconds', '1e1'], load, '--seconds takes a whole number from 1 to 3600, not "1e1".'],
  [['--people', ''], load, '--people takes a whole number from 180 to 1000000, not "".'],
  [['--full', '--people', '899'], load, '--people takes a whole number from 900 to 1000000, not "899".'],
  [['--runs', '0'], startup, '--runs takes a whole number from 1 to 1000, not "0".'],
])('a bench is refused a number that is none, or that would leave nothing to measure: %j', async (options, bench, complaint) => {
  await expect(bench(options, AbortSignal.abort())).rejects.toThrow(new Error(complaint));
});

test.each([['ftp://vu.council.example'], ['http://vu.council.example'], ['nonsense', '--print-launch']])(
  'the desktop is not started with an address that it would refuse: %s',
  async (address, ...options) => {
    const { code, output, errors } = await npmRun('desktop', '--', '--api', address, ...options);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors.split('\n').at(-1)).toMatch(/^--api takes an address such as https:[^\n]*"\.$/);
  },
  STARTS_WITHIN_MS,
);
