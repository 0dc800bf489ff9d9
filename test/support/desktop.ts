import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { _electron, test as base, type ElectronApplication, type Page } from 'playwright/test';
import { type DesktopSession, startDesktopSession } from '../../build/desktop-session.ts';
import { desktopArguments } from '../../build/launch.ts';
import { asUser, makePrivateFolder, unprivilegedUser } from '../../build/unprivileged.mjs';
import { type StartApiOptions, type StartedApi, startApi } from './api.ts';
import { runningClock } from './clock.ts';
import { type DesktopSuite, desktopSuite } from './environment.ts';
import { type Keychain, keychainOf } from './keychain.ts';
import { recordUsedSecrets } from './used-secrets.ts';

export { expect } from 'playwright/test';

const run = promisify(execFile);

/** From process to window takes about 1 s here; a machine that is busy with other things takes longer. */
const LAUNCH_TIMEOUT_MS = 30_000;
/** Its own limit for putting things away is 5 s; a machine busy with other things takes longer. */
const QUIT_TIMEOUT_MS = 30_000;
/** After a failure only, for what it says about it. */
const MAIN_ANSWERS_WITHIN_MS = 5_000;

export interface StartOptions {
  /** False leaves the API's address out, so that the first-run screen shows. */
  readonly connect?: boolean;
  /** Another address than the API's own. */
  readonly api?: string;
  /** More switches for the desktop's command line. */
  readonly args?: readonly string[];
  /** Instead of what the session has, e.g. a session bus that isn't there. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A desktop, its API, its text messages and its keychain, all real, all for one test. */
export interface Vu {
  /** The API with its database, people, text messages, and a clock that runs and can be moved. */
  readonly api: StartedApi;
  readonly keychain: Keychain;
  /** The running desktop. Throws when it isn't running. */
  readonly app: ElectronApplication;
  readonly window: Page;
  /** Kept between starts in the same test; empty at its beginning. */
  readonly userDataDir: string;
  /** Starts the desktop and waits for its window. */
  start(options?: StartOptions): Promise<Page>;
  /** Closes the window, as a person does, and waits until the process is gone. */
  quit(): Promise<void>;
  /** Quits if it runs, and starts again on the same profile. */
  restart(options?: StartOptions): Promise<Page>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts the desktop a second time on the same profile, and answers the exit code when that one is gone. */
  startSecond(args?: readonly string[]): Promise<number>;
  /** Starts the desktop with no driver that holds on to it, as a person does: whether or not it ever has a window. */
  startAlone(options?: StartOptions): Alone;
  /**
   * What a person has at hand of the session that the desktop runs in: its keyboard and pointer (xdotool), its buses
   * (dbus-send). Answers what the program printed; fails when the program does.
   */
  inSession(command: readonly string[]): Promise<string>;
  /** Everything that the desktop wrote to its logs and its output so far. */
  logs(): string;
}

/** A desktop that nothing drives. */
export interface Alone {
  /** What it wrote to its output so far. */
  output(): string;
  /** How it ended. */
  readonly code: Promise<number>;
  /** Ends it, if it hasn't. */
  kill(): void;
}

interface Fixtures {
  /** For a test that needs another API than the usual: `test.use({ apiOptions: { … } })`. */
  readonly apiOptions: StartApiOptions;
  readonly vu: Vu;
}

interface WorkerFixtures {
  readonly desktopSession: DesktopSession;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  desktopSession: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern that nothing is needed
    async ({}, use, { parallelIndex }) => {
      // Before anything is served, so that the last test can look for all that the run used.
      recordUsedSecrets(usedSecretsFile(desktopSuite()));
      const session = await startDesktopSession({ home: path.join(homesFolder(desktopSuite()), String(parallelIndex)), isolated: true });
      await use(session);
      await session.stop();
    },
    { scope: 'worker' },
  ],

  apiOptions: [{}, { option: true }],

  vu: async ({ desktopSession, apiOptions }, use, testInfo) => {
    const suite = desktopSuite();
    const api = await startApi({ clock: runningClock(), ...apiOptions });
    // As every test finds it, whatever the one before did to it.
    await desktopSession.keyring?.restore();
    await desktopSession.keyring?.unlock();
    const desktop = desktopFor(api, desktopSession, suite, profileFor(suite, testInfo.testId, testInfo.repeatEachIndex));
    await use(desktop.vu);
    if (testInfo.status !== testInfo.expectedStatus) {
      await desktop.screenshot(testInfo.outputPath('at-failure.png'));
      await testInfo.attach('window as main sees it', { body: JSON.stringify(await desktop.asMainSeesIt()) });
      await testInfo.attach('desktop log', { body: desktop.vu.logs(), contentType: 'text/plain' });
    }
    await desktop.end();
    await api.close();
    keepOutput(suite, testInfo.testId, desktop.output(), JSON.stringify(api.log));
  },
});

/** Where what the run used that is secret is written down; outside everything that a desktop writes to. */
export function usedSecretsFile(suite: DesktopSuite): string {
  return path.join(suite.folder, 'used-secrets.jsonl');
}

/** What the sessions keep of their own: a keychain and Electron's caches for each worker. */
export function homesFolder(suite: DesktopSuite): string {
  return path.join(suite.folder, 'homes');
}

/** What the desktops and the APIs of the run wrote other than to files of their own. */
export function outputFolder(suite: DesktopSuite): string {
  return path.join(suite.folder, 'output');
}

function keepOutput(suite: DesktopSuite, testId: string, desktop: string, api: string): void {
  mkdirSync(outputFolder(suite), { recursive: true });
  writeFileSync(path.join(outputFolder(suite), `${testId}.desktop.txt`), desktop);
  writeFileSync(path.join(outputFolder(suite), `${testId}.api.json`), api);
}

function profileFor(suite: DesktopSuite, testId: string, repetition: number): string {
  // People's names are in the paths of their profiles, and few names are made of English letters alone.
  const folder = path.join(suite.folder, 'profiles', `Siân Ŵyn ${testId}-${repetition}`);
  mkdirSync(path.dirname(folder), { recursive: true });
  makePrivateFolder(folder);
  return folder;
}

interface Desktop {
  readonly vu: Vu;
  screenshot(file: string): Promise<void>;
  /** Tells a page that isn't there from one that the driver has lost. */
  asMainSeesIt(): Promise<unknown>;
  /** What its processes wrote to their output, without what is in its logs. */
  output(): string;
  end(): Promise<void>;
}

interface Running {
  readonly app: ElectronApplication;
  readonly window: Page;
  readonly process: ChildProcess;
  readonly gone: Promise<void>;
}

function desktopFor(api: StartedApi, session: DesktopSession, suite: DesktopSuite, userDataDir: string): Desktop {
  let running: Running | null = null;
  let output = '';
  const others: Alone[] = [];

  const current = (): Running => {
    if (running === null) throw new Error('The desktop is not running: call vu.start() first');
    return running;
  };

  const argumentsFor = ({ connect = true, api: address = api.url, args = [] }: StartOptions): string[] =>
    desktopArguments(session, { bundle: suite.bundle, profile: userDataDir, api: connect ? address : null, more: args });

  const start = async (options: StartOptions = {}): Promise<Page> => {
    if (running !== null) throw new Error('The desktop is running already: vu.restart() or vu.quit() first');
    const app = await _electron.launch({
      executablePath: session.executable,
      args: argumentsFor(options),
      env: { ...session.env, ...options.env },
      chromiumSandbox: session.realSandbox,
      timeout: LAUNCH_TIMEOUT_MS,
    });
    const child = app.process();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        running = null;
        resolve();
      });
    });
    const window = await app.firstWindow({ timeout: LAUNCH_TIMEOUT_MS });
    running = { app, window, process: child, gone };
    return window;
  };

  const startAlone = (options: StartOptions = {}): Alone => {
    const child = spawn(session.executable, argumentsFor(options), {
      env: { ...session.env, ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let own = '';
    child.stderr.on('data', (chunk: Buffer) => {
      own += chunk.toString('utf8');
      output += chunk.toString('utf8');
    });
    const code = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (ended) => resolve(ended ?? 1));
    });
    const alone = {
      output: () => own,
      code,
      kill: () => {
        if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      },
    };
    others.push(alone);
    return alone;
  };

  const kill = async (): Promise<void> => {
    if (running === null) return;
    const { process: child, gone } = running;
    // Its own group, with everything that Electron started.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await gone;
  };

  const quit = async (): Promise<void> => {
    const { app, gone } = current();
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    });
    await within(QUIT_TIMEOUT_MS, gone, 'The desktop did not quit when its window was closed');
  };

  return {
    vu: {
      api,
      get keychain() {
        return keychainOf(session, suite.bundle);
      },
      get app() {
        return current().app;
      },
      get window() {
        return current().window;
      },
      userDataDir,
      start,
      quit,
      restart: async (options) => {
        if (running !== null) await quit();
        return start(options);
      },
      kill,
      startSecond: (args = []) => startAlone({ args }).code,
      startAlone,
      inSession: async (command) => {
        const { file, args } =
          unprivilegedUser === null ? { file: command[0] ?? '', args: command.slice(1) } : asUser(unprivilegedUser, command);
        return (await run(file, args, { env: session.env, cwd: '/' })).stdout;
      },
      logs: () => output + logFiles(userDataDir),
    },
    screenshot: async (file) => {
      await running?.window.screenshot({ path: file }).catch(() => undefined);
    },
    asMainSeesIt: () =>
      Promise.race([
        running?.app
          .evaluate(({ BrowserWindow }) =>
            BrowserWindow.getAllWindows().map((window) => ({
              address: window.webContents.getURL(),
              loading: window.webContents.isLoading(),
              title: window.getTitle(),
              shown: window.isVisible(),
            })),
          )
          .catch(String) ?? 'it does not run',
        delay(MAIN_ANSWERS_WITHIN_MS, 'main does not answer'),
      ]),
    output: () => output,
    end: async () => {
      for (const other of others) other.kill();
      await kill();
    },
  };
}

function logFiles(userDataDir: string): string {
  const folder = path.join(userDataDir, 'logs');
  try {
    return readdirSync(folder)
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('');
  } catch {
    // Nothing was logged yet.
    return '';
  }
}

async function within(ms: number, work: Promise<void>, complaint: string): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(complaint)), ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
