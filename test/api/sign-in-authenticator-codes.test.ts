import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeForStep, matchSteps, newAuthenticatorSecret, stepAt } from '../../server/sign-in/authenticator-code.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { codeOf, startCodesApi } from '../support/code-challenges.ts';
import { RFC_CODES } from '../support/totp.ts';

/** What is taken for a code of an authenticator app. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('authenticator codes are six ASCII digits: signs, other scripts and short ones are refused without a try', async () => {
  const { token } = await vu.authenticatorChallenge();
  for (const typed of ['1', '+12345', '-12345', '12345', '1234567', '１２３４５６', '٢٣٤٥٦٧', '1e5', '0x1234', '12 34 5a']) {
    expect(await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: typed } })).toMatchObject({
      code: 'code-wrong',
      details: { attemptsLeft: 5 },
    });
  }
});

test('an authenticator code with leading zeros is read as it stands', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  do vu.clock.advance({ seconds: 30 });
  while (!vu.codeNow(secret).startsWith('0'));
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(token, String(Number(vu.codeNow(secret)))))).toBe('code-wrong');
  expect(codeOf(await vu.verifyApp(token, vu.codeNow(secret)))).toBe('signed-in');
});

test('authenticator codes are good one step either way and no further', async () => {
  for (const away of [-1, 0, 1]) {
    const { token, secret } = await vu.authenticatorChallenge();
    vu.clock.advance({ minutes: 1 });
    expect(codeOf(await vu.verifyApp(token, vu.codeNow(secret, away)))).toBe('signed-in');
  }
  for (const away of [-10, -3, -2, 2, 3, 10]) {
    const { token, secret } = await vu.authenticatorChallenge();
    const refused = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret, away) } });
    expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: 4 } });
  }
});

test('an earlier step is refused once a later one was accepted, and a clock set back is no fault', async () => {
  const { person, secret, token } = await vu.authenticatorChallenge();
  expect(codeOf(await vu.verifyApp(token, vu.codeNow(secret, 1)))).toBe('signed-in');
  const next = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(next.challengeToken, vu.codeNow(secret, 1)))).toBe('code-used');
  expect(codeOf(await vu.verifyApp(next.challengeToken, vu.codeNow(secret)))).toBe('code-used');
  vu.clock.advance({ hours: -1 });
  const back = await vu.challenge(person);
  expect(codeOf(await vu.verifyApp(back.challengeToken, vu.codeNow(secret)))).toBe('code-used');
  vu.clock.advance({ hours: 1 });
});

test('the right code for each step around now is what oathtool makes, and RFC 6238’s vectors hold', () => {
  const { secret: rfcSecret, hotp, totp } = RFC_CODES;
  for (const [seconds, code] of totp) {
    expect(codeForStep(rfcSecret, stepAt(new Date(seconds * 1000)))).toBe(code);
  }
  expect(hotp.map((_, counter) => codeForStep(rfcSecret, counter))).toEqual(hotp);
  for (let sample = 0; sample < 20; sample += 1) {
    const secret = newAuthenticatorSecret();
    const seconds = 1_700_000_000 + sample * 7_654_321;
    const code = execFileSync('oathtool', ['--totp', '-b', secret, '-N', `@${seconds}`], { encoding: 'utf8' }).trim();
    for (const away of [-60, -45, -30, 0, 29, 30, 45, 60]) {
      const accepted = matchSteps(secret, code, new Date((seconds + away) * 1000));
      const steps = Math.abs(stepAt(new Date((seconds + away) * 1000)) - stepAt(new Date(seconds * 1000)));
      expect(accepted.includes(stepAt(new Date(seconds * 1000)))).toBe(steps <= 1);
    }
  }
});
