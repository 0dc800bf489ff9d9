/**
 * `npm run update-feed -- FOLDER [--channel latest|beta] [--staging PERCENT]`: writes and signs the feed for the installers
 * of this version in a folder. The same installers can be offered to more computers later by running it again.
 */
import { statSync } from 'node:fs';
import { UPDATE_CHANNELS } from '../electron/updates/channels.ts';
import { commandArguments } from './arguments.ts';
import { readUpdateKey, writeFeed } from './dist/feed.ts';
import { productVersion } from './dist/pack.ts';
import { toolSetting } from './environment.mjs';
import { giveUp } from './progress.mjs';

const EVERYBODY = '100';

function updateFeed(): void {
  const { values, positionals } = commandArguments({
    options: { channel: { type: 'string', default: 'latest' }, staging: { type: 'string', default: EVERYBODY } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  const channel = UPDATE_CHANNELS.find((each) => each === values.channel);
  const stagingPercentage = Number(values.staging);
  const keyFile = toolSetting('VU_UPDATE_KEY_FILE');
  if (folder === undefined) throw new Error('Say which folder the installers are in.');
  if (channel === undefined) throw new Error(`The channel is one of ${UPDATE_CHANNELS.join(', ')}.`);
  if (!Number.isInteger(stagingPercentage) || stagingPercentage < 0 || stagingPercentage > 100)
    throw new Error('--staging takes a whole number from 0 to 100.');
  if (keyFile === null) throw new Error('Set VU_UPDATE_KEY_FILE to the Ed25519 key that signs updates.');
  const key = readUpdateKey(keyFile);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`There is no folder ${folder}.`);
  const version = productVersion();
  const written = writeFeed({ folder, version, channel, stagingPercentage, key, at: new Date() });
  if (written.length === 0) throw new Error(`There is no installer of ${version} in ${folder} that the desktop could install by itself.`);
  for (const name of written) process.stdout.write(`${name}\n`);
}

try {
  updateFeed();
} catch (error) {
  giveUp(error);
}
