import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeForStep, matchSteps, newAuthenticatorSecret, stepAt } from '../../server/sign-in/authenticator-code.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi, wrongAuthenticatorCode, wrongTextCode } from '../support/sign-in.ts';

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** A challenge of somebody who has a number, with a code sent to it. */
async function textChallenge(): Promise<{ person: TestPerson; token: string; code: string }> {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 16 });
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.sendTextMessage, { token });
  return { person, token, code: vu.phones.codeTo(person.phone) };
}

async function authenticatorChallenge() {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  vu.clock.advance({ minutes: 1 });
  const { challengeToken: token } = await vu.challenge(person);
  return { person, secret, token };
}

const verifyText = (token: string, code: string) => vu.client.call(operations.verifyTextMessage, { token, body: { code } });
const verifyApp = (token: string, code: string) => vu.client.call(operations.verifyAuthenticator, { token, body: { code } });
const codeOf = (answer: Awaited<ReturnType<typeof verifyText>>) => (answer.ok ? answer.answer.outcome : answer.error.code);

test('wrong codes count down to the end of the challenge, after which the right one is refused too', async () => {
  const { token, code } = await textChallenge();
  for (const left of [4, 3, 2, 1, 0]) {
    const refused = await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
    expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: left } });
  }
  expect(codeOf(await verifyText(token, code))).toBe('challenge-gone');
});

test('what can’t be a code is refused without using a try', async () => {
  const { token, code } = await textChallenge();
  const fullWidth = [...code].map((character) => String.fromCharCode((character.charCodeAt(0) - 0x21 + 0xff01) & 0xffff)).join('');
  for (const typed of ['1', 'AEIOU1', `${code}X`, fullWidth, `+${code.slice(1)}`, '          ', '٢٣٤٥٦٧', "' or 1=1 --"]) {
    expect(await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: typed } })).toMatchObject({
      code: 'code-wrong',
      details: { attemptsLeft: 5 },
    });
  }
  expect(codeOf(await verifyText(token, `\u200b${code.slice(0, 3).toLowerCase()}\u00a0–${code.slice(3)}\ufeff`))).toBe('signed-in');
});

test('authenticator codes are six ASCII digits: signs, other scripts and short ones are refused without a try', async () => {
  const { token } = await authenticatorChallenge();
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
  expect(codeOf(await verifyApp(token, String(Number(vu.codeNow(secret)))))).toBe('code-wrong');
  expect(codeOf(await verifyApp(token, vu.codeNow(secret)))).toBe('signed-in');
});

test('a code given before anything was sent is no try', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await verifyText(token, 'CDFGH2'))).toBe('nothing-sent');
  expect((await vu.client.answer(operations.readChallenge, { token })).attemptsLeft).toBe(5);
  const newcomer = await vu.challenge(await vu.person());
  expect((await vu.client.refusal(operations.sendTextMessage, { token: newcomer.challengeToken })).code).toBe('nothing-sent');
  expect((await vu.client.refusal(operations.verifyAuthenticator, { token: newcomer.challengeToken, body: { code: '123456' } })).code).toBe(
    'enrolment-expired',
  );
});

test('a challenge is over after ten minutes, whatever code is given', async () => {
  const { token, code } = await textChallenge();
  vu.clock.advance({ minutes: 9, seconds: 59 });
  await vu.client.answer(operations.readChallenge, { token });
  vu.clock.advance({ seconds: 1 });
  expect(codeOf(await verifyText(token, code))).toBe('challenge-gone');
});

test('a used challenge and a used code do nothing more', async () => {
  const { person, token, code } = await textChallenge();
  expect(codeOf(await verifyText(token, code))).toBe('signed-in');
  expect(codeOf(await verifyText(token, code))).toBe('challenge-gone');
  const next = await vu.challenge(person);
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token: next.challengeToken });
  expect(codeOf(await verifyText(next.challengeToken, code))).toBe('code-wrong');
});

test('a code is good only in the challenge, and for the person, that asked for it', async () => {
  const first = await textChallenge();
  const second = await textChallenge();
  expect(codeOf(await verifyText(second.token, first.code))).toBe('code-wrong');
  const otherApplication = await vu.challenge(first.person, { application: 'forms-portal' });
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token: otherApplication.challengeToken });
  expect(codeOf(await verifyText(otherApplication.challengeToken, first.code))).toBe('code-wrong');
});

test('after a resend the earlier code is still good, and both are burnt by the first success', async () => {
  const { token, code } = await textChallenge();
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token });
  expect(codeOf(await verifyText(token, code))).toBe('signed-in');
  expect(codeOf(await verifyText(token, code))).toBe('challenge-gone');
});

test('at most three codes are live; an older one is called expired and costs a try once', async () => {
  const { token, code: oldest } = await textChallenge();
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
  const { person, token } = await textChallenge();
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

test('a resend, the other method and a new challenge leave the count of wrong codes as it is', async () => {
  const { person, token, code } = await textChallenge();
  for (let count = 0; count < 4; count += 1) expect(codeOf(await verifyText(token, wrongTextCode(code)))).toBe('code-wrong');
  vu.clock.advance({ seconds: 60 });
  const resent = await vu.client.answer(operations.sendTextMessage, { token });
  expect(resent.attemptsLeft).toBe(1);
  expect(codeOf(await verifyText(token, wrongTextCode(code)))).toBe('code-wrong');
  const next = await vu.challenge(person, { device: aDevice() });
  vu.clock.advance({ seconds: 60 });
  await vu.client.answer(operations.sendTextMessage, { token: next.challengeToken });
  for (let count = 0; count < 4; count += 1) expect(codeOf(await verifyText(next.challengeToken, wrongTextCode(code)))).toBe('code-wrong');
  const tenth = await vu.client.refusal(operations.verifyTextMessage, { token: next.challengeToken, body: { code: wrongTextCode(code) } });
  expect(tenth).toMatchObject({ code: 'codes-locked', details: { attemptsLeft: 0, retryAfterSeconds: 900 } });
});

/** Gives wrong authenticator codes in as many challenges as it takes. */
async function giveWrongCodes(person: TestPerson, secret: string, count: number): Promise<string> {
  let last = '';
  let token = '';
  for (let given = 0; given < count; given += 1) {
    if (given % 5 === 0) ({ challengeToken: token } = await vu.challenge(person));
    last = codeOf(await verifyApp(token, wrongAuthenticatorCode(vu, secret)));
  }
  return last;
}

test('ten wrong codes in a row lock codes for 15 minutes, then 30, then 60, and the right one is refused and kept', async () => {
  const { person, secret } = await authenticatorChallenge();
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
  expect(codeOf(await verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
  expect(await vu.trail(person)).toContain('codes-locked');
});

test('a right code sets the count back, but the next lock is not the shortest again until a day has passed', async () => {
  const { person, secret } = await authenticatorChallenge();
  await giveWrongCodes(person, secret, 10);
  vu.clock.advance({ minutes: 15 });
  expect(await giveWrongCodes(person, secret, 9)).toBe('code-wrong');
  const { challengeToken: token } = await vu.challenge(person);
  expect(codeOf(await verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
  expect(await giveWrongCodes(person, secret, 9)).toBe('code-wrong');
  const last = await vu.challenge(person);
  const locked = await vu.client.refusal(operations.verifyAuthenticator, {
    token: last.challengeToken,
    body: { code: wrongAuthenticatorCode(vu, secret) },
  });
  expect(locked.details?.retryAfterSeconds).toBe(30 * 60);
  vu.clock.advance({ days: 2 });
  const { challengeToken: later } = await vu.challenge(person);
  expect(codeOf(await verifyApp(later, vu.nextCode(secret)))).toBe('signed-in');
  await giveWrongCodes(person, secret, 9);
  const first = await vu.challenge(person);
  const shortest = await vu.client.refusal(operations.verifyAuthenticator, {
    token: first.challengeToken,
    body: { code: wrongAuthenticatorCode(vu, secret) },
  });
  expect(shortest.details?.retryAfterSeconds).toBe(15 * 60);
});

test('after a hundred wrong codes in a row only an administrator can unlock', { timeout: 120_000 }, async () => {
  const { person, secret } = await authenticatorChallenge();
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
  expect(codeOf(await verifyApp(token, vu.nextCode(secret)))).toBe('signed-in');
});

test('authenticator codes are good one step either way and no further', async () => {
  for (const away of [-1, 0, 1]) {
    const { token, secret } = await authenticatorChallenge();
    vu.clock.advance({ minutes: 1 });
    expect(codeOf(await verifyApp(token, vu.codeNow(secret, away)))).toBe('signed-in');
  }
  for (const away of [-10, -3, -2, 2, 3, 10]) {
    const { token, secret } = await authenticatorChallenge();
    const refused = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret, away) } });
    expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: 4 } });
  }
});

test('an earlier step is refused once a later one was accepted, and a clock set back is no fault', async () => {
  const { person, secret, token } = await authenticatorChallenge();
  expect(codeOf(await verifyApp(token, vu.codeNow(secret, 1)))).toBe('signed-in');
  const next = await vu.challenge(person);
  expect(codeOf(await verifyApp(next.challengeToken, vu.codeNow(secret, 1)))).toBe('code-used');
  expect(codeOf(await verifyApp(next.challengeToken, vu.codeNow(secret)))).toBe('code-used');
  vu.clock.advance({ hours: -1 });
  const back = await vu.challenge(person);
  expect(codeOf(await verifyApp(back.challengeToken, vu.codeNow(secret)))).toBe('code-used');
  vu.clock.advance({ hours: 1 });
});

test('the right code for each step around now is what oathtool makes, and RFC 6238’s vectors hold', () => {
  const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const) {
    expect(codeForStep(rfcSecret, stepAt(new Date(seconds * 1000)))).toBe(code);
  }
  const hotp = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
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

test('a message that can’t be sent uses up no allowance, and isn’t counted against the person', async () => {
  const { person, token } = await textChallenge();
  vu.clock.advance({ seconds: 60 });
  for (const because of ['server-error', 'daily-limit', 'network', 'circuit-open', 'timeout', 'clock'] as const) {
    vu.phones.outcomes.push({ outcome: 'unavailable', because });
    expect((await vu.client.refusal(operations.sendTextMessage, { token })).code).toBe('text-message-unavailable');
  }
  const sent = await vu.client.answer(operations.sendTextMessage, { token });
  expect(sent).toMatchObject({ attemptsLeft: 5, textMessage: { resendsLeft: 3 } });
  expect(codeOf(await verifyText(token, vu.phones.codeTo(person.phone)))).toBe('signed-in');
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

test('a number is corrected during set-up, and a code sent to the first one doesn’t confirm the second', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900901' } });
  const codeForFirst = vu.phones.codeTo('+447700900901');
  const corrected = await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900902' } });
  expect(corrected.textMessage).toMatchObject({ numberEnding: '902', firstTime: true });
  expect(codeOf(await verifyText(token, codeForFirst))).toBe('code-expired');
  expect(codeOf(await verifyText(token, vu.phones.codeTo('+447700900902')))).toBe('signed-in');
  const next = await vu.challenge(person);
  expect(next.challenge.numberEnding).toBe('902');
});

test('a number that Notify refuses is called invalid while it is set up', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  vu.phones.outcomes.push({ outcome: 'number-refused' });
  const refused = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
  expect(refused).toMatchObject({ code: 'phone-number-invalid', details: { phoneNumberFault: 'not-valid' } });
});

test('a phone number that can’t be used is refused with what is wrong with it', async () => {
  const { challengeToken: token } = await vu.challenge(await vu.person());
  for (const [typed, fault] of [
    ['', 'empty'],
    ['my phone', 'letters'],
    ['07700 9001', 'too-short'],
    ['07700 900 1234', 'too-long'],
    ['020 7946 0018', 'not-mobile'],
    ['+1 202 555 0104', 'international'],
  ] as const) {
    const refused = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: typed } });
    expect(refused).toMatchObject({ code: 'phone-number-invalid', details: { phoneNumberFault: fault } });
  }
  expect(vu.phones.sent.every((message) => message.phoneNumber.startsWith('+447'))).toBe(true);
});

test('policy is asked again when a code is given: a method forbidden meanwhile no longer signs in', async () => {
  const person = await vu.person();
  await vu.withText(person, { application: 'forms-portal' });
  vu.clock.advance({ minutes: 2 });
  const { challengeToken: token } = await vu.challenge(person, { application: 'forms-portal' });
  await vu.client.answer(operations.sendTextMessage, { token });
  const code = vu.phones.codeTo(person.phone);
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  expect(await verifyText(token, code)).toMatchObject({ ok: true, answer: { outcome: 'proved' } });
  const view = await vu.client.answer(operations.readChallenge, { token });
  expect(view).toMatchObject({ mustEnrol: true, attemptsLeft: 5, methods: [{ method: 'authenticator' }] });
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', {
    methods: ['authenticator', 'text-message'],
    trustDays: 30,
    idleLockMinutes: 15,
  });
});

test('a second sign-in that was about to set up a phone can’t, once the first has', async () => {
  const person = await vu.person();
  const thief = await vu.challenge(person, { device: aDevice() });
  const enrolment = await vu.client.answer(operations.enrolAuthenticator, { token: thief.challengeToken });
  await vu.withText(person);
  expect(codeOf(await verifyApp(thief.challengeToken, vu.codeNow(enrolment.key)))).toBe('challenge-gone');
});

test('no code, secret, token or whole number is in the trail, the log or an error', async () => {
  const { person, secret, token } = await authenticatorChallenge();
  await verifyApp(token, wrongAuthenticatorCode(vu, secret));
  const code = vu.nextCode(secret);
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code } });
  const texts = await textChallenge();
  await verifyText(texts.token, texts.code);
  const rows = await vu.api.database.query<{ content: string }>('select content from audit_entry');
  const everything = `${rows.map((row) => row.content).join('\n')}\n${JSON.stringify(vu.api.log)}`;
  const session = answer.outcome === 'signed-in' ? answer.sessionToken : '';
  for (const secretText of [secret, token, session, texts.code, texts.token, texts.person.phone, person.password, person.email]) {
    expect(everything).not.toContain(secretText);
  }
  expect(everything).not.toMatch(new RegExp(`(?<![0-9a-f-])${code}(?![0-9a-f-])`));
});

test('at rest there are only hashes of codes and tokens, and ciphertext of secrets', async () => {
  const { secret, token } = await authenticatorChallenge();
  const texts = await textChallenge();
  const tables = await vu.api.database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) {
    const rows = await vu.api.database.query<{ row: string }>(`select t::text as row from ${name} t`);
    const text = rows.map((row) => row.row).join('\n');
    for (const plain of [secret, token, texts.code, texts.token]) {
      expect(text).not.toContain(plain);
      expect(text).not.toContain(Buffer.from(plain).toString('hex'));
    }
  }
});
