/**
 * Stands for Electron's default app, which the compatibility runtime doesn't have: loads the folder that is the first
 * argument which isn't a switch, and makes the application take its name, version and path from there.
 */
const electron = require('electron');
const fs = require('node:fs');
const path = require('node:path');

/**
 * Electron's default app calls these two as well; its public types leave them out.
 * @type {typeof electron.app & {setVersion(version: string): void, setAppPath(folder: string): void}}
 */
const app = /** @type {never} */ (electron.app);

const argument = process.argv.slice(1).find((value) => !value.startsWith('-'));
if (argument === undefined) {
  process.stderr.write('Give the folder of an application.\n');
  app.exit(1);
} else {
  const folder = path.resolve(argument);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(folder);
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
  require(path.join(folder, manifest.main ?? 'index.js'));
}
