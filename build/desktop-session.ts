import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environment, inheritedEnvironment } from './environment.mjs';
import { type Keyring, startKeyring } from './session/keyring.ts';
import { sandboxWorks } from './session/sandbox.ts';
import { type SessionBus, startSessionBus } from './session/session-bus.ts';
import { reachableElectron } from './session/staging.ts';
import { startVirtualDisplay, type VirtualDisplay } from './session/virtual-display.ts';
import { chooseElectron } from './set-up/electron.mjs';
import { makePrivateFolder, unprivilegedUser } from './unprivileged.mjs';

/** Where a desktop can be shown and keep its secrets. */
export interface DesktopSession {
  /** What was chosen, in plain sentences for the person who started the command. Empty when nothing is special. */
  readonly description: readonly string[];
  /** An executable that runs Electron as the right user in this session and can't outlive who started it. */
  readonly executable: string;
  /** Switches that this session needs, before the application's folder. */
  readonly switches: readonly string[];
  /** The whole environment for Electron. */
  readonly env: Record<string, string>;
  readonly realSandbox: boolean;
  /** The session's own Secret Service; null where the person's own keychain is used. */
  readonly keyring: Keyring | null;
  /** Ends what was started for it. Safe to call again. */
  stop(): Promise<void>;
}

export interface SessionOptions {
  /** Where the session's keychain and Electron's caches live on. */
  readonly home: string;
  /**
   * True for tests, so that they never touch a person's keychain, on Linux: the session is one of our own even where
   * there is a display.
   */
  readonly isolated: boolean;
}

const SESSION_PREFIX = 'vu-session-';

function hasDisplay(): boolean {
  return environment.display !== null || environment.waylandDisplay !== null;
}

/** Whether the desktop needs a session of our own: on Linux without a display, as root, or for tests. */
export function needsOwnSession(isolated: boolean): boolean {
  return process.platform === 'linux' && (isolated || unprivilegedUser !== null || !hasDisplay());
}

/** Finds or makes a display, a session bus and a keychain, as the machine and the user need. */
export async function startDesktopSession(options: SessionOptions): Promise<DesktopSession> {
  const runtime = reachableElectron(await chooseElectron());
  if (!needsOwnSession(options.isolated)) {
    return {
      description: [],
      executable: runtime.executable,
      switches: [],
      env: inheritedEnvironment(),
      realSandbox: true,
      keyring: null,
      stop: async () => {},
    };
  }
  // Short, since the path of a socket in it has 108 bytes at most.
  const folder = sessionFolder();
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const base = sessionEnvironment(options.home, folder);
    const startKeychain = async (): Promise<{ bus: SessionBus; keyring: Keyring }> => {
      const bus = await startSessionBus(folder, base);
      stops.push(() => bus.program.stop());
      const keyring = await startKeyring({ ...base, DBUS_SESSION_BUS_ADDRESS: bus.address }, base.XDG_DATA_HOME, folder);
      stops.push(() => keyring.stop());
      return { bus, keyring };
    };
    const startDisplay = async (): Promise<VirtualDisplay> => {
      const display = await startVirtualDisplay(folder, base);
      stops.push(() => display.program.stop());
      return display;
    };
    const both = [startDisplay(), startKeychain()] as const;
    // When one fails, what the other started is known before everything is stopped.
    await Promise.allSettled(both);
    const [display, { bus, keyring }] = await Promise.all(both);
    const env = { ...base, ...display.env, DBUS_SESSION_BUS_ADDRESS: bus.address };
    const realSandbox = sandboxWorks(runtime.folder);
    return {
      description: describe(realSandbox),
      executable: writeWrapper(folder, runtime.executable),
      // There is no graphics card behind Xvfb, and a container's /dev/shm is often too small for Chromium.
      switches: ['--disable-gpu', '--disable-dev-shm-usage', ...(realSandbox ? [] : ['--no-sandbox'])],
      env,
      realSandbox,
      keyring,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(realSandbox: boolean): string[] {
  const display = hasDisplay() ? 'The desktop runs on a display of its own' : 'There is no display, so the desktop runs on a virtual one';
  const user =
    unprivilegedUser === null ? '' : `, as an unprivileged user (${unprivilegedUser.uid}), because Electron doesn't protect root`;
  return [
    `${display}${user}. It has its own session and keychain.`,
    ...(realSandbox ? [] : ["Chromium's sandbox can't work on this machine (no user namespaces), so the desktop runs without it."]),
  ];
}

/** Named after the process that owns it, so that one which a killed command left behind can be told. */
function sessionFolder(): string {
  const parent = os.tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(SESSION_PREFIX) ? Number.parseInt(name.slice(SESSION_PREFIX.length), 10) : Number.NaN;
    if (!Number.isNaN(owner) && !isAlive(owner)) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(path.join(parent, `${SESSION_PREFIX}${process.pid}-`));
  makePrivateFolder(folder);
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Nothing of the person's own session: not its bus, not its folders. */
function sessionEnvironment(home: string, runtime: string): Record<'HOME' | 'XDG_DATA_HOME', string> & Record<string, string> {
  const folders = {
    HOME: home,
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
  };
  for (const folder of Object.values(folders)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    makePrivateFolder(folder);
  }
  return {
    ...folders,
    XDG_RUNTIME_DIR: runtime,
    // What Electron leaves when it is killed goes with the session.
    TMPDIR: runtime,
    PATH: environment.path,
    // What GTK and libsecret need to treat text as UTF-8 on a machine without a locale.
    LANG: 'C.UTF-8',
    // Chromium chooses the Secret Service for its own encryption by this.
    XDG_CURRENT_DESKTOP: 'GNOME',
    NO_AT_BRIDGE: '1',
  };
}

/** Test drivers take one executable, so becoming the user has to be inside it. */
function writeWrapper(folder: string, electron: string): string {
  const file = path.join(folder, 'electron');
  const identity = unprivilegedUser === null ? '' : `--reuid=${unprivilegedUser.uid} --regid=${unprivilegedUser.gid} --clear-groups `;
  writeFileSync(file, `#!/bin/sh\nexec setpriv ${identity}--pdeathsig KILL -- '${electron}' "$@"\n`);
  chmodSync(file, 0o755);
  if (unprivilegedUser !== null) chownSync(file, unprivilegedUser.uid, unprivilegedUser.gid);
  return file;
}
