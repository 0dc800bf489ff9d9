import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { STEP_UP_MINUTES } from '../../../shared/sign-in/limits.ts';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import {
  appCode,
  authenticatorCode,
  button,
  codeFromPhone,
  nextAppCode,
  phoneNumber,
  recoveryCode,
  scanSecret,
  textCode,
} from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp, signInByText } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const OTHER_NUMBER = '07700 900241';
const NEW_PASSWORD = 'copper-meadow-tram-58';

/** A code counts for changes to the account as well, for some minutes; after that another one is asked for. */
function codeOfSignInRunsOut(vu: Vu): void {
  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
}

test('a way to get codes is added, replaced and removed, each after a code of one that the person has', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInByText(vu, person);
  const { factors, open, confirm } = mySecurity(window);
  const { overlay } = shell(window);
  await open();
  await expect(factors).toContainText('Mobile number ending 102');
  await expect(factors).toContainText('Can’t be removed: without it you could not sign in.');
  await expectAccessible(window);

  // Added: a code from the phone first, then the app's own.
  codeOfSignInRunsOut(vu);
  await button(factors, 'Link an app').click();
  await expect(overlay.getByRole('heading', { name: 'Check your phone' })).toBeVisible();
  await expectAccessible(window);
  await textCode(overlay).give(await codeFromPhone(vu, person.phone ?? '', 2));
  await expect(overlay.getByRole('heading', { name: 'Link your authenticator app' })).toBeVisible();
  await expectAccessible(window);
  const first = await scanSecret(window);
  await authenticatorCode(overlay).give(await appCode(vu, first));
  await expect(overlay).toBeHidden();
  await expect(factors).toContainText('The new way to get codes works from now on.');
  await expectAccessible(window);

  // Replaced: by the app from now on, since it is the strongest that there is; then within the minutes that its code is good for.
  await button(factors, 'Link another app').click();
  await authenticatorCode(overlay).give(await nextAppCode(vu, first));
  const second = await scanSecret(window);
  expect(second).not.toBe(first);
  await authenticatorCode(overlay).give(await appCode(vu, second));
  await expect(overlay).toBeHidden();

  await button(factors, 'Change number').click();
  await phoneNumber(overlay).give(OTHER_NUMBER);
  await textCode(overlay).give(await codeFromPhone(vu, OTHER_NUMBER));
  await expect(factors).toContainText('Mobile number ending 241');

  // Removed, and the one that is left can't be.
  await button(factors, 'Remove text message').click();
  await expectAccessible(window);
  await confirm('Remove text message');
  await expect(factors).toContainText('That way to get codes is removed.');
  await expect(factors).not.toContainText('241');
  await expect(factors).toContainText('Can’t be removed: without it you could not sign in.');
  await expectAccessible(window);

  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await nextAppCode(vu, first));
  await expect(window.getByText(/^That code is not right/)).toBeVisible();
  await authenticatorCode(window).give(await nextAppCode(vu, second));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('a step-up that is not finished changes nothing, and what it was for is not done later', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  const { factors, open } = mySecurity(window);
  const { overlay } = shell(window);
  await open();
  codeOfSignInRunsOut(vu);
  await button(factors, 'Link another app').click();
  await expect(overlay.getByRole('heading', { name: 'Enter the code from your app' })).toBeVisible();
  await expectAccessible(window);
  await window.keyboard.press('Escape');
  await expect(overlay).toBeHidden();
  await expect(button(factors, 'Link another app')).toBeFocused();
  await expectAccessible(window);
  await button(factors, 'Link another app').click();
  await authenticatorCode(overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(overlay.getByRole('heading', { name: 'Link your authenticator app' })).toBeVisible();
  await button(overlay, 'Close').click();
  await expect(overlay).toBeHidden();

  // The app that the person has goes on working.
  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('a trusted computer is removed from the list, and asks for a code from then on', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  let window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  const { computers, open, confirm } = mySecurity(window);
  await open();
  await expect(computers.getByText('This computer')).toBeVisible();
  await expectAccessible(window);
  codeOfSignInRunsOut(vu);
  await computers.getByRole('button', { name: /^Remove .* for Customer Service Vu$/ }).click();
  await confirm('Stop trusting it');
  await authenticatorCode(shell(window).overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(computers).toContainText('That computer is no longer trusted.');
  await expect(computers).toContainText('No computer is trusted');
  await expectAccessible(window);

  window = await vu.restart();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
});

test('a password is changed with the one before and a code; the one before is refused from then on', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  const { password, open } = mySecurity(window);
  await open();
  await button(password, 'Change password').click();
  const current = password.getByLabel('Current password', { exact: true });
  const chosen = password.getByLabel('New password', { exact: true });
  await expect(current).toBeFocused();
  await current.fill('lantern-harbour-72');
  await chosen.fill('short');
  codeOfSignInRunsOut(vu);
  await button(password, 'Save new password').click();
  await authenticatorCode(shell(window).overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(password.getByText('That password is not right')).toBeVisible();
  await expect(current).toBeFocused();
  await expectAccessible(window);
  await current.fill(person.password);
  await button(password, 'Save new password').click();
  await expect(password.getByText('Use at least 8 characters')).toBeVisible();
  await expect(chosen).toBeFocused();
  await expectAccessible(window);
  await chosen.fill(NEW_PASSWORD);
  await button(password, 'Save new password').click();
  await expect(password).toContainText('Your password is changed, and no computer is trusted any more.');
  await expectAccessible(window);

  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await expect(window.getByText('That e-mail address and password don’t match')).toBeVisible();
  await signInForm(window).signIn({ ...person, password: NEW_PASSWORD });
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('recovery codes are made, saved, and each signs in once', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  const { recovery, newCodes, open, confirm } = mySecurity(window);
  await open();
  await expect(recovery).toContainText('No recovery codes');
  codeOfSignInRunsOut(vu);
  await button(recovery, 'Make recovery codes').click();
  await confirm('Make codes');
  await authenticatorCode(shell(window).overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(newCodes.getByRole('listitem')).toHaveCount(10);
  await expectAccessible(window);
  const codes = await newCodes.getByRole('listitem').allTextContents();
  await button(newCodes, 'Copy codes').click();
  await expect(newCodes.getByText('Copied.')).toBeVisible();
  const copied = await vu.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied.split('\n').map((line) => line.replace('-', ' '))).toEqual(codes);
  const file = path.join(vu.userDataDir, 'codes.txt');
  await vu.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await button(newCodes, 'Save to a file').click();
  await expect(newCodes.getByText('Saved to the file.')).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain(copied);
  rmSync(file);

  // They can't be lost by a press too soon.
  const saved = newCodes.getByLabel('I have saved these codes');
  await button(newCodes, 'Finish').click();
  const tickFirst = newCodes.getByText('Tick the box first');
  await expect(saved).toBeFocused();
  for (const seen of [saved, tickFirst, button(newCodes, 'Finish')]) await expect(seen).toBeInViewport({ ratio: 1 });
  await expectAccessible(window);
  await saved.check();
  await button(newCodes, 'Finish').click();
  await expect(newCodes).toBeHidden();
  await expect(window.locator('body')).not.toContainText(codes[0] ?? '');
  await expect(recovery).toContainText('10 of 10 left');

  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await button(window, 'Use a recovery code').click();
  await expectHeading(window, 'Enter a recovery code');
  await expectAccessible(window);
  await recoveryCode(window).give((codes[0] ?? '').toLowerCase());
  await expectSignedIn(window, person);
  await expect(window.getByText('A recovery code was used to sign in')).toBeVisible();
  await expectAccessible(window);

  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await button(window, 'Use a recovery code').click();
  await recoveryCode(window).give(codes[0] ?? '');
  await expect(window.getByText(/^That code/)).toBeVisible();
  await expect(recoveryCode(window).code).toBeFocused();
  await recoveryCode(window).give(codes[1] ?? '');
  await expectSignedIn(window, person);
});
