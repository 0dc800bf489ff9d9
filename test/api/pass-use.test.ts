import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSES_PER_LEADER, STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { PassApi } from '../support/passes.ts';
import { MORNING, REASON, resultOf, SYSTEM, startPassApi } from '../support/passes.ts';
import { wrongAuthenticatorCode } from '../support/sign-in.ts';

/** What a team leader’s pass is good for, where, and until when. */

const TEMPORARY = 'PVXC-7KMT-4QRW-9DHJ';
const OWN = 'kettle-meadow-19-tram';

let vu: PassApi;
beforeAll(async () => {
  vu = await startPassApi();
});
afterAll(() => vu.close());

test('someone without a phone asks, a leader vouches, and they sign in to one application until the shift ends', async () => {
  vu.clock.set(MORNING);
  const leader = await vu.aLeader();
  const { person, token, challenge, asked, id, number } = await vu.asking();
  expect(challenge).toMatchObject({ passOffered: true, passRequest: null });
  expect(asked.passRequest).toEqual({ state: 'waiting', number, requestedAt: MORNING, leaderName: null, until: null });
  expect(resultOf(await vu.redeemPass(token))).toBe('pass-gone');

  const seen = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  expect(seen).toMatchObject({ grantsLeft: PASSES_PER_LEADER, passUntil: '2026-03-27T20:00:00.000Z' });
  expect(seen.requests).toContainEqual({
    id,
    person: await vu.nameOf(person),
    email: person.email,
    application: 'customer-service-vu',
    deviceName: person.device.name,
    computerKnown: false,
    requestedAt: MORNING,
    expiresAt: challenge.expiresAt,
  });
  const answer = await vu.client.answer(passes.grantPass, { token: leader.token, params: { id }, body: { number, reason: REASON } });
  expect(answer.until).toBe('2026-03-27T20:00:00.000Z');
  expect(answer.waiting).toMatchObject({ grantsLeft: PASSES_PER_LEADER - 1 });
  expect(answer.waiting.requests.map((each) => each.id)).not.toContain(id);

  const read = await vu.client.answer(operations.readChallenge, { token });
  expect(read.passRequest).toEqual({
    state: 'granted',
    number,
    requestedAt: MORNING,
    leaderName: await vu.nameOf(leader.person),
    until: '2026-03-27T20:00:00.000Z',
  });
  const signedIn = await vu.client.answer(passes.usePass, { token });
  if (signedIn.outcome !== 'signed-in') throw new Error('not signed in');
  expect(signedIn).toMatchObject({ trustToken: null, trustExpiresAt: null });
  expect(signedIn.session).toMatchObject({
    assurance: { method: 'team-leader-pass' },
    expiresAt: '2026-03-27T20:00:00.000Z',
    steppedUpUntil: null,
    trustOffer: null,
    trust: null,
    applications: [
      { application: 'customer-service-vu', entry: 'open' },
      { application: 'control', entry: 'step-up' },
      { application: 'forms-portal', entry: 'step-up' },
    ],
  });
  expect(resultOf(await vu.redeemPass(token))).toBe('challenge-gone');

  expect(signedIn.session.alerts.map((alert) => alert.kind)).toContain('pass-granted');
  expect(await vu.alertsOf(person)).toContainEqual({ kind: 'pass-granted', detail: await vu.nameOf(leader.person) });
  expect(await vu.alertsOf(leader.person)).toContainEqual({ kind: 'pass-given', detail: await vu.nameOf(person) });
  expect((await vu.trail(person)).slice(-4)).toEqual(['pass-requested', 'pass-granted', 'pass-used', 'signed-in']);
  const [entry] = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'pass-granted' and user_id = $1",
    [person.id],
  );
  expect(JSON.parse(entry?.content ?? '{}')).toMatchObject({
    actor: { kind: 'person', userId: leader.person.id },
    details: { passId: id, reason: REASON },
  });
});

test('a pass steps nothing up: no change to the account, no other application, no trusted computer', async () => {
  const { person, token } = await vu.granted();
  const answer = await vu.client.answer(passes.usePass, { token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const session = { token: answer.sessionToken };
  for (const refused of [
    await vu.client.refusal(operations.addAuthenticator, session),
    await vu.client.refusal(operations.makeRecoveryCodes, session),
    await vu.client.refusal(operations.removeAllTrustedDevices, session),
    await vu.client.refusal(operations.changePassword, {
      ...session,
      body: { currentPassword: person.password, newPassword: 'heron-tide-wall-1' },
    }),
    await vu.client.refusal(operations.enterApplication, { ...session, params: { application: 'forms-portal' } }),
  ]) {
    expect(refused.code).toBe('step-up-needed');
  }
  expect((await vu.client.refusal(operations.trustThisComputer, session)).code).toBe('trust-not-offered');
  const stepUp = await vu.client.answer(operations.startStepUp, { ...session, body: { application: 'customer-service-vu' } });
  if (stepUp.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(stepUp.challenge).toMatchObject({ passOffered: false, passRequest: null });
  expect((await vu.client.refusal(passes.requestPass, { token: stepUp.challengeToken })).code).toBe('method-not-allowed');
  expect(resultOf(await vu.redeemPass(stepUp.challengeToken))).toBe('method-not-allowed');
});

test('a pass is good in the challenge that asked for it: not in another person’s, application’s or sign-in’s', async () => {
  const { person, token } = await vu.granted();
  const stranger = await vu.asking();
  const otherApplication = await vu.challenge(person, { application: 'forms-portal' });
  const again = await vu.challenge(person);
  for (const other of [stranger.token, otherApplication.challengeToken, again.challengeToken]) {
    expect(resultOf(await vu.redeemPass(other))).toBe('pass-gone');
  }
  expect(again.challenge.passRequest).toBeNull();
  expect(resultOf(await vu.redeemPass(token))).toBe('done');
});

test('a session’s token neither asks for a pass nor uses one, and a challenge’s neither sees nor grants one', async () => {
  const leader = await vu.aLeader();
  for (const operation of [passes.requestPass, passes.usePass]) {
    expect((await vu.client.refusal(operation, { token: leader.token })).code).toBe('challenge-gone');
  }
  const { token, id, number } = await vu.asking();
  expect((await vu.client.refusal(passes.listPassRequests, { token })).code).toBe('not-signed-in');
  const body = { number, reason: REASON };
  expect((await vu.client.refusal(passes.grantPass, { token, params: { id }, body })).code).toBe('not-signed-in');
});

test('a pass is no good after the shift’s end, and a sign-in with one ends with it', async () => {
  vu.clock.set('2026-03-27T19:54:00.000Z');
  const inTime = await vu.granted();
  const late = await vu.granted();
  const answer = await vu.client.answer(passes.usePass, { token: inTime.token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session.expiresAt).toBe('2026-03-27T20:00:00.000Z');
  vu.clock.set('2026-03-27T19:59:59.000Z');
  await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect((await vu.client.answer(operations.readChallenge, { token: late.token })).passRequest?.state).toBe('granted');
  vu.clock.set('2026-03-27T20:00:00.000Z');
  expect((await vu.client.refusal(operations.readSession, { token: answer.sessionToken })).code).toBe('not-signed-in');
  expect((await vu.client.answer(operations.readChallenge, { token: late.token })).passRequest).toMatchObject({
    state: 'declined',
    until: null,
  });
  expect(resultOf(await vu.redeemPass(late.token))).toBe('pass-gone');
});

test('the shift’s end is a time on the wall, also in summer, and never more than twelve hours away', async () => {
  const until = async () => (await vu.client.answer(passes.listPassRequests, { token: (await vu.aLeader()).token })).passUntil;
  vu.clock.set('2026-03-30T09:00:00.000Z');
  expect(await until()).toBe('2026-03-30T19:00:00.000Z');
  vu.clock.set('2026-03-30T20:30:00.000Z');
  expect(await until()).toBe('2026-03-31T08:30:00.000Z');
  await vu.api.database.query("update organisation set shift_ends = '06:15'");
  expect(await until()).toBe('2026-03-31T05:15:00.000Z');
  await vu.api.database.query("update organisation set shift_ends = '20:00'");
  vu.clock.set(MORNING);
});

test('a pass that is used eight times at once, on two instances, makes one session', async () => {
  const { person, token } = await vu.granted();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => vu.redeemPass(token, at % 2 === 0 ? vu.client : vu.second).then(resultOf)),
  );
  expect(answers.filter((each) => each === 'done')).toHaveLength(1);
  expect(answers.filter((each) => each !== 'done' && each !== 'challenge-gone')).toEqual([]);
  const sessions = await vu.api.database.query("select from sessions where user_id = $1 and assurance_method = 'team-leader-pass'", [
    person.id,
  ]);
  expect(sessions).toHaveLength(1);
});

test('while codes are locked a pass is no way round', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const before = await vu.granted(person);
  const open = await vu.challenge(person);
  for (let count = 0; count < 10; count += 1) {
    const { challengeToken: token } = await vu.challenge(person);
    await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, secret) } });
  }
  expect(resultOf(await vu.redeemPass(before.token))).toBe('codes-locked');
  expect((await vu.client.refusal(passes.requestPass, { token: open.challengeToken })).code).toBe('codes-locked');
});

/** Somebody with a temporary password whose phone is somewhere else, let in by a leader. */
async function withTemporaryPassword() {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  await vu.admin.setPassword(SYSTEM, person.id, TEMPORARY, true);
  const { token } = await vu.granted({ ...person, password: TEMPORARY });
  const answer = await vu.client.answer(passes.usePass, { token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const session = { token: answer.sessionToken };
  const change = (currentPassword: string, newPassword: string) => ({ ...session, body: { currentPassword, newPassword } });
  return { person, session, change };
}

test('who is let in with a temporary password chooses their own, once, and changes nothing else', async () => {
  const { person, session, change } = await withTemporaryPassword();
  expect((await vu.client.refusal(operations.addAuthenticator, session)).code).toBe('password-change-needed');
  const stepUp = await vu.client.answer(operations.startStepUp, { ...session, body: { application: 'customer-service-vu' } });
  if (stepUp.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const number = { token: stepUp.challengeToken, body: { phoneNumber: person.phone } };
  expect((await vu.client.refusal(operations.enrolPhoneNumber, number)).code).toBe('method-not-allowed');

  expect((await vu.client.refusal(operations.changePassword, change('not-the-password-19', OWN))).code).toBe('password-refused');
  await vu.client.answer(operations.changePassword, change(TEMPORARY, OWN));
  expect(await vu.client.answer(operations.readSession, session)).toMatchObject({
    mustChangePassword: false,
    steppedUpUntil: null,
    assurance: { method: 'team-leader-pass' },
  });
  expect((await vu.client.refusal(operations.changePassword, change(OWN, 'heron-tide-wall-1'))).code).toBe('step-up-needed');
  expect((await vu.client.refusal(operations.addAuthenticator, session)).code).toBe('step-up-needed');
  expect(await vu.alertsOf(person)).toContainEqual({ kind: 'password-changed', detail: null });
  // It lets nobody in by itself.
  const again = await vu.challenge(person, { password: OWN });
  expect(again.challenge.methods).toContainEqual({ method: 'authenticator', enrolled: true, available: true });
});

test('a pass does for replacing a temporary password as long as a code would, and no longer', async () => {
  const { session, change } = await withTemporaryPassword();
  vu.clock.advance({ minutes: STEP_UP_MINUTES });
  expect((await vu.client.refusal(operations.changePassword, change(TEMPORARY, OWN))).code).toBe('step-up-needed');
  await vu.client.answer(operations.readSession, session);
});
