import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../electron/environment.ts';

const PLAYWRIGHT = ['--inspect=0', '--remote-debugging-port=0'];

function read(argv: readonly string[], { packaged = false, userId = 1000 }: { packaged?: boolean; userId?: number | null } = {}) {
  return readEnvironment({ argv, env: {}, platform: 'linux', userId, executable: '/opt/vu-desktop/vu-desktop' }, packaged);
}

describe('the command line', () => {
  test('gives the address after a space or an equals sign', () => {
    expect(read(['--api', 'https://vu.council.example']).api).toBe('https://vu.council.example');
    expect(read(['--api=https://vu.council.example']).api).toBe('https://vu.council.example');
  });

  test('is read past the switches of Chromium and of test drivers', () => {
    const argv = [
      ...PLAYWRIGHT,
      '/app',
      '--disable-gpu',
      '--user-data-dir=/tmp/profile',
      '--lang',
      'cy',
      '--api=http://127.0.0.1:4000',
      '--xyz',
    ];
    expect(read(argv)).toMatchObject({ api: 'http://127.0.0.1:4000', userDataFolder: '/tmp/profile', testDriver: true });
  });

  test.each([[['--api']], [['--api=']], [['--api', '--disable-gpu']], [['--apis=x']], [['api=x']], [[]]])(
    'has no address in %j',
    (argv) => {
      expect(read(argv).api).toBeNull();
    },
  );

  test('counts the last of two', () => {
    expect(read(['--api=https://one.example', '--api=https://two.example']).api).toBe('https://two.example');
  });
});

describe('a packaged build', () => {
  const argv = [
    ...PLAYWRIGHT,
    '--development-server=http://localhost:5173',
    '--policy-file=/tmp/policy.json',
    '--update-key=AAAA',
    '--no-sandbox',
    '--api=https://vu.example',
  ];

  test('knows no switch that is for development or tests', () => {
    expect(read(argv, { packaged: true, userId: 0 })).toMatchObject({
      api: 'https://vu.example',
      developmentServer: null,
      policyFile: null,
      updateKey: null,
      sandboxGivenUp: false,
      testDriver: false,
    });
  });

  test('differs in that from an unpackaged one', () => {
    expect(read(argv, { userId: 0 })).toMatchObject({
      developmentServer: 'http://localhost:5173',
      policyFile: '/tmp/policy.json',
      updateKey: 'AAAA',
      sandboxGivenUp: true,
      testDriver: true,
    });
  });
});

test('an AppImage counts only for the program that is inside it, not for one that was started from within another', () => {
  const appImage = (env: Record<string, string>, executable: string) =>
    readEnvironment({ argv: [], env, platform: 'linux', userId: 1000, executable }, true).appImage;
  const env = { APPIMAGE: '/home/siân/Vu.AppImage', APPDIR: '/tmp/.mount_Vu1' };
  expect(appImage(env, '/tmp/.mount_Vu1/vu-desktop')).toBe('/home/siân/Vu.AppImage');
  expect(appImage({ ...env, APPDIR: '/tmp/.mount_Vu1/' }, '/tmp/.mount_Vu1/vu-desktop')).toBe('/home/siân/Vu.AppImage');
  expect(appImage(env, '/opt/vu-desktop/vu-desktop')).toBeNull();
  expect(appImage(env, '/tmp/.mount_Vu10/vu-desktop')).toBeNull();
  for (const APPDIR of ['', '/']) expect(appImage({ ...env, APPDIR }, '/opt/vu-desktop/vu-desktop')).toBeNull();
  expect(appImage({ APPIMAGE: env.APPIMAGE }, '/opt/vu-desktop/vu-desktop')).toBeNull();
});

test('the sandbox is given up only by root, and only in so many words', () => {
  expect(read(['--no-sandbox'], { userId: 1000 }).sandboxGivenUp).toBe(false);
  expect(read([], { userId: 0 }).sandboxGivenUp).toBe(false);
  expect(read(['--no-sandbox'], { userId: null }).sandboxGivenUp).toBe(false);
});
