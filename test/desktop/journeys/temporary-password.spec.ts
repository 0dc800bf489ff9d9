import { administration } from '../../../server/sign-in/administration.ts';
import { expect, test } from '../../support/desktop.ts';
import { expectAccessible } from '../accessible.ts';
import { button, codeFromPhone, textCode } from '../pages/second-factor.ts';
import { expectSignedIn } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';

const TEMPORARY = 'PVXC-7KMT-4QRW-9DHJ';
const OWN = 'kettle-meadow-19-tram';

test('a temporary password is replaced on a screen of its own, before the work and before any offer of trust', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const admin = administration(vu.api.services);
  await admin.setPassword({ kind: 'operator', name: 'test' }, (await admin.findUser(person.email)) ?? '', TEMPORARY, true);
  const window = await vu.start();
  const field = (name: string) => window.getByRole('textbox', { name, exact: true });
  await signInForm(window).signIn({ ...person, password: TEMPORARY });
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await expectHeading(window, 'Choose a password of your own');
  await expect(field('Temporary password')).toBeFocused();
  await expectAccessible(window);
  await expect(window.getByRole('navigation')).toHaveCount(0);
  await field('Temporary password').fill(TEMPORARY);
  await field('New password').fill(TEMPORARY);
  await button(window, 'Save new password').click();
  await expect(window.getByText('That is your present password. Choose a different one')).toBeVisible();
  await field('New password').fill(OWN);
  await button(window, 'Save new password').click();
  await expectSignedIn(window, person);
  await expectAccessible(window);
});
