import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASS_REQUESTS_PER_DAY } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { PassApi } from '../support/passes.ts';
import { REASON, resultOf, startPassApi } from '../support/passes.ts';
import type { PasswordRequest, TestPerson } from '../support/sign-in.ts';
import { aDevice, startSignInApi } from '../support/sign-in.ts';

/** Asking for a pass: who may, how often, and what comes of the request. */

let vu: PassApi;
beforeAll(async () => {
  vu = await startPassApi();
});
afterAll(() => vu.close());

test('asking again, or twelve times at once, is one request', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  await vu.aLeader();
  const { challengeToken: token } = await vu.challenge(person);
  await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? vu.client : vu.second).answer(passes.requestPass, { token })));
  await vu.client.answer(passes.requestPass, { token });
  expect(await vu.api.database.query('select from sign_in_passes where user_id = $1', [person.id])).toHaveLength(1);
  expect((await vu.trail(person)).filter((kind) => kind === 'pass-requested')).toHaveLength(1);
});

test('a request ends with its challenge: cancelled, met by a code, or over', async () => {
  const leader = await vu.aLeader();
  const cancelled = await vu.asking();
  await vu.client.answer(operations.cancelChallenge, { token: cancelled.token });
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const met = await vu.asking(person);
  await vu.client.answer(operations.verifyAuthenticator, { token: met.token, body: { code: vu.nextCode(secret) } });
  const seen = (await vu.client.answer(passes.listPassRequests, { token: leader.token })).requests.map((each) => each.id);
  for (const { id } of [cancelled, met]) {
    expect(seen).not.toContain(id);
    expect(resultOf(await vu.grantPass(leader, id))).toBe('pass-gone');
  }
  expect(resultOf(await vu.grantPass(leader, randomUUID()))).toBe('not-found');
  const old = await vu.asking();
  vu.clock.advance({ minutes: 10 });
  expect(resultOf(await vu.grantPass(await vu.aLeader(), old.id))).toBe('pass-gone');
});

test('each request of a person has a number of its own, which lets in none that a thief of the password made', async () => {
  const leader = await vu.aLeader();
  const person = await vu.person();
  await vu.withAuthenticator(person);
  const asked = [];
  for (let times = 0; times < PASS_REQUESTS_PER_DAY; times += 1) asked.push(await vu.asking(person));
  const numbers = asked.map(({ asked: { passRequest } }) => passRequest?.number);
  expect(new Set(numbers).size).toBe(PASS_REQUESTS_PER_DAY);
  for (const number of numbers) expect(String(number)).toMatch(/^[1-9][0-9]$/);
  const [own, thief] = asked;
  const params = { id: thief?.id ?? '' };
  const refused = await vu.client.refusal(passes.grantPass, {
    token: leader.token,
    params,
    body: { number: own?.number ?? 0, reason: REASON },
  });
  expect(refused.code).toBe('pass-number-wrong');
});

test('with nobody to ask, asking is not offered', async () => {
  const alone = await startSignInApi();
  try {
    const person = await alone.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
    await alone.withAuthenticator(person);
    const { challengeToken: token, challenge } = await alone.challenge(person);
    expect(challenge.passOffered).toBe(false);
    expect((await alone.client.refusal(passes.requestPass, { token })).code).toBe('method-not-allowed');
    await alone.person({ permissions: ['sign-in-pass-granting'] });
    expect((await alone.client.answer(operations.readChallenge, { token })).passOffered).toBe(true);
  } finally {
    await alone.close();
  }
});

/** A request for a pass from a computer, as a leader's list shows it. */
async function listed(person: TestPerson, request: PasswordRequest) {
  const leader = await vu.aLeader();
  vu.clock.advance({ seconds: 1 });
  const { challengeToken: token } = await vu.challenge(person, request);
  await vu.client.answer(passes.requestPass, { token });
  const { requests } = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  const theirs = requests.filter(({ email }) => email === person.email);
  return theirs.map(({ deviceName, computerKnown }) => ({ deviceName, computerKnown })).at(-1);
}

test('a leader is shown what the server knows of a computer, and that one was never seen before, whatever it says of itself', async () => {
  const person = await vu.person();
  const { computerToken } = await vu.withAuthenticator(person);
  if (computerToken === null) throw new Error('the computer was given no token');
  const renamed = { ...person.device, name: 'The help desk, all is well' };
  expect(await listed(person, { device: renamed, computerToken })).toEqual({ deviceName: person.device.name, computerKnown: true });
  // A thief who has the password and knows the computer’s id, but not what it keeps.
  expect(await listed(person, { device: person.device })).toMatchObject({ computerKnown: false });
  expect(await listed(person, { device: aDevice('PC-0417') })).toEqual({ deviceName: 'PC-0417', computerKnown: false });
  // Somebody else’s token says nothing of this person.
  const other = await vu.person();
  await vu.withAuthenticator(other);
  expect(await listed(other, { device: person.device, computerToken })).toMatchObject({ computerKnown: false });
});

test.each([
  ['ends the quotation', 'PC” — approved by the help desk “', 'PC — approved by the help desk'],
  ['in other quotation marks', '«PC» "safe" „x‟', 'PC safe x'],
  ['turns the line round', 'PC\u202e0001', 'PC0001'],
  ['takes several lines', 'PC\n\nAll is well', 'PC All is well'],
])('what a computer calls itself and %s is shown by what can be seen of it', async (_kind, name, shown) => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  expect(await listed(person, { device: aDevice(name) })).toEqual({ deviceName: shown, computerKnown: false });
});
