import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Keyring } from '../../build/session/keyring.ts';
import { startKeyring } from '../../build/session/keyring.ts';
import { startSessionBus } from '../../build/session/session-bus.ts';
import { asUser, makePrivateFolder, readableByUnprivileged, unprivilegedUser } from '../../build/unprivileged.mjs';
import type { Chapter, Story } from './keychain-contract.ts';

const run = promisify(execFile);
const ROOT = path.join(import.meta.dirname, '../..');
const PROGRAM = 'test/support/keychain-contract-program.ts';
/** What the program is made of, for where its user can't read the checkout. */
const PARTS = ['package.json', 'electron', 'shared', 'test/support', 'node_modules/keytar', 'node_modules/zod'];
/** Twice the keychain's own time limit, and then some for a slow machine. */
const PLAY_WITHIN_MS = 20_000;

/** A session with a bus and a Secret Service of its own, and a way to play a chapter in it. */
export interface KeychainSession {
  readonly keyring: Keyring;
  readonly play: (chapter: Chapter, tombstones?: readonly string[]) => Promise<Story>;
  /** Plays where there is neither a session bus nor a display to start one from. */
  readonly playWithoutBus: (chapter: Chapter) => Promise<Story>;
  readonly stop: () => Promise<void>;
}

function programFolder(folder: string): { readonly root: string; readonly node: string } {
  const node = realpathSync(process.execPath);
  if (readableByUnprivileged(ROOT) && readableByUnprivileged(path.dirname(node))) return { root: ROOT, node };
  const root = path.join(folder, 'program');
  for (const part of PARTS) cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true, dereference: true });
  cpSync(node, path.join(root, 'node'));
  return { root, node: path.join(root, 'node') };
}

export async function startKeychainSession(): Promise<KeychainSession> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vu-keychain-'));
  makePrivateFolder(folder);
  const { root, node } = programFolder(folder);
  const folders = {
    HOME: path.join(folder, 'home'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
  };
  for (const one of Object.values(folders)) {
    mkdirSync(one);
    makePrivateFolder(one);
  }
  const base = { ...folders, PATH: '/usr/bin:/bin' };
  const bus = await startSessionBus(folder, base);
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: bus.address };
  const keyring = await startKeyring(env, folders.XDG_DATA_HOME, folder);

  const playIn = async (surroundings: Record<string, string>, chapter: Chapter, tombstones: readonly string[]): Promise<Story> => {
    const command = [node, path.join(root, PROGRAM), chapter, JSON.stringify(tombstones)];
    const { file, args } = unprivilegedUser === null ? { file: node, args: command.slice(1) } : asUser(unprivilegedUser, command);
    const { stdout } = await run(file, args, { env: surroundings, cwd: '/', timeout: PLAY_WITHIN_MS });
    return JSON.parse(stdout) as Story;
  };
  return {
    keyring,
    play: (chapter, tombstones = []) => playIn(env, chapter, tombstones),
    playWithoutBus: (chapter) => playIn({ ...base, XDG_RUNTIME_DIR: path.join(folder, 'nowhere') }, chapter, []),
    stop: async () => {
      await keyring.stop();
      await bus.program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
