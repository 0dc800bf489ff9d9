import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASS_REQUESTS_PER_DAY } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { PassApi } from '../support/passes.ts';
import { REASON, resultOf, startPassApi } from '../support/passes.ts';
import { startSignInApi } from '../support/sign-in.ts';

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
