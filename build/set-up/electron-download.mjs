import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inheritedEnvironment } from '../environment.mjs';
import { nodeModules } from '../folders.mjs';
import { say } from '../progress.mjs';
import { withLock } from './lock.mjs';

/** A network that lets nothing through may not say so: when nothing more arrives for this long, there is nothing to wait for. */
const NOTHING_ARRIVES_MS = 20_000;
const LOOK_EVERY_MS = 500;

/**
 * Lets the electron package fetch its own binary, once for each install of the packages.
 * @returns {Promise<boolean>} whether it is there now
 */
export async function downloadElectron() {
  const electron = path.join(nodeModules, 'electron');
  const installer = path.join(electron, 'install.js');
  const tried = path.join(electron, '.vu-download-tried');
  if (!existsSync(installer) || existsSync(tried)) return false;
  return withLock(electron, async () => {
    if (existsSync(tried)) return existsSync(path.join(electron, 'path.txt'));
    say('Fetching Electron…');
    const there = await install(installer);
    writeFileSync(tried, '');
    return there;
  });
}

/** @param {string} installer @returns {Promise<boolean>} */
function install(installer) {
  // Its temporary folder is ours, so that we see whether anything arrives.
  const arrivals = mkdtempSync(path.join(os.tmpdir(), 'vu-electron-'));
  const child = spawn(process.execPath, [installer], {
    stdio: 'ignore',
    windowsHide: true,
    env: { ...inheritedEnvironment(), TMPDIR: arrivals, TEMP: arrivals, TMP: arrivals },
  });
  let size = -1;
  let lastArrival = Date.now();
  const watch = setInterval(() => {
    const now = sizeOf(arrivals);
    if (now !== size) lastArrival = Date.now();
    size = now;
    if (Date.now() - lastArrival > NOTHING_ARRIVES_MS) child.kill();
  }, LOOK_EVERY_MS);
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ there) => {
      clearInterval(watch);
      rmSync(arrivals, { recursive: true, force: true });
      resolve(there);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
  });
}

/** @param {string} folder @returns {number} bytes */
function sizeOf(folder) {
  let size = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      size += statSync(path.join(folder, entry)).size;
    } catch {
      // Moved on while we looked.
    }
  }
  return size;
}
