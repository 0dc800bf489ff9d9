import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { publicUpdateKey, writeFeed } from '../../build/dist/feed.ts';
import { makePrivateFolder, unprivilegedUser } from '../../build/unprivileged.mjs';
import { expect, test, type Vu } from '../support/desktop.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { expectAccessible } from './accessible.ts';
import { button } from './pages/second-factor.ts';
import { shell, signInByApp } from './pages/shell.ts';
import { expectHeading, signInForm } from './pages/sign-in.ts';

const NEWER = '9.9.9';
const TIMEOUT_MS = 120_000;
const FILE = `vu-desktop-${NEWER}-linux-x64.AppImage`;
const READY = `Version ${NEWER} is ready to install`;
const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A web server with a signed feed, whose files a test can exchange. */
async function serveFeed(folder: string, key: string) {
  mkdirSync(folder, { recursive: true });
  // What is installed is a program: it says beside itself that it was started.
  writeFileSync(path.join(folder, FILE), '#!/bin/sh\necho new > "$0.started"\n');
  writeFeed({ folder, version: NEWER, channel: 'latest', stagingPercentage: 100, key, at: new Date() });
  const exchanged = new Map<string, string>();
  const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '');
    asked.push({ url: name, headers: request.headers });
    const file = path.join(folder, name);
    if (exchanged.has(name)) response.end(exchanged.get(name));
    else if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  const address = `http://127.0.0.1:${await listenOnLoopback(server)}/vu`;
  return { address, asked, exchanged, server, text: (name: string) => readFileSync(path.join(folder, name), 'utf8') };
}

/** Chooses "Check for a new version" and answers what was said; null where the menu doesn't have it. */
async function checkNow(vu: Vu): Promise<string | null> {
  const hasMenu = () => vu.app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.getMenuItemById('about') ?? null) !== null);
  await expect.poll(hasMenu).toBe(true);
  return vu.app.evaluate(
    ({ dialog, Menu }) =>
      new Promise<string | null>((resolve) => {
        Reflect.set(dialog, 'showMessageBox', async (...args: { message: string }[]) => {
          resolve(args.at(-1)?.message ?? '');
          return { response: 0 };
        });
        const item = Menu.getApplicationMenu()?.getMenuItemById('check-for-updates') ?? null;
        if (item === null) resolve(null);
        else item.click();
      }),
  );
}

test('a new version comes only from a feed that is signed, and takes the old one’s place when the person who agreed has signed out', async ({
  vu,
}) => {
  // Three starts, and a program that ends by itself.
  test.setTimeout(TIMEOUT_MS);
  test.skip(unprivilegedUser === null, 'A policy is root’s to write');
  const key = newKey();
  const parent = path.dirname(vu.userDataDir);
  const feed = await serveFeed(path.join(parent, 'feed'), key);
  const home = path.join(parent, 'applications');
  makePrivateFolder(home);
  const installed = path.join(home, 'Vu.AppImage');
  writeFileSync(installed, 'old');
  const policy = path.join(parent, 'update-policy.json');
  const start = (on: boolean) => {
    writeFileSync(policy, JSON.stringify({ updates: on, updateAddress: feed.address }));
    chmodSync(policy, 0o644);
    const args = [`--policy-file=${policy}`, `--update-key=${publicUpdateKey(key)}`];
    return vu.restart({ args, env: { APPIMAGE: installed, XDG_CACHE_HOME: home } });
  };

  // The last run was an older version. Without IT's word nobody is asked for another.
  writeFileSync(path.join(vu.userDataDir, 'update.json'), JSON.stringify({ version: '0.0.9', installing: null }));
  let window = await start(false);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  await expect(window.getByRole('heading', { name: `The desktop is now version ${version}` })).toBeVisible();
  await expectAccessible(window);
  // Not between somebody and their code.
  const person = vu.api.person('authenticator');
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
  await expect(window.getByText('What is new:')).toHaveCount(0);
  await button(window, 'Back').click();
  await button(window, 'Dismiss').click();
  await expect(window.getByText('What is new:')).toHaveCount(0);
  expect(await checkNow(vu)).toBeNull();
  expect(feed.asked).toEqual([]);

  window = await start(true);
  await expect(window.getByText('What is new:')).toHaveCount(0);
  await signInByApp(vu, person);
  // Somebody else's signature, then a file that isn't the one which the feed names.
  const theirs = path.join(parent, 'their-feed');
  const other = await serveFeed(theirs, newKey());
  other.server.close();
  feed.exchanged.set('latest-linux.yml.sig', other.text('latest-linux.yml.sig'));
  expect(await checkNow(vu)).toContain('could not be asked, or its answer was refused');
  expect(vu.logs()).toContain('"because":"unsigned"');
  feed.exchanged.clear();
  feed.exchanged.set(FILE, feed.text(FILE).replace('new', 'bad'));
  expect(await checkNow(vu)).toContain('is being fetched');
  await expect.poll(() => vu.logs()).toContain('ERR_CHECKSUM_MISMATCH');
  await expect(window.getByText(READY)).toHaveCount(0);

  feed.exchanged.clear();
  expect(await checkNow(vu)).toContain('is being fetched');
  await expect(window.getByRole('heading', { name: READY })).toBeVisible();
  await expectAccessible(window);
  expect(await window.evaluate(() => globalThis.window.vu.send({ kind: 'install-update' }))).toEqual({ ok: false, code: 'refused' });
  await button(window, 'Install when I sign out').click();
  await expect(window.getByText('It will be installed when you sign out.')).toBeVisible();
  // Putting the notice away doesn't take that back, and asking once more doesn't say that it is still coming.
  await expect(button(window, 'Not now')).toHaveCount(0);
  await button(window, 'Dismiss').click();
  await expect(window.getByRole('heading', { name: READY })).toHaveCount(0);
  expect(await checkNow(vu)).toContain('has been fetched already');
  expect(readFileSync(installed, 'utf8')).toBe('old');
  await shell(window).signOut.click();
  await expect.poll(() => existsSync(`${installed}.started`)).toBe(true);
  expect(readFileSync(installed, 'utf8')).toBe(feed.text(FILE));
  // Nothing that the server was told tells one computer from another.
  expect(JSON.stringify(feed.asked.map(({ headers }) => headers))).not.toMatch(/staging|x-user|cookie/i);

  // What runs is still the old version, as after an installation that failed: it says so and works.
  window = await start(true);
  await expect(window.getByRole('heading', { name: `Version ${NEWER} could not be installed` })).toBeVisible();
  await expectHeading(window, 'Sign in');
  feed.server.close();
});
