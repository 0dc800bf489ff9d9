import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT_LIMIT } from '../../server/sign-in/guess-allowance.ts';
import { accountHash } from '../../server/sign-in/keyed-hash.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi, wrongAuthenticatorCode, wrongTextCode } from '../support/sign-in.ts';

/** Two instances on one database: nothing may depend on what one of them keeps to itself. */
let vu: SignInApi;
let other: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  other = (await vu.api.another()).client;
});
afterAll(() => vu.close());

const instance = (index: number): ApiClient => (index % 2 === 0 ? vu.client : other);
const atOnce = <T>(count: number, work: (client: ApiClient, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(instance(index), index)));

async function sessionsOf(person: TestPerson): Promise<number> {
  const [row] = await vu.api.database.query<{ sessions: number }>(
    'select count(*)::int as sessions from sessions where user_id = $1 and ended_at is null',
    [person.id],
  );
  return row?.sessions ?? 0;
}

type Answer = { ok: true; answer: unknown } | { ok: false; error: { code: string } };
const tally = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const outcome = answer.ok ? 'accepted' : answer.error.code;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

async function textChallenge() {
  const person = await vu.person();
  await vu.withText(person);
  const before = await sessionsOf(person);
  vu.clock.advance({ minutes: 16 });
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.sendTextMessage, { token });
  return { person, token, before, code: vu.phones.codeTo(person.phone) };
}

test('ten right text-message codes at once give exactly one session', async () => {
  const { person, token, code, before } = await textChallenge();
  const answers = await atOnce(10, (client) => client.call(operations.verifyTextMessage, { token, body: { code } }));
  expect(tally(answers)).toEqual({ accepted: 1, 'challenge-gone': 9 });
  expect(await sessionsOf(person)).toBe(before + 1);
});

test('two live codes of one challenge at once give exactly one session', async () => {
  const { person, token, code, before } = await textChallenge();
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token });
  const codes = [code, vu.phones.codeTo(person.phone)];
  const answers = await atOnce(2, (client, index) =>
    client.call(operations.verifyTextMessage, { token, body: { code: codes[index] ?? '' } }),
  );
  expect(tally(answers)).toEqual({ accepted: 1, 'challenge-gone': 1 });
  expect(await sessionsOf(person)).toBe(before + 1);
});

test('twenty wrong codes at once use five tries, and a right one among them signs in at most once', async () => {
  const { person, token, code, before } = await textChallenge();
  const answers = await atOnce(20, (client) => client.call(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } }));
  expect(tally(answers)).toEqual({ 'code-wrong': 5, 'challenge-gone': 15 });
  const [user] = await vu.api.database.query<{ wrong_codes: number }>('select wrong_codes from users where id = $1', [person.id]);
  expect(user?.wrong_codes).toBe(5);
  expect(await sessionsOf(person)).toBe(before);
});

test('wrong codes at once in many challenges lock the account at ten', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  vu.clock.advance({ minutes: 1 });
  const challenges: string[] = [];
  for (let count = 0; count < 6; count += 1) challenges.push((await vu.challenge(person)).challengeToken);
  const code = wrongAuthenticatorCode(vu, secret);
  const answers = await atOnce(30, (client, index) =>
    client.call(operations.verifyAuthenticator, { token: challenges[index % challenges.length] ?? '', body: { code } }),
  );
  expect(tally(answers)).toEqual({ 'code-wrong': 9, 'codes-locked': 21 });
  const [user] = await vu.api.database.query<{ wrong_codes: number }>('select wrong_codes from users where id = $1', [person.id]);
  expect(user?.wrong_codes).toBe(10);
});

test('one authenticator code in two challenges at once is accepted once', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const before = await sessionsOf(person);
  const tokens = [(await vu.challenge(person)).challengeToken, (await vu.challenge(person)).challengeToken];
  const code = vu.nextCode(secret);
  const answers = await atOnce(2, (client, index) =>
    client.call(operations.verifyAuthenticator, { token: tokens[index] ?? '', body: { code } }),
  );
  expect(tally(answers)).toEqual({ accepted: 1, 'code-used': 1 });
  expect(await sessionsOf(person)).toBe(before + 1);
});

test('one recovery code in two challenges at once is accepted once', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withAuthenticator(person);
  const codes = await vu.recoveryCodes(sessionToken);
  const tokens = [(await vu.challenge(person)).challengeToken, (await vu.challenge(person)).challengeToken];
  const answers = await atOnce(2, (client, index) =>
    client.call(operations.verifyRecoveryCode, { token: tokens[index] ?? '', body: { code: codes[0] ?? '' } }),
  );
  expect(tally(answers)).toEqual({ accepted: 1, 'code-used': 1 });
});

test('two resends at once send one message', async () => {
  const { person, token } = await textChallenge();
  vu.clock.advance({ minutes: 1 });
  const before = vu.phones.sent.filter((each) => each.phoneNumber === person.phone).length;
  const answers = await atOnce(6, (client) => client.call(operations.sendTextMessage, { token }));
  expect(tally(answers)).toEqual({ accepted: 1, 'resend-too-soon': 5 });
  expect(vu.phones.sent.filter((each) => each.phoneNumber === person.phone).length).toBe(before + 1);
});

test('messages to many new numbers at once stay within the three of a day', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  const answers = await atOnce(12, (client, index) =>
    client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: `07700 9008${String(index).padStart(2, '0')}` } }),
  );
  expect(tally(answers)).toEqual({ accepted: 3, 'new-number-limit': 9 });
});

test('two factors set up at once in two challenges: one of them counts', async () => {
  const person = await vu.person();
  const first = await vu.challenge(person);
  const second = await vu.challenge(person);
  const app = await vu.client.answer(operations.enrolAuthenticator, { token: first.challengeToken });
  await vu.client.answer(operations.enrolPhoneNumber, { token: second.challengeToken, body: { phoneNumber: person.phone } });
  const code = vu.phones.codeTo(person.phone);
  const answers = await Promise.all([
    vu.client.call(operations.verifyAuthenticator, { token: first.challengeToken, body: { code: vu.codeNow(app.key) } }),
    other.call(operations.verifyTextMessage, { token: second.challengeToken, body: { code } }),
  ]);
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  expect(await sessionsOf(person)).toBe(1);
});

test('the pending secret asked for twice at once is one secret', async () => {
  const { challengeToken: token } = await vu.challenge(await vu.person());
  const enrolments = await atOnce(4, (client) => client.answer(operations.enrolAuthenticator, { token }));
  expect(new Set(enrolments.map((each) => each.key)).size).toBe(1);
});

test('trust is issued once, however often it is asked for at once', async () => {
  const { sessionToken: token } = await vu.withText(await vu.person());
  const answers = await atOnce(5, (client) => client.call(operations.trustThisComputer, { token }));
  expect(tally(answers)).toEqual({ accepted: 1, 'trust-not-offered': 4 });
});

test('one trust token twice at once leaves one good token and doesn’t call it stolen', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  const answers = await atOnce(2, (client) => client.answer(operations.signInWithPassword, { body: passwordBody(person, { trustToken }) }));
  const tokens = answers.map((answer) => (answer.outcome === 'signed-in' ? answer.trustToken : null));
  expect(tokens.every((each) => each !== null)).toBe(true);
  const [family] = await vu.api.database.query<{ live: number }>(
    'select count(*)::int as live from trusted_devices where user_id = $1 and revoked_at is null',
    [person.id],
  );
  expect(family?.live).toBe(1);
  const outcomes = [];
  for (const each of [...tokens].reverse()) outcomes.push((await vu.password(person, { trustToken: each })).outcome);
  // Whichever came second is the family's newest; the other was replaced before it was ever used.
  expect(outcomes.filter((outcome) => outcome === 'signed-in').length).toBeLessThanOrEqual(1);
});

test('both factors removed at once leave one', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const added = await vu.client.answer(operations.addAuthenticator, { token: sessionToken });
  const secret = added.enrolment?.key ?? '';
  await vu.client.answer(operations.verifyAuthenticator, { token: added.challengeToken, body: { code: vu.codeNow(secret) } });
  // By the app, which is what changes a factor from now on.
  const { challengeToken } = await vu.challenge(person);
  const byApp = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  if (byApp.outcome !== 'signed-in') throw new Error('the app did not sign in');
  const token = byApp.sessionToken;
  const answers = await Promise.all([
    vu.client.call(operations.removeFactor, { token, params: { method: 'text-message' } }),
    other.call(operations.removeFactor, { token, params: { method: 'authenticator' } }),
  ]);
  expect(tally(answers)).toEqual({ accepted: 1, 'last-factor': 1 });
});

test('a password changed twice at once is changed once', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const answers = await atOnce(2, (client, index) =>
    client.call(operations.changePassword, { token, body: { currentPassword: person.password, newPassword: `heron-tide-wall-${index}` } }),
  );
  expect(tally(answers)).toEqual({ accepted: 1, 'password-refused': 1 });
});

test('wrong passwords at once on a computer that is known are at most ten, and on all others what the account allows', async () => {
  const person = await vu.person();
  const { computerToken } = await vu.withText(person);
  const body = passwordBody(person, { password: 'not the password', computerToken });
  await atOnce(25, (client) => client.refusal(operations.signInWithPassword, { body }));
  const [known] = await vu.api.database.query('select wrong_passwords from known_computers where user_id = $1', [person.id]);
  expect(known).toEqual({ wrong_passwords: 10 });
  const [strangers] = await vu.api.database.query<{ ahead: number }>(
    'select whole_at - $1::float8 as ahead from guess_allowances where name = $2 and key = $3',
    [vu.clock.now().getTime(), ACCOUNT_LIMIT.name, accountHash(person.email).toString('hex')],
  );
  expect(Math.round((strangers?.ahead ?? 0) / (86_400_000 / ACCOUNT_LIMIT.aDay))).toBe(15);
});

test('thirty right passwords at once for one person are thirty right ones, on a computer that is known and on a new one', async () => {
  const person = await vu.person();
  const { computerToken } = await vu.withText(person);
  for (const body of [passwordBody(person, { computerToken }), passwordBody(person, { device: aDevice() })]) {
    const answers = await atOnce(30, (client) => client.call(operations.signInWithPassword, { body }));
    expect(tally(answers)).toEqual({ accepted: 30 });
  }
});

test('thirty right passwords at once unlock a session thirty times, and end it never', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  await vu.client.answer(operations.lockSession, { token });
  const answers = await atOnce(30, (client) => client.call(operations.unlockSession, { token, body: { password: person.password } }));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
});
