import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

let vu: SignInApi;
let second: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  second = (await vu.api.another()).client;
});
afterAll(() => vu.close());

async function use(person: TestPerson, code: string | undefined): Promise<string> {
  const { challengeToken: token } = await vu.challenge(person);
  const answered = await vu.client.call(operations.verifyRecoveryCode, { token, body: { code: code ?? '' } });
  return answered.ok ? answered.answer.outcome : answered.error.code;
}

const make = (token: string) => vu.client.answer(operations.makeRecoveryCodes, { token });
const confirm = (token: string, client = vu.client) => client.call(operations.confirmRecoveryCodes, { token });

test('codes that were never confirmed never work, and the earlier ones go on working', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const earlier = await vu.recoveryCodes(token);
  const made = await make(token);
  expect(made.mySecurity.recoveryCodesLeft).toBe(10);
  expect(made.confirmBy).toBe(new Date(vu.clock.now().getTime() + 10 * 60_000).toISOString());
  expect(await use(person, made.codes[0])).toBe('code-wrong');
  expect(await use(person, earlier[0])).toBe('signed-in');
});

test('confirming makes the new codes work and retires the earlier ones, in one go', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const earlier = await vu.recoveryCodes(token);
  await use(person, earlier[0]);
  const { codes } = await make(token);
  const confirmed = await vu.client.answer(operations.confirmRecoveryCodes, { token });
  expect(confirmed.recoveryCodesLeft).toBe(10);
  expect(await use(person, earlier[1])).toBe('code-wrong');
  expect(await use(person, codes[0])).toBe('signed-in');
  const rows = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'recovery-codes-confirmed' and user_id = $1 order by id",
    [person.id],
  );
  expect(rows.map((row) => JSON.parse(row.content).details)).toEqual([
    { live: 10, retired: 0 },
    { live: 10, retired: 9 },
  ]);
});

test('confirming again after a lost answer changes nothing', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const codes = await vu.recoveryCodes(token);
  expect((await confirm(token)).ok).toBe(true);
  expect(await use(person, codes[0])).toBe('signed-in');
  expect((await confirm(token)).ok).toBe(true);
  expect(await use(person, codes[0])).toBe('code-used');
});

test('there is nothing to confirm where none were made, and what was made lapses in ten minutes', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token })).code).toBe('not-found');
  const { codes } = await make(token);
  vu.clock.advance({ minutes: 10 });
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token })).code).toBe('not-found');
  expect(await use(person, codes[0])).toBe('code-wrong');
});

test('one session can’t confirm what another made, nor a person another’s', async () => {
  const person = await vu.person();
  const { sessionToken: token, secret } = await vu.withAuthenticator(person);
  const { codes } = await make(token);
  const { challengeToken } = await vu.challenge(person);
  const elsewhere = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  if (elsewhere.outcome !== 'signed-in') throw new Error('not signed in');
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token: elsewhere.sessionToken })).code).toBe('not-found');
  const stranger = await vu.withAuthenticator(await vu.person());
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token: stranger.sessionToken })).code).toBe('not-found');
  expect(await use(person, codes[0])).toBe('code-wrong');
});

test('codes that wait go with their session: signed out, locked, or ended by a reset', async () => {
  const signedOut = await vu.person();
  const one = await vu.withAuthenticator(signedOut);
  const { codes } = await make(one.sessionToken);
  await vu.client.answer(operations.signOut, { token: one.sessionToken });
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token: one.sessionToken })).code).toBe('not-signed-in');
  expect(await use(signedOut, codes[0])).toBe('code-wrong');

  const locked = await vu.withAuthenticator(await vu.person());
  await make(locked.sessionToken);
  await vu.client.answer(operations.lockSession, { token: locked.sessionToken });
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token: locked.sessionToken })).code).toBe('session-locked');

  const reset = await vu.person();
  const { sessionToken } = await vu.withAuthenticator(reset);
  await make(sessionToken);
  await vu.admin.resetFactors({ kind: 'operator', name: 'it' }, reset.id, 'Lost the phone, checked in person');
  expect((await vu.client.refusal(operations.confirmRecoveryCodes, { token: sessionToken })).code).toBe('not-signed-in');
});

test('only the last set made in a session can be confirmed', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const { codes: first } = await make(token);
  const { codes: last } = await make(token);
  await confirm(token);
  expect(await use(person, first[0])).toBe('code-wrong');
  expect(await use(person, last[0])).toBe('signed-in');
});

test('confirmed twelve times at once on two instances, there are ten codes, once', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  await make(token);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => confirm(token, at % 2 === 0 ? vu.client : second)));
  expect(answers.map((each) => (each.ok ? 'confirmed' : each.error.code))).toEqual(Array(12).fill('confirmed'));
  expect((await vu.client.answer(operations.readMySecurity, { token })).recoveryCodesLeft).toBe(10);
  expect((await vu.trail(person)).filter((kind) => kind === 'recovery-codes-confirmed')).toHaveLength(1);
});

test('using a code tells its owner how many are left', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const codes = await vu.recoveryCodes(token);
  await use(person, codes[0]);
  await use(person, codes[1]);
  const { alerts } = await vu.client.answer(operations.readSession, { token });
  const left = alerts.filter((alert) => alert.kind === 'recovery-code-used').map((alert) => alert.detail);
  expect(left.sort()).toEqual(['8', '9']);
});

test('once new codes are confirmed no alert says how many of the earlier ones were left, but still that they were used', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const codes = await vu.recoveryCodes(token);
  const usedLeft = async () => {
    const { alerts } = await vu.client.answer(operations.readSession, { token });
    return alerts.filter((alert) => alert.kind === 'recovery-code-used').map((alert) => alert.detail);
  };
  await use(person, codes[0]);
  await make(token);
  expect(await usedLeft()).toEqual(['9']);
  await confirm(token);
  expect(await usedLeft()).toEqual([null]);
});

test('codes that wait are kept as keyed hashes alone', async () => {
  const { sessionToken: token } = await vu.withAuthenticator(await vu.person());
  const { codes } = await make(token);
  const rows = await vu.api.database.query<{ row: string }>('select pending_recovery_codes::text as row from pending_recovery_codes');
  const kept = rows.map((each) => each.row).join('\n');
  expect(rows.length).toBeGreaterThanOrEqual(10);
  for (const code of codes) {
    expect(kept).not.toContain(code);
    expect(kept).not.toContain(Buffer.from(code).toString('hex'));
  }
});
