import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Supervised, supervise } from '../supervised.ts';
import { asUser, unprivilegedUser } from '../unprivileged.mjs';

/** The Secret Service of a session of our own, which a test may lock, take away and bring back. */
export interface Keyring {
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Ends the service; what it holds stays on disk. */
  remove(): Promise<void>;
  restore(): Promise<void>;
  stop(): Promise<void>;
}

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
const COLLECTION = `${SERVICE_PATH}/collection/login`;
const PASSWORD_BYTES = 16;
const GRACE_MS = 2_000;
const READY_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 25;

/**
 * Starts gnome-keyring with its collection unlocked. `env` has the bus and the XDG folders; the collection lives in
 * XDG_DATA_HOME and its password beside it, so a later session finds what this one kept.
 */
export async function startKeyring(env: Record<string, string>, dataHome: string, runtime: string): Promise<Keyring> {
  const password = keyringPassword(dataHome);
  const control = path.join(runtime, 'keyring');
  let service: Supervised | null = null;

  const restore = async (): Promise<void> => {
    if (service !== null) return;
    service = supervise('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets', '--control-directory', control], {
      signals: ['SIGTERM'],
      graceMs: GRACE_MS,
      user: unprivilegedUser,
      env,
      cwd: runtime,
      stdin: 'pipe',
    });
    service.process.stdin?.end(password);
    await untilUnlocked(env, service);
  };
  const remove = async (): Promise<void> => {
    await service?.stop();
    service = null;
  };

  await restore();
  return {
    restore,
    remove,
    stop: remove,
    lock: async () => {
      await ask(env, [
        '--print-reply',
        `--dest=${SERVICE}`,
        SERVICE_PATH,
        'org.freedesktop.Secret.Service.Lock',
        `array:objpath:${COLLECTION}`,
      ]);
    },
    unlock: async () => {
      // The daemon takes its password only at its start.
      await remove();
      await restore();
    },
  };
}

function keyringPassword(dataHome: string): string {
  const file = path.join(dataHome, 'keyring-password');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  mkdirSync(dataHome, { recursive: true });
  writeFileSync(file, password, { mode: 0o600 });
  if (unprivilegedUser !== null) chownSync(file, unprivilegedUser.uid, unprivilegedUser.gid);
  return password;
}

async function untilUnlocked(env: Record<string, string>, service: Supervised): Promise<void> {
  let ended = false;
  void service.exited.then(() => {
    ended = true;
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!ended && Date.now() < until) {
    const locked = await ask(env, [
      ...['--print-reply', `--dest=${SERVICE}`, COLLECTION, 'org.freedesktop.DBus.Properties.Get'],
      ...['string:org.freedesktop.Secret.Collection', 'string:Locked'],
    ]);
    if (locked?.includes('boolean false') === true) return;
    await delay(LOOK_EVERY_MS);
  }
  await service.stop();
  throw new Error('The Secret Service did not start. On Debian: apt-get install gnome-keyring dbus');
}

/** Asks the session bus, as the user whose bus it is. Null when there is no answer. */
function ask(env: Record<string, string>, args: readonly string[]): Promise<string | null> {
  const command = ['dbus-send', '--session', ...args];
  const { file, args: all } = unprivilegedUser === null ? { file: 'dbus-send', args: command.slice(1) } : asUser(unprivilegedUser, command);
  return new Promise((resolve) => {
    const child = spawn(file, all, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? output : null));
  });
}
