import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { type DesktopSession, startDesktopSession } from '../../build/desktop-session.ts';
import { supervise } from '../../build/supervised.ts';
import { asUser, type User, unprivilegedUser } from '../../build/unprivileged.mjs';
import { processesOfGroup } from './processes.ts';
import { type ScreenNode, startScreenReader } from './screen-reader.ts';

const run = promisify(execFile);

/** Starts the bus of assistive technology; Debian's at-spi2-core. */
const ASSISTIVE_BUS = '/usr/libexec/at-spi-bus-launcher';
const GRACE_MS = 2_000;
/** From process to screen takes 3 s here; a machine that is busy with other things takes longer. */
export const ON_SCREEN = { timeout: 60_000, interval: 200 };
const GONE = { timeout: 30_000, interval: 100 };
/** Chromium describes its pages to assistive technology once it is told that there is some. */
const ASSISTED = '--force-renderer-accessibility';
/** Between two keys, so that a page that is busy misses none. */
const KEY_DELAY_MS = '8';
/** What a shell answers for a program that a signal ended. */
const ENDED_BY_SIGNAL = 128;

export interface StartOptions {
  /** The command that is on everybody's PATH, unless another is named. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningDesktop {
  readonly pid: number;
  /** All that it wrote to its output so far. */
  output(): string;
  /** How it ended. */
  readonly exited: Promise<number>;
}

/**
 * A person without privileges at a council desk: display, keychain, keyboard and a screen reader. Nothing reaches into the
 * desktop, since the installed one lets nothing in: what tests know of it is what a person could know.
 */
export interface Desk {
  readonly session: DesktopSession;
  /** Where the desktop keeps the person's settings. */
  readonly profile: string;
  /** The desktop that runs. Throws when none does. */
  readonly running: RunningDesktop;
  start(options?: StartOptions): void;
  /** Starts it while it runs already, and answers how that start ended. */
  startSecond(options?: StartOptions): Promise<number>;
  /** Waits for a heading. */
  seeHeading(name: string): Promise<void>;
  /** Waits for words anywhere on screen, and answers them. */
  see(words: RegExp): Promise<string>;
  /** Goes to a field by its label and types into it. */
  fill(label: string, text: string): Promise<void>;
  /** Presses a button, or whatever else has that role and name, once it is there. */
  press(name: string | RegExp, role?: string): Promise<void>;
  key(name: string): Promise<void>;
  /** Waits for a window with a title. */
  seeWindow(title: string): Promise<void>;
  /** Ends the desktop as the end of the person's session does. */
  quit(): Promise<void>;
  /** Ends everything. */
  leave(): Promise<void>;
}

function person(): User {
  if (unprivilegedUser === null) throw new Error('Who installs packages is root, and who uses them is somebody else');
  return unprivilegedUser;
}

/** Runs a program as the person and answers what it printed. */
export async function asPerson(command: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { file, args } = asUser(person(), command);
  return (await run(file, args, { env, cwd: '/' })).stdout;
}

/** Runs the session's own program, which becomes the person by itself, and answers what it printed. */
export async function asPersonAlready(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return (await run(program, args, { env, cwd: '/' })).stdout;
}

/** Brings up a desk. `home` is the person's home folder. */
export async function sitDown(home: string): Promise<Desk> {
  const session = await startDesktopSession({ home, isolated: true });
  const { NO_AT_BRIDGE: _, ...plain } = session.env;
  // As a desktop environment has it when its user has assistive technology.
  const env: Record<string, string> = { ...plain, ACCESSIBILITY_ENABLED: '1' };
  const bus = supervise(ASSISTIVE_BUS, ['--launch-immediately'], { signals: ['SIGTERM'], graceMs: GRACE_MS, user: person(), env });
  const address = ['dbus-send', '--session', '--print-reply', '--dest=org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus.GetAddress'];
  await vi.waitFor(() => asPerson(address, env), GONE);
  const reader = startScreenReader(env);
  let running: RunningDesktop | null = null;

  const current = (): RunningDesktop => {
    if (running === null) throw new Error('No desktop runs at this desk');
    return running;
  };
  const begin = ({ program = '/usr/bin/vu-desktop', args = [], env: more = {} }: StartOptions): RunningDesktop => {
    const { file, args: all } = asUser(person(), ['setpriv', '--pdeathsig', 'KILL', program, ...session.switches, ASSISTED, ...args]);
    // In a group of its own, by which what belongs to it is found.
    const child = spawn(file, all, { env: { ...env, ...more }, cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    return { pid: child.pid ?? 0, output: outputOf(child), exited: exitOf(child) };
  };
  const quit = async (): Promise<void> => {
    const { pid, exited } = current();
    process.kill(pid, 'SIGTERM');
    await exited;
    await vi.waitFor(() => expect(processesOfGroup(pid)).toEqual([]), GONE);
  };
  const keyboard = (...args: string[]): Promise<string> => asPerson(['xdotool', ...args], env);
  const windows = (title: string): Promise<string> => keyboard('search', '--onlyvisible', '--name', title).catch(() => '');
  const toTheWindow = async (): Promise<void> => {
    const [window = ''] = (await windows('Vu Desktop')).split('\n');
    // There is no window manager that would.
    await keyboard('windowfocus', '--sync', window);
  };
  /** Reads the screen until something is on it. When it never comes, the failure says what was there instead. */
  const waitFor = async (what: string, find: (nodes: readonly ScreenNode[]) => string | null): Promise<string> => {
    let found = '';
    await expect
      .poll(async () => {
        const nodes = await reader.read();
        found = find(nodes) ?? '';
        return found === '' ? summary(nodes) : what;
      }, ON_SCREEN)
      .toBe(what);
    return found;
  };

  return {
    session,
    profile: path.join(home, 'config', 'Vu Desktop'),
    get running() {
      return current();
    },
    start: (options = {}) => {
      const started = begin(options);
      running = started;
      void started.exited.then(() => {
        running = null;
      });
    },
    startSecond: (options = {}) => begin(options).exited,
    seeHeading: async (name) => {
      await waitFor(`the heading "${name}"`, (nodes) => nodes.find((node) => node.role === 'heading' && node.name === name)?.name ?? null);
    },
    see: (words) =>
      waitFor(`${words} on screen`, (nodes) => nodes.map(({ text }) => words.exec(text)?.[0]).find((text) => text !== undefined) ?? null),
    fill: async (label, text) => {
      await toTheWindow();
      await expect
        .poll(async () => (await reader.focus('entry', label)) || (await reader.focus('password text', label)), ON_SCREEN)
        .toBe(true);
      await waitFor(`the focus on "${label}"`, (nodes) => nodes.find(({ focused, name }) => focused && name === label)?.name ?? null);
      await keyboard('key', 'ctrl+a');
      await keyboard('type', '--delay', KEY_DELAY_MS, '--', text);
    },
    press: async (name, role = 'push button') => {
      const exact = await waitFor(
        `the ${role} "${name}"`,
        (nodes) => nodes.find((node) => node.role === role && isCalled(node, name))?.name ?? null,
      );
      await expect.poll(() => reader.press(role, exact), ON_SCREEN).toBe(true);
    },
    key: async (name) => {
      await toTheWindow();
      await keyboard('key', name);
    },
    seeWindow: (title) => expect.poll(() => windows(title), ON_SCREEN).not.toBe(''),
    quit,
    leave: async () => {
      if (running !== null) await quit();
      reader.stop();
      await bus.stop();
      await session.stop();
    },
  };
}

function isCalled(node: ScreenNode, name: string | RegExp): boolean {
  return typeof name === 'string' ? node.name === name : name.test(node.name);
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return () => output;
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(ENDED_BY_SIGNAL));
    child.once('exit', (code) => resolve(code ?? ENDED_BY_SIGNAL));
  });
}

function summary(nodes: readonly ScreenNode[]): string {
  const said = ['heading', 'static', 'label', 'entry', 'password text', 'push button', 'radio button'];
  return nodes
    .filter(({ role }) => said.includes(role))
    .map(({ role, name, text, focused }) => `${role}: ${name || text}${focused ? ' (focused)' : ''}`)
    .join('\n');
}
