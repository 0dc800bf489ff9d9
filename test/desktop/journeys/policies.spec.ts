import { administration } from '../../../server/sign-in/administration.ts';
import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import {
  appCode,
  authenticatorCode,
  button,
  codeFromHelpDesk,
  codeFromPhone,
  helpDeskCode,
  phoneNumber,
  scanSecret,
  textCode,
} from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const OPERATOR = { kind: 'system' } as const;
const NUMBER = '07700 900221';

test('an application that takes apps only has a person with text messages show who they are with one, give a code from the help desk, then link an app', async ({
  vu,
}) => {
  const person = vu.api.person('forced-enrolment');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await expectHeading(window, 'First, show that it’s you');
  await expect(
    window.getByText('Control takes codes from an authenticator app only; your council has decided that.').first(),
  ).toBeVisible();
  await expect(window.getByText('number ending 115')).toBeVisible();
  // Nothing is sent before the person knows what it is for; and whoever lost that phone is told who helps.
  expect(vu.api.notify.outbox()).toEqual([]);
  await window.getByText('Can’t get messages at that number?').click();
  await expect(window.getByText('they reset how you sign in')).toBeVisible();
  await expectAccessible(window);
  await button(window, 'Send a code').click();
  await expect(window.getByText('Then you link your authenticator app.').first()).toBeVisible();
  await button(window, 'Back').click();
  await button(window, 'Send a code').click();
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await expectHeading(window, 'Enter a code from the help desk');
  await expect(window.getByText('Before you link an app').first()).toBeVisible();
  await window.getByText('Don’t have a code yet?').click();
  await expect(window.getByText('anyone who took over your number could link a phone of their own').first()).toBeVisible();
  await expectAccessible(window);
  // Letters that no such code has are said, and cost no try.
  await helpDeskCode(window).give('BCDF-2346-QRWX');
  await expect(window.getByText('“B” is never in such a code').first()).toBeVisible();
  await helpDeskCode(window).give((await codeFromHelpDesk(vu, person)).toLowerCase().replaceAll('-', ' '));
  await expectHeading(window, 'Link your authenticator app');
  await expect(
    window.getByText('Control takes codes from an authenticator app only; your council has decided that.').first(),
  ).toBeVisible();
  await expect(button(window, 'Get a code another way')).toBeHidden();
  await expectAccessible(window);
  await authenticatorCode(window).give(await appCode(vu, await scanSecret(window)));
  // Control never trusts a computer, so nothing is offered.
  await expectSignedIn(window, person, 'Control');
  await expectAccessible(window);
});

test('an application that takes text messages only makes a person with an authenticator app give a number', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  await administration(vu.api.services).setPolicy(OPERATOR, 'customer-service-vu', {
    methods: ['text-message'],
    trustDays: 0,
    idleLockMinutes: 15,
  });
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'First, show that it’s you');
  await button(window, 'Enter a code from the app').click();
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await expectHeading(window, 'Your mobile number');
  await expect(button(window, 'Get a code another way')).toBeHidden();
  await phoneNumber(window).give(NUMBER);
  await textCode(window).give(await codeFromPhone(vu, NUMBER));
  await expectSignedIn(window, person);
});

test('a person who may not open an application is told so after the password and can choose the other', async ({ vu }) => {
  const person = vu.api.person('agent');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await expectHeading(window, 'Your account can’t open Control');
  await expectAccessible(window);
  await button(window, 'Choose another application').click();
  await expect(signInForm(window).email).toHaveValue(person.email);
  await expect(signInForm(window).password).toBeFocused();
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await expect(shell(window).control).toBeHidden();
});

test('a person whose enrolment is closed is sent to the help desk', async ({ vu }) => {
  const person = vu.api.person('enrolment-closed');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Two-step sign-in is not set up for you');
  await expect(window.getByRole('main')).toContainText(person.email);
  await expect(window.getByRole('complementary', { name: 'Need help?' })).toContainText('it-help@porthaven.example');
  await expectAccessible(window);
  await button(window, 'Back').click();
  await expectHeading(window, 'Sign in');
});

test('somebody who has left, a wrong password and an unknown address are refused in the same words', async ({ vu }) => {
  const left = vu.api.person('denied');
  const window = await vu.start();
  const answers: (string | null)[] = [];
  for (const tried of [
    left,
    { ...vu.api.person('text-message'), password: 'lantern-harbour-72' },
    { ...left, email: 'nobody@porthaven.example' },
  ]) {
    await signInForm(window).signIn(tried);
    await expect(window.getByText('That e-mail address and password don’t match')).toBeVisible();
    await expect(signInForm(window).password).toBeFocused();
    await expect(signInForm(window).email).toHaveValue(tried.email);
    const answer = await window.getByRole('alert').filter({ hasText: 'don’t match' }).textContent();
    // The reference is each request's own.
    answers.push(answer?.replace(/quote .*/, '') ?? null);
    await window.getByRole('button', { name: /^Show/ }).focus();
  }
  expect(new Set(answers).size).toBe(1);
  await signInForm(window).password.focus();
  await expectAccessible(window);
});

test('with two-factor turned off for the organisation the password alone signs in, and every page says so until it is on again', async ({
  vu,
}) => {
  const person = vu.api.person('manager');
  await administration(vu.api.services).setTwoFactor(OPERATOR, false);
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await expectSignedIn(window, person, 'Control');
  await expect(window.getByText('Your council has two-step sign-in turned off.')).toBeVisible();
  await expectAccessible(window);
  await shell(window).mySecurity.click();
  await expect(window.getByText('Two-step sign-in is turned off for your council')).toBeVisible();
  const { factors, computers } = mySecurity(window);
  await expect(factors).toContainText('you need it to sign in once two-step sign-in is on again');
  await expect(computers).toContainText('While two-step sign-in is turned off, none asks for a code.');
  await expect(window.getByText(/asked for a code at each sign-in|without it you could not sign in/)).toHaveCount(0);
  await expectAccessible(window);

  // A change to the account asks for the password again, since there is no code to ask for.
  await button(window, 'Make recovery codes').click();
  await button(window, 'Make codes').click();
  const overlay = shell(window).overlay;
  await expect(overlay.getByRole('heading', { name: 'Confirm that it’s you' })).toBeVisible();
  await expect(overlay).toContainText('This changes how you sign in, so enter your password again.');
  await expectAccessible(window);
  await overlay.getByLabel('Password', { exact: true }).fill(person.password);
  await button(overlay, 'Confirm').click();
  await expect(window.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();

  await administration(vu.api.services).setTwoFactor(OPERATOR, true);
  await shell(window).control.click();
  await expect(window.getByText('Two-step sign-in was turned on for your council')).toBeVisible();
  await expectAccessible(window);
});

test('trust that ends at a time of day is not promised for as many days as the policy has', async ({ vu }) => {
  await administration(vu.api.services).setPolicy(OPERATOR, 'customer-service-vu', { trustDays: 30, trustEndsAt: '20:00' });
  const window = await vu.start();
  await expect(window.getByText('it asks for one once a day: trust ends at 20:00.')).toBeVisible();
});
