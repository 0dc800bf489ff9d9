import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publicUpdateKey, signFeed, writeFeed } from '../../build/dist/feed.ts';
import { newsAtStart, parseBetweenRuns } from '../../electron/updates/between-runs.ts';
import { feedFolder, readFeed } from '../../electron/updates/feed.ts';
import { replaceAppImage } from '../../electron/updates/replace-appimage.ts';
import { isAmongFirst } from '../../electron/updates/rollout.ts';
import { changesSince } from '../../renderer/shell/changes-since.ts';
import { updatesEn } from '../../renderer/words/updates.en.ts';

const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const KEY = newKey();
const FOLLOWED = { channel: 'latest', platform: 'linux', arch: 'x64', keys: [publicUpdateKey(KEY)] } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vu-updates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A feed as the command writes it, for an AppImage of 1.2.3. */
function aFeed(given: { channel?: 'latest' | 'beta'; key?: string } = {}) {
  writeFileSync(join(folder, 'vu-desktop-1.2.3-linux-x64.AppImage'), 'the program');
  const { channel = 'latest', key = KEY } = given;
  const at = new Date('2026-03-27T09:00:00Z');
  const [name = '', signature = ''] = writeFeed({ folder, version: '1.2.3', channel, stagingPercentage: 100, key, at });
  return { name, text: readFileSync(join(folder, name), 'utf8'), signature: readFileSync(join(folder, signature), 'utf8') };
}

const signed = (content: unknown) => {
  const text = JSON.stringify(content);
  return readFeed(FOLLOWED, text, signFeed(text, KEY));
};

describe('a feed', () => {
  test('that is signed for this channel and system is read', () => {
    const { name, text, signature } = aFeed();
    expect(name).toBe('latest-linux.yml');
    const read = readFeed(FOLLOWED, text, signature);
    expect(read).toMatchObject({
      ok: true,
      manifest: { version: '1.2.3', files: [{ url: 'vu-desktop-1.2.3-linux-x64.AppImage', size: 11 }] },
    });
    // Also by one of two keys, while they change.
    expect(readFeed({ ...FOLLOWED, keys: [publicUpdateKey(newKey()), ...FOLLOWED.keys] }, text, signature).ok).toBe(true);
  });

  test('is refused without a signature, with somebody else’s, and when anything in it was changed', () => {
    const { text, signature } = aFeed();
    const refused = { ok: false, fault: 'unsigned' };
    for (const none of ['', 'AAAA', '<html>Not found</html>', `${signature.trim()}AAAA`])
      expect(readFeed(FOLLOWED, text, none)).toEqual(refused);
    expect(readFeed(FOLLOWED, text, signFeed(text, newKey()))).toEqual(refused);
    expect(readFeed({ ...FOLLOWED, keys: [] }, text, signature)).toEqual(refused);
    expect(readFeed({ ...FOLLOWED, keys: ['', 'not a key', 'AAAA'] }, text, signature)).toEqual(refused);
    for (let at = 0; at < text.length; at += 7)
      expect(readFeed(FOLLOWED, `${text.slice(0, at)}~${text.slice(at + 1)}`, signature), String(at)).toEqual(refused);
    expect(readFeed(FOLLOWED, `${text} `, signature)).toEqual(refused);
  });

  test('is refused in the place of another channel’s or system’s, though it is signed', () => {
    const { text, signature } = aFeed({ channel: 'beta' });
    expect(readFeed(FOLLOWED, text, signature)).toEqual({ ok: false, fault: 'for-another' });
    const { text: ours, signature: oursSigned } = aFeed();
    expect(readFeed({ ...FOLLOWED, arch: 'arm64' }, ours, oursSigned)).toEqual({ ok: false, fault: 'for-another' });
    expect(readFeed({ ...FOLLOWED, platform: 'win32' }, ours, oursSigned)).toEqual({ ok: false, fault: 'for-another' });
  });

  test('is refused when it isn’t exactly one, also when it is signed', () => {
    const manifest = JSON.parse(aFeed().text);
    const [file] = manifest.files;
    expect(signed(manifest).ok).toBe(true);
    const wrong: unknown[] = [
      null,
      'version: 1.2.3',
      { ...manifest, extra: 1 },
      { ...manifest, product: 'another' },
      { ...manifest, version: '1.2' },
      { ...manifest, version: '1.2.3+build' },
      { ...manifest, stagingPercentage: 101 },
      { ...manifest, files: [] },
      { ...manifest, files: [file, file] },
      { ...manifest, files: [{ ...file, sha512: '' }] },
      ...['https://elsewhere.example/x.AppImage', '../x.AppImage', '/x.AppImage', '.hidden', 'a b', ''].map((url) => ({
        ...manifest,
        files: [{ ...file, url }],
      })),
    ];
    for (const content of wrong) expect(signed(content), JSON.stringify(content)).toEqual({ ok: false, fault: 'malformed' });
    expect(readFeed(FOLLOWED, 'version: 1.2.3', signFeed('version: 1.2.3', KEY))).toEqual({ ok: false, fault: 'malformed' });
  });

  test('is at an HTTPS address or on this computer, and nowhere else', () => {
    expect(feedFolder('https://updates.council.example/vu')?.href).toBe('https://updates.council.example/vu/');
    expect(feedFolder('http://127.0.0.1:8000/')?.href).toBe('http://127.0.0.1:8000/');
    for (const address of [
      '',
      'updates.council.example',
      'http://updates.council.example',
      'file:///srv',
      'https://user:word@vu.example',
      'https://vu.example/?x',
      'https://vu.example/#x',
    ])
      expect(feedFolder(address), address).toBeNull();
  });

  test('names no installer that a package manager looks after, and signs with no other kind of key', () => {
    writeFileSync(join(folder, 'vu-desktop-1.2.3-linux-x64.deb'), 'x');
    const order = { folder, version: '1.2.3', channel: 'latest', stagingPercentage: 5, at: new Date() } as const;
    expect(writeFeed({ ...order, key: KEY })).toEqual([]);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => publicUpdateKey(rsa)).toThrow('Ed25519');
  });
});

test('a staged version reaches the share that it says, keeps whom it has, and begins with others each time', () => {
  const machines = Array.from({ length: 2000 }, () => randomUUID());
  const among = (version: string, percentage: number) => machines.filter((machine) => isAmongFirst(machine, version, percentage));
  expect(among('1.2.3', 0)).toEqual([]);
  expect(among('1.2.3', 100)).toEqual(machines);
  const first = among('1.2.3', 20);
  // Four standard deviations of 2,000 draws at 20 %.
  expect(Math.abs(first.length - 400)).toBeLessThan(72);
  const grown = new Set(among('1.2.3', 40));
  expect(first.filter((machine) => !grown.has(machine))).toEqual([]);
  const next = new Set(among('1.2.4', 20));
  expect(first.filter((machine) => next.has(machine)).length).toBeLessThan(first.length / 2);
});

test('a start tells of a version that came, by whatever way, and of one that did not', () => {
  expect(newsAtStart(null, '1.0.0')).toBeNull();
  expect(newsAtStart({ version: '1.0.0', installing: null }, '1.0.0')).toBeNull();
  expect(newsAtStart({ version: '1.0.0', installing: null }, '1.1.0')).toEqual({ kind: 'installed', version: '1.1.0', from: '1.0.0' });
  expect(newsAtStart({ version: '1.0.0', installing: '1.1.0' }, '1.1.0')).toEqual({ kind: 'installed', version: '1.1.0', from: '1.0.0' });
  expect(newsAtStart({ version: '1.0.0', installing: '1.1.0' }, '1.0.0')).toEqual({ kind: 'failed', version: '1.1.0' });
  for (const content of [null, {}, { version: 1, installing: null }, { version: 'x'.repeat(65), installing: null }])
    expect(parseBetweenRuns(content)).toBeNull();
});

test('an AppImage that can’t be replaced stays as it was, with nothing beside it', () => {
  const installed = join(folder, 'Vu.AppImage');
  writeFileSync(installed, 'old');
  expect(() => replaceAppImage(installed, join(folder, 'not-there'))).toThrow();
  mkdirSync(`${installed}.d`);
  expect(() => replaceAppImage(`${installed}.d`, installed)).toThrow();
  expect(readFileSync(installed, 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['Vu.AppImage', 'Vu.AppImage.d']);
  writeFileSync(join(folder, 'new'), 'new');
  replaceAppImage(installed, join(folder, 'new'));
  expect(readFileSync(installed, 'utf8')).toBe('new');
  expect(existsSync(`${installed}.new`)).toBe(false);
});

test('what is new is told for every version that was passed over, and this version has an entry', () => {
  const changes = { '0.3.0': ['c'], '0.2.0': ['b'], '0.1.0': ['a'] };
  expect(changesSince(changes, '0.1.0')).toEqual(['c', 'b']);
  expect(changesSince(changes, '0.2.0')).toEqual(['c']);
  expect(changesSince(changes, '0.0.9')).toEqual(['c']);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(Object.keys(updatesEn.changes)[0]).toBe(version);
});
