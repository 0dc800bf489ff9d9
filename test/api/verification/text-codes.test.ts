import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Method } from '../../../shared/applications.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { aDevice } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, signedIn, tally, textChallenge } from './attack.ts';

/** Text-message codes: for one challenge, one number and one purpose, once. */
const SYSTEM = { kind: 'system' } as const;
const BOTH: readonly Method[] = ['authenticator', 'text-message'];

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

const verify = (token: string, code: string, index = 0) => vu.instance(index).call(operations.verifyTextMessage, { token, body: { code } });

test('a code is for the application, purpose and computer of its challenge: in every other one it is a wrong code', {
  timeout: 60_000,
}, async () => {
  const { person, secret } = await vu.withEverything();
  const { challengeToken } = await vu.challenge(person);
  const { sessionToken: token } = signedIn(
    await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } }),
  );
  const codes: { readonly from: string; readonly token: string; readonly code: string }[] = [];
  const add = (from: string, challenge: string) => codes.push({ from, token: challenge, code: vu.phones.codeTo(person.phone) });
  for (const application of ['customer-service-vu', 'forms-portal'] as const) {
    const { challengeToken: sent } = await textChallenge(vu, person, application);
    add(`sign-in to ${application}`, sent);
  }
  const elsewhere = await vu.challenge(person, { device: aDevice() });
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token: elsewhere.challengeToken });
  add('sign-in on another computer', elsewhere.challengeToken);
  // A step-up counts for five minutes from the sign-in.
  const adding = await vu.client.answer(operations.addTextMessage, { token, body: { phoneNumber: '07700 900777' } });
  codes.push({ from: 'a new number', token: adding.challengeToken, code: vu.phones.codeTo('+447700900777') });
  vu.clock.advance({ minutes: 1 });
  const stepUp = await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
  if (stepUp.outcome !== 'second-factor-needed') throw new Error('no challenge');
  await vu.client.answer(operations.sendTextMessage, { token: stepUp.challengeToken });
  add('step-up', stepUp.challengeToken);
  expect(new Set(codes.map((each) => each.code)).size).toBe(codes.length);

  for (const given of codes) {
    for (const challenge of codes) {
      if (given === challenge) continue;
      const answered = await verify(challenge.token, given.code);
      expect([given.from, challenge.from, outcomeOf(answered)]).toEqual([given.from, challenge.from, 'code-wrong']);
    }
    await vu.admin.unlockCodes(SYSTEM, person.id);
    await vu.query('update challenges set attempts = 0 where user_id = $1', [person.id]);
  }
  const right = codes.at(-1);
  expect(outcomeOf(await verify(right?.token ?? '', right?.code ?? ''))).toBe('met');
});

test('a code sent to one number confirms that number and no other, whatever was asked for before and after', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  const numbers = ['07700 900801', '07700 900802', '07700 900803'];
  const codes: string[] = [];
  for (const phoneNumber of numbers) {
    await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber } });
    codes.push(vu.phones.codeTo(`+44${phoneNumber.replaceAll(' ', '').slice(1)}`));
  }
  for (const stale of codes.slice(0, 2)) expect(outcomeOf(await verify(token, stale))).toBe('code-expired');
  // The first number again: its earlier code was for a challenge that meant another number in between, and a minute isn't over.
  const again = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: numbers[0] ?? '' } });
  expect(again.code).toBe('resend-too-soon');
  expect(outcomeOf(await verify(token, codes[2] ?? ''))).toBe('signed-in');
  const [kept] = await vu.query<{ phone_number: string }>('select phone_number from text_message_factors where user_id = $1', [person.id]);
  expect(kept?.phone_number).toBe('+447700900803');
});

test('a number asked for and a code given at once over two instances never confirm a number that got no code', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900811' } });
  const code = vu.phones.codeTo('+447700900811');
  const [verified] = await Promise.all([
    verify(token, code, 0),
    vu.other.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900812' } }),
  ]);
  const rows = await vu.query<{ phone_number: string }>('select phone_number from text_message_factors where user_id = $1', [person.id]);
  expect(rows).toEqual(verified.ok ? [{ phone_number: '+447700900811' }] : []);
});

test('at sign-in nobody changes the number that is there, nor sends a code elsewhere', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token } = await vu.challenge(person);
  const sent = vu.phones.sent.length;
  for (const phoneNumber of ['07700 900821', person.phone]) {
    const refused = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber } });
    expect(outcomeOf(refused)).toBe('factor-exists');
  }
  expect(vu.phones.sent.length).toBe(sent);
  await vu.client.answer(operations.sendTextMessage, { token });
  expect(vu.phones.sent.slice(sent).map((each) => each.phoneNumber)).toEqual([person.phone]);
});

test('a code lasts ten minutes to the millisecond, used or not', async () => {
  const { person } = await vu.withEverything();
  for (const [milliseconds, outcome] of [
    [599_999, 'signed-in'],
    [600_000, 'challenge-gone'],
  ] as const) {
    const { challengeToken: token, code } = await textChallenge(vu, person);
    vu.clock.set(new Date(vu.clock.now().getTime() + milliseconds));
    expect([milliseconds, outcomeOf(await verify(token, code))]).toEqual([milliseconds, outcome]);
  }
  vu.clock.advance({ minutes: 6 });
});

test('a code that signed in is worth nothing afterwards: not in its challenge, not in a new one, not at once on two instances', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const before = await vu.sessionsOf(person);
  const answers = await vu.atOnce(8, (client) => client.call(operations.verifyTextMessage, { token, body: { code } }));
  expect(tally(answers)).toEqual({ 'signed-in': 1, 'challenge-gone': 7 });
  expect(await vu.sessionsOf(person)).toBe(before + 1);
  const next = await textChallenge(vu, person);
  expect(outcomeOf(await verify(next.challengeToken, code, 1))).toBe('code-wrong');
});

test('no more than five messages in a quarter of an hour, over methods, challenges, numbers, step-ups and instances', async () => {
  const { person, secret } = await vu.withEverything();
  vu.clock.advance({ minutes: 15 });
  const { challengeToken } = await vu.challenge(person);
  const { sessionToken } = signedIn(
    await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } }),
  );
  const before = vu.phones.sent.length;
  const outcomes: string[] = [];
  for (let count = 0; count < 12; count += 1) {
    vu.clock.advance({ seconds: 20 });
    if (count % 3 === 0) {
      const { challengeToken: token } = await vu.challenge(person, { device: aDevice() });
      outcomes.push(outcomeOf(await vu.instance(count).call(operations.sendTextMessage, { token })));
    } else {
      // Two in turn: of new ones there are three a day, which is another limit.
      const phoneNumber = `07700 9008${30 + (count % 3)}`;
      outcomes.push(outcomeOf(await vu.instance(count).call(operations.addTextMessage, { token: sessionToken, body: { phoneNumber } })));
    }
  }
  expect(vu.phones.sent.length - before).toBe(5);
  expect(outcomes.slice(5)).toEqual(new Array(7).fill('resend-limit'));
});

test('with numbers abroad allowed, none is taken that somebody could earn from', async () => {
  await vu.query('update organisation set international_numbers = true');
  const { challengeToken: token } = await vu.challenge(await vu.person());
  const before = vu.phones.sent.length;
  for (const phoneNumber of [
    '+979 123 456 789', // international premium rate
    '+881 6 1234 5678', // satellite
    '+870 773 111 111', // satellite at sea
    '+882 16 1234 5678', // international networks
    '+883 5100 1234 5678',
    '+878 10 1234 5678', // personal numbers
    '+800 1234 5678', // international freephone
    '+808 1234 5678', // international shared cost
    '+1 900 555 0123', // premium rate, United States
    '+44 909 879 0000', // premium rate, United Kingdom
    '+44 70 1234 5678', // personal numbers, United Kingdom
    '+44 76 4012 3456', // pagers
    '+44 843 123 4567', // shared revenue
    '+33 899 12 34 56', // premium rate, France
    '+49 900 1 123456', // premium rate, Germany
    '118 118',
    '60777',
    '999',
  ]) {
    const refused = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber } });
    expect([phoneNumber, outcomeOf(refused)]).toEqual([phoneNumber, 'phone-number-invalid']);
  }
  expect(vu.phones.sent.length).toBe(before);
  await vu.query('update organisation set international_numbers = false');
  for (const phoneNumber of ['+33 6 12 34 56 78', '0033 612345678', '+353 85 012 3456'])
    expect(outcomeOf(await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber } }))).toBe('phone-number-invalid');
  expect(vu.phones.sent.length).toBe(before);
});

test('a message that failed is told as failed, costs neither a send nor a try, and its code is dead unless it may still arrive', async () => {
  const { person } = await vu.withEverything();
  vu.clock.advance({ minutes: 15 });
  const { challengeToken: token } = await vu.challenge(person);
  for (const because of ['server-error', 'network', 'daily-limit', 'rate-limit', 'refused-key', 'clock', 'misconfigured'] as const) {
    vu.phones.outcomes.push({ outcome: 'unavailable', because });
    expect([because, outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))]).toEqual([
      because,
      'text-message-unavailable',
    ]);
    expect(outcomeOf(await verify(token, vu.phones.codeTo(person.phone)))).toBe('nothing-sent');
  }
  vu.phones.outcomes.push({ outcome: 'unavailable', because: 'timeout' });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('text-message-unavailable');
  const arrivedAfterAll = vu.phones.codeTo(person.phone);
  const view = await vu.client.answer(operations.sendTextMessage, { token });
  expect(view).toMatchObject({ attemptsLeft: 5, textMessage: { resendsLeft: 4 } });
  expect(await vu.wrongCodesOf(person)).toBe(0);
  expect(outcomeOf(await verify(token, arrivedAfterAll))).toBe('signed-in');
});

test('each message has a reference of its own, so that one that was lost is never taken for another', async () => {
  const { person } = await vu.withEverything();
  await textChallenge(vu, person);
  const references = vu.phones.sent.map((each) => each.reference);
  expect(new Set(references).size).toBe(references.length);
  expect(references.every((each) => each.length === randomUUID().length)).toBe(true);
});

test('where text messages are offered so is the app, which can’t be redirected, and first', async () => {
  const newcomer = await vu.challenge(await vu.person());
  expect(newcomer.challenge.methods.map((each) => each.method)).toEqual([...BOTH]);
});
