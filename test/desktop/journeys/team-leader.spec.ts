import { STEP_UP_MINUTES } from '../../../shared/sign-in/limits.ts';
import { expect, test } from '../../support/desktop.ts';
import { signedInElsewhere, waitingElsewhere } from '../../support/elsewhere.ts';
import { expectAccessible } from '../accessible.ts';
import { authenticatorCode, button, nextAppCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell, signInWithEither } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';

const REASON = 'I can see him at his desk by the window';

test('someone without a phone asks a team leader, is turned down, asks once more, and goes on by himself when he is let in', async ({
  vu,
}) => {
  const person = vu.api.person('without-phone');
  const leader = vu.api.person('team-leader');
  const elsewhere = await signedInElsewhere(vu.api, leader);
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await expectHeading(window, 'How do you want to get your code?');
  await button(window, 'Ask a team leader').click();
  await expectHeading(window, 'Ask a team leader');
  await expect(window.getByText('Your request is with the team leaders')).toBeVisible();
  const numberShown = window.getByText(/with your number [1-9][0-9]: they only let in/);
  const first = await numberShown.textContent();
  await expectAccessible(window);

  await elsewhere.declinePass();
  await expect(window.getByText(`${leader.name} has declined your request`)).toBeVisible();
  await expectAccessible(window);
  await button(window, 'Get a code another way').click();
  await expectHeading(window, 'How do you want to get your code?');
  await button(window, 'Ask a team leader').click();
  await expect(window.getByText('Your request is with the team leaders')).toBeVisible();
  expect(await numberShown.textContent()).not.toBe(first);

  await elsewhere.grantPass(REASON);
  await expectSignedIn(window, person);
  await expect(window.getByText('Password and a team leader’s pass')).toBeVisible();
  await expect(window.getByText(/ at \d\d:\d\d, or when you sign out/)).toBeVisible();
  await expect(window.getByText(`${leader.name} let you sign in without a code, until the end of the shift`)).toBeVisible();
  await expectAccessible(window);
});

test('a team leader sees who waits, and lets them in with a reason and a code of her own, over the work', async ({ vu }) => {
  const person = vu.api.person('without-phone');
  const leader = vu.api.person('team-leader');
  const colleague = await waitingElsewhere(vu.api, person);
  // With a stolen password, at the same time.
  const thief = await waitingElsewhere(vu.api, person);
  const window = await vu.start();
  await signInWithEither(vu, leader);
  const { customerService, mySecurity, overlay } = shell(window);
  await expect(customerService).toContainText('2 colleagues wait to be let in');
  // The count is there whatever page is open.
  await mySecurity.click();
  await expectHeading(window, 'My security');
  await expect(customerService).toContainText('2');
  await customerService.click();
  const panel = window.locator('section').filter({ has: window.getByRole('heading', { name: 'Colleagues without their phone' }) });
  await expect(panel).toContainText(person.name);
  await expect(panel).toContainText('It calls itself “Another computer”');
  await expect(panel.getByText(`2 requests wait in ${person.name}’s name`)).toHaveCount(2);
  await expectAccessible(window);
  await panel.getByRole('button', { name: `Decline ${person.name}, Request 2 of 2` }).click();
  await expect(panel.getByText(`You have declined ${person.name}’s request`)).toBeVisible();
  expect(await thief.goOn()).toBe('not yet');

  await panel.getByRole('button', { name: `Let them in… ${person.name}`, exact: true }).click();
  await expect(panel.getByText('they read out the number on their screen')).toBeVisible();
  // Her own code is a moment old, so none is asked for.
  await expect(panel.getByText('You are asked for a code')).toBeHidden();
  await button(panel, 'Cancel').click();
  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await panel.getByRole('button', { name: /^Let them in/ }).click();
  await button(panel, 'Cancel').click();
  await expect(panel.getByRole('button', { name: /^Let them in/ })).toBeFocused();
  await window.keyboard.press('Enter');
  const number = panel.getByLabel('The number on their screen');
  const reason = panel.getByLabel('Why do you vouch for them?');
  await expect(number).toBeFocused();
  await reason.fill('Ieuan');
  await button(panel, `Let ${person.name} in`).click();
  await expect(panel.getByText('Enter the two digits that they read out')).toBeVisible();
  await expect(number).toBeFocused();
  const wrong = colleague.number === 99 ? 10 : colleague.number + 1;
  await number.fill(`${wrong}`);
  await button(panel, `Let ${person.name} in`).click();
  await expect(panel.getByText('Say in at least 10 characters')).toBeVisible();
  await reason.fill('a'.repeat(12));
  await button(panel, `Let ${person.name} in`).click();
  await expect(panel.getByText('Say in a few different words')).toBeVisible();
  await expectAccessible(window);
  await reason.fill(REASON);
  await button(panel, `Let ${person.name} in`).click();
  await expect(overlay).toBeVisible();
  await expectAccessible(window);
  expect(await colleague.goOn()).toBe('not yet');
  // Called off: what was written is still there.
  await button(overlay, 'Close').click();
  await expect(reason).toHaveValue(REASON);
  await button(panel, `Let ${person.name} in`).click();
  // The strongest that she has is asked for, and nothing else offered.
  await authenticatorCode(overlay).give(await nextAppCode(vu, leader.authenticatorSecret));
  await expect(panel.getByText('That is not the number of this request. You have 2 tries left.')).toBeVisible();
  await expect(number).toBeFocused();
  await expect(reason).toHaveValue(REASON);
  await expectAccessible(window);
  expect(await colleague.goOn()).toBe('not yet');
  await number.fill(`${colleague.number}`);
  await button(panel, `Let ${person.name} in`).click();
  await expect(panel.getByText(`You have let ${person.name} in until`)).toBeVisible();
  await expect(overlay).toBeHidden();
  await expect(customerService).not.toContainText('1');
  await expectAccessible(window);
  expect(await colleague.goOn()).toBe('signed-in');
});
