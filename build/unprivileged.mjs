/**
 * Electron with its real sandbox and PostgreSQL both refuse to run as root. What a root's command starts of them runs
 * as the user that owns nothing; everybody else's command runs them as themselves.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';

/** Debian's `nobody`; any id without files of its own would do, and this one needs no entry to be made. */
const NOBODY = 65534;

/** @typedef {{uid: number, gid: number}} User */

/** @type {User | null} the user to become, or null to stay who we are */
export const unprivilegedUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null;

/** @param {User} user @param {readonly string[]} command @returns {{file: string, args: string[]}} */
export function asUser(user, command) {
  return { file: 'setpriv', args: [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', ...command] };
}

/** Whether that user can read what is in a folder. @param {string} folder @returns {boolean} */
export function readableByUnprivileged(folder) {
  if (unprivilegedUser === null) return true;
  const { file, args } = asUser(unprivilegedUser, ['sh', '-c', 'cd "$1" && ls >/dev/null', 'sh', folder]);
  return spawnSync(file, args, { stdio: 'ignore', cwd: '/' }).status === 0;
}

/** Makes a folder that only the one who will run things in it can use. @param {string} folder */
export function makePrivateFolder(folder) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (unprivilegedUser !== null) chownSync(folder, unprivilegedUser.uid, unprivilegedUser.gid);
}
