import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { codeOf, startCodesApi } from '../support/code-challenges.ts';
import type { TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, wrongAuthenticatorCode, wrongTextCode } from '../support/sign-in.ts';

/** Wrong codes in a row lock an account’s codes. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('a resend, the other method and a new challenge leave the count of wrong codes as it is', async () => {
  const { person, token, code } = await vu.textChallenge();
  for (let count = 0; count < 4; count += 1) expect(codeOf(await vu.verifyText(token, wrongTextCode(code)))).toBe('code-wrong');
  vu.clock.advance({ seconds: 60 });
  const resent = await vu.client.answer(operations.sendTextMessage, { token });
  expect(resent.attemptsLeft).toBe(1);
  expect(codeOf(await vu.verifyText(token, wrongTextCode(code)))).toBe('code-wrong');
  const next = await vu.challenge(person, { device: aDevice() });
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token: next.challengeToken });
  for (let count = 0; count < 4; count += 1)
    expect(codeOf(await vu.verifyText(next.challengeToken, wrongTextCode(code)))).toBe('code-wrong');
  const tenth = await vu.client.refusal(operations.verifyTextMessage, { token: next.challengeToken, body: { code: wrongTextCode(code) } });
  expect(tenth).toMatchObject({ code: 'codes-locked', details: { attemptsLeft: 0, retryAfterSeconds: 900 } });
});

/** Gives wrong authenticator codes in as many challenges as it takes. */
async function giveWrongCodes(person: TestPerson, secret: string, count: number): Promise<string> {
  let last = '';
  let token = '';
  for (let given = 0; given < count; given += 1) {
    if (given % 5 === 0) ({ challengeToken: token } = await vu.challenge(person));
    last = codeOf(await vu.verifyApp(token, wrongAuthenticatorCode(vu, secret)));
  }
  return last;
}

test('ten wrong codes in a row lock codes for 15 minutes, then 30, then 60, and the right one is refused and kept', async () => {
  const { person, secret } = await vu.authenticatorChallenge();
  for (const minutes of [15, 30, 60, 60]) {
    const before = await vu.challenge(person);
    expect(await giveWrongCodes(person, secret, 10)).toBe('codes-locked');
    const code = vu.codeNow(secret);
    const refused = await vu.client.refusal(operations.verifyAuthenticator, { token: before.challengeToken, body: { code } });
    expect(refused).toMatchObject({
      code: 'codes-locked',
      details: { retryAfterSeconds: minutes * 60, lockedUntil: new Date(vu.clock.now().getTime() + minutes * 60_000).toISOString() },
    });
    expect((await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) })).code).toBe('codes-locked');
    vu.clock.advance({ minutes: minutes - 1, seconds: 59 });
    expect((await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) })).details?.retryAfterSeconds).toBe(1);
    vu.clock.advance({ seconds: 1 });
  }
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
  expect(await vu.trail(person)).toContain('codes-locked');
});

test('a right code sets the count back, but the next lock is not the shortest again until a day has passed', async () => {
  const { person, secret } = await vu.authenticatorChallenge();
  await giveWrongCodes(person, secret, 10);
  vu.clock.advance({ minutes: 15 });
  expect(await giveWrongCodes(person, secret, 9)).toBe('code-wrong');
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
  expect(await giveWrongCodes(person, secret, 9)).toBe('code-wrong');
  const last = await vu.challenge(person);
  const locked = await vu.client.refusal(operations.verifyAuthenticator, {
    token: last.challengeToken,
    body: { code: wrongAuthenticatorCode(vu, secret) },
  });
  expect(locked.details?.retryAfterSeconds).toBe(30 * 60);
  vu.clock.advance({ days: 2 });
  const { challengeToken: later } = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(later, vu.nextCode(secret)))).toBe('signed-in');
  await giveWrongCodes(person, secret, 9);
  const first = await vu.challenge(person);
  const shortest = await vu.client.refusal(operations.verifyAuthenticator, {
    token: first.challengeToken,
    body: { code: wrongAuthenticatorCode(vu, secret) },
  });
  expect(shortest.details?.retryAfterSeconds).toBe(15 * 60);
});

test('trust that was given after codes were locked is no way round the lock', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  await vu.api.database.query('update users set codes_need_administrator = true where id = $1', [person.id]);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { trustToken }) });
  expect(refused.code).toBe('codes-locked');
});

test('after a hundred wrong codes in a row only an administrator can unlock', { timeout: 120_000 }, async () => {
  const { person, secret } = await vu.authenticatorChallenge();
  for (let round = 0; round < 10; round += 1) {
    await giveWrongCodes(person, secret, 10);
    vu.clock.advance({ hours: 2 });
  }
  const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) });
  expect(refused).toMatchObject({ code: 'codes-locked', details: { lockedUntil: null } });
  vu.clock.advance({ days: 30 });
  expect((await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) })).code).toBe('codes-locked');
  await vu.admin.unlockCodes({ kind: 'operator', name: 'it' }, person.id);
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
});
