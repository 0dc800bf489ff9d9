import { expect, test } from '../../support/desktop.ts';
import { messagesTo } from '../../support/outbox.ts';
import { expectAccessible } from '../accessible.ts';
import { button, codeFromPhone, textCode } from '../pages/second-factor.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';

const CHOSEN = 'kettle-meadow-19-tram';
const CODE = /^[2-9A-Z]{8}(?= )/;

test('whoever forgot their password types a code from an e-mail, gives a second factor and chooses a new one, by keyboard alone', async ({
  vu,
}) => {
  const person = vu.api.person('text-message');
  const window = await vu.start();
  const form = signInForm(window);
  const field = (name: string) => window.getByRole('textbox', { name, exact: true });
  await form.email.fill(person.email);
  await button(window, 'Forgotten your password?').press('Enter');
  await expectHeading(window, 'Forgotten your password?');
  await expect(form.email).toBeFocused();
  await expect(form.email).toHaveValue(person.email);
  await expectAccessible(window);
  await form.email.fill('');
  await form.email.press('Enter');
  await expect(form.email).toHaveAccessibleDescription(/address/);
  await form.email.fill(person.email);
  await form.email.press('Enter');

  await expectHeading(window, 'Enter the code from the e-mail');
  const code = field('Code from the e-mail');
  await expect(code).toBeFocused();
  await expectAccessible(window);
  await code.fill('ABC!');
  await code.press('Enter');
  await expect(code).toHaveAccessibleDescription(/no try was used/);
  await code.fill('CCCCCCC2');
  await code.press('Enter');
  await expect(code).toHaveAccessibleDescription(/4/);
  const sent = async (): Promise<string> => {
    await vu.api.sendEmails();
    const [message] = await messagesTo(person.email, vu.api.notify);
    return CODE.exec(message?.body ?? '')?.[0] ?? '';
  };
  const right = await sent();
  // As it is copied: in small letters, with spaces.
  await code.fill(` ${right.slice(0, 4).toLowerCase()} ${right.slice(4)} `);
  await code.press('Enter');

  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await expectHeading(window, 'Choose a new password');
  const chosen = field('New password');
  await expect(chosen).toBeFocused();
  await expectAccessible(window);
  await chosen.fill('Midnight1!');
  await chosen.press('Enter');
  await expect(chosen).toHaveAccessibleDescription(/guessed first/);
  await chosen.fill(CHOSEN);
  await chosen.press('Enter');
  await expect(window.getByText('Your password was changed')).toBeVisible();
  await expect(form.email).toHaveValue(person.email);
  await expectAccessible(window);
});

test('whoever has no second factor is sent to the help desk, and the way back is on every step', async ({ vu }) => {
  const person = vu.api.person('new');
  const window = await vu.start();
  const form = signInForm(window);
  const code = window.getByRole('textbox', { name: 'Code from the e-mail', exact: true });
  await button(window, 'Forgotten your password?').click();
  await expectHeading(window, 'Forgotten your password?');
  await form.email.fill(person.email);
  await form.email.press('Enter');
  await expectHeading(window, 'Enter the code from the e-mail');
  // Sent before another is asked for, which makes the other's the newest.
  await vu.api.sendEmails();
  await button(window, 'Back').click();
  await expectHeading(window, 'Forgotten your password?');
  await button(window, 'Back').click();
  await expect(form.password).toBeVisible();
  await button(window, 'Forgotten your password?').click();
  await expectHeading(window, 'Forgotten your password?');
  await form.email.fill(person.email);
  await form.email.press('Enter');
  await expectHeading(window, 'Enter the code from the e-mail');
  await vu.api.sendEmails();
  const [message] = await messagesTo(person.email, vu.api.notify);
  await code.fill(CODE.exec(message?.body ?? '')?.[0] ?? '');
  await code.press('Enter');
  await expectHeading(window, 'Two-step sign-in is not set up for you');
});
