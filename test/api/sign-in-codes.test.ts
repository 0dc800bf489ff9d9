import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { codeOf, startCodesApi } from '../support/code-challenges.ts';
import { wrongTextCode } from '../support/sign-in.ts';

/** What a code is good for, and when it costs a try. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('wrong codes count down to the end of the challenge, after which the right one is refused too', async () => {
  const { token, code } = await vu.textChallenge();
  for (const left of [4, 3, 2, 1, 0]) {
    const refused = await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
    expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: left } });
  }
  expect(codeOf(await vu.verifyText(token, code))).toBe('challenge-gone');
});

test('what can’t be a code is refused without using a try', async () => {
  const { token, code } = await vu.textChallenge();
  const fullWidth = [...code].map((character) => String.fromCharCode((character.charCodeAt(0) - 0x21 + 0xff01) & 0xffff)).join('');
  for (const typed of ['1', 'AEIOU1', `${code}X`, fullWidth, `+${code.slice(1)}`, '          ', '٢٣٤٥٦٧', "' or 1=1 --"]) {
    expect(await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: typed } })).toMatchObject({
      code: 'code-wrong',
      details: { attemptsLeft: 5 },
    });
  }
  expect(codeOf(await vu.verifyText(token, `\u200b${code.slice(0, 3).toLowerCase()}\u00a0–${code.slice(3)}\ufeff`))).toBe('signed-in');
});

test('a code given before anything was sent is no try', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await vu.verifyText(token, 'CDFGH2'))).toBe('nothing-sent');
  expect((await vu.client.answer(operations.readChallenge, { token })).attemptsLeft).toBe(5);
  const newcomer = await vu.challenge(await vu.person());
  expect((await vu.client.refusal(operations.sendTextMessage, { token: newcomer.challengeToken })).code).toBe('nothing-sent');
  expect((await vu.client.refusal(operations.verifyAuthenticator, { token: newcomer.challengeToken, body: { code: '123456' } })).code).toBe(
    'enrolment-expired',
  );
});

test('a challenge is over after ten minutes, whatever code is given', async () => {
  const { token, code } = await vu.textChallenge();
  vu.clock.advance({ minutes: 9, seconds: 59 });
  await vu.client.answer(operations.readChallenge, { token });
  vu.clock.advance({ seconds: 1 });
  expect(codeOf(await vu.verifyText(token, code))).toBe('challenge-gone');
});

test('a used challenge and a used code do nothing more', async () => {
  const { person, token, code } = await vu.textChallenge();
  expect(codeOf(await vu.verifyText(token, code))).toBe('signed-in');
  expect(codeOf(await vu.verifyText(token, code))).toBe('challenge-gone');
  const next = await vu.challenge(person);
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token: next.challengeToken });
  expect(codeOf(await vu.verifyText(next.challengeToken, code))).toBe('code-wrong');
});

test('a code is good only in the challenge, and for the person, that asked for it', async () => {
  const first = await vu.textChallenge();
  const second = await vu.textChallenge();
  expect(codeOf(await vu.verifyText(second.token, first.code))).toBe('code-wrong');
  const otherApplication = await vu.challenge(first.person, { application: 'forms-portal' });
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token: otherApplication.challengeToken });
  expect(codeOf(await vu.verifyText(otherApplication.challengeToken, first.code))).toBe('code-wrong');
});

test('policy is asked again when a code is given: a method forbidden meanwhile no longer signs in', async () => {
  const person = await vu.person();
  await vu.withText(person, { application: 'forms-portal' });
  vu.clock.advance({ minutes: 2 });
  const { challengeToken: token } = await vu.challenge(person, { application: 'forms-portal' });
  await vu.client.answer(operations.sendTextMessage, { token });
  const code = vu.phones.codeTo(person.phone);
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  expect(await vu.verifyText(token, code)).toMatchObject({ ok: true, answer: { outcome: 'proved' } });
  const view = await vu.client.answer(operations.readChallenge, { token });
  expect(view).toMatchObject({ mustEnrol: true, attemptsLeft: 5, methods: [{ method: 'authenticator' }] });
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', {
    methods: ['authenticator', 'text-message'],
    trustDays: 30,
    idleLockMinutes: 15,
  });
});
