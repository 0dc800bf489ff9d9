import type { Locator, Page } from 'playwright/test';
import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { chooseMethod, codeFromPhone, phoneNumber, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const NUMBER = '07700 900251';
/** More stops than any screen has on the way to one of its controls. */
const STOPS_MOST = 25;

/** Presses Tab, or Shift and Tab, until the control has focus, as a person does who sees where it is. */
async function tabTo(window: Page, control: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < STOPS_MOST; stop += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await window.keyboard.press(key);
  }
  throw new Error(`${key} never came to ${control}`);
}

test('a whole first sign-in, a lock and a sign-out are done with the keyboard alone', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const { keyboard } = window;
  await expect(signInForm(window).email).toBeFocused();
  await keyboard.type(person.email);
  await keyboard.press('Enter');
  await expect(window.getByText('Enter your password')).toBeVisible();
  await expect(signInForm(window).password).toBeFocused();
  await expectAccessible(window);
  await keyboard.type(person.password);
  await tabTo(window, signInForm(window).workspace('Customer Service Vu'));
  await keyboard.press('ArrowRight');
  await expect(signInForm(window).workspace('Control')).toBeChecked();
  await keyboard.press('ArrowLeft');
  await expect(signInForm(window).workspace('Customer Service Vu')).toBeChecked();
  await keyboard.press('Enter');

  await expectHeading(window, 'Set up how you get your codes');
  await tabTo(window, chooseMethod(window).authenticator);
  await keyboard.press('ArrowDown');
  await expect(chooseMethod(window).textMessage).toBeChecked();
  await keyboard.press('Enter');
  await expect(phoneNumber(window).number).toBeFocused();
  await keyboard.type(NUMBER);
  await keyboard.press('Enter');
  await expect(textCode(window).code).toBeFocused();
  await tabTo(window, window.getByText('Not received it?'));
  await keyboard.press('Enter');
  await expect(window.getByText('Look among blocked and unknown senders.')).toBeVisible();
  await expectAccessible(window);
  await keyboard.press('Enter');
  const code = await codeFromPhone(vu, NUMBER);
  await tabTo(window, textCode(window).code, 'Shift+Tab');
  await keyboard.type(code);
  await keyboard.press('Enter');

  await expectHeading(window, 'Trust this computer?');
  await tabTo(window, trustComputer(window).no);
  await keyboard.press('Space');
  await expectSignedIn(window, person);
  await expectAccessible(window);
  await tabTo(window, shell(window).mySecurity);
  await keyboard.press('Enter');
  await expectHeading(window, 'My security');
  await expectAccessible(window);
  await tabTo(window, shell(window).lock, 'Shift+Tab');
  await keyboard.press('Enter');
  await expectHeading(window, 'Locked');
  await keyboard.type(person.password);
  await keyboard.press('Enter');
  await expectHeading(window, 'My security');
  await tabTo(window, shell(window).signOut, 'Shift+Tab');
  await keyboard.press('Space');
  await expect(window.getByText('You have signed out')).toBeVisible();
  await expect(signInForm(window).email).toBeFocused();
  await expectAccessible(window);
});

test('the first stop of a page skips what repeats', async ({ vu }) => {
  const window = await vu.start();
  await expect(signInForm(window).email).toBeFocused();
  const skip = window.getByRole('link', { name: 'Skip to the question' });
  await tabTo(window, skip, 'Shift+Tab');
  await expect(skip).toBeInViewport();
  await window.keyboard.press('Enter');
  await window.keyboard.press('Tab');
  await expect(signInForm(window).email).toBeFocused();
});
