import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeModules } from './folders.mjs';

/** In the folder of the built desktop, for whoever packages it; not part of the application. */
export const PACKAGES_FILE = '.packages.json';

/** A package that some of the built desktop comes from. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** Where it is installed, from node_modules on: two versions of one package can be in a bundle. */
  readonly folder: string;
}

/** The part of a bundler's output that says where it comes from. */
export interface Output {
  readonly output: readonly (
    | { readonly type: 'chunk'; readonly moduleIds: readonly string[] }
    | { readonly type: 'asset'; readonly originalFileNames: readonly string[] }
  )[];
}

/** Loaded at run time and not bundled (vite.config.ts copies it). */
const COPIED = ['keytar'];
/** A bundler puts small pieces of its own into what it makes, as modules that aren't files. */
const OF_THE_BUNDLER: readonly (readonly [module: RegExp, folder: string])[] = [
  [/^\0rolldown\//, 'rolldown'],
  [/^\0vite\//, 'vite'],
];

/** Every package of which something is in the outputs, in order of name. Found from the modules themselves, not from what package.json says. */
export function bundledPackages(outputs: readonly Output[]): BundledPackage[] {
  const folders = new Set(COPIED);
  for (const part of outputs.flatMap(({ output }) => output)) {
    for (const module of part.type === 'chunk' ? part.moduleIds : part.originalFileNames) {
      const folder = OF_THE_BUNDLER.find(([pattern]) => pattern.test(module))?.[1] ?? packageFolder(module);
      if (folder !== null) folders.add(folder);
    }
  }
  return [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(nodeModules, folder, 'package.json'), 'utf8')) as BundledPackage;
    return { name, version, folder };
  });
}

const INSTALLED = /^.*?node_modules\/((?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*)\//;

/** `zod` for …/node_modules/zod/v4/core/api.js; null for a module of our own. */
export function packageFolder(module: string): string | null {
  return INSTALLED.exec(module.replaceAll('\\', '/'))?.[1] ?? null;
}
