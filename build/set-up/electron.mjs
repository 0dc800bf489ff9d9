/** Which Electron the desktop runs on: DESIGN.md, "The Electron runtime". */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environment } from '../environment.mjs';
import { nodeModules } from '../folders.mjs';
import { COMPATIBILITY_VERSION, compatibilityRuntime } from './compatibility-runtime.mjs';
import { downloadElectron } from './electron-download.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {'override' | 'installed' | 'compatibility'} kind
 * @property {string} executable
 * @property {string} folder the unpacked distribution
 * @property {string | null} version null where the folder doesn't say
 */

/** @type {ElectronRuntime | null} */
let chosen = null;

/** Chooses once a process; downloads only what isn't there. @returns {Promise<ElectronRuntime>} */
export async function chooseElectron() {
  chosen ??= fromOverride() ?? fromPackage() ?? ((await downloadElectron()) ? fromPackage() : null) ?? (await fromCompatibility());
  if (chosen === null) {
    throw new Error(
      `Electron could not be downloaded, and there is no other runtime for ${process.platform}-${process.arch}.\n` +
        'Unpack an Electron release into a folder and name it in ELECTRON_OVERRIDE_DIST_PATH, or run "npx install-electron" where its download is allowed.',
    );
  }
  return chosen;
}

/** @param {ElectronRuntime} runtime */
export function describeElectron({ kind, version, folder }) {
  switch (kind) {
    case 'override':
      return `Electron ${version ?? ''} from ELECTRON_OVERRIDE_DIST_PATH (${folder})`;
    case 'installed':
      return `Electron ${version ?? ''}, as installed`;
    case 'compatibility':
      return `Electron ${version ?? ''}, the compatibility runtime: the current release can't be downloaded here. For building and testing only.`;
  }
}

function executableName() {
  if (process.platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @param {string} folder */
function versionOf(folder) {
  const file = path.join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}

/** @returns {ElectronRuntime | null} */
function fromOverride() {
  const folder = environment.electronOverride;
  if (folder === null) return null;
  const executable = path.join(folder, executableName());
  if (!existsSync(executable))
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names ${folder}, but there is no Electron in it (${executableName()} is missing).`);
  return { kind: 'override', executable, folder, version: versionOf(folder) };
}

/** @returns {ElectronRuntime | null} */
function fromPackage() {
  const folder = path.join(nodeModules, 'electron', 'dist');
  const executable = path.join(folder, executableName());
  // The version file is in the archive, the path file is written when all of it was unpacked.
  if (!existsSync(executable) || !existsSync(path.join(nodeModules, 'electron', 'path.txt'))) return null;
  return { kind: 'installed', executable, folder, version: versionOf(folder) };
}

/** @returns {Promise<ElectronRuntime | null>} */
async function fromCompatibility() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const folder = await compatibilityRuntime();
  return { kind: 'compatibility', executable: path.join(folder, 'electron'), folder, version: COMPATIBILITY_VERSION };
}
