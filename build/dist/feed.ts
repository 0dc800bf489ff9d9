import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { UpdateChannel } from '../../electron/updates/channels.ts';
import { type Manifest, manifestName, manifestSchema, signatureName } from '../../electron/updates/manifest.ts';
import { IDENTITY } from './identity.ts';

/** The artefacts that electron-updater installs, by system. A package is its package manager's to update. */
const UPDATABLE = [
  { platform: 'win32', name: 'windows', ending: '-setup.exe' },
  { platform: 'darwin', name: 'macos', ending: '.zip' },
  { platform: 'linux', name: 'linux', ending: '.AppImage' },
] as const;
const ARCHITECTURES = ['x64', 'arm64'] as const;

export interface FeedOrder {
  /** Where the artefacts are and the feed goes. */
  readonly folder: string;
  readonly version: string;
  readonly channel: UpdateChannel;
  readonly stagingPercentage: number;
  /** Ed25519, in PEM. */
  readonly key: string;
  readonly at: Date;
}

/** Reads the key that signs updates. */
export function updateKey(pem: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it helps nobody.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error('VU_UPDATE_KEY_FILE must name an Ed25519 key in PEM, without a password.');
  return key;
}

/** Reads the file of the key that signs updates. Throws one line where it can't be used. */
export function readUpdateKey(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`VU_UPDATE_KEY_FILE names a file that can't be read: ${file}`);
  }
  updateKey(pem);
  return pem;
}

/** The public half as the desktop keeps it: 32 bytes in base64. */
export function publicUpdateKey(pem: string): string {
  const { x = '' } = createPublicKey(updateKey(pem)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}

/** Signs a text as the desktop checks it. */
export function signFeed(text: string, pem: string): string {
  return `${sign(null, Buffer.from(text, 'utf8'), updateKey(pem)).toString('base64')}\n`;
}

/** Writes the feed's files for every artefact of the version in the folder, each with its signature, and answers their names. */
export function writeFeed({ folder, version, channel, stagingPercentage, key, at }: FeedOrder): string[] {
  const present = new Set(readdirSync(folder));
  const written: string[] = [];
  for (const { platform, name, ending } of UPDATABLE)
    for (const arch of ARCHITECTURES) {
      const file = `${IDENTITY.executable}-${version}-${name}-${arch}${ending}`;
      if (!present.has(file)) continue;
      const content = readFileSync(path.join(folder, file));
      const manifest: Manifest = manifestSchema.parse({
        product: 'vu-desktop',
        channel,
        system: `${platform}-${arch}`,
        version,
        releaseDate: at.toISOString(),
        stagingPercentage,
        files: [{ url: file, sha512: createHash('sha512').update(content).digest('base64'), size: content.length }],
      });
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      const feed = manifestName(channel, platform, arch);
      writeFileSync(path.join(folder, feed), text);
      writeFileSync(path.join(folder, signatureName(feed)), signFeed(text, key));
      written.push(feed, signatureName(feed));
    }
  return written;
}
