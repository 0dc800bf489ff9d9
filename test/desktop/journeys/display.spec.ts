import type { Locator } from 'playwright/test';
import { WINDOW_LEAST } from '../../../electron/shell/window-state.ts';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { AGREE, pressInBox } from '../../support/native-box.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import {
  appCode,
  authenticatorCode,
  button,
  chooseMethod,
  codeFromPhone,
  phoneNumber,
  scanSecret,
  textCode,
} from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const NUMBER = '07700 900261';
/** Of 1280 by 800, in CSS pixels. */
const LAPTOP = { width: 1280, height: 800 };
const LAPTOP_AT_200_PERCENT = { width: 640, height: 400 };
/** As high as a control is at most; one of two lines is higher. */
const CONTROL_PX = 40;
/** A rounding of half a pixel either way is nobody's loss. */
const SLACK_PX = 1;

async function zoom(vu: Vu, factor: number): Promise<void> {
  await vu.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to), factor);
  await expect.poll(() => vu.window.evaluate(() => globalThis.window.devicePixelRatio)).toBe(factor);
}

/** What is wider than its place, or reaches out of the window, at the present zoom. */
function tooWide(vu: Vu): Promise<string[]> {
  return vu.window.evaluate((slack) => {
    const width = document.documentElement.clientWidth;
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.slice(0, 30)}`;
    const all = [...document.querySelectorAll('body, body *')];
    const scrolling = all.filter((element) => {
      const { overflowX } = getComputedStyle(element);
      return (overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + slack;
    });
    const outside = [...document.querySelectorAll('h1, h2, label, input, button, dd, .frame__lead')].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      // What is only for screen readers is a pixel wide and may be anywhere; what is in a table scrolls with it.
      return own > 2 && element.closest('.table-box') === null && (left < -slack || right > width + slack);
    });
    const whole = document.documentElement.scrollWidth > width + slack ? ['the whole page'] : [];
    return [...whole, ...scrolling.map((element) => `scrolls: ${name(element)}`), ...outside.map((element) => `outside: ${name(element)}`)];
  }, SLACK_PX);
}

/** The same, without tables: those are in two dimensions by nature, and scroll in a box of their own (WCAG 2.2, 1.4.10). */
async function outsideTables(vu: Vu): Promise<string[]> {
  return (await tooWide(vu)).filter((found) => !found.startsWith('scrolls: section.table-box '));
}

/** Fails when something has to be scrolled sideways to be read or reached at 200 or 300 %. */
async function expectFits(vu: Vu): Promise<void> {
  for (const factor of [2, 3]) {
    await zoom(vu, factor);
    expect(await tooWide(vu), `at ${factor * 100} %`).toEqual([]);
  }
  await zoom(vu, 1);
}

test('every step of a first sign-in fits at 200 and 300 %', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start({ connect: false });
  await expectHeading(window, 'Connect to your council');
  await expectFits(vu);
  await window.getByLabel('Address of the Vu service').fill(vu.api.url);
  await button(window, 'Check and connect').click();
  await pressInBox(vu, AGREE);
  await expectHeading(window, 'Sign in');
  await expectFits(vu);
  await signInForm(window).submit.click();
  await expect(window.getByText('Two things need your attention')).toBeVisible();
  await expectFits(vu);
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Set up how you get your codes');
  await expectFits(vu);
  await chooseMethod(window).authenticator.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Link your authenticator app');
  await expectFits(vu);
  await button(window, 'Back').click();
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Your mobile number');
  await expectFits(vu);
  await phoneNumber(window).give(NUMBER);
  await expectHeading(window, 'Check your phone');
  await window.getByText('Not received it?').click();
  await expectFits(vu);
  await textCode(window).give(await codeFromPhone(vu, NUMBER));
  await expectHeading(window, 'Trust this computer?');
  await expectFits(vu);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await expectFits(vu);
  await mySecurity(window).open();
  await expectFits(vu);
  await shell(window).lock.click();
  await expectHeading(window, 'Locked');
  await expectFits(vu);
});

test('the steps of a later sign-in, and those that lead nowhere, fit at 200 and 300 %', async ({ vu }) => {
  const window = await vu.start();
  const signIn = signInForm(window);
  await signIn.signIn(vu.api.person('recovery-codes'));
  await expectHeading(window, 'Enter the code from your app');
  await expectFits(vu);
  await button(window, 'Use a recovery code').click();
  await expectHeading(window, 'Enter a recovery code');
  await expectFits(vu);
  await button(window, 'Back').click();
  await expectHeading(window, 'How do you want to get your code?');
  await expectFits(vu);
  await button(window, 'Back').click();
  await signIn.signIn(vu.api.person('enrolment-closed'));
  await expectHeading(window, 'Two-step sign-in is not set up for you');
  await expectFits(vu);
  await button(window, 'Back').click();
  await signIn.signIn(vu.api.person('agent'), 'Control');
  await expectHeading(window, 'Your account can’t open Control');
  await expectFits(vu);
  await button(window, 'Back').click();
  await signIn.signIn(vu.api.person('codes-locked'));
  await expectHeading(window, 'Codes are locked for now');
  await expectFits(vu);
});

test('dark colours are clean on the form, a step, the work and a dialog over it', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await window.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(window);
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
  await expectAccessible(window);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await expectAccessible(window);
  await mySecurity(window).open();
  await expectAccessible(window);
  await button(mySecurity(window).factors, 'Add a number').click();
  await expect(shell(window).overlay).toBeVisible();
  await expectAccessible(window);
});

test('with Windows’ high-contrast colours every control keeps an edge, focus shows, and the QR code still scans', async ({ vu }) => {
  const person = vu.api.person('new-manager');
  const window = await vu.start();
  await window.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await expectAccessible(window, { forcedColors: true });
  const edges = () =>
    window.evaluate(() =>
      [...document.querySelectorAll('button, input')]
        .filter((element) => element.getClientRects().length > 0)
        // A field's edge is that of the frame which it shares with what is at its end.
        .map((element) => ({ element, style: getComputedStyle(element.closest('.field__control, .radio-card') ?? element) }))
        .filter(({ style }) => style.borderTopStyle === 'none' && style.textDecorationLine === 'none')
        .map(({ element }) => element.outerHTML.slice(0, 80)),
    );
  expect(await edges()).toEqual([]);
  await signInForm(window).email.focus();
  const outline = await signInForm(window).email.evaluate((field) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(field.closest('.field__control') ?? field);
    return { shown: outlineStyle !== 'none', width: Number.parseFloat(outlineWidth) };
  });
  expect(outline.shown).toBe(true);
  expect(outline.width).toBeGreaterThanOrEqual(2);
  await signInForm(window).signIn(person, 'Control');
  await expectHeading(window, 'Link your authenticator app');
  await authenticatorCode(window).give(await appCode(vu, await scanSecret(window)));
  await expectSignedIn(window, person, 'Control');
  await expectAccessible(window, { forcedColors: true });
});

test('a window as narrow as it can be keeps every step of signing in and the work usable', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  const resize = (to: { width: number; height: number }) =>
    vu.app.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), to);
  const size = () => window.evaluate(() => ({ width: globalThis.innerWidth, height: globalThis.innerHeight }));
  await resize({ width: 1, height: 1 });
  // The least size is that of the whole window, of which a menu may take some.
  await expect.poll(async () => (await size()).width).toBe(WINDOW_LEAST.width);
  expect((await size()).height).toBeLessThanOrEqual(WINDOW_LEAST.height);
  expect(await outsideTables(vu)).toEqual([]);
  await vu.api.database.query(
    "insert into alerts (id, user_id, kind, at) select gen_random_uuid(), id, kind, now() from users, unnest(array['password-changed', 'factor-added', 'codes-locked']) as kind where email = $1",
    [person.email],
  );
  await signInByApp(vu, person);
  expect(await outsideTables(vu)).toEqual([]);
  await resize(LAPTOP_AT_200_PERCENT);
  await expect.poll(size).toEqual(LAPTOP_AT_200_PERCENT);
  const alerts = window.getByRole('region', { name: 'Alerts about your account' });
  await expect(alerts.getByText('3 alerts about your account')).toBeVisible();
  // What the person came for is in sight below them.
  const { y } = (await window.getByRole('heading', { level: 1 }).boundingBox()) ?? { y: Number.POSITIVE_INFINITY };
  expect(y).toBeLessThan(LAPTOP_AT_200_PERCENT.height / 2);
  await expectAccessible(window);
  await button(alerts, 'Show them').click();
  await expect(alerts.getByText('Your password was changed')).toBeVisible();
  await resize(WINDOW_LEAST);
  await expect.poll(size).toEqual(WINDOW_LEAST);
  expect(await outsideTables(vu)).toEqual([]);
  await mySecurity(window).open();
  expect(await outsideTables(vu)).toEqual([]);
  await button(mySecurity(window).factors, 'Add a number').click();
  await expect(phoneNumber(shell(window).overlay).number).toBeVisible();
  expect(await outsideTables(vu)).toEqual([]);
});

test('the table of computers in Control fits a narrow window, in Welsh as well: nothing is scrolled sideways to reach what can be done', async ({
  vu,
}) => {
  const person = vu.api.person('manager');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await expectSignedIn(window, person, 'Control');
  const expectToFit = async (end: Locator) => {
    await expect(end).toBeVisible();
    for (const { width, height } of [LAPTOP, LAPTOP_AT_200_PERCENT, WINDOW_LEAST]) {
      await vu.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height), {
        width,
        height,
      });
      await expect.poll(() => window.evaluate(() => globalThis.innerWidth)).toBe(width);
      expect(await tooWide(vu), `${width} wide`).toEqual([]);
      if (width === WINDOW_LEAST.width) continue;
      const { height: high } = (await end.boundingBox()) ?? { height: Number.POSITIVE_INFINITY };
      expect(high, `one line of words at ${width}`).toBeLessThanOrEqual(CONTROL_PX);
    }
  };
  await expectToFit(window.getByRole('button', { name: /^End everything/ }));
  await expectAccessible(window);
  await shell(window).lock.click();
  await window.getByRole('button', { name: 'Cymraeg' }).click();
  await window.getByLabel('Cyfrinair', { exact: true }).fill(person.password);
  await window.keyboard.press('Enter');
  await expectToFit(window.getByRole('button', { name: /^Dod â phopeth i ben/ }));
});
