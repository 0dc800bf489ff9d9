import { PASS_REQUESTS_PER_DAY, STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import { authenticatorCode, button, chooseMethod, nextAppCode } from '../desktop/pages/second-factor.ts';
import { expectSignedIn, shell, signInByApp, signInWithEither } from '../desktop/pages/shell.ts';
import { expectHeading, signInForm } from '../desktop/pages/sign-in.ts';
import { trustComputer } from '../desktop/pages/trust-computer.ts';
import { expect, test } from '../support/desktop.ts';
import { signedInElsewhere, textAskedElsewhere, trustRunsOutSoon, waitingElsewhere } from '../support/elsewhere.ts';
import { camera } from './camera.ts';

const picture = camera('Each other’s help');
const REASON = 'I can see him at his desk by the window';

test('asking a team leader', async ({ vu }) => {
  const leader = await signedInElsewhere(vu.api, vu.api.person('team-leader'));
  const window = await vu.start();
  await signInForm(window).signIn(vu.api.person('without-phone'));
  await button(window, 'Ask a team leader').click();
  await expect(window.getByText('Your request is with the team leaders')).toBeVisible();
  await picture(window, 'ask-team-leader', 'Asking a team leader instead of giving a code');
  await leader.declinePass();
  await expect(window.getByText('has declined your request')).toBeVisible();
  await picture(window, 'ask-team-leader-declined', 'A team leader has declined');
  await button(window, 'Ask once more').click();
  await expect(window.getByText('Your request is with the team leaders')).toBeVisible();
  await leader.grantPass(REASON);
  await expectSignedIn(window, vu.api.person('without-phone'));
  await picture(window, 'signed-in-with-pass', 'Signed in with a team leader’s pass, until the end of the shift');
});

test('a colleague who asked too often', async ({ vu }) => {
  const person = vu.api.person('without-phone');
  const leader = await signedInElsewhere(vu.api, vu.api.person('team-leader'));
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await button(window, 'Ask a team leader').click();
  await expect(window.getByText('Your request is with the team leaders')).toBeVisible();
  await leader.declinePass();
  await expect(window.getByText('has declined your request')).toBeVisible();
  await vu.api.database.query(
    `insert into sign_in_passes (id, user_id, application, device_name, requested_at, number, state, decided_at)
     select gen_random_uuid(), user_id, application, device_name, requested_at, number, state, decided_at
     from sign_in_passes, generate_series(1, ${PASS_REQUESTS_PER_DAY})`,
  );
  await button(window, 'Ask once more').click();
  await expect(window.getByText('You can’t ask a team leader any more for now')).toBeVisible();
  await picture(window, 'ask-team-leader-limit', 'Asked too often');
});

test('a team leader’s side of it', async ({ vu }) => {
  const leader = vu.api.person('team-leader');
  const person = vu.api.person('without-phone');
  const { number } = await waitingElsewhere(vu.api, person);
  const window = await vu.start();
  await signInWithEither(vu, leader);
  await expect(window.getByText('1 waiting')).toBeVisible();
  await picture(window, 'pass-requests', 'A team leader sees who waits');
  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await window.getByRole('button', { name: /^Let them in/ }).click();
  await window.getByLabel('The number on their screen').fill(`${number}`);
  await window.getByLabel('Why do you vouch for them?').fill(REASON);
  await picture(window, 'pass-reason', 'Vouching for somebody, with a reason');
  await button(window, `Let ${person.name} in`).click();
  const { overlay } = shell(window);
  await chooseMethod(overlay).authenticator.check();
  await picture(window, 'pass-step-up', 'A code of the leader’s own, over the work');
  await chooseMethod(overlay).submit.click();
  await authenticatorCode(overlay).give(await nextAppCode(vu, leader.authenticatorSecret));
  await expect(window.getByText(`You have let ${person.name} in until`)).toBeVisible();
  await picture(window, 'pass-granted', 'Let in, and both are told');
});

test('trust that runs out while somebody works', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  await trustRunsOutSoon(vu);
  await expect(button(window, 'Renew now')).toBeVisible();
  await picture(window, 'trust-ends', 'Trust in this computer runs out soon');
  await button(window, 'Renew now').click();
  await authenticatorCode(shell(window).overlay).give(await nextAppCode(vu, person.authenticatorSecret));
  await expect(window.getByText('This computer is trusted again')).toBeVisible();
  await picture(window, 'trust-renewed', 'Trusted again, without leaving the work');
});

test('a manager ends everything on a computer', async ({ vu }) => {
  const person = vu.api.person('manager');
  await signedInElsewhere(vu.api, vu.api.person('authenticator'));
  const window = await vu.start();
  await signInByApp(vu, person);
  await shell(window).control.click();
  await expectHeading(window, 'Control');
  await expect(button(window, 'End everything on Another computer')).toBeVisible();
  await button(window, 'End everything on Another computer').click();
  await picture(window, 'end-computer', 'Before everything on a computer is ended');
  await button(window.getByRole('dialog'), 'End everything on it').click();
  await expect(window.getByText('Everything on Another computer is ended')).toBeVisible();
  await picture(window, 'computer-ended', 'Everything on a computer is ended');
  vu.api.notify.control.fail('clock');
  await textAskedElsewhere(vu.api, vu.api.person('text-message'));
  await button(window, 'Read again').click();
  await expect(window.getByText('Failing', { exact: true })).toBeVisible();
  await picture(window, 'control-text-messages-failing', 'Text messages fail, and why');
});
