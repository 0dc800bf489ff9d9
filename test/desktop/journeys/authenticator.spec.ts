import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { appCode, authenticatorCode, button, chooseMethod, nextAppCode, scanSecret } from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the first sign-in links an authenticator app whose scanner reads the screen in ${colorScheme}`, async ({ vu }) => {
    const person = vu.api.person('new');
    const window = await vu.start();
    await window.emulateMedia({ colorScheme });
    await signInForm(window).signIn(person);
    await chooseMethod(window).authenticator.check();
    await expectAccessible(window);
    await chooseMethod(window).submit.click();

    await expectHeading(window, 'Link your authenticator app');
    await expectAccessible(window);
    const secret = await scanSecret(window);
    // The typed key is the same secret, for those who can't scan.
    await window.getByText('Can’t scan it?').click();
    await expectAccessible(window);
    await expect(window.getByText(secret.replace(/(.{4})(?!$)/g, '$1 '))).toBeVisible();
    await button(window, 'Copy the key').click();
    await expect(button(window, 'Copied')).toBeVisible();
    expect(await vu.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(secret);

    await authenticatorCode(window).give(await appCode(vu, secret));
    await expectHeading(window, 'Trust this computer?');
    await expectAccessible(window);
    await trustComputer(window).no.click();
    await expectSignedIn(window, person);
    await expectAccessible(window);
  });
}

test('a QR code that has run out is replaced by a new one with another secret', async ({ vu }) => {
  const person = vu.api.person('new-manager');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  const old = await scanSecret(window);
  // The challenge ends as well by then; what the person can do is start again.
  vu.api.clock.advance({ minutes: 10, seconds: 1 });
  await authenticatorCode(window).give(await appCode(vu, old));
  await expect(window.getByText('That took too long, so we stopped it')).toBeVisible();
  await expectAccessible(window);
  await signInForm(window).signIn(person, 'Control');
  const secret = await scanSecret(window);
  expect(secret).not.toBe(old);
  await authenticatorCode(window).give(await appCode(vu, secret));
  await expectSignedIn(window, person, 'Control');
});

test('later sign-ins take the code that the app shows, however it is spaced, and take each one once', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
  await expectAccessible(window);
  const used = await nextAppCode(vu, person.authenticatorSecret);
  await authenticatorCode(window).give(used);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await shell(window).signOut.click();
  await expect(window.getByText('You have signed out')).toBeVisible();

  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(used);
  await expect(window.getByText('That code was used already. Wait for the next one. You have 4 tries left.')).toBeVisible();
  await expect(authenticatorCode(window).code).toBeFocused();
  await expectAccessible(window);
  const code = await nextAppCode(vu, person.authenticatorSecret);
  await authenticatorCode(window).give(`${code.slice(0, 3)} ${code.slice(3)}`);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});
