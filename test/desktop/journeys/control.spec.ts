import { RESEND_SECONDS } from '../../../shared/sign-in/limits.ts';
import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { appCode, authenticatorCode, button, codeFromPhone, nextAppCode, scanSecret, textCode } from '../pages/second-factor.ts';
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
  await expect(overlay).toContainText('Then the application opens. What you have open now stays as it is.');
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

test('a manager with text messages only links an app on the way into Control, after a code of their own', async ({ vu }) => {
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
  await expect(overlay.getByRole('heading', { name: 'Check your phone' })).toBeVisible();
  await expectAccessible(window);
  await textCode(overlay).give(await codeFromPhone(vu, person.phone ?? '', 2));
  await expect(overlay.getByRole('heading', { name: 'Link your authenticator app' })).toBeVisible();
  await expectAccessible(window);
  await authenticatorCode(overlay).give(await appCode(vu, await scanSecret(window)));
  await expectSignedIn(window, person, 'Control');
});
