import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DesktopTarget } from '../vite.config.ts';
import { bundledPackages, type Output, PACKAGES_FILE } from './bundled-packages.ts';
import { asInProduction } from './environment.mjs';
import { checkout, desktopBundle } from './folders.mjs';
import { say } from './progress.mjs';
import { withLock } from './set-up/lock.mjs';

/** Everything that the bundles are made from. The lockfile stands for the packages. */
const SOURCES = ['electron', 'renderer', 'shared', 'vite.config.ts', 'build/bundle.ts', 'package.json', 'package-lock.json'];

/** In the folder that a build empties first, and written last: a build that was cut short leaves none. */
const stamp = path.join(desktopBundle, '.built-from');

const thisMachine: DesktopTarget = { platform: process.platform, arch: process.arch };

/** Builds the desktop into dist/desktop when its sources or its target aren't those of the last build. */
export async function bundleDesktop(target: DesktopTarget = thisMachine): Promise<string> {
  await withLock(desktopBundle, async () => {
    const sources = `${sourcesHash()} ${target.platform}-${target.arch}`;
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
    say('Building the desktop…');
    const outputs = await asInProduction(() => buildAll(target));
    writeFileSync(path.join(desktopBundle, PACKAGES_FILE), `${JSON.stringify(bundledPackages(outputs), null, 2)}\n`);
    writeFileSync(stamp, sources);
  });
  return desktopBundle;
}

async function buildAll(target: DesktopTarget): Promise<Output[]> {
  // Loaded only when there is something to build: a second start has to be quick.
  const { build } = await import('vite');
  const { desktopBuilds } = await import('../vite.config.ts');
  const outputs: Output[] = [];
  for (const config of desktopBuilds(target))
    outputs.push(...[(await build({ ...config, logLevel: 'error' })) as Output | Output[]].flat());
  return outputs;
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(path.join(checkout, source))))
    hash.update(`${path.relative(checkout, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesOf(source: string): string[] {
  if (!existsSync(source)) return [];
  if (statSync(source).isFile()) return [source];
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
