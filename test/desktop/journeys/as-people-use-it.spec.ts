import type { Locator, Page } from 'playwright/test';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { readQr } from '../../support/qr.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import {
  appCode,
  authenticatorCode,
  button,
  chooseMethod,
  codeFromPhone,
  nextAppCode,
  phoneNumber,
  recoveryCode,
  textCode,
} from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

/** What people do at their screens without a thought: zoom, show what they typed, send what is empty, paste more than they should. */

const NUMBER = '07700 900262';
/** As long as somebody holds a phone up. */
const SCANNED_WITHIN_MS = 5_000;
/** A window of a small laptop, under its title bar. */
const WINDOW = { width: 1280, height: 775 };
/** The longest name that can be set, with letters that take a link six characters each. */
const LONG_ISSUER = 'ŵ'.repeat(30);

async function resize(vu: Vu, { width, height }: typeof WINDOW): Promise<void> {
  await vu.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setSize(size.width, size.height), { width, height });
  await expect.poll(() => vu.window.evaluate(() => [globalThis.window.outerWidth, globalThis.window.outerHeight])).toEqual([width, height]);
}

async function zoom(vu: Vu, factor: number): Promise<void> {
  await vu.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to), factor);
  await expect.poll(() => vu.window.evaluate(() => globalThis.window.devicePixelRatio)).toBe(factor);
}

/** The window as it is on the screen. The driver's own pictures cut a window off that is zoomed. */
async function picture(vu: Vu): Promise<Buffer> {
  const page = await vu.app.firstWindow();
  // What was zoomed or scrolled is drawn with the next frame, and captured with the one after.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const png = await vu.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return window === undefined ? '' : (await window.webContents.capturePage()).toPNG().toString('base64');
  });
  return Buffer.from(png, 'base64');
}

/** What a scanner reads in the window; a phone looks until it has it as well, while the page is still being drawn. */
async function scanned(vu: Vu): Promise<string> {
  let read = '';
  await expect(async () => {
    read = await readQr(await picture(vu));
  }).toPass({ timeout: SCANNED_WITHIN_MS });
  return read;
}

/** Where something is in what can be seen of the window; scrolled to first, unless it must be there already. */
async function place(window: Page, what: Locator, scroll: boolean) {
  if (scroll) await what.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const { top, bottom, left, right } = await what.evaluate((element) => element.getBoundingClientRect());
  const seen = await window.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  return { top, left, below: bottom - seen.height, beyond: right - seen.width };
}

async function expectWhole(window: Page, what: Locator, scroll: boolean): Promise<void> {
  const { top, left, below, beyond } = await place(window, what, scroll);
  expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
  expect(Math.max(below, beyond)).toBeLessThanOrEqual(0);
}

async function giveLongNames(vu: Vu, email: string): Promise<string> {
  const long = `${'a.long.name+'.repeat(8)}${email}`;
  await vu.api.database.query('update organisation set issuer = $1', [LONG_ISSUER]);
  await vu.api.database.query('update users set email = $1 where email = $2', [long, email]);
  return long;
}

test('a QR code with the longest names there are is whole in the window and scans at every zoom, beside the field for its code at 100 %', async ({
  vu,
}) => {
  const person = vu.api.person('new');
  const email = await giveLongNames(vu, person.email);
  const window = await vu.start();
  await resize(vu, WINDOW);
  await signInForm(window).signIn({ ...person, email });
  await chooseMethod(window).authenticator.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Link your authenticator app');
  const qr = window.getByRole('img', { name: /^QR code/ });
  // Nothing is scrolled: the phone is in one hand, and the other is on the keyboard.
  for (const part of [qr, authenticatorCode(window).code, button(window, 'Link the app')]) await expectWhole(window, part, false);
  const links = new Set([await scanned(vu)]);
  for (const factor of [1.25, 1.5, 2, 2.5, 3]) {
    await zoom(vu, factor);
    await expectWhole(window, qr, true);
    links.add(await scanned(vu));
  }
  expect(links.size).toBe(1);
  const [link = ''] = links;
  expect(new URL(link).searchParams.get('issuer')).toBe(LONG_ISSUER);
  await zoom(vu, 1);
  await authenticatorCode(window).give(await appCode(vu, new URL(link).searchParams.get('secret')));
  await expectHeading(window, 'Trust this computer?');
});

test('a second app is said to be a new entry, whose QR code is whole over the work at every zoom', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const email = await giveLongNames(vu, person.email);
  const window = await vu.start();
  await resize(vu, WINDOW);
  await signInForm(window).signIn({ ...person, email });
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await mySecurity(window).open();
  await button(mySecurity(window).factors, 'Link another app').click();
  const { overlay } = shell(window);
  const qr = window.getByRole('img', { name: /^QR code/ });
  await expect(qr).toBeVisible();
  await expect(overlay.getByText('Your app gets a new entry, with the date and time behind your address')).toBeVisible();
  await expect(overlay.getByText('The one that you have stays, and works until')).toBeVisible();
  await expectAccessible(window);
  for (const part of [qr, authenticatorCode(overlay).code]) await expectWhole(window, part, false);
  for (const factor of [1, 1.5, 2, 3]) {
    await zoom(vu, factor);
    await expectWhole(window, qr, true);
    const link = new URL(await scanned(vu));
    expect(decodeURIComponent(link.pathname)).toMatch(/ \(\d\d-\d\d-\d{4} \d\d\.\d\d\)$/);
  }
});

/** Sends a form with nothing in it. */
async function sendEmpty(fields: readonly Locator[], submit: Locator): Promise<void> {
  for (const field of fields) await field.fill('');
  await submit.click();
}

/** The window's title says that something needs correcting, and stops when there is nothing any more. */
async function expectErrorInTitle(window: Page, heading: string): Promise<void> {
  await expect(window).toHaveTitle(`Error: ${heading} – Vu Desktop`);
}

test('every form that is sent empty says in the window’s title that there is an error, until there is none', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const form = signInForm(window);
  await expect(window).toHaveTitle('Sign in – Vu Desktop');
  await sendEmpty([form.email, form.password], form.submit);
  await expectErrorInTitle(window, 'Sign in');
  await window.getByRole('button', { name: 'Cymraeg' }).click();
  await expect(window).toHaveTitle('Gwall: Mewngofnodi – Vu Desktop');
  await window.getByRole('button', { name: 'English' }).click();
  await form.signIn(person);
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Your mobile number');
  await expect(window).toHaveTitle('Your mobile number – Vu Desktop');
  await sendEmpty([phoneNumber(window).number], button(window, 'Send a code'));
  await expectErrorInTitle(window, 'Your mobile number');
  await phoneNumber(window).give(NUMBER);
  await sendEmpty([textCode(window).code], button(window, 'Continue'));
  await expectErrorInTitle(window, 'Check your phone');
  await textCode(window).give(await codeFromPhone(vu, NUMBER));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await shell(window).lock.click();
  await expectHeading(window, 'Locked');
  await button(window, 'Unlock').click();
  await expectErrorInTitle(window, 'Locked');
  await window.getByLabel('Password', { exact: true }).fill(person.password);
  await button(window, 'Unlock').click();
  await expectSignedIn(window, person);
  await mySecurity(window).open();
  const { password } = mySecurity(window);
  await button(password, 'Change password').click();
  await button(password, 'Save new password').click();
  await expectErrorInTitle(window, 'My security');
  await button(password, 'Cancel').click();
  await expect(window).toHaveTitle('My security – Vu Desktop');
  await button(password, 'Change password').click();
  const save = button(password, 'Save new password');
  for (const label of ['Current password', 'New password']) {
    const field = password.getByLabel(label, { exact: true });
    await field.fill(label);
    await expectHiddenAtSending(field, password.getByRole('button', { name: `Show: ${label}` }), () => save.click());
  }
});

/** Shows what is in a password's field, sends it, and expects it hidden, whatever is then made of it. */
async function expectHiddenAtSending(field: Locator, show: Locator, send: () => Promise<void>): Promise<void> {
  await show.click();
  await expect(field).toHaveAttribute('type', 'text');
  await send();
  await expect(field).toHaveAttribute('type', 'password');
}

test('a password that is shown is hidden at sending, in every form that has one', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const form = signInForm(window);
  const showPassword = window.getByRole('button', { name: 'Show: Password', exact: true });
  await form.email.fill(person.email);
  await form.password.fill('lantern-harbour-72');
  await expectHiddenAtSending(form.password, showPassword, () => form.submit.click());
  await expect(window.getByText('don’t match').first()).toBeVisible();
  // Selected, so that typing replaces it; in dots.
  await expect(form.password).toBeFocused();
  await expect(form.password).toHaveAttribute('type', 'password');
  // With a fault that the window finds itself, too.
  await form.email.fill('');
  await expectHiddenAtSending(form.password, showPassword, () => form.password.press('Enter'));
});

test('a code is found in the whole message that was pasted over several lines, and what else was pasted isn’t sent', async ({ vu }) => {
  const person = vu.api.person('recovery-codes');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await button(window, 'Use a recovery code').click();
  const { code } = recoveryCode(window);
  const [first = '', second = ''] = person.recoveryCodes ?? [];
  await pasteInto(vu, code, `Vu recovery codes\n1. ${first}\n2. ${second}\n`);
  await button(window, 'Continue').click();
  await expect(code).toHaveAccessibleDescription(/There is more than one code in that.*no try was used/);
  await expectErrorInTitle(window, 'Enter a recovery code');
  await expectAccessible(window);
  await code.fill('');
  await pasteInto(vu, code, `They said this one:\n5. ${first}\nand no other`);
  await button(window, 'Continue').click();
  await expectSignedIn(window, person);
});

/** As with Ctrl+V. */
async function pasteInto(vu: Vu, field: Locator, text: string): Promise<void> {
  await vu.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
  await field.focus();
  await field.press('ControlOrMeta+v');
}
