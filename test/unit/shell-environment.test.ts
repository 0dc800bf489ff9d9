import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../electron/environment.ts';

const PLAYWRIGHT = ['--inspect=0', '--remote-debugging-port=0'];

function read(argv: readonly string[], { packaged = false, userId = 1000 }: { packaged?: boolean; userId?: number | null } = {}) {
  return readEnvironment({ argv, env: {}, platform: 'linux', userId }, packaged);
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
    '--no-sandbox',
    '--api=https://vu.example',
  ];

  test('knows no switch that is for development or tests', () => {
    expect(read(argv, { packaged: true, userId: 0 })).toMatchObject({
      api: 'https://vu.example',
      developmentServer: null,
      policyFile: null,
      sandboxGivenUp: false,
      testDriver: false,
    });
  });

  test('differs in that from an unpackaged one', () => {
    expect(read(argv, { userId: 0 })).toMatchObject({
      developmentServer: 'http://localhost:5173',
      policyFile: '/tmp/policy.json',
      sandboxGivenUp: true,
      testDriver: true,
    });
  });
});

test('the sandbox is given up only by root, and only in so many words', () => {
  expect(read(['--no-sandbox'], { userId: 1000 }).sandboxGivenUp).toBe(false);
  expect(read([], { userId: 0 }).sandboxGivenUp).toBe(false);
  expect(read(['--no-sandbox'], { userId: null }).sandboxGivenUp).toBe(false);
});
