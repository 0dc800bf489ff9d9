import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../electron/environment.ts';
import { linkedApplication, readLink } from '../../electron/shell/link.ts';

describe('a link', () => {
  test.each([
    ['vu:control', 'control'],
    ['vu:customer-service-vu', 'customer-service-vu'],
    ['VU:Control', 'control'],
    ['vu://control', 'control'],
    ['vu://control/', 'control'],
  ])('%j opens sign-in for %j', (link, application) => {
    expect(linkedApplication(link)).toBe(application);
  });

  test.each([
    'vu:',
    'vu:forms-portal',
    'vu:control?email=agent@vu.example',
    'vu:control#code=123456',
    'vu:control/../customer-service-vu',
    'vu:control control',
    'vu:control\n--no-sandbox',
    'vu:control%00',
    'vu:///control',
    'vu://agent@control',
    'vu:constructor',
    'vu:__proto__',
    'https://vu.example/control',
    'javascript:alert(1)',
    `vu:${'a'.repeat(100_000)}`,
    '',
  ])('%j is none', (link) => {
    expect(linkedApplication(link)).toBeNull();
  });
});

describe('a command line', () => {
  test('brings a link wherever the system and Chromium put it', () => {
    for (const argv of [['vu:control'], ['--', 'vu:control'], ['--inspect=0', '/app', '--allow-file-access', '--', 'vu:control']])
      expect(readLink(argv)).toEqual({ kind: 'opens', application: 'control' });
  });

  test('brings none without one, and is refused with a wrong one or two', () => {
    expect(readLink(['--api=https://vu.example', '/app', '--', 'control'])).toEqual({ kind: 'none' });
    expect(readLink(['--', 'vu:control?x'])).toEqual({ kind: 'refused' });
    expect(readLink(['--', 'vu:control', 'vu:control'])).toEqual({ kind: 'refused' });
    expect(readLink(['VU:control', 'vu:nothing'])).toEqual({ kind: 'refused' });
  });

  test('has no switches after two dashes, whatever a link says', () => {
    const argv = ['--api=https://vu.example', '--', '--api=https://elsewhere.example', '--user-data-dir=/tmp/x', 'vu:control'];
    const read = readEnvironment({ argv, env: {}, platform: 'linux', userId: 1000, executable: '/opt/vu-desktop/vu-desktop' }, true);
    expect(read).toMatchObject({ api: 'https://vu.example', userDataFolder: null, link: { kind: 'opens', application: 'control' } });
  });
});
