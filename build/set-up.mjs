/**
 * Everything that a command needs and a fresh clone lacks. Quick when nothing is missing: a few files are looked at.
 */

import { say } from './progress.mjs';
import { chooseElectron, describeElectron } from './set-up/electron.mjs';
import { installModules } from './set-up/modules.mjs';
import { installSystemPackages } from './set-up/system-packages.mjs';

/**
 * How much a command needs: the packages alone, a desktop to show, all that the tests drive, or besides what drives an
 * installed desktop.
 * @typedef {'modules' | 'desktop' | 'tests' | 'artefact tests'} Needs
 */

/** @param {Needs} needs */
export async function setUp(needs) {
  await installModules();
  if (needs === 'modules') return;
  await installSystemPackages(needs);
  say(describeElectron(await chooseElectron()));
}
