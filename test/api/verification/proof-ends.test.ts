import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ErrorBody } from '../../../shared/errors.ts';
import { WRONG_CODES_PER_CHALLENGE } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { aDevice, passwordBody, wrongAuthenticatorCode, wrongTextCode } from '../../support/sign-in.ts';
import { outcomeOf, tally } from './attack.ts';
import type { Proving } from './proving.ts';
import { BOTH, SYSTEM, startProving } from './proving.ts';

/** How far a proof goes, how its codes are counted, and what ends it. */

let vu: Proving;
beforeAll(async () => {
  vu = await startProving();
});
afterAll(() => vu.close());
beforeEach(() => vu.asAtFirst());

test('proof is of one challenge: another one of the same person has none, begun before or after, there or elsewhere', async () => {
  const person = await vu.withNumber();
  const earlier = await vu.challenge(person, { application: 'control', device: aDevice() });
  const token = await vu.proved(person);
  const later = await vu.challenge(person, { application: 'control' });
  const elsewhere = await vu.challenge(person, { application: 'control', device: aDevice('PC-9999') });
  for (const { challengeToken } of [earlier, later, elsewhere]) {
    expect((await vu.viewOf(challengeToken)).proveWith).toEqual([{ method: 'text-message', available: true }]);
    expect(await vu.link(challengeToken)).toBe('step-up-needed');
  }
  // Not for another application either, whatever that one takes.
  await vu.takes('customer-service-vu', ['authenticator']);
  const other = await vu.challenge(person);
  expect(await vu.link(other.challengeToken)).toBe('step-up-needed');
  expect(await vu.link(token)).toBe('signed-in');
  // Whoever was waiting with the password alone is out.
  expect(await vu.link(earlier.challengeToken)).toBe('challenge-gone');
});

test('another person’s code, number or challenge proves nothing', async () => {
  const victim = await vu.withNumber();
  const attacker = await vu.withNumber();
  const { code } = await vu.proving(attacker);
  const { token } = await vu.proving(victim);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('code-wrong');
  expect(await vu.link(token)).toBe('step-up-needed');
});

test('a code that proved once proves nothing again, in the same challenge or the next', async () => {
  const person = await vu.withNumber();
  const { token, code } = await vu.proving(person);
  const answers = await vu.atOnce(10, (client) => client.call(operations.verifyTextMessage, { token, body: { code } }));
  expect(tally(answers)).toEqual({ proved: 1, 'method-not-allowed': 9 });
  expect(await vu.wrongCodesOf(person)).toBe(0);
  expect((await vu.viewOf(token)).attemptsLeft).toBe(WRONG_CODES_PER_CHALLENGE);
  vu.clock.advance({ minutes: 1 });
  // Nor is there more to send: what it was for is done.
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('method-not-allowed');
  const next = await vu.proving(person);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: next.token, body: { code } }))).toBe('code-wrong');
});

test('one app code at once in two challenges proves in one of them', async () => {
  const { person, secret } = await vu.withApp();
  const challenges = [
    await vu.challenge(person, { application: 'forms-portal' }),
    await vu.challenge(person, { application: 'forms-portal', device: aDevice() }),
  ];
  const code = vu.nextCode(secret);
  const answers = await vu.atOnce(2, (client, index) =>
    client.call(operations.verifyAuthenticator, { token: challenges[index]?.challengeToken ?? '', body: { code } }),
  );
  expect(tally(answers)).toEqual({ proved: 1, 'code-used': 1 });
});

test('a proof lasts no longer than its challenge', async () => {
  const person = await vu.withNumber();
  const token = await vu.proved(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  vu.clock.advance({ minutes: 10, seconds: 1 });
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } }))).toBe(
    'challenge-gone',
  );
  const { challengeToken } = await vu.challenge(person, { application: 'control' });
  expect(await vu.link(challengeToken)).toBe('step-up-needed');
});

test('enrolment that is closed stays closed for whoever could prove themselves, and for whoever did', async () => {
  const person = await vu.withNumber();
  const token = await vu.proved(person);
  vu.clock.advance({ minutes: 1 });
  const { token: unproved, code } = await vu.proving(person);
  await vu.admin.setEnrolment(SYSTEM, person.id, 'closed');
  expect(await vu.link(token)).toBe('method-not-allowed');
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: unproved, body: { code } }))).toBe('method-not-allowed');
  expect((await vu.viewOf(unproved)).proveWith).toEqual([]);
});

test('a policy that changes after the proof decides: what it takes now meets the challenge, and nothing else is linked', async () => {
  const person = await vu.withNumber();
  const token = await vu.proved(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  await vu.takes('control', BOTH);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } }))).toBe(
    'method-not-allowed',
  );
  expect(await vu.viewOf(token)).toMatchObject({ mustEnrol: false, proveWith: [], methods: [{ method: 'text-message', enrolled: true }] });
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body }))).toBe('signed-in');
});

test('a code asked for as a second factor is only a proof once the application stopped taking its method', async () => {
  await vu.takes('control', BOTH);
  const person = await vu.withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await vu.proving(person);
  await vu.takes('control', ['authenticator']);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('proved');
  expect(await vu.sessionsOf(person)).toBe(before);
});

test('a proof is gone with the factor that gave it: removed, replaced, or reset by the help desk', async () => {
  const reset = await vu.withNumber();
  const ofReset = await vu.proved(reset);
  await vu.admin.resetFactors(SYSTEM, reset.id, 'Lost her phone');
  expect(await vu.link(ofReset)).toBe('challenge-gone');

  // Also where the row alone changes, as a program beside this one might do it.
  const removed = await vu.withNumber();
  const ofRemoved = await vu.proved(removed);
  await vu.api.database.query("insert into recovery_codes (user_id, code_mac, created_at) values ($1, sha256('any'), now())", [removed.id]);
  await vu.api.database.query('delete from text_message_factors where user_id = $1', [removed.id]);
  expect(await vu.link(ofRemoved)).toBe('step-up-needed');

  const replaced = await vu.withNumber();
  const ofReplaced = await vu.proved(replaced);
  await vu.api.database.query('update text_message_factors set confirmed_at = $2 where user_id = $1', [
    replaced.id,
    new Date(vu.clock.now().getTime() + 1000),
  ]);
  expect(await vu.link(ofReplaced)).toBe('step-up-needed');
});

test('a password that is changed after the proof ends it', async () => {
  const person = await vu.withNumber();
  const token = await vu.proved(person);
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-9');
  expect(await vu.link(token)).toBe('challenge-gone');
});

test('wrong codes while proving are counted like any: five end the challenge, ten lock the account, over all of it', async () => {
  const person = await vu.withNumber();
  const wrongIn = async (token: string, code: string): Promise<ErrorBody['error']> =>
    await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
  const first = await vu.proving(person);
  for (const attemptsLeft of [4, 3, 2, 1, 0]) {
    expect(await wrongIn(first.token, first.code)).toMatchObject({ code: 'code-wrong', details: { attemptsLeft } });
  }
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: first.token, body: { code: first.code } }))).toBe(
    'challenge-gone',
  );
  vu.clock.advance({ minutes: 1 });
  const second = await vu.proving(person);
  for (let tries = 0; tries < 4; tries += 1) await wrongIn(second.token, second.code);
  expect((await wrongIn(second.token, second.code)).code).toBe('codes-locked');
  const again = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { application: 'control' }) });
  expect(again.code).toBe('codes-locked');
});

test('wrong tries before the proof are not given back by it, and the right one’s own is', async () => {
  const person = await vu.withNumber();
  const { token, code } = await vu.proving(person);
  for (let tries = 0; tries < 4; tries += 1) {
    await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
  }
  const answer = await vu.client.answer(operations.verifyTextMessage, { token, body: { code } });
  expect(answer).toMatchObject({ outcome: 'proved', challenge: { attemptsLeft: 1 } });
  await vu.giveHelpDeskCode(token, person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const wrong = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, key) } });
  expect(wrong.details?.attemptsLeft).toBe(0);
  expect(await vu.link(token)).toBe('challenge-gone');
});

test('messages for a proof count against the same allowance as any', async () => {
  const person = await vu.withNumber();
  const { token } = await vu.proving(person);
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('resend-too-soon');
  for (let sends = 0; sends < 4; sends += 1) {
    vu.clock.advance({ minutes: 1 });
    await vu.client.answer(operations.sendTextMessage, { token });
  }
  vu.clock.advance({ minutes: 1 });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('resend-limit');
  const another = await vu.challenge(person, { application: 'control' });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token: another.challengeToken }))).toBe('resend-limit');
});
