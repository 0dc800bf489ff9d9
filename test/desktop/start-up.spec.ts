import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';
import { MOST_SIGN_IN_SCRIPT_BYTES, signInScriptBytes } from '../support/sign-in-script.ts';

/** What the sign-in form costs before anybody has typed: each test keeps a saving that `npm run bench -- startup` showed. */

/** Chromium draws a page in squares of this many pixels, and keeps none of a square that is one plain colour. */
const TILE_PX = 256;

async function signInForm(start: () => Promise<Page>): Promise<Page> {
  const window = await start();
  await expect(window.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  return window;
}

test('what lies behind the sign-in form is plain colours, which take no memory for pixels', async ({ vu }) => {
  const window = await signInForm(() => vu.start());
  const drawn = await window.evaluate(
    (least) =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          return width > least && height > least && getComputedStyle(element).backgroundImage !== 'none';
        })
        .map((element) => `${element.tagName} ${element.className}`),
    TILE_PX,
  );
  expect(drawn).toEqual([]);
});

test('the panel beside the sign-in form is one surface from top to bottom', async ({ vu }) => {
  const window = await signInForm(() => vu.start());
  const { council, help, height } = await window.evaluate(() => {
    const facts = (selector: string) => {
      const part = document.querySelector(selector);
      if (part === null) throw new Error(`${selector} isn't there`);
      const { top, bottom, left, right } = part.getBoundingClientRect();
      return { top, bottom, left, right, colour: getComputedStyle(part).backgroundColor };
    };
    return { council: facts('.frame__council'), help: facts('.frame__help'), height: innerHeight };
  });
  expect(council.top).toBe(0);
  expect(help.top).toBeCloseTo(council.bottom);
  expect(help.bottom).toBeCloseTo(height);
  expect([help.left, help.right, help.colour]).toEqual([council.left, council.right, council.colour]);
});

test('the sign-in form reads one font: neither the one for codes nor the letters of other languages', async ({ vu }) => {
  const window = await signInForm(() => vu.start());
  const read = await window.evaluate(async () => {
    const fonts = await document.fonts.ready;
    return [...fonts].filter(({ status }) => status !== 'unloaded').map(({ family }) => family.replaceAll('"', ''));
  });
  expect(read).toEqual(['Atkinson Hyperlegible Next Variable']);
});

test('the page begins with one script and one style sheet: each more is a round through main before the first screen', async ({ vu }) => {
  const window = await signInForm(() => vu.start());
  const asked = await window.evaluate(() => ({
    scripts: document.querySelectorAll('script, link[rel="modulepreload"]').length,
    styles: document.querySelectorAll('link[rel="stylesheet"]').length,
  }));
  expect(asked).toEqual({ scripts: 1, styles: 1 });
});

test('the script of the sign-in form is no larger than was asked for: what comes later is fetched when it is needed', () => {
  expect(signInScriptBytes(desktopSuite().bundle)).toBeLessThanOrEqual(MOST_SIGN_IN_SCRIPT_BYTES);
});

test('no script has a letter that Latin-1 lacks: one would double the memory of the whole script', () => {
  const { bundle } = desktopSuite();
  const scripts = readdirSync(bundle, { recursive: true, encoding: 'utf8' }).filter((file) => /^(?!node_modules).*\.c?js$/.test(file));
  const beyond = scripts.filter((file) => /[^\0-\xff]/.test(readFileSync(path.join(bundle, file), 'utf8')));
  expect(scripts).toContain('main.cjs');
  expect(beyond).toEqual([]);
});

test('main asks the API without loading Node’s own fetch, which takes megabytes and holds up the first screen', async ({ vu }) => {
  const window = await signInForm(() => vu.start());
  await window.getByLabel('E-mail address').fill('nobody@council.example');
  await window.getByLabel('Password', { exact: true }).fill('not a password of anybody');
  await window.getByRole('button', { name: 'Sign in' }).click();
  await expect(window.getByText('That e-mail address and password don’t match').first()).toBeVisible();
  const loaded = await vu.app.evaluate(() => Reflect.get(process, 'moduleLoadList') as string[]);
  expect(loaded.filter((name) => /undici|worker_threads|child_process|NativeModule http$/.test(name))).toEqual([]);
});
