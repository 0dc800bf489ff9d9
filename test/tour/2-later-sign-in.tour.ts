import {
  authenticatorCode,
  button,
  chooseMethod,
  codeFromPhone,
  phoneNumber,
  textCode,
  wrongAppCode,
} from '../desktop/pages/second-factor.ts';
import { expectHeading, signInForm } from '../desktop/pages/sign-in.ts';
import { expect, test } from '../support/desktop.ts';
import { camera } from './camera.ts';

const picture = camera('Later sign-ins');
/** One that the stand-in, as GOV.UK Notify itself, never delivers to. */
const UNKNOWN_NUMBER = '07700 900002';

test('by text message, with another code, and after too long', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Check your phone');
  await codeFromPhone(vu, person.phone ?? '');
  await picture(window, 'text-code', 'Enter the code from the text message');
  vu.api.clock.advance({ seconds: 60 });
  await textCode(window).resend.click();
  await expect(window.getByText('Another code is on its way')).toBeVisible();
  await picture(window, 'text-code-resent', 'Another code is on its way');
  const old = await codeFromPhone(vu, person.phone ?? '', 2);
  vu.api.clock.advance({ minutes: 10, seconds: 1 });
  await textCode(window).give(old);
  await expect(window.getByText('That took too long, so we stopped it')).toBeVisible();
  await picture(window, 'sign-in-expired', 'Signing in took too long');
});

test('by app, by recovery code, and locked out', async ({ vu }) => {
  const person = vu.api.person('recovery-codes');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
  await picture(window, 'authenticator-code', 'Enter the code from the authenticator app');
  const wrong = await wrongAppCode(vu, person.authenticatorSecret);
  await authenticatorCode(window).give(wrong);
  await expect(window.getByText('That code is not right.')).toBeVisible();
  await picture(window, 'authenticator-code-wrong', 'A wrong code from the app');
  await button(window, 'Use a recovery code').click();
  await expectHeading(window, 'Enter a recovery code');
  await picture(window, 'recovery-code', 'Enter a recovery code');
  await button(window, 'Back').click();
  await expectHeading(window, 'How do you want to get your code?');
  await picture(window, 'choose-another-method', 'Another way to get a code');
  await button(window, 'Back').click();
  await signInForm(window).signIn(person);
  for (const left of ['4 tries', '3 tries', '2 tries', '1 try']) {
    await authenticatorCode(window).give(wrong);
    await expect(window.getByText(`You have ${left} left.`)).toBeVisible();
  }
  await authenticatorCode(window).give(wrong);
  await expect(window.getByText('There were too many wrong codes')).toBeVisible();
  await picture(window, 'too-many-wrong-codes', 'Too many wrong codes');

  await signInForm(window).signIn(vu.api.person('codes-locked'));
  await expectHeading(window, 'Codes are locked for now');
  await picture(window, 'locked-out', 'Locked out: until when, and who can help');
});

test('a phone whose clock is slow, and a number that the network doesn’t know', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(vu.api.authenticatorCode(person, -4));
  await expect(window.getByText('Your phone’s clock is about two minutes slow')).toBeVisible();
  await picture(window, 'phone-clock-slow', 'A phone whose clock is slow, and how to set it');
  await button(window, 'Back').click();
  await signInForm(window).signIn(vu.api.person('new'));
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await phoneNumber(window).give(UNKNOWN_NUMBER);
  await expectHeading(window, 'Check your phone');
  vu.api.clock.advance({ seconds: 30 });
  await expect(window.getByText('The network doesn’t know this number')).toBeVisible();
  await picture(window, 'text-code-undeliverable', 'A number that the network doesn’t know, with the other method at once');
});

test('while text messages can’t be sent', async ({ vu }) => {
  vu.api.notify.control.fail('key-revoked', 100);
  const window = await vu.start();
  await signInForm(window).signIn(vu.api.person('text-message'));
  await expect(window.getByText('Text messages can’t be sent at the moment').first()).toBeVisible();
  await button(window, 'Back').click();
  await signInForm(window).signIn(vu.api.person('text-message'));
  await expect(window.getByText('This screen notices when they work again')).toBeVisible();
  await picture(window, 'outage-text-messages-only', 'Text messages fail, for somebody who has nothing else');
  await button(window, 'Back').click();
  await signInForm(window).signIn(vu.api.person('both'));
  await expectHeading(window, 'Enter the code from your app');
  await picture(window, 'outage-app-instead', 'Text messages fail: the app’s code instead');
  await button(window, 'Get a code another way').click();
  await expectHeading(window, 'How do you want to get your code?');
  await picture(window, 'outage-choose-method', 'Text messages fail, at the choice of method');
});

test('in Welsh, and with the system’s own colours', async ({ vu }) => {
  const window = await vu.start();
  await button(window, 'Cymraeg').click();
  await expectHeading(window, 'Mewngofnodi');
  await picture(window, 'sign-in-welsh', 'Sign in, in Welsh');
  await button(window, 'English').click();
  await window.emulateMedia({ forcedColors: 'active' });
  await picture(window, 'sign-in-forced-colours', 'Sign in, with high contrast');
});
