import { administration } from '../../server/sign-in/administration.ts';
import { STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import { mySecurity } from '../desktop/pages/my-security.ts';
import { appCode, authenticatorCode, button, codeFromPhone, nextAppCode, textCode } from '../desktop/pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp } from '../desktop/pages/shell.ts';
import { expectHeading, signInForm } from '../desktop/pages/sign-in.ts';
import { trustComputer } from '../desktop/pages/trust-computer.ts';
import { expect, test } from '../support/desktop.ts';
import { camera } from './camera.ts';

const picture = camera('Signed in');
const OPERATOR = { kind: 'system' } as const;

test('a manager’s two workspaces, security, lock and sign-out', async ({ vu }) => {
  const person = vu.api.person('manager');
  const window = await vu.start();
  await signInByApp(vu, person);
  await picture(window, 'customer-service', 'Customer Service Vu');
  await shell(window).control.click();
  await expectHeading(window, 'Control');
  await picture(window, 'control', 'Control');

  const { open, recovery, newCodes, password, confirm } = mySecurity(window);
  await open();
  await expect(window.getByRole('heading', { name: 'Recent sign-ins' })).toBeVisible();
  await picture(window, 'my-security', 'My security');
  await window.getByRole('table', { name: 'Recent sign-ins' }).getByRole('row').last().scrollIntoViewIfNeeded();
  await picture(window, 'my-security-more', 'My security, further down');
  await expect(password).toBeVisible();

  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await button(recovery, 'Make recovery codes').click();
  await picture(window, 'recovery-codes-confirm', 'Before recovery codes are made');
  await confirm('Make codes');
  const { overlay } = shell(window);
  await expect(authenticatorCode(overlay).code).toBeVisible();
  await picture(window, 'step-up', 'One more code, over the work');
  await authenticatorCode(overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(newCodes.getByRole('listitem')).toHaveCount(10);
  await newCodes.scrollIntoViewIfNeeded();
  await picture(window, 'recovery-codes', 'Recovery codes, shown once');

  await shell(window).lock.click();
  await expectHeading(window, 'Locked');
  await picture(window, 'locked', 'Locked');
  await button(window, 'Switch user').click();
  await expect(window.getByText('You have signed out')).toBeVisible();
  await picture(window, 'signed-out', 'Signed out');
});

test('entering Control from a sign-in that is not enough for it', async ({ vu }) => {
  const person = vu.api.person('forced-enrolment');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await shell(window).control.click();
  await expect(shell(window).overlay).toBeVisible();
  await picture(window, 'enter-control', 'Entering Control takes an authenticator app');
  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await button(shell(window).overlay, 'Close').click();
  await shell(window).control.click();
  await expect(shell(window).overlay.getByText('First, show that it’s you')).toBeVisible();
  await picture(window, 'enter-control-proof', 'The same, later on: a code of what there is comes first');
});

test('a keychain that can’t remember this computer', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  await vu.keychain.remove();
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  await expect(window.getByText(/can’t remember/).first()).toBeVisible();
  await picture(window, 'cannot-remember', 'This computer can’t remember you');
});

test('two-step sign-in turned off for the organisation', async ({ vu }) => {
  const person = vu.api.person('manager');
  await administration(vu.api.services).setTwoFactor(OPERATOR, false);
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await expectSignedIn(window, person, 'Control');
  await picture(window, 'two-factor-off', 'Two-step sign-in turned off');
  await mySecurity(window).open();
  await expect(window.getByText('Two-step sign-in is turned off for your council')).toBeVisible();
  await picture(window, 'my-security-two-factor-off', 'My security with it turned off');
});
