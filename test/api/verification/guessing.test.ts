import { afterAll, beforeAll, expect, test } from 'vitest';
import { WRONG_CODES_BEFORE_LOCK, WRONG_CODES_PER_CHALLENGE } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { ApiClient } from '../../support/client.ts';
import { aDevice, passwordBody, wrongAuthenticatorCode, wrongTextCode } from '../../support/sign-in.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, from, outcomeOf, signedIn, tally, textChallenge } from './attack.ts';

/** Guessing at codes, over two instances that share nothing but the database. */
let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

const WRONG_RECOVERY_CODE = 'CCCCCCCCC2';

/** One wrong code by a method, in a challenge that can take it. */
function guess(client: ApiClient, token: string, method: 'text' | 'app' | 'recovery', victim: Victim, address = '192.0.2.1') {
  const headers = from(address);
  if (method === 'text') return client.call(operations.verifyTextMessage, { token, body: { code: wrongTextCode('') }, headers });
  if (method === 'app') {
    return client.call(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, victim.secret) }, headers });
  }
  return client.call(operations.verifyRecoveryCode, { token, body: { code: WRONG_RECOVERY_CODE }, headers });
}

test('twenty guesses at once over two instances and three kinds of code use five tries of a challenge, and no more', async () => {
  const victim = await vu.withEverything();
  const { challengeToken: token } = await textChallenge(vu, victim.person);
  const kinds = ['text', 'app', 'recovery'] as const;
  const answers = await vu.atOnce(20, (client, index) => guess(client, token, kinds[index % kinds.length] ?? 'text', victim));
  expect(tally(answers)).toEqual({ 'code-wrong': WRONG_CODES_PER_CHALLENGE, 'challenge-gone': 20 - WRONG_CODES_PER_CHALLENGE });
  expect(await vu.wrongCodesOf(victim.person)).toBe(WRONG_CODES_PER_CHALLENGE);
});

test('sixty guesses at once in twelve challenges from sixty addresses use ten tries of the account', async () => {
  const victim = await vu.withEverything();
  const tokens: string[] = [];
  for (let count = 0; count < 12; count += 1) tokens.push((await vu.challenge(victim.person, { device: aDevice() })).challengeToken);
  const answers = await vu.atOnce(60, (client, index) =>
    guess(client, tokens[index % tokens.length] ?? '', 'app', victim, `203.0.113.${index}`),
  );
  expect(tally(answers)).toEqual({ 'code-wrong': WRONG_CODES_BEFORE_LOCK - 1, 'codes-locked': 60 - WRONG_CODES_BEFORE_LOCK + 1 });
  expect(await vu.wrongCodesOf(victim.person)).toBe(WRONG_CODES_BEFORE_LOCK);
});

test('the count of an account goes on over a resend, every other method, a new challenge, address, computer, application and instance', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const first = await textChallenge(vu, person);
  const counted: (number | undefined)[] = [];
  const wrong = async (client: ApiClient, token: string, method: 'text' | 'app' | 'recovery', address: string) => {
    const answered = await guess(client, token, method, victim, address);
    if (answered.ok) throw new Error('a wrong code was accepted');
    counted.push(await vu.wrongCodesOf(person));
    return answered.error;
  };
  await wrong(vu.client, first.challengeToken, 'text', '192.0.2.1');
  await wrong(vu.other, first.challengeToken, 'app', '192.0.2.2');
  vu.clock.advance({ minutes: 1 });
  const resent = await vu.other.answer(operations.sendTextMessage, { token: first.challengeToken });
  expect(resent.attemptsLeft).toBe(3);
  await wrong(vu.client, first.challengeToken, 'recovery', '2001:db8:1::1');
  await wrong(vu.client, first.challengeToken, 'text', '2001:db8:2::1');
  expect(await wrong(vu.other, first.challengeToken, 'app', '198.51.100.7')).toMatchObject({ details: { attemptsLeft: 0 } });

  await vu.client.answer(operations.signInWithPassword, { body: passwordBody(person), headers: from('198.51.100.8') });
  const elsewhere = await vu.challenge(person, { application: 'control', device: aDevice(), client: vu.other });
  await wrong(vu.client, elsewhere.challengeToken, 'app', '198.51.100.9');
  await wrong(vu.other, elsewhere.challengeToken, 'recovery', '198.51.100.10');
  await vu.client.answer(operations.cancelChallenge, { token: elsewhere.challengeToken });
  const third = await vu.challenge(person, { application: 'forms-portal' });
  await wrong(vu.client, third.challengeToken, 'recovery', '198.51.100.11');
  await wrong(vu.other, third.challengeToken, 'app', '198.51.100.12');
  expect(await wrong(vu.client, third.challengeToken, 'app', '198.51.100.13')).toMatchObject({ code: 'codes-locked' });
  expect(counted).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('while codes are locked a right one of any kind is refused and stays good for afterwards', async () => {
  const victim = await vu.withEverything();
  const { person, secret, recoveryCodes } = victim;
  const kept = await textChallenge(vu, person);
  for (let count = 0; count < 10; count += 1) {
    const { challengeToken } = await vu.challenge(person);
    await guess(vu.instance(count), challengeToken, 'app', victim);
  }
  // The last five minutes of a lock, so that what is refused now is still live when it ends.
  await vu.query('update users set codes_locked_until = $2 where id = $1', [person.id, new Date(vu.clock.now().getTime() + 300_000)]);
  const app = vu.codeNow(secret);
  const token = kept.challengeToken;
  const before = await vu.sessionsOf(person);
  const refused = [
    await vu.client.call(operations.verifyTextMessage, { token, body: { code: kept.code } }),
    await vu.other.call(operations.verifyAuthenticator, { token, body: { code: app } }),
    await vu.client.call(operations.verifyRecoveryCode, { token, body: { code: recoveryCodes[0] ?? '' } }),
  ];
  expect(tally(refused)).toEqual({ 'codes-locked': 3 });
  expect(await vu.wrongCodesOf(person)).toBe(10);
  expect(await vu.sessionsOf(person)).toBe(before);
  vu.clock.advance({ minutes: 5 });
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code: kept.code } }))).toBe('signed-in');
  const next = await vu.challenge(person);
  const recovered = await vu.client.call(operations.verifyRecoveryCode, {
    token: next.challengeToken,
    body: { code: recoveryCodes[0] ?? '' },
  });
  expect(outcomeOf(recovered)).toBe('signed-in');
});

test('a lock ends at its millisecond, not before, whatever arrives at once around it', async () => {
  const victim = await vu.withEverything();
  const { person, secret } = victim;
  for (let count = 0; count < 10; count += 1) await guess(vu.client, (await vu.challenge(person)).challengeToken, 'app', victim);
  const until = new Date(vu.clock.now().getTime() + 900_000);
  const before = await vu.sessionsOf(person);
  vu.clock.set(new Date(until.getTime() - 1));
  const early = await vu.atOnce(8, (client) => client.call(operations.signInWithPassword, { body: passwordBody(person) }));
  expect(tally(early)).toEqual({ 'codes-locked': 8 });
  vu.clock.set(until);
  const { challengeToken: token } = await vu.challenge(person);
  const { challengeToken: another } = await vu.challenge(person);
  const code = vu.codeNow(secret);
  // Wrong ones beside the right one: the lock is not set again by them, nor the right one's reset lost to them.
  const late = await Promise.all([
    vu.client.call(operations.verifyAuthenticator, { token, body: { code } }),
    ...[0, 1, 2].map((index) => guess(vu.instance(index), another, 'app', victim)),
  ]);
  expect(outcomeOf(late[0])).toBe('signed-in');
  expect(await vu.sessionsOf(person)).toBe(before + 1);
  expect(await vu.wrongCodesOf(person)).toBeLessThanOrEqual(13);
  const [lock] = await vu.query<{ codes_locked_until: Date | null }>('select codes_locked_until from users where id = $1', [person.id]);
  expect(lock?.codes_locked_until).toBeNull();
});

test('a lock that one request sets is not lifted by another whose right code came a moment before', async () => {
  const victim = await vu.withEverything();
  const { person, secret } = victim;
  for (let count = 0; count < 9; count += 1) await guess(vu.client, (await vu.challenge(person)).challengeToken, 'app', victim);
  const tokens = [await vu.challenge(person), await vu.challenge(person)].map((each) => each.challengeToken);
  const code = vu.nextCode(secret);
  const [right, wrong] = await Promise.all([
    vu.client.call(operations.verifyAuthenticator, { token: tokens[0] ?? '', body: { code } }),
    guess(vu.other, tokens[1] ?? '', 'app', victim),
  ]);
  // Either the wrong one came first, locked, and the right one was refused; or the right one came first and the wrong one is the first of a new row.
  const count = await vu.wrongCodesOf(person);
  expect([`${outcomeOf(right)} ${outcomeOf(wrong)} ${count}`]).toEqual([
    outcomeOf(right) === 'signed-in' ? 'signed-in code-wrong 1' : 'codes-locked codes-locked 10',
  ]);
});

test('codes of a step-up and of an added factor are counted like those of a sign-in', async () => {
  const victim = await vu.withEverything();
  const { person, secret } = victim;
  const { challengeToken } = await vu.challenge(person);
  const session = signedIn(
    await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } }),
  );
  const token = session.sessionToken;
  let last = '';
  for (let count = 0; count < 5; count += 1) {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    last = outcomeOf(await guess(vu.instance(count), started.challengeToken, 'app', victim));
    const added = await vu.client.answer(operations.addAuthenticator, { token });
    last = outcomeOf(
      await vu.client.call(operations.verifyAuthenticator, {
        token: added.challengeToken,
        body: { code: wrongAuthenticatorCode(vu, added.enrolment?.key ?? '') },
      }),
    );
  }
  expect(last).toBe('codes-locked');
  for (const refused of [
    await vu.client.refusal(operations.startStepUp, { token, body: { application: 'customer-service-vu' } }),
    await vu.client.refusal(operations.addAuthenticator, { token }),
    await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) }),
  ]) {
    expect(refused.code).toBe('codes-locked');
  }
});

test('an expired code is told apart from a wrong one only in its own challenge, and costs one try however often it is typed', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const { challengeToken: token, code: first } = await textChallenge(vu, person);
  for (let count = 0; count < 3; count += 1) {
    vu.clock.advance({ minutes: 1 });
    await vu.client.answer(operations.sendTextMessage, { token });
  }
  const told = [];
  for (let count = 0; count < 6; count += 1) {
    told.push(outcomeOf(await vu.instance(count).call(operations.verifyTextMessage, { token, body: { code: first } })));
  }
  expect(new Set(told)).toEqual(new Set(['code-expired']));
  expect(await vu.wrongCodesOf(person)).toBe(1);
  const elsewhere = await vu.challenge(person);
  vu.clock.advance({ minutes: 12 });
  const again = await vu.challenge(person);
  await vu.client.answer(operations.sendTextMessage, { token: again.challengeToken });
  for (const { challengeToken } of [elsewhere, again]) {
    const answered = await vu.client.call(operations.verifyTextMessage, { token: challengeToken, body: { code: first } });
    expect(outcomeOf(answered)).not.toBe('code-expired');
  }
});

test('a code that was expired and typed at once over two instances costs one try', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code: first } = await textChallenge(vu, person);
  for (let count = 0; count < 3; count += 1) {
    vu.clock.advance({ minutes: 1 });
    await vu.client.answer(operations.sendTextMessage, { token });
  }
  const answers = await vu.atOnce(6, (client) => client.call(operations.verifyTextMessage, { token, body: { code: first } }));
  expect(tally(answers)).toEqual({ 'code-expired': 6 });
  expect(await vu.wrongCodesOf(person)).toBe(1);
});

test('codes by the thousand: what a day of guessing at one account can try is what the limits say', { timeout: 300_000 }, async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  let looked = 0;
  const start = vu.clock.now().getTime();
  const DAY_MS = 86_400_000;
  while (vu.clock.now().getTime() - start < DAY_MS) {
    const answered = await vu.client.call(operations.signInWithPassword, { body: passwordBody(person) });
    if (!answered.ok) {
      if (answered.error.details?.lockedUntil === null) break;
      vu.clock.advance({ seconds: answered.error.details?.retryAfterSeconds ?? 60 });
      continue;
    }
    if (answered.answer.outcome !== 'second-factor-needed') throw new Error('signed in');
    for (let count = 0; count < 6; count += 1) {
      const code = outcomeOf(await guess(vu.instance(count), answered.answer.challengeToken, 'recovery', victim));
      if (code === 'challenge-gone') break;
      looked += 1;
      if (code === 'codes-locked') break;
    }
  }
  // A hundred in a row, and then nobody but an administrator: 0.03 % of a right one by authenticator, ever.
  expect(looked).toBe(100);
});
