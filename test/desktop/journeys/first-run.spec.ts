import { createServer } from 'node:http';
import { expect, test } from '../../support/desktop.ts';
import { listenOnLoopback } from '../../support/loopback.ts';
import { AGREE, HURRY, pressInBox } from '../../support/native-box.ts';
import { expectAccessible } from '../accessible.ts';
import { button, codeFromPhone, textCode } from '../pages/second-factor.ts';
import { expectSignedIn } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

test('the first start asks where the council’s API is, takes only one that is one, and asks never again', async ({ vu }) => {
  const other = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>Welcome to the guest network</h1>'),
  );
  const otherPort = await listenOnLoopback(other);
  let window = await vu.start({ connect: false });
  await expectHeading(window, 'Connect to your council');
  const address = () => vu.window.getByLabel('Address of the Vu service');
  await expect(address()).toBeFocused();
  await expectAccessible(window);

  // What can be an address is asked about in a box of the system before it is asked itself.
  const tries: [string, boolean, string][] = [
    ['', false, 'Enter a whole address, such as https://vu.council.example'],
    ['not an address', false, 'Enter a whole address, such as https://vu.council.example'],
    ['http://vu.porthaven.example', false, 'The address must start with https://'],
    [`http://127.0.0.1:${otherPort}`, true, 'Something else answers at that address'],
    ['http://127.0.0.1:9', true, 'The Vu service can’t be reached'],
  ];
  for (const [typed, asked, complaint] of tries) {
    await address().fill(typed);
    await address().press('Enter');
    if (asked) await pressInBox(vu, AGREE);
    await expect(window.getByText(complaint)).toBeVisible();
    await expect(address()).toHaveValue(typed);
    if (typed === '') await expectAccessible(window);
  }
  await expect(window.getByText('Check the address letter by letter')).toBeVisible();
  await expect(button(window, 'Back')).toHaveCount(0);
  await expectAccessible(window);
  other.close();

  window = await vu.restart({ connect: false });
  await expectHeading(window, 'Connect to your council');
  await address().fill(` ${vu.api.url}/ `);
  await button(window, 'Check and connect').click();
  await pressInBox(vu, HURRY);
  await expectHeading(window, 'Connect to your council');
  await button(window, 'Check and connect').click();
  await pressInBox(vu, AGREE);
  await expectHeading(window, 'Sign in');
  await expect(window.getByText('Porthaven Council').first()).toBeVisible();

  window = await vu.restart({ connect: false });
  await expectHeading(window, 'Sign in');
  // Nobody manages the address here, so it can be another one.
  await button(window, 'Connect to another council').click();
  await expectHeading(window, 'Connect to your council');
  // And whoever didn't mean to gets back, also while nothing answers at what was typed.
  await address().fill('http://127.0.0.1:9');
  await address().press('Enter');
  await pressInBox(vu, AGREE);
  await expect(window.getByText('The Vu service can’t be reached')).toBeVisible();
  await button(window, 'Back').click();
  await expectHeading(window, 'Sign in');
  await expect(window.getByText('Porthaven Council').first()).toBeVisible();
});

test('the language that was chosen is there again at the next start, and text messages come in it', async ({ vu }) => {
  const person = vu.api.person('text-message');
  let window = await vu.start();
  await button(window, 'Cymraeg').click();
  await expectHeading(window, 'Mewngofnodi');
  await expect(window.locator('html')).toHaveAttribute('lang', 'cy');
  await expect(window.getByText('Cyngor Porthafan').first()).toBeVisible();
  await expectAccessible(window);

  window = await vu.restart();
  await expectHeading(window, 'Mewngofnodi');
  await window.getByLabel('Cyfeiriad e-bost gwaith').fill(person.email);
  await window.getByLabel('Cyfrinair', { exact: true }).fill(person.password);
  await button(window, 'Mewngofnodi').click();
  await expect(window.locator('input[name=code]')).toBeFocused();
  await expectAccessible(window);
  const code = await codeFromPhone(vu, person.phone ?? '');
  // Back to English in the middle of a step: what is typed stays.
  await window.locator('input[name=code]').fill(code);
  await button(window, 'English').click();
  await expect(textCode(window).code).toHaveValue(code);
  await textCode(window).submit.click();
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await vu.restart();
  await expect(signInForm(vu.window).email).toBeVisible();
});
