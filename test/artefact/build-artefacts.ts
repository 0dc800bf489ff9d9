import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inheritedEnvironment } from '../../build/environment.mjs';
import { checkout, nodeModules, outFolder } from '../../build/folders.mjs';
import { say } from '../../build/progress.mjs';
import { publishArtefacts } from '../support/environment.ts';

/** Older than any that there will be. */
const OLDER_VERSION = '0.0.9';

/**
 * vitest's globalSetup: what `npm run dist` makes of this checkout; the same once more from a copy of it in another place,
 * in another time zone and under another umask; and an older version to upgrade from.
 */
export default function buildArtefacts(): () => void {
  if (process.platform !== 'linux') return () => {};
  const copy = copyOfCheckout();
  const output = path.join(outFolder, 'dist');
  dist(checkout, ['unpacked', 'tar.gz', 'deb']);
  dist(copy, ['unpacked', 'tar.gz', 'deb'], { umask: '077', TZ: 'Asia/Tokyo', LC_ALL: 'C' });
  const again = path.join(copy, 'again');
  renameSync(path.join(copy, 'out/dist'), again);
  setVersion(copy, OLDER_VERSION);
  dist(copy, ['deb']);
  publishArtefacts({ output, again, older: path.join(copy, 'out/dist') });
  return () => rmSync(copy, { recursive: true });
}

function dist(folder: string, targets: readonly string[], { umask = '022', ...env }: Record<string, string> = {}): void {
  say(`Building ${targets.join(', ')} in ${folder}…`);
  const command = `umask ${umask} && exec "$0" build/dist.ts "$@"`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, ...targets], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...inheritedEnvironment(), ...env },
  });
  if (status !== 0) throw new Error(`npm run dist failed:\n${stdout}${stderr}`);
}

/** The checkout as it is now, also what isn't committed, on the same commit. */
function copyOfCheckout(): string {
  const copy = path.join(mkdtempSync(path.join(os.tmpdir(), 'vu-artefact-')), 'copy');
  execFileSync('git', ['clone', '--quiet', checkout, copy]);
  const list = (...kinds: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...kinds], { cwd: checkout, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '');
  for (const file of list('--cached', '--others', '--exclude-standard')) {
    rmSync(path.join(copy, file), { force: true });
    if (!existsSync(path.join(checkout, file))) continue;
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(checkout, file), path.join(copy, file));
  }
  const modules = path.join(copy, 'node_modules');
  // Links cost no room; a temporary folder on another disk can't have them.
  if (spawnSync('cp', ['-al', nodeModules, modules]).status !== 0) {
    rmSync(modules, { recursive: true, force: true });
    execFileSync('cp', ['-a', nodeModules, modules]);
  }
  return copy;
}

function setVersion(folder: string, version: string): void {
  const file = path.join(folder, 'package.json');
  writeFileSync(file, `${JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), version }, null, 2)}\n`);
}
