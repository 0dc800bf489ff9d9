import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { DesktopSession } from '../../build/desktop-session.ts';
import { asUser, unprivilegedUser } from '../../build/unprivileged.mjs';

const run = promisify(execFile);

/** One item of the Secret Service: Chromium keeps its own there too. */
export interface KeychainItem {
  readonly attributes: ReadonlyMap<string, string>;
  /** Null where it is not one of keytar's. */
  readonly secret: string | null;
}

/** The keychain of the desktop session that the suite runs in: a real Secret Service. */
export interface Keychain {
  /** Locks the collection, as a person's session does when nobody is there to unlock it. */
  lock(): Promise<void>;
  /** A desktop that met a missing or locked keychain may have given up on it: start that one again. */
  unlock(): Promise<void>;
  /** Ends the Secret Service, so that there is no keychain at all. `restore` brings it back with what it held. */
  remove(): Promise<void>;
  restore(): Promise<void>;
  /** The Secret Service stops answering, and takes in what it is asked meanwhile; `thaw` lets it go on. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Everything in it; it must be there and unlocked. For assertions. */
  items(): Promise<readonly KeychainItem[]>;
}

const SERVICE = 'org.freedesktop.secrets';
const COLLECTION = '/org/freedesktop/secrets/collection/login';

/** The session's keychain. `bundle` has the keytar that reads it. */
export function keychainOf(session: DesktopSession, bundle: string): Keychain {
  const { keyring } = session;
  if (keyring === null) throw new Error('Tests use a keychain of their own, which only Linux lets them make');
  return {
    lock: () => keyring.lock(),
    unlock: () => keyring.unlock(),
    remove: () => keyring.remove(),
    restore: () => keyring.restore(),
    freeze: async () => {
      frozen.set(session, await processOfService(session));
      signal(session, 'SIGSTOP');
    },
    thaw: async () => signal(session, 'SIGCONT'),
    items: async () => {
      const listed = await property(session, COLLECTION, 'org.freedesktop.Secret.Collection', 'Items');
      const paths = [...listed.matchAll(/object path "([^"]+)"/g)].map(([, found]) => found ?? '');
      return Promise.all(paths.map((item) => readItem(session, bundle, item)));
    },
  };
}

/** By session, the process that was stopped: it can't be asked for its id while it is. */
const frozen = new WeakMap<DesktopSession, number>();

function signal(session: DesktopSession, name: 'SIGSTOP' | 'SIGCONT'): void {
  const id = frozen.get(session);
  if (id === undefined) throw new Error('The keychain was never frozen');
  process.kill(id, name);
}

async function processOfService(session: DesktopSession): Promise<number> {
  const answer = await ask(session, [
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.GetConnectionUnixProcessID',
    `string:${SERVICE}`,
  ]);
  const id = /uint32 (\d+)/.exec(answer)?.[1];
  if (id === undefined) throw new Error(`The session bus names no process: ${answer}`);
  return Number(id);
}

async function readItem(session: DesktopSession, bundle: string, item: string): Promise<KeychainItem> {
  const text = await property(session, item, 'org.freedesktop.Secret.Item', 'Attributes');
  const strings = [...text.matchAll(/string "([^"]*)"/g)].map(([, found]) => found ?? '');
  const attributes = new Map<string, string>();
  for (let at = 0; at + 1 < strings.length; at += 2) attributes.set(strings[at] ?? '', strings[at + 1] ?? '');
  const service = attributes.get('service');
  const account = attributes.get('account');
  const secret = service === undefined || account === undefined ? null : await readWithKeytar(session, bundle, service, account);
  return { attributes, secret };
}

/** Electron itself is the Node that the session's user can run and that keytar is built for. */
async function readWithKeytar(session: DesktopSession, bundle: string, service: string, account: string): Promise<string | null> {
  const program =
    'require(process.argv[1]).getPassword(process.argv[2], process.argv[3]).then((secret) => process.stdout.write(JSON.stringify(secret)))';
  const { stdout } = await run(session.executable, ['-e', program, path.join(bundle, 'node_modules', 'keytar'), service, account], {
    env: { ...session.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return JSON.parse(stdout) as string | null;
}

function property(session: DesktopSession, object: string, owner: string, name: string): Promise<string> {
  return ask(session, [`--dest=${SERVICE}`, object, 'org.freedesktop.DBus.Properties.Get', `string:${owner}`, `string:${name}`]);
}

/** Asks the session bus, as the user whose bus it is. */
async function ask(session: DesktopSession, request: readonly string[]): Promise<string> {
  const command = ['dbus-send', '--session', '--print-reply', ...request];
  const { file, args } = unprivilegedUser === null ? { file: 'dbus-send', args: command.slice(1) } : asUser(unprivilegedUser, command);
  return (await run(file, args, { env: session.env })).stdout;
}
