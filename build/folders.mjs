/** Where the build keeps things: what may be thrown away, what a checkout owns, what every checkout shares. */
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environment } from './environment.mjs';
import { readableByUnprivileged, unprivilegedUser } from './unprivileged.mjs';

export const checkout = path.resolve(import.meta.dirname, '..');
export const nodeModules = path.join(checkout, 'node_modules');
/** Where `npm run bench`, `tour` and the tests leave what people look at. */
export const outFolder = path.join(checkout, 'out');
/** The desktop as Electron runs it. */
export const desktopBundle = path.join(checkout, 'dist', 'desktop');

/** For a checkout below a folder that the unprivileged user can't enter; the hash keeps two checkouts apart. */
const ELSEWHERE = '/var/lib/vu-desktop-dev';
const HASH_LENGTH = 12;

/** Shared by all checkouts; readable by all, so that the unprivileged user can run what is in it. */
export function cacheFolder() {
  const folder = cachePath();
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

function cachePath() {
  if (unprivilegedUser !== null) return '/var/cache/vu-desktop';
  const home = environment.home ?? os.homedir();
  switch (process.platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Caches', 'vu-desktop');
    case 'win32':
      return path.join(environment.localAppData ?? path.join(home, 'AppData', 'Local'), 'vu-desktop', 'Cache');
    default:
      return path.join(environment.cacheHome ?? path.join(home, '.cache'), 'vu-desktop');
  }
}

/** @returns {boolean} */
function canWriteBelow(/** @type {string} */ folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @type {string | null} */
let data = null;

/**
 * The data of this checkout: `.vu` in it, or a folder named after its path where the unprivileged user couldn't reach
 * that. Deleting it loses nothing but demo data.
 */
export function dataFolder() {
  if (data !== null) return data;
  if (unprivilegedUser === null || readableByUnprivileged(checkout)) {
    data = path.join(checkout, '.vu');
    mkdirSync(data, { recursive: true });
    return data;
  }
  const name = createHash('sha256').update(checkout).digest('hex').slice(0, HASH_LENGTH);
  data = path.join(canWriteBelow(ELSEWHERE) ? ELSEWHERE : path.join(os.tmpdir(), 'vu-desktop-dev'), name);
  mkdirSync(data, { recursive: true, mode: 0o755 });
  return data;
}

/** What a test run makes and takes away again. */
export function testDataFolder() {
  const folder = path.join(dataFolder(), 'test');
  mkdirSync(folder, { recursive: true });
  return folder;
}
