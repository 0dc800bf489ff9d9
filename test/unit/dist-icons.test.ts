import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { icnsFile, icoFile } from '../../build/dist/icon-files.ts';
import { drawIcons, LINUX_SIZES, linuxIcon, MAC_SIZES, WINDOWS_SIZES } from '../../build/dist/icons.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-icons-'));
afterAll(() => rmSync(folder, { recursive: true }));
const icons = drawIcons(folder);

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Width and height of a PNG, from its first chunk. */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(0, PNG.length)).toEqual(PNG);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('Linux gets one file for each folder of the icon theme, in its size', () => {
  for (const size of LINUX_SIZES) expect(sizeOf(readFileSync(linuxIcon(icons, size)))).toEqual([size, size]);
});

test('the Windows icon holds every size, each picture as large as it is said to be', () => {
  const ico = readFileSync(icons.windows);
  expect(ico.readUInt16LE(4)).toBe(WINDOWS_SIZES.length);
  const sizes = WINDOWS_SIZES.map((_, at) => {
    const entry = 6 + 16 * at;
    const start = ico.readUInt32LE(entry + 12);
    const [width] = sizeOf(ico.subarray(start, start + ico.readUInt32LE(entry + 8)));
    expect(width % 256).toBe(ico.readUInt8(entry));
    return width;
  });
  expect(sizes).toEqual([...WINDOWS_SIZES]);
  // electron-builder refuses a smaller one.
  expect(sizes).toContain(256);
});

test('the macOS icon holds every size, and its lengths add up', () => {
  const icns = readFileSync(icons.mac);
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const sizes = new Set<number>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) sizes.add(sizeOf(icns.subarray(at + 8))[0]);
  expect(sizes).toEqual(new Set(MAC_SIZES));
  // electron-builder refuses a smaller one.
  expect(sizes).toContain(512);
});

test('the same source gives the same icons', () => {
  const again = drawIcons(path.join(folder, 'again'));
  for (const kind of ['windows', 'mac'] as const) expect(readFileSync(again[kind])).toEqual(readFileSync(icons[kind]));
  for (const size of LINUX_SIZES) expect(readFileSync(linuxIcon(again, size))).toEqual(readFileSync(linuxIcon(icons, size)));
});

test('a picture that a kind of file has no room for is refused', () => {
  expect(() => icoFile([{ size: 512, png: PNG }])).toThrow('512');
  expect(() => icnsFile([{ size: 48, png: PNG }])).toThrow('48');
});
