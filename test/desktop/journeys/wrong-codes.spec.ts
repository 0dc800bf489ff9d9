import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { authenticatorCode, button, codeFromPhone, nextAppCode, textCode, wrongAppCode } from '../pages/second-factor.ts';
import { expectSignedIn } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

test('a wrong code says how many tries are left and keeps focus; what can’t be a code costs no try', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  const right = await codeFromPhone(vu, person.phone ?? '');
  const wrong = `${right.slice(0, 5)}${right.endsWith('7') ? '9' : '7'}`;
  const { code } = textCode(window);

  await textCode(window).submit.click();
  await expect(window.getByText('Enter the code', { exact: true })).toBeVisible();
  await expect(code).toBeFocused();
  await textCode(window).give(`${right}${right}`);
  await expect(window.getByText('What you typed was not sent, and no try was used.')).toBeVisible();
  await expect(code).toBeFocused();
  await expectAccessible(window);

  for (const left of ['4 tries', '3 tries', '2 tries', '1 try']) {
    await textCode(window).give(wrong);
    await expect(window.getByText(`That code is not right. You have ${left} left.`)).toBeVisible();
    await expect(code).toBeFocused();
    await expect(code).toHaveValue(wrong);
  }
  await expectAccessible(window);
  await textCode(window).give(wrong);
  await expect(window.getByText('There were too many wrong codes, so we stopped that sign-in')).toBeVisible();
  await expect(signInForm(window).email).toHaveValue(person.email);
  await expectAccessible(window);
});

test('a sign-in that takes longer than ten minutes starts again, and its code is worth nothing then', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  const old = await codeFromPhone(vu, person.phone ?? '');
  vu.api.clock.advance({ minutes: 10, seconds: 1 });
  await textCode(window).give(old);
  await expect(window.getByText('That took too long, so we stopped it')).toBeVisible();
  await expectAccessible(window);
  await signInForm(window).signIn(person);
  const fresh = await codeFromPhone(vu, person.phone ?? '', 2);
  await textCode(window).give(old);
  await expect(window.getByText(/^That code/)).toBeVisible();
  await textCode(window).give(fresh);
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
});

test('ten wrong codes in a row lock codes; the screen says until when, and after that a right one signs in', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const wrong = await wrongAppCode(vu, person.authenticatorSecret);
  const window = await vu.start();
  for (const challenge of ['first', 'second']) {
    await signInForm(window).signIn(person);
    for (const left of ['4 tries', '3 tries', '2 tries', '1 try']) {
      await authenticatorCode(window).give(wrong);
      await expect(window.getByText(`That code is not right. You have ${left} left.`)).toBeVisible();
    }
    await authenticatorCode(window).give(wrong);
    if (challenge === 'first') await expect(window.getByText('There were too many wrong codes, so we stopped that sign-in')).toBeVisible();
  }
  await expectHeading(window, 'Codes are locked for now');
  await expect(window.getByText(/^You can try again at \d\d:\d\d/)).toBeVisible();
  await expect(window.getByText(/^1[45]:\d\d to go$/)).toBeVisible();
  await expect(window.getByRole('complementary', { name: 'Need help?' })).toContainText('01632 960 200');
  await expectAccessible(window);

  // The right code of the right person waits as well.
  await button(window, 'Sign in again').click();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Codes are locked for now');
  vu.api.clock.advance({ minutes: 15, seconds: 1 });
  await button(window, 'Sign in again').click();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  // The owner learns of it.
  await expect(window.getByText('Codes were locked after too many wrong ones')).toBeVisible();
  await expectAccessible(window);
});
