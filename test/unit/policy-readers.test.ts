import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { IDENTITY } from '../../build/dist/identity.ts';
import { managedPreferencesFiles, policyFromPlistJson, readManagedPreferences } from '../../electron/policy/managed-preferences.ts';
import { proxyFrom } from '../../electron/policy/proxy.ts';
import { BUNDLE_ID } from '../../electron/policy/read.ts';
import type { ProgramEnd, ProgramPlace, RunProgram } from '../../electron/policy/run-program.ts';
import { runProgram } from '../../electron/policy/run-program.ts';
import { windowsFolder } from '../../electron/policy/windows-folder.ts';
import { parsePowerShell, parseRegQuery, policyFromRegistry, readRegistry } from '../../electron/policy/windows-registry.ts';

/** As `reg query` writes it: a heading, values with four spaces between, and CRLF. */
const QUERIED = [
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Vu Desktop',
  '    (Default)    REG_SZ    (value not set)',
  '    ApiAddress    REG_SZ    https://vu.council.example',
  '    idlelockminutes    REG_DWORD    0x5',
  '    AllowDeviceTrust    REG_DWORD    0x0',
  '    Applications    REG_SZ    control, customer-service-vu',
  '    ProxyMode    REG_SZ    fixed_servers',
  '    ProxyServer    REG_SZ    proxy.council.example:8080',
  '    ProxyBypass    REG_SZ    *.council.example;10.0.0.0/8',
  '    Empty    REG_SZ',
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Vu Desktop\\Subkey',
  '',
].join('\r\n');

const MEANT = {
  apiAddress: 'https://vu.council.example',
  idleLockMinutes: 5,
  allowDeviceTrust: false,
  applications: ['control', 'customer-service-vu'],
  proxyMode: 'fixed_servers',
  proxyServer: 'proxy.council.example:8080',
  proxyBypass: '*.council.example;10.0.0.0/8',
};

const NOWHERE = { folder: '/', variables: {} };

const ended = (code: number | null, output = ''): ProgramEnd => ({ code, output });
const NO_KEY = ended(1, 'ERROR: The system was unable to find the specified registry key or value.');
const OTHERS = ended(0, '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\r\n');

/** A Windows whose registry answers by hive and key; remembers what it was asked. */
function windows(answers: (asked: string) => ProgramEnd): { readonly run: RunProgram; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    run: async (file, args) => {
      const question = `${file.split('\\').at(-1)} ${args.join(' ')}`;
      asked.push(question);
      return answers(question);
    },
  };
}

describe('the Windows registry', () => {
  test('is read as the policy means it, with names in any case', () => {
    expect(policyFromRegistry(parseRegQuery(QUERIED))).toEqual({ kind: 'read', policy: MEANT, unknownKeys: ['Empty'] });
  });

  test.each([
    ['IdleLockMinutes    REG_SZ    5', 'idleLockMinutes'],
    ['IdleLockMinutes    REG_DWORD    0x3d', 'idleLockMinutes'],
    ['AllowDeviceTrust    REG_DWORD    0x2', 'allowDeviceTrust'],
    ['AllowDeviceTrust    REG_QWORD    0x1', 'allowDeviceTrust'],
    ['ApiAddress    REG_EXPAND_SZ    https://%COMPUTERNAME%.example', 'apiAddress'],
    ['ApiAddress    REG_SZ', 'apiAddress'],
    ['Applications    REG_SZ    control,', 'applications'],
  ])('is refused as a whole for one value of the wrong kind: %s', (line, name) => {
    const read = policyFromRegistry(parseRegQuery(`${QUERIED.replace(new RegExp(`^ {4}${name} .*$`, 'im'), '')}\r\n    ${line}\r\n`));
    expect(read.kind === 'refused' ? read.because : read).toMatch(new RegExp(`^${name} must be `));
  });

  test('counts the machine’s as a whole before the person’s, and never mixes them', async () => {
    const { run, asked } = windows((question) =>
      question.includes('HKLM') ? ended(0, '    IdleLockMinutes    REG_DWORD    0x5\r\n') : ended(0, '    Language    REG_SZ    cy\r\n'),
    );
    expect(await readRegistry(run, 'C:\\Windows')).toEqual({ kind: 'read', policy: { idleLockMinutes: 5 }, unknownKeys: [] });
    expect(asked).toEqual(['reg.exe query HKLM\\SOFTWARE\\Policies\\Vu Desktop /reg:64']);
  });

  test('has the person’s where the machine has none, and nothing where neither has', async () => {
    const person = windows((question) =>
      question.includes('HKCU') && question.includes('Vu Desktop')
        ? ended(0, '    Language    REG_SZ    cy\r\n')
        : question.includes('Vu Desktop')
          ? NO_KEY
          : OTHERS,
    );
    expect(await readRegistry(person.run, 'C:\\Windows')).toMatchObject({ kind: 'read', policy: { language: 'cy' } });
    const nobody = windows((question) => (question.includes('Vu Desktop') ? NO_KEY : OTHERS));
    expect(await readRegistry(nobody.run, 'C:\\Windows')).toEqual({ kind: 'absent' });
  });

  test('a machine’s policy that is wrong is refused, and the person’s does not step in', async () => {
    const { run } = windows((question) =>
      question.includes('HKLM') ? ended(0, '    IdleLockMinutes    REG_DWORD    0x0\r\n') : ended(0, '    Language    REG_SZ    cy\r\n'),
    );
    expect((await readRegistry(run, 'C:\\Windows')).kind).toBe('refused');
  });

  test('is read by PowerShell where people may not use reg.exe, and a key that can’t be read is not one that isn’t there', async () => {
    const listed = JSON.stringify([{ name: 'IdleLockMinutes', type: 'REG_DWORD', data: '5' }]);
    const blocked = windows((question) => (question.startsWith('powershell') ? ended(0, listed) : ended(1)));
    expect(await readRegistry(blocked.run, 'C:\\Windows')).toMatchObject({ kind: 'read', policy: { idleLockMinutes: 5 } });

    const denied = windows((question) =>
      question.startsWith('powershell')
        ? ended(1)
        : question.includes('Vu Desktop')
          ? ended(1)
          : ended(0, 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Vu Desktop'),
    );
    expect(await readRegistry(denied.run, 'C:\\Windows')).toEqual({ kind: 'refused', because: "the registry can't be read (HKLM)" });
  });

  test.each(['', 'null', '{}', '[1]', '[{"name":"A","type":"REG_SZ"}]', '[{"name":"A","type":"REG_SZ","data":5}]'])(
    'what PowerShell writes is taken for nothing else: %s',
    (output) => {
      expect(parsePowerShell(output)).toBeNull();
    },
  );
});

describe('macOS’s forced preferences', () => {
  const text = { kind: 'text', text: 'bplist' } as const;
  const plutil =
    (json: unknown): RunProgram =>
    async () =>
      ended(0, JSON.stringify(json));

  test('are the computer’s, or else the person’s, never both', async () => {
    const files: string[] = [];
    const readFile = (file: string) => {
      files.push(file);
      return text;
    };
    const options = { bundleId: BUNDLE_ID, user: 'nia', run: plutil({ idleLockMinutes: 5, PayloadUUID: 'x' }) };
    const computer = await readManagedPreferences({ ...options, readFile });
    expect(computer).toEqual({ kind: 'read', policy: { idleLockMinutes: 5 }, unknownKeys: [] });
    expect(files).toEqual(['/Library/Managed Preferences/example.vu.desktop.plist']);

    const person = await readManagedPreferences({ ...options, readFile: (file) => (file.includes('/nia/') ? text : { kind: 'absent' }) });
    expect(person).toMatchObject({ kind: 'read', policy: { idleLockMinutes: 5 } });
    expect(await readManagedPreferences({ ...options, readFile: () => ({ kind: 'absent' }) })).toEqual({ kind: 'absent' });
  });

  test('are refused where anybody but root could have written them, and the person’s do not step in', async () => {
    const refused = { kind: 'refused', because: 'root does not own it' } as const;
    const read = await readManagedPreferences({
      bundleId: BUNDLE_ID,
      user: 'nia',
      run: plutil({ idleLockMinutes: 5 }),
      readFile: (file) => (file.includes('/nia/') ? text : refused),
    });
    expect(read).toEqual(refused);
  });

  test('are refused when plutil can’t read them, or one value is wrong', async () => {
    const options = { bundleId: BUNDLE_ID, user: 'nia', readFile: () => text };
    expect(await readManagedPreferences({ ...options, run: async () => ended(1) })).toMatchObject({ kind: 'refused' });
    expect(policyFromPlistJson('{"idleLockMinutes":"5"}')).toMatchObject({ kind: 'refused' });
    expect(policyFromPlistJson('<plist>')).toMatchObject({ kind: 'refused' });
    expect(policyFromPlistJson('{"PayloadUUID":"x"}')).toEqual({ kind: 'absent' });
  });

  test.each(['..', '.', '', 'a/b', 'nia\0'])('a user name never leads out of the folder: %j', (user) => {
    expect(managedPreferencesFiles(BUNDLE_ID, user)).toHaveLength(1);
  });

  test('are looked for under the name that the installer gives the application', () => {
    expect(BUNDLE_ID).toBe(IDENTITY.appId);
  });
});

test('a program of the system that isn’t there, fails or floods is an end like any other', async () => {
  const runNode = (script: string) => runProgram(process.execPath, ['-e', script], NOWHERE);
  expect(await runProgram('/nowhere/reg.exe', [], NOWHERE)).toEqual({ code: null, output: '' });
  expect(await runNode('process.stdout.write("said"); process.exit(3)')).toEqual({ code: 3, output: 'said' });
  expect((await runNode('process.stdout.write("x".repeat(1e6))')).code).toBeNull();
});

test('a program that reads IT’s policy is given nothing of the person’s environment, nor the folder that they are in', async () => {
  vi.stubEnv('COR_PROFILER', 'a program of the person’s');
  const place = { folder: path.parse(process.cwd()).root, variables: { SystemRoot: 'D:\\Windows' } };
  const script = 'process.stdout.write(JSON.stringify([process.cwd(), process.env.COR_PROFILER ?? null, process.env.SystemRoot]))';
  const { output } = await runProgram(process.execPath, ['-e', script], place);
  expect(JSON.parse(output)).toEqual([place.folder, null, 'D:\\Windows']);
  vi.unstubAllEnvs();
});

describe('Windows’ own folder', () => {
  test('is where the kernel says, whatever a variable says', () => {
    vi.stubEnv('SystemRoot', 'C:\\Users\\nia');
    expect(windowsFolder((name) => (name === '\\\\?\\GLOBALROOT\\SystemRoot' ? 'D:\\Windows' : 'C:\\Users\\nia'))).toBe('D:\\Windows');
    vi.unstubAllEnvs();
  });

  test.each([['nothing'], ['\\\\attacker.example\\share'], ['/tmp/windows'], ['C:\\a\\..\\"b']])(
    'is the usual one where that answers %s',
    (said) => {
      expect(windowsFolder(() => said)).toBe('C:\\Windows');
      expect(
        windowsFolder(() => {
          throw new Error('no such file');
        }),
      ).toBe('C:\\Windows');
    },
  );
});

test('the registry is read by programs of Windows’ own folder, which find nothing by a person’s path', async () => {
  const asked: { readonly file: string; readonly place: ProgramPlace }[] = [];
  await readRegistry(async (file, _args, place) => {
    asked.push({ file, place });
    return ended(1);
  }, 'D:\\Windows');
  expect(new Set(asked.map(({ file }) => file))).toEqual(
    new Set(['D:\\Windows\\System32\\reg.exe', 'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe']),
  );
  for (const { place } of asked) {
    expect(place.folder).toBe('D:\\Windows\\System32');
    expect(Object.values(place.variables).filter((value) => !value.startsWith('D:\\Windows'))).toEqual([]);
  }
});

test('the proxy is the system’s unless IT says otherwise', () => {
  expect(proxyFrom({})).toEqual({ mode: 'system' });
  expect(proxyFrom({ proxyMode: 'direct' })).toEqual({ mode: 'direct' });
  expect(proxyFrom({ proxyMode: 'pac_script', proxyPacAddress: 'http://wpad.example/p.pac' })).toEqual({
    mode: 'pac_script',
    pacScript: 'http://wpad.example/p.pac',
  });
  expect(proxyFrom({ proxyMode: 'fixed_servers', proxyServer: 'proxy.example:8080', proxyBypass: '*.example' })).toEqual({
    mode: 'fixed_servers',
    proxyRules: 'proxy.example:8080',
    proxyBypassRules: '*.example',
  });
});
