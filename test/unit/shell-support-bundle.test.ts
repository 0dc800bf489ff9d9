import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crashReports, keepCrashReports } from '../../electron/shell/crash-reports.ts';
import { noteRun } from '../../electron/shell/last-run.ts';
import { type Log, logFile, openLog } from '../../electron/shell/logs.ts';
import { supportArchive, supportEntries, supportFileName } from '../../electron/shell/support-bundle.ts';
import { unzip } from '../support/unzip.ts';

const NOW = new Date('2026-03-27T09:00:00.000Z');
const SECRETS = ['lantern-harbour-27', 'agent@vu.example', '07700 900123', 'q3VtY0xUQmVKd2s4dHhPb0h6UlZ5bGFNbkNpRmdTZEE', 'ysgol-haf'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vu-support-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A fault whose text and place say all that they mustn't. */
function indiscreet(): Error {
  const error = new Error(`agent@vu.example 07700 900123 Bearer ${SECRETS[3]}`);
  error.stack = `Error: x\n    at f (/home/ysgol-haf/vu/main.cjs:1:2)`;
  return error;
}

function reporting(log: Log, at: () => Date = () => NOW) {
  return keepCrashReports({ folder: join(folder, 'crashes'), log, now: at, about: { version: '0.1.0' } });
}

describe('reports of crashes', () => {
  test('say what broke and where, in the log and in a file for its owner, and nothing about a person', () => {
    const logs = join(folder, 'logs');
    reporting(openLog({ folder: logs, now: () => NOW }))('Uncaught exception', { error: indiscreet(), password: SECRETS[0] });
    const [name = ''] = crashReports(join(folder, 'crashes'));
    const file = join(folder, 'crashes', name);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ at: NOW.toISOString(), what: 'Uncaught exception', version: '0.1.0' });
    expect(text).toContain('main.cjs:1:2');
    expect(readFileSync(logFile(logs, 0), 'utf8')).toContain('Uncaught exception');
    for (const secret of SECRETS) expect(text + readFileSync(logFile(logs, 0), 'utf8'), secret).not.toContain(secret);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('are the newest ten, however often it crashes', () => {
    let at = NOW.getTime();
    const report = reporting(
      () => {},
      () => new Date(at),
    );
    writeFileSync(join(folder, 'crashes-are-ours-alone'), '');
    for (let count = 0; count < 25; count += 1, at += 1000) report(`Crash ${count}`, {});
    const whats = crashReports(join(folder, 'crashes')).map((name) => JSON.parse(readFileSync(join(folder, 'crashes', name), 'utf8')).what);
    expect(whats).toEqual(Array.from({ length: 10 }, (_, index) => `Crash ${index + 15}`));
  });

  test('cost nothing but themselves where they can’t be written', () => {
    writeFileSync(join(folder, 'crashes'), '');
    expect(() => reporting(() => {})('Crash', {})).not.toThrow();
    expect(crashReports(join(folder, 'crashes'))).toEqual([]);
  });
});

test('a run that never ended is told by the next one, and one that did is not', () => {
  const said: string[] = [];
  const log: Log = (_level, what) => said.push(what);
  const path = join(folder, 'running');
  noteRun(path, log, () => NOW);
  expect(said).toEqual([]);
  const ended = noteRun(path, log, () => NOW);
  expect(said).toEqual(['The run before did not end as it should']);
  ended();
  noteRun(path, log, () => NOW);
  expect(said).toHaveLength(1);
});

describe('a support file', () => {
  test('holds log, crashes, versions and names of policies, cleaned again, and nothing else of the profile', () => {
    const logs = join(folder, 'logs');
    const crashes = join(folder, 'crashes');
    reporting(openLog({ folder: logs, now: () => NOW }))('Uncaught exception', { error: new Error('x') });
    // As an older version might have written them, which knew less of what is personal.
    writeFileSync(
      logFile(logs, 1),
      `${JSON.stringify({ at: NOW, level: 'info', what: `For ${SECRETS[1]}`, facts: { password: SECRETS[0], a: { b: SECRETS[2] } } })}\n{"what": "cut off ${SECRETS[1]}`,
    );
    writeFileSync(join(crashes, 'crash-2026-01-01T00-00-00-000Z.json'), JSON.stringify({ what: SECRETS[1], facts: { token: SECRETS[3] } }));
    writeFileSync(join(crashes, 'crash-2026-01-02T00-00-00-000Z.json'), 'not JSON');
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ email: SECRETS[1] }));
    mkdirSync(join(logs, 'other'));
    writeFileSync(join(logs, 'notes.txt'), SECRETS[1] ?? '');
    const entries = supportEntries({ logs, crashes, about: { version: '0.1.0' }, policies: ['apiAddress'] });
    const names = entries.map(({ name }) => name);
    expect(names).toEqual([
      'about.json',
      'logs/vu-desktop.log',
      'logs/vu-desktop.1.log',
      'crashes/crash-2026-01-01T00-00-00-000Z.json',
      `crashes/${readdirSync(crashes).at(-1)}`,
    ]);
    const text = JSON.stringify(entries);
    for (const secret of SECRETS) expect(text, secret).not.toContain(secret);
    expect(text).toContain('apiAddress');
    expect(supportFileName(NOW)).toBe('vu-desktop-support-2026-03-27.zip');
  });

  test.each(['1970-01-01T00:00:00.000Z', '2150-01-01T00:00:00.000Z'])(
    'is made at %s too: a clock without a battery is a reason to ask for help',
    (at) => {
      const entries = [{ name: 'about.json', content: '{}' }];
      expect([...unzip(Buffer.from(supportArchive(entries, new Date(at))))]).toEqual([['about.json', '{}']]);
    },
  );

  test('is a zip that other programs open too', () => {
    const entries = [
      { name: 'about.json', content: '{}' },
      { name: 'logs/Siân ŵ.log', content: 'w'.repeat(300_000) },
      { name: 'empty', content: '' },
    ];
    const archive = supportArchive(entries, NOW);
    expect([...unzip(Buffer.from(archive))]).toEqual(entries.map(({ name, content }) => [name, content]));
    const path = join(folder, 'x.zip');
    writeFileSync(path, archive);
    // Checks every checksum. Not on every machine.
    if (spawnSync('python3', ['--version']).error === undefined)
      expect(execFileSync('python3', ['-m', 'zipfile', '-t', path], { encoding: 'utf8' })).toContain('Done testing');
  });
});
