import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  PASS_NUMBER_LEAST,
  PASS_NUMBER_MOST,
  PASS_REQUESTS_PER_DAY,
  PASSES_PER_LEADER,
  PASSES_PER_PERSON,
} from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { PassApi } from '../support/passes.ts';
import { REASON, resultOf, startPassApi } from '../support/passes.ts';
import { aDevice, wrongAuthenticatorCode } from '../support/sign-in.ts';

/** How many passes there are, of a person and of a leader. */

let vu: PassApi;
beforeAll(async () => {
  vu = await startPassApi();
});
afterAll(() => vu.close());

test('three passes in thirty days are all that one person gets', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 0; count < PASSES_PER_PERSON; count += 1) {
    await vu.granted(person);
    vu.clock.advance({ days: 1 });
  }
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.passOffered).toBe(false);
  const refused = await vu.client.refusal(passes.requestPass, { token });
  expect(refused).toMatchObject({ code: 'pass-limit', details: { retryAfterSeconds: 27 * 24 * 60 * 60 } });
  vu.clock.advance({ days: 27 });
  expect((await vu.challenge(person)).challenge.passOffered).toBe(true);
  await vu.asking(person);
});

test('two leaders who grant a person’s third and fourth pass at once grant one of them', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 1; count < PASSES_PER_PERSON; count += 1) await vu.granted(person);
  const [one, two] = [await vu.aLeader(), await vu.aLeader()];
  const requests = [await vu.asking(person, { device: aDevice() }), await vu.asking(person, { device: aDevice() })] as const;
  const answers = await Promise.all([vu.grantPass(one, requests[0].id), vu.grantPass(two, requests[1].id, vu.second)]);
  expect(answers.map(resultOf).sort()).toEqual(['done', 'pass-limit']);
});

test('a leader grants twenty passes a day and no more, however many are answered at once', async () => {
  const leader = await vu.aLeader();
  const filler = await vu.person();
  for (let count = 1; count < PASSES_PER_LEADER; count += 1) {
    await vu.api.database.query(
      `insert into sign_in_passes (id, user_id, application, device_name, requested_at, number, state, leader_id, decided_at, ends_at)
       values ($1, $2, 'customer-service-vu', 'PC', $3, 10, 'granted', $4, $3, $3::timestamptz + interval '1 hour')`,
      [randomUUID(), filler.id, vu.clock.now(), leader.person.id],
    );
  }
  const waiting = [await vu.asking(), await vu.asking(), await vu.asking()];
  const answers = await Promise.all(waiting.map(({ id }, at) => vu.grantPass(leader, id, at === 0 ? vu.client : vu.second).then(resultOf)));
  expect(answers.sort()).toEqual(['done', 'pass-limit', 'pass-limit']);
  const { id, number } = await vu.asking();
  const call = { token: leader.token, params: { id }, body: { number, reason: REASON } };
  expect(await vu.client.refusal(passes.grantPass, call)).toMatchObject({ code: 'pass-limit', details: { passLimit: 'leader' } });
  // Nor does a leader who may grant no more learn whether a number is right.
  const other = { ...call, body: { number: number === PASS_NUMBER_MOST ? PASS_NUMBER_LEAST : number + 1, reason: REASON } };
  expect((await vu.client.refusal(passes.grantPass, other)).code).toBe('pass-limit');
  expect((await vu.client.answer(passes.listPassRequests, { token: leader.token })).grantsLeft).toBe(0);
});

test('whoever has a password can’t wear the leaders down: ten requests a day are all', async () => {
  const leader = await vu.aLeader();
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 0; count < PASS_REQUESTS_PER_DAY; count += 1) {
    const { id, token } = await vu.asking(person);
    await vu.client.answer(passes.declinePass, { token: leader.token, params: { id } });
    expect((await vu.client.answer(operations.readChallenge, { token })).passRequest).toMatchObject({
      state: 'declined',
      leaderName: await vu.nameOf(leader.person),
    });
  }
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.passOffered).toBe(false);
  expect((await vu.client.refusal(passes.requestPass, { token })).code).toBe('pass-limit');
});

test('a pass forgives no wrong codes: ten in a row lock, whatever came between', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const miss = async () => {
    const { challengeToken: token } = await vu.challenge(person);
    return await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, secret) } });
  };
  for (let count = 0; count < 9; count += 1) await miss();
  const { token } = await vu.granted(person);
  expect(resultOf(await vu.redeemPass(token))).toBe('done');
  expect((await miss()).code).toBe('codes-locked');
});
