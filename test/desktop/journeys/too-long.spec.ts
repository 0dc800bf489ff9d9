import type { Locator, Page } from 'playwright/test';
import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { mySecurity } from '../pages/my-security.ts';
import { button, chooseMethod, codeFromPhone, phoneNumber, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

const NUMBER = '07700 900261';
/** As when a whole document was on the clipboard. */
const DOCUMENT = '1'.repeat(10_000);
const TOO_LONG = /too long|at most \d+ characters/;

/** What is pasted by mistake is still there, and is faulted where it is; nothing else is said. */
async function expectFaulted(window: Page, field: Locator): Promise<void> {
  await expect(field).toHaveAccessibleDescription(TOO_LONG);
  await expect(field).toHaveValue(DOCUMENT);
  await expect(window.getByText('at this point')).toHaveCount(0);
}

test('what is too long is said to be at its field, in place of what was said before, and nothing typed is lost', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const form = signInForm(window);
  await form.signIn({ email: person.email, password: 'lantern-harbour-72' });
  await expect(window.getByText('don’t match').first()).toBeVisible();
  await form.signIn({ email: person.email, password: DOCUMENT });
  await expectFaulted(window, form.password);
  await expect(form.password).toBeFocused();
  await expect(window.getByText('don’t match')).toHaveCount(0);
  await form.signIn({ email: DOCUMENT, password: person.password });
  await expectFaulted(window, form.email);
  await expect(form.password).not.toHaveAccessibleDescription(TOO_LONG);
  await expectAccessible(window);
  await form.signIn(person);

  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  const { number, give } = phoneNumber(window);
  await give('07700 90026');
  await expect(window.getByText('That number is too short')).toBeVisible();
  await give(DOCUMENT);
  await expectFaulted(window, number);
  await expect(window.getByText('That number is too short')).toHaveCount(0);
  await give(NUMBER);
  await textCode(window).give(await codeFromPhone(vu, NUMBER));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);

  await shell(window).lock.click();
  const password = window.getByLabel('Password', { exact: true });
  await password.fill('lantern-harbour-72');
  await button(window, 'Unlock').click();
  await expect(window.getByText('That password is not right')).toBeVisible();
  await password.fill(DOCUMENT);
  await button(window, 'Unlock').click();
  await expectFaulted(window, password);
  await expect(window.getByText('That password is not right')).toHaveCount(0);
  await password.fill(person.password);
  await button(window, 'Unlock').click();

  const { open, password: section } = mySecurity(window);
  await open();
  await button(section, 'Change password').click();
  const [current, chosen] = [section.getByLabel('Current password', { exact: true }), section.getByLabel('New password', { exact: true })];
  await current.fill(DOCUMENT);
  await chosen.fill(DOCUMENT);
  await button(section, 'Save new password').click();
  await expectFaulted(window, current);
  await expectFaulted(window, chosen);
});
