import {
  appCode,
  authenticatorCode,
  button,
  chooseMethod,
  codeFromHelpDesk,
  codeFromPhone,
  helpDeskCode,
  phoneNumber,
  scanSecret,
  textCode,
} from '../desktop/pages/second-factor.ts';
import { expectSignedIn } from '../desktop/pages/shell.ts';
import { expectHeading, signInForm } from '../desktop/pages/sign-in.ts';
import { trustComputer } from '../desktop/pages/trust-computer.ts';
import { expect, test } from '../support/desktop.ts';
import { camera } from './camera.ts';

const picture = camera('First sign-in');
const NUMBER = '07700 900241';

test('text messages, from the first start on', async ({ vu }) => {
  const person = vu.api.person('new');
  let window = await vu.start({ connect: false });
  await expectHeading(window, 'Connect to your council');
  await picture(window, 'connect', 'First start: where the council’s service is');
  await window.getByLabel('Address of the Vu service').fill('http://vu.porthaven.example');
  await button(window, 'Check and connect').click();
  await expect(window.getByText('The address must start with https://')).toBeVisible();
  await picture(window, 'connect-refused', 'An address that can’t be used');

  window = await vu.restart();
  await expectHeading(window, 'Sign in');
  await expect(window.getByText('Porthaven Council').first()).toBeVisible();
  await picture(window, 'sign-in', 'Sign in');
  await signInForm(window).submit.click();
  await expect(window.getByText('Enter your').first()).toBeVisible();
  await picture(window, 'sign-in-missing', 'Sign in, with nothing typed');
  await signInForm(window).signIn({ ...person, password: 'lantern-harbour-72' });
  await expect(window.getByText('don’t match').first()).toBeVisible();
  await picture(window, 'sign-in-refused', 'Wrong password');

  await signInForm(window).signIn(person);
  await expectHeading(window, 'Set up how you get your codes');
  await picture(window, 'choose-method', 'Choose how to get a code');
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Your mobile number');
  await picture(window, 'phone-number', 'Enter a phone number');
  await phoneNumber(window).give('07700 90024');
  await expect(window.getByText('That number is too short')).toBeVisible();
  await picture(window, 'phone-number-short', 'A number that can’t be right');
  await phoneNumber(window).give(NUMBER);
  await expectHeading(window, 'Check your phone');
  const right = await codeFromPhone(vu, NUMBER);
  await picture(window, 'text-code-first', 'The first code confirms the number');
  await window.getByText('Not received it?').click();
  await picture(window, 'text-code-not-received', 'Not received it?');
  await textCode(window).give(`${right.slice(0, 5)}${right.endsWith('7') ? '9' : '7'}`);
  await expect(window.getByText('That code is not right. You have 4 tries left.')).toBeVisible();
  await picture(window, 'text-code-wrong', 'A wrong code');
  await textCode(window).give(right);
  await expectHeading(window, 'Trust this computer?');
  await picture(window, 'trust-computer', 'Trust this computer?');
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('an authenticator app', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await chooseMethod(window).authenticator.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Link your authenticator app');
  await picture(window, 'link-authenticator', 'Link an authenticator app');
  const secret = await scanSecret(window);
  await window.getByText('Can’t scan it?').click();
  await picture(window, 'link-authenticator-key', 'A key to type, for whoever can’t scan');
  await authenticatorCode(window).give('123 45');
  await expect(window.getByText('What you typed was not sent, and no try was used.')).toBeVisible();
  await picture(window, 'link-authenticator-malformed', 'What can’t be a code costs no try');
  await authenticatorCode(window).give(await appCode(vu, secret));
  await expectHeading(window, 'Trust this computer?');
});

test('an application that takes none of what the person has', async ({ vu }) => {
  const person = vu.api.person('forced-enrolment');
  const window = await vu.start();
  await signInForm(window).signIn(person, 'Control');
  await expectHeading(window, 'First, show that it’s you');
  await picture(window, 'prove-identity', 'Control takes an app only: first, a code of what the person has');
  await window.getByText('Can’t get messages at that number?').click();
  await picture(window, 'prove-identity-help', 'Who helps somebody who can’t give one');
  await button(window, 'Send a code').click();
  await expectHeading(window, 'Check your phone');
  const code = await codeFromPhone(vu, person.phone ?? '');
  await picture(window, 'prove-identity-code', 'The code that shows who it is');
  await textCode(window).give(code);
  await expectHeading(window, 'Enter a code from the help desk');
  await picture(window, 'help-desk-code', 'A number alone is not worth an app: the help desk says that it’s them');
  await helpDeskCode(window).give(await codeFromHelpDesk(vu, person));
  await expectHeading(window, 'Link your authenticator app');
  await picture(window, 'link-authenticator-forced', 'Then the app is linked, and the screen says why');
});

test('two-step sign-in that can’t be set up, or isn’t used', async ({ vu }) => {
  const window = await vu.start();
  await signInForm(window).signIn(vu.api.person('enrolment-closed'));
  await expectHeading(window, 'Two-step sign-in is not set up for you');
  await picture(window, 'not-set-up', 'Not set up for you');
  await button(window, 'Back').click();
  await signInForm(window).signIn(vu.api.person('agent'), 'Control');
  await expectHeading(window, 'Your account can’t open Control');
  await picture(window, 'not-permitted', 'An application that the person may not open');
});
