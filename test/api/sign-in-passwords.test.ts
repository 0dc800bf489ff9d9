import { argon2Sync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT_LIMIT } from '../../server/sign-in/guess-allowance.ts';
import { accountHash } from '../../server/sign-in/keyed-hash.ts';
import { passwordComputations } from '../../server/sign-in/password.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { passwordBody, startSignInApi } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;

let vu: SignInApi;
beforeAll(async () => {
  // Tests come from several addresses, as a reverse proxy would say.
  vu = await startSignInApi({ trustedProxies: ['127.0.0.1/32', '::1/128'] });
});
afterAll(() => vu.close());

const from = (address: string) => ({ 'x-forwarded-for': address });

async function tryPassword(
  person: Pick<TestPerson, 'email' | 'password' | 'device'>,
  request: { password?: string; address?: string; trustToken?: string | null } = {},
) {
  const { address = '192.0.2.1', ...rest } = request;
  return await vu.client.call(operations.signInWithPassword, {
    body: passwordBody({ id: '', phone: '', ...person }, rest),
    headers: from(address),
  });
}

const outcomeOf = (answered: Awaited<ReturnType<typeof tryPassword>>) => (answered.ok ? answered.answer.outcome : answered.error.code);

test('an unknown person, a wrong password, one that is guessed at and someone denied get one and the same answer, after one argon2id each', async () => {
  const person = await vu.person();
  const denied = await vu.person();
  await vu.admin.setAccess(SYSTEM, denied.id, 'denied');
  const guessedAt = await vu.person();
  for (let count = 0; count < 12; count += 1) await tryPassword(guessedAt, { password: 'not it' });
  const attempts = {
    unknown: { ...person, email: 'nobody@porthaven.example' },
    wrong: { ...person, password: 'not it' },
    guessedAt: { ...guessedAt, password: 'not it' },
    denied,
    deniedAndWrong: { ...denied, password: 'not it' },
  };
  for (const attempt of Object.values(attempts)) {
    const before = passwordComputations();
    const answered = await tryPassword(attempt);
    expect(passwordComputations() - before).toBe(1);
    if (answered.ok) throw new Error('signed in');
    const { reference: _reference, ...error } = answered.error;
    expect({ status: answered.status, error }).toEqual({
      status: 401,
      error: { code: 'credentials-refused', message: expect.any(String) },
    });
  }
});

test('addresses are compared without case or surrounding space, and odd ones are simply unknown', async () => {
  const person = await vu.person();
  expect(outcomeOf(await tryPassword({ ...person, email: `  ${person.email.toUpperCase()} ` }))).toBe('second-factor-needed');
  for (const email of ['\u0000', 'a\u0000b@porthaven.example', "' or true --", '%', '\ud800', ' ']) {
    expect(outcomeOf(await tryPassword({ ...person, email }))).toBe('credentials-refused');
  }
});

test('wrong passwords of strangers keep nobody out of an account: neither there nor anywhere else', async () => {
  const person = await vu.person();
  for (let count = 0; count < 12; count += 1) await tryPassword(person, { password: 'not it', address: '192.0.2.10' });
  expect(outcomeOf(await tryPassword(person, { address: '192.0.2.10' }))).toBe('second-factor-needed');
  expect(outcomeOf(await tryPassword(person, { address: '192.0.2.11' }))).toBe('second-factor-needed');
});

test('a right password gives its try back, and wrong ones stay counted', async () => {
  const person = await vu.person();
  const missing = async () => {
    const [row] = await vu.api.database.query<{ ahead: number }>(
      'select whole_at - $1::float8 as ahead from guess_allowances where name = $2 and key = $3',
      [vu.clock.now().getTime(), ACCOUNT_LIMIT.name, accountHash(person.email).toString('hex')],
    );
    return Math.round((row?.ahead ?? 0) / (86_400_000 / ACCOUNT_LIMIT.aDay));
  };
  for (let count = 0; count < 4; count += 1) await tryPassword(person, { password: 'not it' });
  expect(await missing()).toBe(4);
  for (let count = 0; count < 3; count += 1) expect(outcomeOf(await tryPassword(person))).toBe('second-factor-needed');
  expect(await missing()).toBe(4);
});

test('wrong passwords don’t touch the lock of codes, nor wrong codes that of passwords', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  for (let count = 0; count < 10; count += 1) await tryPassword(person, { password: 'not it', address: '192.0.2.20' });
  const { challengeToken: token } = await vu.challenge(person);
  expect((await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } })).outcome).toBe(
    'signed-in',
  );
});

/** Gives somebody a hash that was made at an older cost. */
async function withOldHash(person: TestPerson): Promise<void> {
  const salt = 'c29tZXNhbHRzb21lc2FsdA';
  const cost = { memory: 1024, passes: 1, parallelism: 1 };
  const key = argon2Sync('argon2id', { message: person.password, nonce: Buffer.from(salt, 'base64'), tagLength: 32, ...cost });
  const hash = `$argon2id$v=19$m=1024,t=1,p=1$${salt}$${key.toString('base64').replace(/=+$/, '')}`;
  await vu.api.database.query('update users set password_hash = $2 where id = $1', [person.id, hash]);
}

test('a hash made at an older cost is made again at the present one as its owner signs in', async () => {
  const person = await vu.person();
  await withOldHash(person);
  expect(outcomeOf(await tryPassword(person))).toBe('second-factor-needed');
  const [row] = await vu.api.database.query<{ password_hash: string }>('select password_hash from users where id = $1', [person.id]);
  expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
  expect(outcomeOf(await tryPassword(person))).toBe('second-factor-needed');
});

test('of two right passwords at once neither is refused because the other’s hash was made again first', async () => {
  const person = await vu.person();
  await withOldHash(person);
  const answers = await Promise.all([tryPassword(person), tryPassword(person), tryPassword(person)]);
  expect(answers.map(outcomeOf)).toEqual(['second-factor-needed', 'second-factor-needed', 'second-factor-needed']);
});

test('a damaged hash signs nobody in', async () => {
  const person = await vu.person();
  for (const damaged of ['x', '$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0', '']) {
    await vu.api.database.query('update users set password_hash = $2 where id = $1', [person.id, damaged]);
    expect(outcomeOf(await tryPassword(person))).toBe('credentials-refused');
  }
});

test('a changed password takes effect at once, and ends every other session and challenge', async () => {
  const person = await vu.person();
  const first = await vu.withText(person);
  const second = await vu.againByText(person);
  const pending = await vu.challenge(person);
  const token = second.sessionToken;
  const answer = await vu.client.answer(operations.changePassword, {
    token,
    body: { currentPassword: person.password, newPassword: 'heron-tide-wall-3' },
  });
  expect(answer.mySecurity.passwordChangedAt).toBe(vu.clock.now().toISOString());
  expect((await vu.client.refusal(operations.readSession, { token: first.sessionToken })).code).toBe('not-signed-in');
  expect((await vu.client.answer(operations.readSession, { token })).id).toBe(second.session.id);
  expect((await vu.client.refusal(operations.readChallenge, { token: pending.challengeToken })).code).toBe('challenge-gone');
  expect(outcomeOf(await tryPassword(person))).toBe('credentials-refused');
  expect(outcomeOf(await tryPassword({ ...person, password: 'heron-tide-wall-3' }))).toBe('second-factor-needed');
});

test('a new password is refused with why', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const change = (newPassword: string, currentPassword = person.password) =>
    vu.client.refusal(operations.changePassword, { token, body: { currentPassword, newPassword } });
  expect((await change('heron-tide-wall-3', 'not the current one')).code).toBe('password-refused');
  for (const [newPassword, passwordFault] of [
    ['short', 'too-short'],
    ['Password123!', 'common'],
    ['P4ssw0rd2026', 'common'],
    ['councilcouncil', 'common'],
    ['12345678', 'common'],
    ['aaaaaaaaaa', 'common'],
    ['qwertyuiop', 'common'],
    [person.password, 'same-as-before'],
    [`my ${person.email}`, 'contains-email'],
    [person.email.split('@')[0] ?? '', 'contains-email'],
  ] as const) {
    expect(await change(newPassword)).toMatchObject({ code: 'password-weak', details: { passwordFault } });
  }
});

test('too many wrong current passwords end the session that gives them', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const outcomes = [];
  for (let count = 0; count < 11; count += 1) {
    const refused = await vu.client.refusal(operations.changePassword, {
      token,
      body: { currentPassword: 'not it', newPassword: 'heron-tide-wall-3' },
    });
    outcomes.push(refused.code);
  }
  expect(outcomes).toEqual([...Array(9).fill('password-refused'), 'not-signed-in', 'not-signed-in']);
});

test('taking access away ends sessions and challenges at once', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const pending = await vu.challenge(person);
  await vu.admin.setAccess(SYSTEM, person.id, 'denied');
  expect((await vu.client.refusal(operations.readSession, { token: sessionToken })).code).toBe('not-signed-in');
  expect((await vu.client.refusal(operations.readChallenge, { token: pending.challengeToken })).code).toBe('challenge-gone');
});
