import { KEYCHAIN_SERVICE } from '../../../electron/keychain/device-trust.ts';
import { TRUST_DAYS_DEFAULT } from '../../../shared/sign-in/limits.ts';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { newestSession, signedInElsewhere, trustRunsOutSoon } from '../../support/elsewhere.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import { appCode, authenticatorCode, button, codeFromPhone, nextAppCode, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The entries in the keychain that are this product's own. */
async function trustTokens(vu: Vu): Promise<(string | null)[]> {
  const items = await vu.keychain.items();
  return items.filter(({ attributes }) => attributes.get('service') === KEYCHAIN_SERVICE).map(({ secret }) => secret);
}

test('a computer that is trusted asks for the password only, after a restart too, with a new token each time', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const before = await trustTokens(vu);
  let window = await vu.start();
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  await vu.quit();
  expect(await newestSession(vu.api, person)).toBe('ended');
  const kept = (await trustTokens(vu)).filter((token) => !before.includes(token));
  expect(kept).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);

  window = await vu.start();
  // Only a trusted computer remembers whose it is, so that there is just the password to type.
  await expect(signInForm(window).email).toHaveValue(person.email);
  await expect(signInForm(window).password).toBeFocused();
  await signInForm(window).password.fill(person.password);
  await signInForm(window).password.press('Enter');
  await expectSignedIn(window, person);
  await expect(window.getByText('Password, on a trusted computer')).toBeVisible();
  await expectAccessible(window);
  await expect
    .poll(async () => (await trustTokens(vu)).filter((token) => !before.includes(token)))
    .toEqual([expect.not.stringMatching(kept[0] ?? '')]);

  // The window's close must not have undone it.
  window = await vu.restart();
  await signInForm(window).signIn(person);
  await expectSignedIn(window, person);
  // Trust is the computer's and the person's: nobody else's sign-in gets anything from it.
  await window.getByRole('button', { name: 'Sign out' }).click();
  await signInForm(window).signIn(vu.api.person('authenticator'));
  await expectHeading(window, 'Enter the code from your app');
});

test('trust that was taken back at another computer ends here: a code is asked for again', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  let window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  await vu.quit();
  const elsewhere = await signedInElsewhere(vu.api, person);
  await elsewhere.removeAllTrustedComputers();

  window = await vu.start();
  await signInForm(window).password.fill(person.password);
  await signInForm(window).submit.click();
  await expectHeading(window, 'Enter the code from your app');
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await expectHeading(window, 'Trust this computer?');
});

test('trust that is about to run out is renewed with a code over the work, and what was being typed stays', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const before = await trustTokens(vu);
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  const given = (await trustTokens(vu)).filter((token) => !before.includes(token));
  const { open, password, computers } = mySecurity(window);
  await open();
  await button(password, 'Change password').click();
  const typing = password.getByLabel('New password', { exact: true });
  await typing.fill('half a thou');

  await trustRunsOutSoon(vu);
  const warning = window.getByRole('status').filter({ hasText: 'This computer is trusted only until' });
  await expect(warning).toBeVisible();
  await expectAccessible(window);
  await button(warning, 'Renew now').click();
  const { overlay } = shell(window);
  await authenticatorCode(overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(overlay).toBeHidden();
  await expect(window.getByText('This computer is trusted again, until')).toBeVisible();
  // The table has the new end as well, to the minute.
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' }).format(
    vu.api.clock.now().getTime() + TRUST_DAYS_DEFAULT * DAY_MS,
  );
  await expect(computers.getByRole('cell', { name: new RegExp(`^${day} at \\d\\d:\\d\\d$`) })).toBeVisible();
  await expect(warning).toBeHidden();
  await expect(typing).toHaveValue('half a thou');
  await expectAccessible(window);
  const renewed = (await trustTokens(vu)).filter((token) => !before.includes(token));
  expect(renewed).toEqual([expect.not.stringMatching(given[0] ?? '')]);
});

for (const [state, withoutKeychain, env] of [
  ['locked', (vu: Vu) => vu.keychain.lock(), {}],
  ['missing', (vu: Vu) => vu.keychain.remove(), {}],
  ['out of reach, with no session bus,', async () => {}, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }],
] as const) {
  test(`with the keychain ${state} a person signs in all the same, and is told once that this computer can’t remember them`, async ({
    vu,
  }) => {
    const person = vu.api.person('text-message');
    await withoutKeychain(vu);
    let window = await vu.start({ env });
    await signInForm(window).signIn(person);
    await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
    await trustComputer(window).yes.click();
    await expectSignedIn(window, person);
    const notice = () => vu.window.getByRole('status').filter({ hasText: 'This computer can’t remember you' });
    await expect(notice()).toBeVisible();
    await expectAccessible(window);
    await button(notice(), 'Dismiss').click();
    await expect(notice()).toBeHidden();
    await window.getByRole('button', { name: 'My security' }).click();
    await expectHeading(window, 'My security');
    await expect(notice()).toBeHidden();

    vu.api.clock.advance({ minutes: 1 });
    window = await vu.restart({ env });
    await signInForm(window).signIn(person);
    await textCode(window).give(await codeFromPhone(vu, person.phone ?? '', 2));
    await trustComputer(window).no.click();
    await expectSignedIn(window, person);
    await expect(notice()).toBeHidden();
  });
}
