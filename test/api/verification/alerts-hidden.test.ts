import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidySignIn } from '../../../server/sign-in/housekeeping.ts';
import { ALERTS_KEPT_DAYS, DISMISSABLE_HOURS } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../../support/sign-in.ts';
import { aDevice, startSignInApi } from '../../support/sign-in.ts';

/** A thief who got in tries to put away what tells of it before its owner has seen it. */

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

const alertsOf = async (token: string) => (await vu.client.answer(operations.readSession, { token })).alerts;

async function dismiss(token: string, id: string): Promise<string> {
  const answer = await vu.client.call(operations.dismissAlert, { token, params: { id } });
  return answer.ok ? 'dismissed' : answer.error.code;
}

/** Somebody with a number who has used their own computer for two days, and trusts it. */
async function settled(): Promise<TestPerson & { readonly trustToken: string }> {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ hours: 48 });
  const { sessionToken: token } = await vu.againByText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token, body: {} });
  return { ...person, trustToken };
}

/** What one finds of one's own alerts; there is always one such in these tests. */
async function newComputer(token: string) {
  const alert = (await alertsOf(token)).find(({ kind }) => kind === 'new-computer');
  if (!alert) throw new Error('the new computer is not told');
  return alert;
}

/** A sign-in that gave no code just now, as by trust: the session is as it is when its step-up has run out. */
async function withoutStepUp(token: string): Promise<string> {
  vu.clock.advance({ minutes: 6 });
  return token;
}

test('what was done on a computer can’t be put away there by signing in again, and on another new one neither', async () => {
  const person = await settled();
  const stranger = aDevice('STRANGE-PC');
  await vu.againByText(person, { device: stranger });
  const again = await withoutStepUp((await vu.againByText(person, { device: stranger })).sessionToken);
  const alert = await newComputer(again);
  expect(alert).toMatchObject({ dismissal: 'step-up', dismissalFrom: expect.any(String) });
  expect(await dismiss(again, alert.id)).toBe('step-up-needed');

  // A second strange computer caused another alert, but not this one: it is no older, and no better.
  const second = await withoutStepUp((await vu.againByText(person, { device: aDevice('OTHER-STRANGE-PC') })).sessionToken);
  expect(await dismiss(second, alert.id)).toBe('step-up-needed');

  // Its owner's own computer, which trust opens without a code.
  const own = await vu.password(person, { trustToken: person.trustToken });
  if (own.outcome !== 'signed-in') throw new Error('the computer is not trusted');
  expect((await alertsOf(own.sessionToken)).find(({ id }) => id === alert.id)).toMatchObject({ dismissal: 'now', dismissalFrom: null });
  expect(await dismiss(own.sessionToken, alert.id)).toBe('dismissed');
  expect(await dismiss(own.sessionToken, alert.id)).toBe('not-found');
});

test('a code given after it lets it be put away where it was caused; the code that caused it doesn’t', async () => {
  const person = await settled();
  const stranger = aDevice('HOT-DESK-4');
  const { sessionToken } = await vu.againByText(person, { device: stranger });
  const { id } = await newComputer(
    ((await vu.password(person, { trustToken: person.trustToken })) as { sessionToken: string }).sessionToken,
  );
  // The session that did it isn't even shown it.
  expect(await dismiss(sessionToken, id)).toBe('not-found');
  const { sessionToken: again } = await vu.againByText(person, { device: stranger });
  expect(await dismiss(again, id)).toBe('dismissed');
});

test('an app that a thief has just linked puts nothing away', async () => {
  const person = await settled();
  const stranger = aDevice('STRANGE-PC');
  const { sessionToken: token } = await vu.againByText(person, { device: stranger });
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  if (added.enrolment === null) throw new Error('a code from the help desk is asked for');
  const secret = added.enrolment.key;
  await vu.client.answer(operations.verifyAuthenticator, {
    token: added.challengeToken,
    body: { code: vu.codeNow(secret) },
  });
  vu.clock.advance({ minutes: 1 });
  const begun = await vu.challenge(person, { device: stranger });
  const byApp = await vu.client.answer(operations.verifyAuthenticator, {
    token: begun.challengeToken,
    body: { code: vu.nextCode(secret) },
  });
  if (byApp.outcome !== 'signed-in') throw new Error('the app does not sign in');
  const told = (await alertsOf(byApp.sessionToken)).filter(({ detail }) => detail === 'STRANGE-PC');
  expect(told.map(({ kind }) => kind).sort()).toEqual(['factor-added', 'new-computer']);
  for (const { id } of told) expect(await dismiss(byApp.sessionToken, id)).toBe('not-permitted');
});

test('after 24 hours it can be put away where it was caused, and not a minute before', async () => {
  const person = await settled();
  const stranger = aDevice('STRANGE-PC');
  await vu.againByText(person, { device: stranger });
  vu.clock.advance({ hours: DISMISSABLE_HOURS - 1, minutes: 45 });
  const token = await withoutStepUp((await vu.againByText(person, { device: stranger })).sessionToken);
  const { id } = await newComputer(token);
  expect(await dismiss(token, id)).toBe('step-up-needed');
  vu.clock.advance({ minutes: 8 });
  expect((await vu.client.answer(operations.readSession, { token })).locked).toBe(false);
  expect(await dismiss(token, id)).toBe('dismissed');
});

test('what was put away is read in My security for 90 days, and who put it away is in the trail', async () => {
  const person = await settled();
  await vu.againByText(person, { device: aDevice('STRANGE-PC') });
  const { sessionToken: token } = await vu.againByText(person);
  const { id } = await newComputer(token);
  expect(await dismiss(token, id)).toBe('dismissed');
  const past = async (session: string) =>
    (await vu.client.answer(operations.readMySecurity, { token: session })).alerts.filter(({ detail }) => detail === 'STRANGE-PC');
  expect(await past(token)).toMatchObject([{ kind: 'new-computer', dismissedAt: expect.any(String) }]);
  expect(await vu.trail(person)).toContain('alert-dismissed');
  vu.clock.advance({ hours: 24 * ALERTS_KEPT_DAYS - 1 });
  await tidySignIn(vu.api.services.database, vu.clock);
  expect(await past((await vu.againByText(person)).sessionToken)).toHaveLength(1);
  vu.clock.advance({ hours: 2 });
  expect(await past((await vu.againByText(person)).sessionToken)).toHaveLength(0);
  await tidySignIn(vu.api.services.database, vu.clock);
  expect(await vu.api.database.query('select from alerts where id = $1', [id])).toEqual([]);
});

test('nobody else’s alert can be put away, nor one of a session that has ended', async () => {
  const [person, other] = [await settled(), await settled()];
  await vu.againByText(person, { device: aDevice('STRANGE-PC') });
  const own = await vu.againByText(person);
  const { id } = await newComputer(own.sessionToken);
  const { sessionToken } = await vu.againByText(other);
  expect(await dismiss(sessionToken, id)).toBe('not-found');
  await vu.client.answer(operations.signOut, { token: own.sessionToken });
  expect(await dismiss(own.sessionToken, id)).toBe('not-signed-in');
});
