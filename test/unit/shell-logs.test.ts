import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logFile, openLog } from '../../electron/shell/logs.ts';
import { redact, redactText } from '../../electron/shell/redaction.ts';

const NOW = new Date('2026-03-27T09:00:00.000Z');
const TOKEN = 'q3VtY0xUQmVKd2s4dHhPb0h6UlZ5bGFNbkNpRmdTZEE';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vu-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a log', () => {
  test('is one line of JSON an entry', () => {
    const log = openLog({ folder, now: () => NOW });
    log('info', 'Started', { version: '0.1.0' });
    log('warning', 'SIGNIN-NET-02');
    const lines = readFileSync(logFile(folder, 0), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: NOW.toISOString(), level: 'info', what: 'Started', facts: { version: '0.1.0' } },
      { at: NOW.toISOString(), level: 'warning', what: 'SIGNIN-NET-02' },
    ]);
  });

  test('is for its owner only', () => {
    openLog({ folder, now: () => NOW })('info', 'Started');
    if (process.platform !== 'win32') expect(statSync(logFile(folder, 0)).mode & 0o077).toBe(0);
  });

  test('keeps five files of the size given and loses only the oldest lines', () => {
    const bytesMost = 2000;
    const log = openLog({ folder, now: () => NOW, bytesMost });
    for (let at = 0; at < 500; at += 1) log('info', `Entry ${at}.`);
    expect(readdirSync(folder).sort()).toEqual([
      'vu-desktop.1.log',
      'vu-desktop.2.log',
      'vu-desktop.3.log',
      'vu-desktop.4.log',
      'vu-desktop.log',
    ]);
    const kept: string[] = [];
    for (const age of [4, 3, 2, 1, 0]) {
      expect(statSync(logFile(folder, age)).size).toBeLessThanOrEqual(bytesMost);
      for (const line of readFileSync(logFile(folder, age), 'utf8').trimEnd().split('\n')) kept.push(JSON.parse(line).what);
    }
    expect(kept.at(-1)).toBe('Entry 499.');
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, at) => `Entry ${500 - kept.length + at}.`));
  });

  test('goes on in the file of the run before', () => {
    openLog({ folder, now: () => NOW })('info', 'One');
    openLog({ folder, now: () => NOW })('info', 'Two');
    expect(readFileSync(logFile(folder, 0), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  test('costs nothing but itself where it can’t be written', () => {
    const inTheWay = join(folder, 'file');
    writeFileSync(inTheWay, '');
    const log = openLog({ folder: join(inTheWay, 'logs'), now: () => NOW });
    expect(() => log('error', 'Lost')).not.toThrow();
    expect(existsSync(join(inTheWay, 'logs'))).toBe(false);
  });

  test('takes anything as a fact', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const log = openLog({ folder, now: () => NOW });
    expect(() => log('error', 'Odd', { circular, big: 1n, fn: () => 1, none: undefined })).not.toThrow();
  });

  test('holds nothing secret or personal, however it got there', () => {
    const secrets = [
      'correct horse battery staple',
      'agent@vu.example',
      '07700 900123',
      '+447700900123',
      '123456',
      TOKEN,
      'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      'ysgol-haf',
    ];
    const log = openLog({ folder, now: () => NOW });
    const error = new Error(`POST https://vu.example/v1/x?email=agent@vu.example failed for agent@vu.example, code 123456`);
    log('error', 'Uncaught exception', { error, at: '/home/ysgol-haf/.config/Vu Desktop' });
    log('error', `Bearer ${TOKEN} was refused`, { password: 'correct horse battery staple', sessionToken: TOKEN });
    log('error', 'Deep', { body: { nested: [{ phoneNumber: '07700 900123', note: 'call +447700900123 or 07700 900123' }] } });
    log('error', 'otpauth://totp/Vu:agent@vu.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', { key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' });
    log('error', 'Folder C:\\Users\\ysgol-haf\\AppData', { recoveryCodes: ['C7PQ2XW9KD'] });
    const text = readFileSync(logFile(folder, 0), 'utf8');
    for (const secret of [...secrets, 'C7PQ2XW9KD']) expect(text, secret).not.toContain(secret);
    expect(text).toContain('https://vu.example/v1/x?[query]');
  });
});

describe('redaction', () => {
  test.each([
    'Started',
    'SIGNIN-NET-02 about',
    'The page’s process is gone',
    'at Engine.dispatch (app.asar/main-desktop.cjs:1042:17)',
    'net::ERR_CONNECTION_REFUSED at https://vu.council.example:8443/v1/about',
    '2026-03-27T09:00:00.000Z',
    '114.0.5735.106',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test.each([
    ['https://user:word@vu.example/', 'https://[secret]@vu.example/'],
    ['https://vu.example/a#frag', 'https://vu.example/a?[query]'],
    ['siân.o’brien@cyngor.example', /^(?!.*cyngor)/],
    ['authorization: Basic dXNlcjp3b3Jk', 'authorization: Basic [secret]'],
    // An address's end may be the word by which a secret is known.
    ['nia@otpauth://totp/Vu?secret=JBSWY3DPEHPK3PXP', 'nia@[otpauth]'],
    ['proxy.user@Basic dXNlcjp3b3Jk', '[email] [secret]'],
  ])('takes out what is personal in %j', (text, expected) => {
    expect(redactText(text)).toMatch(expected);
  });

  test('goes by the name of a value too', () => {
    expect(redact({ Password: 'x', 'trust-token': 'y', API_KEY: 'z', code: 'w', reason: 'crashed' })).toEqual({
      Password: '[secret]',
      'trust-token': '[secret]',
      API_KEY: 'z',
      code: '[secret]',
      reason: 'crashed',
    });
  });

  test('names the commit that was built, whatever digits it has, and nothing else by that name', () => {
    expect(redact({ commit: '123456edae+changes' })).toEqual({ commit: '123456edae+changes' });
    expect(redact({ commit: '1234567890' })).toEqual({ commit: '1234567890' });
    expect(redact({ commit: '123456' })).toEqual({ commit: '[code]' });
    expect(redact({ commit: '07700900123' })).toEqual({ commit: '[number]' });
    expect(redact({ other: '123456edae' })).toEqual({ other: '[code]edae' });
  });
});
