import type { Page } from 'playwright/test';
import type { Status } from '../../../server/demo/notify-stand-in/store.ts';
import { administration } from '../../../server/sign-in/administration.ts';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { textAskedElsewhere } from '../../support/elsewhere.ts';
import { expectAccessible } from '../accessible.ts';
import { authenticatorCode, button, chooseMethod, codeFromPhone, phoneNumber, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const OPERATOR = { kind: 'system' } as const;
/** Ones that the stand-in, as GOV.UK Notify itself, never delivers to. */
const PHONE_OFF = '07700 900003';
const NO_SUCH_NUMBER = '07700 900002';
/** By then the stand-in has given up on them, and the API asks Notify again. */
const GIVEN_UP = { seconds: 10 };
const USE_APP = 'Use your authenticator app';
const LINK_APP = 'Link an authenticator app instead';
const ANOTHER_WAY = 'Get a code another way';

/** What the screen says of the message. */
const messageState = (window: Page) => window.getByRole('region', { name: 'The text message' });

/** Notify learns something of the newest message. The screen is told, or finds out; nobody touches it. */
function notifyLearns(vu: Vu, status: Status): void {
  const [newest] = vu.api.notify.outbox();
  if (newest === undefined || !vu.api.notify.control.setStatus(newest.id, status)) throw new Error('no message was sent');
  vu.api.clock.advance({ seconds: 5 });
}

test('the code screen follows the message by itself: accepted, with the network, phone off, delivered; what is typed stays', async ({
  vu,
}) => {
  const person = vu.api.person('both');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await expectHeading(window, 'Check your phone');
  const code = await codeFromPhone(vu, person.phone ?? '');
  notifyLearns(vu, 'created');
  const state = messageState(window);
  await textCode(window).code.fill(code.slice(0, 3));
  // GOV.UK Notify has it, which is not yet the network.
  await expect(state.getByRole('status').first()).toHaveText('On its way to the mobile network');
  notifyLearns(vu, 'sending');
  await expect(state.getByText('Sent to the mobile network')).toBeVisible();
  await expect(button(state, USE_APP)).toHaveCount(0);

  notifyLearns(vu, 'temporary-failure');
  await expect(state.getByText('Your phone is off or has no signal')).toBeVisible();
  await expect(state.getByText('Turn it on or move to where there is a signal')).toBeVisible();
  // At once, beside the words that say why.
  await expect(button(state, USE_APP)).toBeVisible();
  await expectAccessible(window);

  // Turned on again.
  notifyLearns(vu, 'delivered');
  await expect(state.getByText('Delivered to your phone')).toBeVisible();
  await expect(button(state, USE_APP)).toHaveCount(0);
  await expect(textCode(window).code).toHaveValue(code.slice(0, 3));
  await expect(textCode(window).code).toBeFocused();
  await textCode(window).give(code);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('a number that doesn’t exist is said to, and correcting it or linking an app is a press away', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await phoneNumber(window).give(NO_SUCH_NUMBER);
  await expectHeading(window, 'Check your phone');
  vu.api.clock.advance(GIVEN_UP);
  const state = messageState(window);
  await expect(state.getByText('The network doesn’t know this number')).toBeVisible();
  await expect(button(state, 'Correct the number')).toBeVisible();
  await expectAccessible(window);
  await button(state, LINK_APP).click();
  await expectHeading(window, 'Link your authenticator app');
});

test('an app is offered instead of a phone that is off only where the application takes one', async ({ vu }) => {
  await administration(vu.api.services).setPolicy(OPERATOR, 'customer-service-vu', {
    methods: ['text-message'],
    trustDays: 0,
    idleLockMinutes: 15,
  });
  const window = await vu.start();
  await signInForm(window).signIn(vu.api.person('new'));
  await phoneNumber(window).give(PHONE_OFF);
  await expectHeading(window, 'Check your phone');
  vu.api.clock.advance(GIVEN_UP);
  await expect(messageState(window).getByText('Your phone is off or has no signal')).toBeVisible();
  for (const way of [LINK_APP, USE_APP, ANOTHER_WAY]) await expect(button(window, way)).toHaveCount(0);
  await expectAccessible(window);
  // Without an app to link, there is still the number to put right.
  await window.getByText('Not received it?').click();
  await expect(button(window, 'Correct the number')).toBeVisible();
});

test('while Notify says that the server’s clock is wrong, staff are told that it isn’t their phone, and Control sounds the alarm', async ({
  vu,
}) => {
  const window = await vu.start();
  const manager = vu.api.person('manager');
  await signInByApp(vu, manager);
  await shell(window).control.click();
  const service = window.locator('section').filter({ has: window.getByRole('heading', { name: 'Sign-in service' }) });
  await expect(service.getByText('Working', { exact: true })).toBeVisible();
  await expect(service.getByText('Right', { exact: true })).toBeVisible();

  vu.api.notify.control.fail('clock', 100);
  await textAskedElsewhere(vu.api, vu.api.person('agent'));
  await button(service, 'Read again').click();
  await expect(service.getByText('Failing', { exact: true })).toBeVisible();
  await expect(service.getByText('GOV.UK Notify says that the server’s clock is wrong.')).toBeVisible();
  await expect(service.getByText('Wrong', { exact: true })).toBeVisible();
  await expect(service.getByText('The help desk has to set the server’s clock now.')).toBeVisible();
  await expectAccessible(window);

  await shell(window).signOut.click();
  const outage = window.getByText('Text messages can’t be sent at the moment').first();
  await signInForm(window).signIn(vu.api.person('text-message'));
  await expect(outage).toBeVisible();
  await expect(window.getByText('It is not your phone, and no try is used up.').first()).toBeVisible();
  await expectAccessible(window);
  // Whoever has an app isn't even asked.
  await button(window, 'Back').click();
  await signInForm(window).signIn(vu.api.person('both'));
  await expectHeading(window, 'Enter the code from your app');
  await expect(outage).toBeVisible();
  await expect(authenticatorCode(window).code).toBeFocused();
});
