import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundledPackage } from '../bundled-packages.ts';
import { nodeModules } from '../folders.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|$)/i;
/** The licences that packages name in package.json and don't carry the text of. */
const TEXTS = path.join(import.meta.dirname, 'licence-texts');
const RULE = '='.repeat(78);

/**
 * The licences of everything bundled, as one text, which is what they ask for in exchange. Electron's and Chromium's are
 * files of their own beside the executable. Throws for a package without one.
 */
export function licenceTexts(packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, version, folder }) => {
    const installed = path.join(nodeModules, folder);
    const own = readdirSync(installed)
      .filter((file) => LICENCE_FILE.test(file))
      .sort()
      .map((file) => path.join(installed, file));
    const kept = path.join(TEXTS, `${name}.txt`);
    const files = own.length === 0 && existsSync(kept) ? [kept] : own;
    if (files.length === 0) throw new Error(`${name} has no licence text, so it can't be passed on.`);
    const texts = files.map((file) => readFileSync(file, 'utf8').trim());
    return [RULE, `${name} ${version}`, RULE, '', ...texts].join('\n');
  });
  return `Vu Desktop contains the following, each under its own licence. Electron's own licence is in
LICENSE.electron.txt and those of Chromium's parts are in LICENSES.chromium.html.

${parts.join('\n\n')}
`;
}
