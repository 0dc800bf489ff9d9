import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pinnedElectron } from '../../build/dist/pack.ts';
import { releaseRefusal } from '../../build/dist/release.ts';
import { checkout } from '../../build/folders.mjs';

const pinned = pinnedElectron();
const candidate = { electron: { version: pinned, compatibility: false }, pinned, revision: { changed: false }, unsigned: null };

test('a release is built on the very Electron that package.json names, and never on the one for trying out', () => {
  expect(releaseRefusal(candidate)).toBeNull();
  expect(releaseRefusal({ ...candidate, electron: { version: '25.1.1', compatibility: true } })).toContain('for trying out');
  for (const version of ['44.0.0', `${pinned}-beta.1`, '99.0.0'])
    expect(releaseRefusal({ ...candidate, electron: { version, compatibility: false } })).toContain(`built on Electron ${pinned}`);
});

test('a release of a checkout with changes, or of what can’t be signed, is refused', () => {
  expect(releaseRefusal({ ...candidate, revision: { changed: true } })).toContain('exactly one commit');
  expect(releaseRefusal({ ...candidate, unsigned: 'A release is signed. Set VU_SIGNING_KEY.' })).toContain('VU_SIGNING_KEY');
});

/** The first major version that was still supported when this one was chosen: Electron supports the newest three. */
const OLDEST_SUPPORTED_MAJOR = 43;

test('the Electron that is named is one version, and a later one than any whose support has ended', () => {
  const lock = JSON.parse(readFileSync(path.join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
  expect(lock.packages['node_modules/electron']?.version).toBe(pinned);
  expect(Number.parseInt(pinned, 10)).toBeGreaterThanOrEqual(OLDEST_SUPPORTED_MAJOR);
});
