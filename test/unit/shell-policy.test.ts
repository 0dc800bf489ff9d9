import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseAddress } from '../../electron/policy/api-address.ts';
import { inForce } from '../../electron/policy/in-force.ts';
import { NEEDS, POLICIES, POLICY_NAMES } from '../../electron/policy/policies.ts';
import { parsePolicy } from '../../electron/policy/policy.ts';
import { LINUX_POLICY_FILE, readPolicyFile } from '../../electron/policy/policy-file.ts';

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
    expect(parsePolicy(GOOD)).toEqual({ kind: 'read', policy: GOOD, unknownKeys: [] });
    expect(parsePolicy({})).toEqual({ kind: 'read', policy: {}, unknownKeys: [] });
  });

  test('may have keys of another version, which are named and left out', () => {
    expect(parsePolicy({ ...GOOD, kioskMode: true, Apiaddress: 1 })).toEqual({
      kind: 'read',
      policy: GOOD,
      unknownKeys: ['kioskMode', 'Apiaddress'],
    });
  });

  test.each([
    [{ ...GOOD, idleLockMinutes: '5' }, 'idleLockMinutes must be a whole number from 1 to 60'],
    [{ ...GOOD, idleLockMinutes: 0 }, 'idleLockMinutes must be'],
    [{ ...GOOD, idleLockMinutes: 61 }, 'idleLockMinutes must be'],
    [{ ...GOOD, idleLockMinutes: 2.5 }, 'idleLockMinutes must be'],
    [{ ...GOOD, deviceTrustMostDays: 0 }, 'deviceTrustMostDays must be a whole number from 1 to 90'],
    [{ ...GOOD, allowDeviceTrust: 'no' }, 'allowDeviceTrust must be true or false'],
    [{ ...GOOD, screenshotProtection: null }, 'screenshotProtection must be true or false'],
    [{ ...GOOD, language: 'fr' }, 'language must be one of en, cy'],
    [{ ...GOOD, language: 'toString' }, 'language must be'],
    [{ ...GOOD, applications: [] }, 'applications must be one or more of customer-service-vu, control, each once'],
    [{ ...GOOD, applications: ['control', 'control'] }, 'applications must be'],
    [{ ...GOOD, applications: ['forms-portal'] }, 'applications must be'],
    [{ ...GOOD, applications: 'control' }, 'applications must be'],
    [{ ...GOOD, apiAddress: ['https://vu.example'] }, 'apiAddress must be an HTTPS address without a path'],
    [{ ...GOOD, apiAddress: '' }, 'apiAddress must be'],
    [{ ...GOOD, apiAddress: 'http://vu.example' }, 'apiAddress must be'],
    [{ ...GOOD, apiAddress: 'https://me:secret@vu.example' }, 'apiAddress must be'],
    [{ updates: true }, 'updates needs updateAddress'],
    [{ updates: true, updateAddress: 'http://updates.example/vu' }, 'updateAddress must be an HTTPS address without a query'],
    [{ proxyMode: 'pac_script' }, 'proxyMode needs proxyPacAddress'],
    [{ proxyMode: 'pac_script', proxyPacAddress: 'file:///etc/passwd' }, 'proxyPacAddress must be an HTTP or HTTPS address'],
    [{ proxyMode: 'fixed_servers', proxyPacAddress: 'http://wpad.example/p.pac' }, 'proxyMode needs proxyServer'],
    [{ proxyServer: 'proxy.example:8080' }, 'proxyServer needs proxyMode to be fixed_servers'],
    [{ proxyMode: 'fixed_servers', proxyServer: 'proxy.example:70000' }, 'proxyServer must be a name and a port'],
    [{ proxyMode: 'fixed_servers', proxyServer: 'direct://' }, 'proxyServer must be'],
    [{ proxyMode: 'direct', proxyBypass: '*.council.example' }, 'proxyBypass needs proxyMode to be fixed_servers'],
    [null, 'it is not a list of settings'],
    [[], 'it is not a list of settings'],
    ['policy', 'it is not a list of settings'],
  ])('is refused as a whole, with the reason, for one wrong value: %j', (content, reason) => {
    const read = parsePolicy(content);
    expect(read.kind === 'refused' ? read.because : read).toContain(reason);
    // What IT wrote may be nobody else's business, and may hold a password by mistake.
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  test('takes every example of the declaration, as the templates show it', () => {
    for (const name of POLICY_NAMES) {
      const needed = Object.fromEntries(
        NEEDS.filter((need) => need.name === name && (need.is === undefined || need.is === POLICIES[name].example)).map(
          ({ needs, toBe }) => [needs, toBe ?? POLICIES[needs].example],
        ),
      );
      const whole = { ...(needed['proxyMode'] === 'fixed_servers' && { proxyServer: POLICIES.proxyServer.example }), ...needed };
      expect(parsePolicy({ ...whole, [name]: POLICIES[name].example }), name).toMatchObject({ kind: 'read', unknownKeys: [] });
    }
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
      expect(because()).toMatch(/^it is not JSON/);
    },
  );

  test.runIf(isRoot)('says from which line on it is not JSON, and quotes none of it', () => {
    write('{\n  "language": "cy",\n  "idleLockMinutes": 5,\n}\n');
    expect(because()).toBe('it is not JSON from line 4 on');
  });

  test.runIf(isRoot)('may begin with the mark that Windows editors put there', () => {
    write(`\uFEFF${JSON.stringify(GOOD)}`);
    expect(readPolicyFile(path, 'linux')).toEqual({ kind: 'read', policy: GOOD, unknownKeys: [] });
  });

  test.runIf(isRoot)('is refused as a whole for one wrong value', () => {
    write(JSON.stringify({ ...GOOD, idleLockMinutes: 'never' }));
    expect(because()).toBe('idleLockMinutes must be a whole number from 1 to 60');
  });
});

test('the file is where only root can put it', () => {
  expect(LINUX_POLICY_FILE).toBe('/etc/vu-desktop/policy.json');
});

describe('what holds', () => {
  const read = { kind: 'read', policy: { idleLockMinutes: 5 }, unknownKeys: [] } as const;
  const refused = { kind: 'refused', because: 'it is not JSON' } as const;

  test('is the policy; nothing when there is none', () => {
    expect(inForce(read, null)).toEqual({ policy: read.policy, managed: true, fault: null });
    expect(inForce({ kind: 'absent' }, null)).toEqual({ policy: {}, managed: false, fault: null });
  });

  test('is the strict side at the start when it can’t be read, so that breaking it opens nothing', () => {
    const broken = inForce(refused, null);
    expect(broken).toEqual({ policy: { allowDeviceTrust: false, screenshotProtection: true }, managed: true, fault: 'POLICY-01' });
  });

  test('stays as it was when it can’t be read any more, and goes when IT takes it away', () => {
    const before = inForce(read, null);
    const broken = inForce(refused, before);
    expect(broken).toEqual({ policy: read.policy, managed: true, fault: 'POLICY-01' });
    expect(inForce(read, broken)).toEqual(before);
    expect(inForce({ kind: 'absent' }, broken).policy).toEqual({});
  });
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
