import { expect, test } from '../../support/desktop.ts';
import { messagesTo } from '../../support/outbox.ts';
import { expectAccessible } from '../accessible.ts';
import { button, chooseMethod, codeFromPhone, phoneNumber, textCode } from '../pages/second-factor.ts';
import { expectSignedIn } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const WRONG_NUMBER = '07700 900211';
const NUMBER = '07700 900212';

test('the first sign-in sets up text messages: a number, corrected, a code sent again, and in', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  await expectHeading(window, 'Sign in');
  await expectAccessible(window);
  await signInForm(window).signIn(person);

  await expectHeading(window, 'Set up how you get your codes');
  await expectAccessible(window);
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();

  await expectHeading(window, 'Your mobile number');
  await expect(phoneNumber(window).number).toBeFocused();
  await expectAccessible(window);
  await phoneNumber(window).give('07700 90021');
  await expect(window.getByText('That number is too short')).toBeVisible();
  await expect(phoneNumber(window).number).toBeFocused();
  await expectAccessible(window);
  await phoneNumber(window).give(WRONG_NUMBER);

  await expectHeading(window, 'Check your phone');
  await expect(window.getByText(/number ending.211/).first()).toBeVisible();
  await expect(window.locator('body')).not.toContainText('900211');
  await codeFromPhone(vu, WRONG_NUMBER);
  await expect(textCode(window).code).toBeFocused();
  await expectAccessible(window);

  await window.getByText('Not received it?').click();
  await button(window, 'Correct the number').click();
  await expectHeading(window, 'Your mobile number');
  await expect(phoneNumber(window).number).toHaveValue(WRONG_NUMBER);
  // Another number waits as long as another code would: neither may flood a phone.
  vu.api.clock.advance({ seconds: 60 });
  await phoneNumber(window).give(NUMBER);
  await expect(window.getByText(/number ending.212/).first()).toBeVisible();
  const first = await codeFromPhone(vu, NUMBER);

  await expect(window.getByText(/You can ask for another in \d:\d\d/)).toBeVisible();
  await expect(textCode(window).resend).toHaveAttribute('aria-disabled', 'true');
  vu.api.clock.advance({ seconds: 60 });
  await textCode(window).resend.click();
  const second = await codeFromPhone(vu, NUMBER, 2);
  expect(second).not.toBe(first);
  await expect(window.getByText('Another code is on its way')).toBeVisible();
  await expectAccessible(window);

  await textCode(window).give(second);
  await expectHeading(window, 'Trust this computer?');
  await expectAccessible(window);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await expectAccessible(window);
  expect(await messagesTo(NUMBER, vu.api.notify)).toHaveLength(2);
});

test('later sign-ins send a code at once and take it pasted with spaces and in lower case', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Check your phone');
  await expect(window.getByText(/number ending.102/).first()).toBeVisible();
  await expect(window.locator('body')).not.toContainText('900102');

  const code = await codeFromPhone(vu, person.phone ?? '');
  const pasted = ` ${code.slice(0, 3)} ${code.slice(3)} `.toLowerCase();
  await vu.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), pasted);
  await textCode(window).code.press('Control+V');
  await expect(textCode(window).code).toHaveValue(pasted);
  await textCode(window).code.press('Enter');
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});
