import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseAddress } from '../../electron/policy/api-address.ts';
import { parsePolicy } from '../../electron/policy/policy.ts';
import { policyPath, readPolicyFile } from '../../electron/policy/policy-file.ts';

const GOOD = { apiAddress: 'https://vu.council.example', allowDeviceTrust: false, idleLockMinutes: 5, screenshotProtection: true };
/** Anybody but root. */
const NOBODY = 65534;
/** Only root can make a file that is root's, which is what these are about. */
const isRoot = process.getuid?.() === 0;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vu-policy-'));
  path = join(folder, 'policy.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string, mode = 0o644): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function because(): string {
  const read = readPolicyFile(path, 'linux');
  if (read.kind !== 'refused') throw new Error(`The policy was ${read.kind}`);
  return read.because;
}

describe('what a policy may say', () => {
  test('is taken whole', () => {
    expect(parsePolicy(GOOD)).toEqual({ policy: GOOD, unknownKeys: [] });
    expect(parsePolicy({})).toEqual({ policy: {}, unknownKeys: [] });
  });

  test('may have keys of another version, which are named and left out', () => {
    expect(parsePolicy({ ...GOOD, ofANewerVersion: 'https://vu.example', Apiaddress: 1 })).toEqual({
      policy: GOOD,
      unknownKeys: ['ofANewerVersion', 'Apiaddress'],
    });
  });

  test.each([
    [{ ...GOOD, idleLockMinutes: '5' }],
    [{ ...GOOD, idleLockMinutes: 0 }],
    [{ ...GOOD, idleLockMinutes: 61 }],
    [{ ...GOOD, idleLockMinutes: 2.5 }],
    [{ ...GOOD, allowDeviceTrust: 'no' }],
    [{ ...GOOD, apiAddress: ['https://vu.example'] }],
    [{ ...GOOD, apiAddress: '' }],
    [{ ...GOOD, screenshotProtection: null }],
    [null],
    [[]],
    ['policy'],
  ])('is refused as a whole for one wrong value: %j', (content) => {
    expect(parsePolicy(content)).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('the file', () => {
  test('is absent', () => {
    expect(readPolicyFile(path, 'linux')).toEqual({ kind: 'absent' });
    expect(readPolicyFile(join(path, 'policy.json'), 'linux')).toEqual({ kind: 'absent' });
  });

  test.runIf(isRoot)('is root’s and only root can write to it', () => {
    write(JSON.stringify(GOOD));
    expect(readPolicyFile(path, 'linux')).toEqual({ kind: 'read', policy: GOOD, unknownKeys: [] });
  });

  test('is refused when anybody but root owns it', () => {
    write(JSON.stringify(GOOD));
    if (isRoot) chownSync(path, NOBODY, NOBODY);
    expect(because()).toBe('root does not own it');
  });

  test.runIf(isRoot).each([0o664, 0o646, 0o622, 0o666])('is refused when others can write to it: mode %o', (mode) => {
    write(JSON.stringify(GOOD), mode);
    expect(because()).toBe('others than its owner can write to it');
  });

  test('is refused when it is a link, even to a good one', () => {
    const real = join(folder, 'real.json');
    writeFileSync(real, JSON.stringify(GOOD));
    symlinkSync(real, path);
    expect(because()).toBe('it is a link');
  });

  test('is refused when it is a pipe, without waiting for a writer', () => {
    execFileSync('mkfifo', [path]);
    expect(because()).toBe('it is not a regular file');
  });

  test('is refused when it is a folder or a device', () => {
    expect(readPolicyFile(folder, 'linux')).toEqual({ kind: 'refused', because: 'it is not a regular file' });
    expect(readPolicyFile('/dev/zero', 'linux')).toEqual({ kind: 'refused', because: 'it is not a regular file' });
  });

  test('is refused when it is too big', () => {
    write(`{"apiAddress":"https://vu.example"}${' '.repeat(64 * 1024)}`);
    expect(because()).toMatch(/^it is bigger than/);
  });

  test.runIf(isRoot).each(['', '{', 'apiAddress: https://vu.example', '{"apiAddress":"https://vu.example"} more'])(
    'is refused when it is not JSON: %j',
    (text) => {
      write(text);
      expect(because()).toBe('it is not JSON');
    },
  );

  test.runIf(isRoot)('is refused as a whole for one wrong value', () => {
    write(JSON.stringify({ ...GOOD, idleLockMinutes: 'never' }));
    expect(because()).toBe('a setting in it has the wrong kind of value');
  });
});

test('each system has its own place for it, which only its administrators can write to', () => {
  expect(policyPath('linux', '')).toBe('/etc/vu-desktop/policy.json');
  expect(policyPath('darwin', '')).toBe('/Library/Application Support/Vu Desktop/policy.json');
  expect(policyPath('win32', 'D:\\Data')).toBe('D:\\Data\\Vu Desktop\\policy.json');
});

describe('which address counts', () => {
  const all = { policy: 'https://it.example', argument: 'https://argument.example', saved: 'https://saved.example' };

  test('in a packaged build IT’s comes before an argument, so that a shortcut can’t point elsewhere', () => {
    expect(chooseAddress(all, true)).toEqual({ address: 'https://it.example', source: 'policy' });
    expect(chooseAddress({ ...all, policy: null }, true)).toEqual({ address: 'https://argument.example', source: 'argument' });
  });

  test('in an unpackaged one a developer’s argument comes first', () => {
    expect(chooseAddress(all, false).source).toBe('argument');
    expect(chooseAddress({ ...all, argument: null }, false).source).toBe('policy');
  });

  test('what was saved comes last, and there may be none', () => {
    expect(chooseAddress({ policy: null, argument: null, saved: all.saved }, true)).toEqual({ address: all.saved, source: 'saved' });
    expect(chooseAddress({ policy: null, argument: null, saved: null }, true)).toEqual({ address: null, source: 'none' });
  });
});
