import { spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import path from 'node:path';
import { asUser, unprivilegedUser } from '../unprivileged.mjs';

const SETUID_ROOT = 0o4755;

/** Whether Chromium's real sandbox can work for the user that Electron will run as; makes it so where it can. */
export function sandboxWorks(electronFolder: string): boolean {
  if (process.platform !== 'linux') return true;
  const command = ['unshare', '--user', 'true'];
  const { file, args } = unprivilegedUser === null ? { file: 'unshare', args: command.slice(1) } : asUser(unprivilegedUser, command);
  if (spawnSync(file, args, { stdio: 'ignore', cwd: '/' }).status === 0) return true;
  // Without user namespaces, the sandbox needs its helper to be root's and setuid.
  const helper = path.join(electronFolder, 'chrome-sandbox');
  try {
    if (process.getuid?.() === 0) chmodSync(helper, SETUID_ROOT);
    const { uid, mode } = statSync(helper);
    return uid === 0 && (mode & SETUID_ROOT) === SETUID_ROOT;
  } catch {
    return false;
  }
}
