import { RESEND_SECONDS, STEP_UP_MINUTES } from '../../../shared/sign-in/limits.ts';
import { expect, test } from '../../support/desktop.ts';
import { newestSession, signedInElsewhere } from '../../support/elsewhere.ts';
import { expectAccessible } from '../accessible.ts';
import {
  appCode,
  authenticatorCode,
  button,
  codeFromHelpDesk,
  codeFromPhone,
  helpDeskCode,
  nextAppCode,
  scanSecret,
  textCode,
} from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp, signInByText } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

test('from a trusted computer Control is entered with a code, over the work and without losing it', async ({ vu }) => {
  const person = vu.api.person('manager');
  let window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  window = await vu.restart();
  await signInForm(window).signIn(person);
  await expectSignedIn(window, person);

  const { control, customerService, overlay } = shell(window);
  await expect(control).toContainText('asks for a code');
  await control.click();
  await expect(overlay.getByRole('heading', { name: 'Enter the code from your app' })).toBeVisible();
  await expect(overlay).toContainText('Then Control opens. What you have open now stays as it is.');
  await expectAccessible(window);
  await button(overlay, 'Close').click();
  await expect(overlay).toBeHidden();
  await expectHeading(window, 'Customer Service Vu');
  await expect(control).toBeFocused();
  await control.click();
  await authenticatorCode(overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expectSignedIn(window, person, 'Control');
  await expectAccessible(window);
  // Once entered, both are a press away.
  await customerService.click();
  await expectHeading(window, 'Customer Service Vu');
  await control.click();
  await expectSignedIn(window, person, 'Control');
});

test('a code from the app opens both workspaces, since it is as good as either asks for', async ({ vu }) => {
  const person = vu.api.person('manager');
  const window = await vu.start();
  await signInByApp(vu, person);
  await expect(shell(window).control).not.toContainText('asks for a code');
  await shell(window).control.click();
  await expectSignedIn(window, person, 'Control');
});

test('a manager with text messages only links an app on the way into Control, after a code of their own and one from the help desk', async ({
  vu,
}) => {
  const person = vu.api.person('forced-enrolment');
  const window = await vu.start();
  await signInByText(vu, person);
  const { control, overlay } = shell(window);
  // What the code of the sign-in was good for ends with a lock.
  await shell(window).lock.click();
  await window.getByLabel('Password', { exact: true }).fill(person.password);
  await button(window, 'Unlock').click();
  vu.api.clock.advance({ seconds: RESEND_SECONDS });
  await control.click();
  await expect(overlay.getByRole('heading', { name: 'First, show that it’s you' })).toBeVisible();
  await expectAccessible(window);
  await button(overlay, 'Send a code').click();
  await textCode(overlay).give(await codeFromPhone(vu, person.phone ?? '', 2));
  await expect(overlay.getByRole('heading', { name: 'Enter a code from the help desk' })).toBeVisible();
  await expectAccessible(window);
  await helpDeskCode(overlay).give(await codeFromHelpDesk(vu, person));
  await expect(overlay.getByRole('heading', { name: 'Link your authenticator app' })).toBeVisible();
  await expectAccessible(window);
  await authenticatorCode(overlay).give(await appCode(vu, await scanSecret(window)));
  await expectSignedIn(window, person, 'Control');
});

test('a manager sees how sign-in is doing, and ends everything on a computer after one more code', async ({ vu }) => {
  const person = vu.api.person('manager');
  const agent = vu.api.person('authenticator');
  await signedInElsewhere(vu.api, agent);
  expect(await newestSession(vu.api, agent)).toBe('open');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await expectSignedIn(window, person, 'Control');
  await expect(window.getByText('Working', { exact: true })).toBeVisible();
  await expect(window.getByText('0 of 10,000 free')).toBeVisible();
  const end = button(window, 'End everything on Another computer');
  await expect(end).toBeVisible();
  await expectAccessible(window);

  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await end.click();
  const dialog = window.getByRole('dialog');
  await expect(dialog).toContainText('The one session that is going on there ends at once');
  await expectAccessible(window);
  await button(dialog, 'Cancel').click();
  await expect(end).toBeFocused();
  await end.click();
  await button(dialog, 'End everything on it').click();
  const { overlay } = shell(window);
  await expect(authenticatorCode(overlay).code).toBeVisible();
  await authenticatorCode(overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(window.getByText('Everything on Another computer is ended')).toBeVisible();
  await expect(window.getByText('Signed out: 1. Trust ended: 0. People told: 1.')).toBeVisible();
  await expectAccessible(window);
  expect(await newestSession(vu.api, agent)).toBe('ended');
});

test('a manager gives a colleague a code to set up an app with, once the address and the reason are right', async ({ vu }) => {
  const person = vu.api.person('manager');
  const colleague = vu.api.person('forced-enrolment');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await expectSignedIn(window, person, 'Control');
  const email = window.getByLabel('Their work e-mail address');
  const reason = window.getByLabel('Why, and how you know that it’s them');
  const make = button(window, 'Make a code');
  await make.click();
  await expect(email).toBeFocused();
  await expect(window.getByText('Enter their e-mail address')).toBeVisible();
  await email.fill('nobody@porthaven.example');
  await make.click();
  await expect(reason).toBeFocused();
  await reason.fill('Rang from the known number');
  await reason.press('Enter');
  await expect(window.getByText('Nobody has that address.')).toBeVisible();
  await expect(email).toBeFocused();
  await email.fill(person.email);
  await make.click();
  await expect(window.getByText('You can’t make a code for yourself.')).toBeVisible();
  await expectAccessible(window);
  await email.fill(colleague.email);
  await make.click();
  await expect(window.getByRole('heading', { name: `A code for ${colleague.name}` })).toBeVisible();
  const code = await window.locator('.help-desk-codes__code').textContent();
  expect(code).toMatch(/^([2346789HKLMQRWXY]{4}-?){3}$/);
  await expect(email).toHaveValue('');
  await expectAccessible(window);
  await button(window, 'Put it away').click();
  await expect(window.getByText(code ?? '')).toHaveCount(0);
});
