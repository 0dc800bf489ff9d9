import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import { deliverySchema } from '../../shared/sign-in/schemas.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { codeOf, startCodesApi } from '../support/code-challenges.ts';
import { passwordBody } from '../support/sign-in.ts';

/** Sending codes by text message: how often, how many are live, and when it can’t be done. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('after a resend the earlier code is still good, and both are burnt by the first success', async () => {
  const { token, code } = await vu.textChallenge();
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token });
  expect(codeOf(await vu.verifyText(token, code))).toBe('signed-in');
  expect(codeOf(await vu.verifyText(token, code))).toBe('challenge-gone');
});

test('at most three codes are live; an older one is called expired and costs a try once', async () => {
  const { token, code: oldest } = await vu.textChallenge();
  for (let count = 0; count < 3; count += 1) {
    vu.clock.advance({ seconds: 60 });
    await vu.client.answer(operations.sendTextMessage, { token });
  }
  expect(await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: oldest } })).toMatchObject({
    code: 'code-expired',
    details: { attemptsLeft: 4 },
  });
  expect((await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: oldest } })).code).toBe('code-expired');
  expect((await vu.client.answer(operations.readChallenge, { token })).attemptsLeft).toBe(4);
});

test('messages are a minute apart and five in a quarter of an hour, over all challenges', async () => {
  const { person, token } = await vu.textChallenge();
  const soon = await vu.client.refusal(operations.sendTextMessage, { token });
  expect(soon).toMatchObject({ code: 'resend-too-soon', details: { retryAfterSeconds: 60 } });
  vu.clock.advance({ seconds: 59 });
  expect((await vu.client.refusal(operations.sendTextMessage, { token })).details?.retryAfterSeconds).toBe(1);
  vu.clock.advance({ seconds: 1 });
  let latest = token;
  for (const left of [3, 2, 1, 0]) {
    ({ challengeToken: latest } = await vu.challenge(person));
    const sent = await vu.client.answer(operations.sendTextMessage, { token: latest });
    expect(sent.textMessage?.resendsLeft).toBe(left);
    vu.clock.advance({ seconds: 60 });
  }
  const limited = await vu.client.refusal(operations.sendTextMessage, { token: latest });
  expect(limited).toMatchObject({ code: 'resend-limit', details: { retryAfterSeconds: 600 } });
  const view = await vu.client.answer(operations.readChallenge, { token: latest });
  expect(view.textMessage).toMatchObject({ resendsLeft: 0, resendAt: new Date(vu.clock.now().getTime() + 600_000).toISOString() });
});

test('a message that can’t be sent uses up no allowance, and isn’t counted against the person', async () => {
  const { person, token } = await vu.textChallenge();
  vu.clock.advance({ seconds: 60 });
  for (const because of ['server-error', 'daily-limit', 'network', 'circuit-open', 'timeout', 'clock'] as const) {
    vu.phones.outcomes.push({ outcome: 'unavailable', because });
    expect((await vu.client.refusal(operations.sendTextMessage, { token })).code).toBe('text-message-unavailable');
  }
  const sent = await vu.client.answer(operations.sendTextMessage, { token });
  expect(sent).toMatchObject({ attemptsLeft: 5, textMessage: { resendsLeft: 3 } });
  expect(codeOf(await vu.verifyText(token, vu.phones.codeTo(person.phone)))).toBe('signed-in');
});

test('whatever the network may say of a message can be kept and is shown, as long as it may change', async () => {
  const { token } = await vu.textChallenge();
  for (const delivery of deliverySchema.options) {
    await vu.api.services.database.updateTable('sends').set({ delivery: 'sending' }).execute();
    vu.clock.advance({ seconds: 5 });
    vu.phones.deliveries = delivery;
    expect((await vu.client.answer(operations.readChallenge, { token })).textMessage?.delivery).toBe(delivery);
  }
  vu.phones.deliveries = 'sending';
});

test('while text messages are known not to work the other method is what is available', async () => {
  const person = await vu.person();
  vu.phones.isAvailable = false;
  const { challenge } = await vu.challenge(person);
  expect(challenge.methods).toEqual([
    { method: 'authenticator', enrolled: false, available: true },
    { method: 'text-message', enrolled: false, available: false },
  ]);
  vu.phones.isAvailable = true;
});

test('codes are in the language of the desktop, and in Welsh for whoever has it set for their account', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const languageOf = async (language: 'en' | 'cy') => {
    vu.clock.advance({ minutes: 16 });
    const answer = await vu.client.answer(operations.signInWithPassword, { body: { ...passwordBody(person), language } });
    if (answer.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
    await vu.client.answer(operations.sendTextMessage, { token: answer.challengeToken });
    return vu.phones.sent.at(-1)?.language;
  };
  expect([await languageOf('en'), await languageOf('cy')]).toEqual(['en', 'cy']);
  await vu.api.database.query("update users set language = 'cy' where id = $1", [person.id]);
  expect(await languageOf('en')).toBe('cy');
});
