import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { machineId, thisDevice } from '../../electron/shell/computer.ts';
import { openSettings } from '../../electron/shell/settings-file.ts';
import { deviceSchema } from '../../shared/sign-in/schemas.ts';

const HERE = 'a'.repeat(64);
const ELSEWHERE = 'b'.repeat(64);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vu-settings-'));
  path = join(folder, 'Siân – profil', 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('settings', () => {
  test('begin with the system’s language and a device of their own', () => {
    const settings = openSettings(path, HERE, 'cy');
    expect(settings.read()).toMatchObject({
      address: null,
      language: 'cy',
      application: 'customer-service-vu',
      email: null,
      tombstones: [],
    });
    expect(settings.wasUnusable).toBe(false);
  });

  test('are there again in the next run, the device’s id with them', () => {
    const first = openSettings(path, HERE, 'en');
    first.change({ address: 'https://vu.council.example', language: 'cy' });
    expect(openSettings(path, HERE, 'en').read()).toEqual(first.read());
    expect(openSettings(path, HERE, 'en').read()).toMatchObject({ address: 'https://vu.council.example', language: 'cy' });
  });

  test('keep the id of the device even when nothing was ever changed', () => {
    const { id } = openSettings(path, HERE, 'en').read().device;
    expect(openSettings(path, HERE, 'en').read().device.id).toBe(id);
  });

  test('give a copied profile a new device, and forget who trusted the old one', () => {
    const first = openSettings(path, HERE, 'en');
    first.change({ address: 'https://vu.council.example', email: 'agent@vu.example' });
    const copied = openSettings(path, ELSEWHERE, 'en').read();
    expect(copied.device.id).not.toBe(first.read().device.id);
    expect(copied).toMatchObject({ address: 'https://vu.council.example', email: null, device: { machine: ELSEWHERE } });
    expect(openSettings(path, ELSEWHERE, 'en').read().device.id).toBe(copied.device.id);
  });

  test.each([
    ['empty', ''],
    ['cut short', '{"address": "https://vu'],
    ['not an object', '[]'],
    ['of the wrong shape', '{"address": 1}'],
    ['in a language that there is not', JSON.stringify({ ...valid(), language: 'fr' })],
    ['with a device that is none', JSON.stringify({ ...valid(), device: { id: 'x', machine: HERE } })],
    ['far too big', `${' '.repeat(300_000)}${JSON.stringify(valid())}`],
  ])('start afresh from a file that is %s, and keep it beside', (_what, text) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    const settings = openSettings(path, HERE, 'en');
    expect(settings.wasUnusable).toBe(true);
    expect(settings.read().address).toBeNull();
    expect(readFileSync(`${path}.unusable`, 'utf8')).toBe(text);
    expect(openSettings(path, HERE, 'en').wasUnusable).toBe(false);
  });

  test('of a newer version lose what this one doesn’t know, and nothing else', () => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...valid(), newer: { thing: 1 } }));
    const settings = openSettings(path, HERE, 'en');
    expect(settings.wasUnusable).toBe(false);
    expect(settings.read()).toEqual(valid());
  });

  test('last for this run where they can’t be written', () => {
    writeFileSync(join(folder, 'Siân – profil'), 'a file in the folder’s place');
    const settings = openSettings(path, HERE, 'en');
    settings.change({ language: 'cy' });
    expect(settings.read().language).toBe('cy');
    expect(settings.wasUnusable).toBe(true);
  });

  test('leave no half-written file behind, and are for their owner only', () => {
    const settings = openSettings(path, HERE, 'en');
    settings.change({ language: 'cy' });
    expect(readdirSync(join(path, '..'))).toEqual(['settings.json']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
    expect(existsSync(`${path}.unusable`)).toBe(false);
    chmodSync(path, 0o600);
  });
});

function valid() {
  return {
    address: 'https://vu.council.example',
    language: 'cy',
    application: 'control',
    email: null,
    device: { id: '7d7f1c1e-2a34-4e69-9a51-0b2f5c8c9d10', machine: HERE },
    tombstones: ['x'],
  };
}

describe('this computer', () => {
  test('is the same one each time, and says nothing about itself', () => {
    expect(machineId(process.platform)).toBe(machineId(process.platform));
    expect(machineId(process.platform)).toMatch(/^[0-9a-f]{64}$/);
    expect(machineId('win32')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has a description that the API takes', () => {
    const id = '7d7f1c1e-2a34-4e69-9a51-0b2f5c8c9d10';
    for (const platform of ['win32', 'darwin', 'linux', 'freebsd'] as const) {
      expect(deviceSchema.safeParse(thisDevice(id, platform)).success, platform).toBe(true);
    }
    expect(thisDevice(id, 'freebsd').platform).toBe('other');
  });
});
