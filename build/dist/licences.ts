import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundledPackage } from '../bundled-packages.ts';
import { nodeModules } from '../folders.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|$)/i;
const RULE = '='.repeat(78);

/**
 * The licences of everything bundled, as one text, which is what they ask for in exchange. Electron's and Chromium's are
 * files of their own beside the executable. Throws for a package without one.
 */
export function licenceTexts(packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, version, folder }) => {
    const installed = path.join(nodeModules, folder);
    const files = readdirSync(installed)
      .filter((file) => LICENCE_FILE.test(file))
      .sort();
    if (files.length === 0) throw new Error(`${name} has no licence text, so it can't be passed on.`);
    const texts = files.map((file) => readFileSync(path.join(installed, file), 'utf8').trim());
    return [RULE, `${name} ${version}`, RULE, '', ...texts].join('\n');
  });
  return `Vu Desktop contains the following, each under its own licence. Electron's own licence is in
LICENSE.electron.txt and those of Chromium's parts are in LICENSES.chromium.html.

${parts.join('\n\n')}
`;
}
