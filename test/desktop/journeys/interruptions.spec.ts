import { expect, test } from '../../support/desktop.ts';
import { newestSession } from '../../support/elsewhere.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import { authenticatorCode, button, chooseMethod, codeFromPhone, phoneNumber, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp, signInByText } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const NUMBER = '07700 900231';
const UNREACHABLE = 'The Vu service can’t be reached';

test('while the API is away nothing that was typed is lost, and each step goes on when it is back', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const form = signInForm(window);
  await form.email.fill(person.email);
  await form.password.fill(person.password);
  await vu.api.stop();
  await form.submit.click();
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await expect(form.email).toHaveValue(person.email);
  await expect(form.password).toHaveValue(person.password);
  await expectAccessible(window);
  await vu.api.startAgain();
  await form.submit.click();

  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await phoneNumber(window).number.fill(NUMBER);
  await vu.api.stop();
  await phoneNumber(window).submit.click();
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await expect(phoneNumber(window).number).toHaveValue(NUMBER);
  await expectAccessible(window);
  await vu.api.startAgain();
  await phoneNumber(window).submit.click();

  const code = await codeFromPhone(vu, NUMBER);
  await textCode(window).code.fill(code);
  await vu.api.stop();
  await textCode(window).submit.click();
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await expect(textCode(window).code).toHaveValue(code);
  await expectAccessible(window);
  await vu.api.startAgain();
  await textCode(window).submit.click();

  await expectHeading(window, 'Trust this computer?');
  await vu.api.stop();
  await trustComputer(window).yes.click();
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await vu.api.startAgain();
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
});

test('a desktop that starts while the API is away says so, and signs in once it is back', async ({ vu }) => {
  const person = vu.api.person('text-message');
  await vu.api.stop();
  const window = await vu.start();
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await expectAccessible(window);
  await vu.api.startAgain();
  await signInByText(vu, person);
});

test('a second start on the same profile ends at once and leaves the first as it was, in front', async ({ vu }) => {
  const window = await vu.start();
  await signInForm(window).email.fill('half.typed@porthaven.example');
  await vu.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  expect(await vu.startSecond()).toBe(0);
  const state = () =>
    vu.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((each) => ({ shown: each.isVisible(), small: each.isMinimized() })),
    );
  await expect.poll(state).toEqual([{ shown: true, small: false }]);
  await expect(signInForm(window).email).toHaveValue('half.typed@porthaven.example');
});

test('a locked session shows nothing of the work, opens with the password alone, and comes back where it was', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  await shell(window).mySecurity.click();
  await expectHeading(window, 'My security');
  await expect(window.getByRole('heading', { name: 'Recent sign-ins' })).toBeVisible();
  await shell(window).lock.click();
  await expectHeading(window, 'Locked');
  await expect(window).toHaveTitle('Locked – Vu Desktop');
  await expect(window.getByText('Recent sign-ins')).toHaveCount(0);
  await expect(window.getByRole('main')).toContainText(person.name);
  await expect.poll(() => newestSession(vu.api, person)).toBe('locked');
  const password = window.getByLabel('Password', { exact: true });
  await expect(password).toBeFocused();
  await expectAccessible(window);

  await password.fill('lantern-harbour-72');
  await password.press('Enter');
  await expect(window.getByText('That password is not right')).toBeVisible();
  await expect(password).toBeFocused();
  await expectAccessible(window);
  await password.fill(person.password);
  await button(window, 'Unlock').click();
  await expectHeading(window, 'My security');
  expect(await newestSession(vu.api, person)).toBe('open');

  // What an overlay was opened from is gone with a lock under it; focus goes to the page.
  await button(mySecurity(window).factors, 'Link another app').click();
  const { overlay } = shell(window);
  await expect(authenticatorCode(overlay).code).toBeFocused();
  await vu.app.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('lock-screen');
  });
  await expectHeading(window, 'Locked');
  await password.fill(person.password);
  await password.press('Enter');
  await expect(overlay).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(overlay).toBeHidden();
  await expect(window.getByRole('main')).toBeFocused();

  // Somebody else's turn, without the password of the one before.
  await shell(window).lock.click();
  await button(window, 'Switch user').click();
  await expect(window.getByText('You have signed out')).toBeVisible();
  await expect(signInForm(window).email).toHaveValue('');
  await expect.poll(() => newestSession(vu.api, person)).toBe('ended');
});

test('a computer that locks its screen locks the session, without the API too', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  await vu.api.stop();
  await vu.app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
  await expectHeading(window, 'Locked');
  await expect(window.getByText('locked itself together with this computer')).toBeVisible();
  const password = window.getByLabel('Password', { exact: true });
  await password.fill(person.password);
  await password.press('Enter');
  await expect(window.getByText(UNREACHABLE)).toBeVisible();
  await expect(password).toHaveValue(person.password);
  await expectAccessible(window);
  await vu.api.startAgain();
  await password.press('Enter');
  await expectSignedIn(window, person);
});

/** How long a council's session may be idle, and how soon the desktop notices. */
const IDLE_LIMIT_MS = 15 * 60_000;
const NOTICED_WITHIN_MS = 15_000 + 10_000;

test('a session locks when idle also where the system can’t tell how long nobody has been there', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  // What Chromium answers on native Wayland, however long nobody has touched anything.
  await vu.app.evaluate(({ powerMonitor }) => {
    powerMonitor.getSystemIdleTime = () => 0;
  });
  await signInByApp(vu, person);
  await vu.app.evaluate((_electron, by) => {
    const date = Date.now.bind(Date);
    Date.now = () => date() + by;
    const uptime = process.uptime.bind(process);
    process.uptime = () => uptime() + by / 1000;
  }, IDLE_LIMIT_MS);
  await expect(window.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible({ timeout: NOTICED_WITHIN_MS });
  await expect(window.getByText('locked itself because')).toBeVisible();
});

test('signing out leaves nothing in view and nothing alive, also when the API hears of it only later', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInByText(vu, person);
  await shell(window).signOut.click();
  await expect(window.getByText('You have signed out')).toBeVisible();
  await expectAccessible(window);
  await expect(signInForm(window).email).toHaveValue('');
  await expect(signInForm(window).password).toHaveValue('');
  await expect(window.locator('body')).not.toContainText(person.name);
  expect(JSON.stringify(await window.evaluate(() => globalThis.window.vu.view()))).not.toContain(person.email);
  await expect.poll(() => newestSession(vu.api, person)).toBe('ended');

  vu.api.clock.advance({ minutes: 1 });
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? '', 2));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await vu.api.stop();
  await shell(window).signOut.click();
  await expectHeading(window, 'Sign in');
  await expect(window.locator('body')).not.toContainText(person.name);
  expect(await newestSession(vu.api, person)).toBe('open');
  await vu.api.startAgain();
  await expect.poll(() => newestSession(vu.api, person)).toBe('ended');
});

/** What closing may take: its own limit, and a busy machine. */
const CLOSED_WITHIN_MS = 5_000 + 4_000;

test('a desktop that is closed while the API no longer answers is gone within seconds', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  await vu.start();
  await signInByApp(vu, person);
  const asked = await vu.app.evaluateHandle(({ session }) => {
    const requests: string[] = [];
    // Never called back: the request goes nowhere, and nothing says so.
    session.fromPartition('vu-api').webRequest.onBeforeRequest(({ url }) => void requests.push(url));
    return requests;
  });
  expect(await asked.jsonValue()).toEqual([]);
  const begin = performance.now();
  await vu.quit();
  expect(performance.now() - begin).toBeLessThan(CLOSED_WITHIN_MS);
  // The sign-out was on its way and never arrived.
  expect(await newestSession(vu.api, person)).toBe('open');
});
