import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright/test';
import { checkout } from '../../build/folders.mjs';
import { makePrivateFolder } from '../../build/unprivileged.mjs';
import { expect, test } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';

interface Launch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** What `npm run desktop -- --print-launch` prints. */
function printedLaunch(api: string, profile: string): Launch {
  const command = ['build/desktop.ts', '--api', api, '--user-data-dir', profile, '--print-launch'];
  const printed = spawnSync(process.execPath, command, { cwd: checkout, encoding: 'utf8' });
  expect(printed.status, printed.stderr).toBe(0);
  expect(printed.stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(printed.stdout) as Launch;
}

/** Processes whose command line or environment names the profile. */
function processesOf(profile: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return (
          !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')) &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile)
        );
      } catch {
        return false;
      }
    });
}

test('any test driver can start the desktop with what --print-launch prints, and ends all of it by killing that', async ({ vu }) => {
  test.skip(process.platform !== 'linux', 'elsewhere the executable is Electron itself');
  const profile = path.join(desktopSuite().folder, 'profiles', 'launched');
  mkdirSync(profile, { recursive: true });
  const launch = printedLaunch(vu.api.url, profile);
  // Nothing else of our environment: a driver may pass on only what it was told to.
  const app = await _electron.launch({ ...launch, chromiumSandbox: true });
  const window = await app.firstWindow();
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect(processesOf(profile)).not.toEqual([]);
  const { pid } = app.process();
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  await expect.poll(() => processesOf(profile)).toEqual([]);
});

test('a desktop that was closed leaves no lock in its profile and nothing in the temporary folder', async ({ vu }) => {
  test.skip(process.platform === 'win32', 'there the lock is an object of the system, which ends with the process');
  // Short: Chromium's socket is in it, and the path of a socket has 108 bytes at most.
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'vu-'));
  makePrivateFolder(temporary);
  const window = await vu.start({ env: { TMPDIR: temporary } });
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect(readdirSync(temporary)).not.toEqual([]);
  await vu.quit();
  expect(readdirSync(vu.userDataDir).filter((name) => name.startsWith('Singleton'))).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
});

test('a desktop that was killed starts again on its profile', async ({ vu }) => {
  await vu.start();
  await vu.kill();
  const window = await vu.start();
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});
