import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../server/audit/events.ts';
import { hashPassword, passwordComputations } from '../../server/sign-in/password.ts';
import type { Operation } from '../../shared/operation.ts';
import { API_OPERATIONS } from '../../shared/operations.ts';
import { STEP_UP_MINUTES, TEMPORARY_PASSWORD_DAYS } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { passwordsCosting } from '../support/password-cost.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { passwordBody, startSignInApi } from '../support/sign-in.ts';
import { OPERATION_CALLS } from '../support/sign-in-calls.ts';

const OPERATOR: Actor = { kind: 'operator', name: 'test' };
const TEMPORARY = 'PVXC-7KMT-4QRW-9DHJ';
const OWN = 'kettle-meadow-19-tram';
/** Parameters in the path that fit, so that nothing is refused for its form. */
const PARAMETERS = { application: 'control', method: 'authenticator', id: randomUUID(), deviceId: randomUUID() };
/** All that a session may do before its person has a password of their own. */
const OPEN = ['readSession', 'lockSession', 'unlockSession', 'signOut', 'startStepUp', 'stepUpWithPassword', 'changePassword'];

let vu: SignInApi;
let admin: SignInApi['admin'];
beforeAll(async () => {
  vu = await startSignInApi();
  admin = vu.admin;
});
afterAll(() => vu.close());

let person: TestPerson;
beforeEach(async () => {
  // Somebody who may do everything, so that nothing but the password stands in the way.
  const permissions = ['customer-service-access', 'management-access', 'forms-portal-access', 'sign-in-pass-granting'] as const;
  const created = await vu.person({ permissions: [...permissions] });
  await admin.setPassword(OPERATOR, created.id, TEMPORARY, true);
  person = { ...created, password: TEMPORARY };
});

const change = (token: string, newPassword = OWN) => ({ token, body: { currentPassword: TEMPORARY, newPassword } });

test('with a temporary password and a second factor one can change it, and nothing else', async () => {
  const { sessionToken: token, session, secret } = await vu.withAuthenticator(person);
  expect(session).toMatchObject({ mustChangePassword: true, trustOffer: null });
  const sessionOperations: readonly Operation[] = API_OPERATIONS.filter(({ access }) => access.kind === 'session');
  for (const operation of sessionOperations) {
    if (OPEN.includes(operation.name)) continue;
    const refused = await vu.client.refusal(operation, { params: PARAMETERS, ...OPERATION_CALLS[operation.name], token });
    expect({ operation: operation.name, code: refused.code }).toEqual({ operation: operation.name, code: 'password-change-needed' });
  }
  // Nor after locking and unlocking, nor with a fresh second factor.
  await vu.client.answer(operations.lockSession, { token });
  await vu.client.answer(operations.unlockSession, { token, body: { password: TEMPORARY } });
  const stepUp = await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
  if (stepUp.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const met = await vu.client.answer(operations.verifyAuthenticator, { token: stepUp.challengeToken, body: { code: vu.nextCode(secret) } });
  expect(met).toMatchObject({ outcome: 'met', session: { mustChangePassword: true } });
  expect((await vu.client.refusal(operations.readMySecurity, { token })).code).toBe('password-change-needed');

  expect(await vu.client.refusal(operations.changePassword, change(token, TEMPORARY))).toMatchObject({
    code: 'password-weak',
    details: { passwordFault: 'same-as-before' },
  });
  await vu.client.answer(operations.changePassword, change(token));
  expect(await vu.client.answer(operations.readSession, { token })).toMatchObject({ mustChangePassword: false });
  await vu.client.answer(operations.readMySecurity, { token });
});

test('every session of a temporary password is held, and one that is opened with it again as well', async () => {
  const first = await vu.withAuthenticator(person);
  const again = await vu.challenge(person);
  const second = await vu.client.answer(operations.verifyAuthenticator, {
    token: again.challengeToken,
    body: { code: vu.nextCode(first.secret) },
  });
  if (second.outcome !== 'signed-in') throw new Error('not signed in');
  for (const token of [first.sessionToken, second.sessionToken]) {
    expect((await vu.client.refusal(operations.trustThisComputer, { token })).code).toBe('password-change-needed');
  }
  vu.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  // A session that was left open is no way round the code.
  expect((await vu.client.refusal(operations.changePassword, change(second.sessionToken))).code).toBe('step-up-needed');
});

test('a temporary password lets nobody in once its days are over, and only who knows it is told why', async () => {
  vu.clock.advance({ minutes: TEMPORARY_PASSWORD_DAYS * 24 * 60 - 1 });
  await vu.challenge(person);
  vu.clock.advance({ minutes: 1 });
  const refusal = (password: string) => vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { password }) });
  expect((await refusal(TEMPORARY)).code).toBe('temporary-password-expired');
  expect((await refusal('not-the-password-19')).code).toBe('credentials-refused');
  await admin.setPassword(OPERATOR, person.id, 'HMKV-3PWR-8TQX-5CDJ', true);
  expect((await refusal(TEMPORARY)).code).toBe('credentials-refused');
  await vu.challenge(person, { password: 'HMKV-3PWR-8TQX-5CDJ' });
});

test('a temporary password may be typed as it was heard: in small letters, together or with other dashes and spaces', async () => {
  const { sessionToken: token, secret } = await vu.withAuthenticator({ ...person, password: 'pvxc7kmt4qrw9dhj' });
  const heard = { currentPassword: ' Pvxc–7kmt–4qrw–9dhj ', newPassword: 'pvxc-7kmt-4qrw-9dhj' };
  // Nor is it another one for being written otherwise.
  expect(await vu.client.refusal(operations.changePassword, { token, body: heard })).toMatchObject({
    code: 'password-weak',
    details: { passwordFault: 'same-as-before' },
  });
  await vu.client.answer(operations.changePassword, { token, body: { ...heard, newPassword: OWN } });
  await vu.challenge(person, { password: OWN });

  await admin.setPassword(OPERATOR, person.id, TEMPORARY, true);
  const { challengeToken } = await vu.challenge(person);
  const again = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  if (again.outcome !== 'signed-in') throw new Error('not signed in');
  await vu.client.answer(operations.lockSession, { token: again.sessionToken });
  await vu.client.answer(operations.unlockSession, { token: again.sessionToken, body: { password: 'pvxc 7kmt 4qrw 9dhj' } });
});

test('but not with a character too few, too many or another, and every try costs one computation', async () => {
  for (const wrong of ['pvxc7kmt4qrw9dh', 'pvxc7kmt4qrw9dhjj', 'pvxc7kmt4qrw9dhk', 'pvxc.7kmt.4qrw.9dhj']) {
    const before = passwordComputations();
    const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { password: wrong }) });
    expect([wrong, refused.code, passwordComputations() - before]).toEqual([wrong, 'credentials-refused', 1]);
  }
});

test('a password of one’s own is taken as it was chosen, though it may look like a temporary one', async () => {
  const { sessionToken: token } = await vu.withAuthenticator(person);
  const chosen = 'TVXC-7KMT-4QRW-9DHJ';
  await vu.client.answer(operations.changePassword, change(token, chosen));
  const other = passwordBody(person, { password: chosen.toLowerCase() });
  expect((await vu.client.refusal(operations.signInWithPassword, { body: other })).code).toBe('credentials-refused');
  await vu.challenge(person, { password: chosen });
});

test('the hash of one that was typed as heard is made again of what it is', async () => {
  const asBefore = passwordsCosting({ memory: 1_024, passes: 2 });
  const cheap = await hashPassword(TEMPORARY).finally(asBefore);
  const outdated = cheap.replace(/m=\d+,t=\d+/, 'm=1024,t=2');
  await vu.api.database.query('update users set password_hash = $1 where id = $2', [outdated, person.id]);
  await vu.challenge(person, { password: TEMPORARY.toLowerCase() });
  const [row] = await vu.api.database.query<{ hash: string }>('select password_hash as hash from users where id = $1', [person.id]);
  expect(row?.hash).not.toBe(outdated);
  await vu.challenge(person);
});

test('a password of one’s own lasts', async () => {
  const { sessionToken: token } = await vu.withAuthenticator(person);
  await vu.client.answer(operations.changePassword, change(token));
  vu.clock.advance({ minutes: (TEMPORARY_PASSWORD_DAYS + 1) * 24 * 60 });
  const { challenge } = await vu.challenge(person, { password: OWN });
  expect(challenge.purpose).toBe('sign-in');
});

test('with two-factor off the password is given once more, as for any change, and one can choose another', async () => {
  await admin.setTwoFactor(OPERATOR, false);
  try {
    const signedIn = await vu.password(person);
    if (signedIn.outcome !== 'signed-in') throw new Error('not signed in');
    const token = signedIn.sessionToken;
    expect((await vu.client.refusal(operations.changePassword, change(token))).code).toBe('step-up-needed');
    await vu.client.answer(operations.stepUpWithPassword, { token, body: { password: TEMPORARY } });
    await vu.client.answer(operations.changePassword, change(token));
    expect(await vu.client.answer(operations.readSession, { token })).toMatchObject({ mustChangePassword: false });
  } finally {
    await admin.setTwoFactor(OPERATOR, true);
  }
});

test('a session that was opened in time changes no temporary password whose days are over', async () => {
  vu.clock.advance({ days: TEMPORARY_PASSWORD_DAYS, minutes: -1 });
  const { sessionToken: token } = await vu.withAuthenticator(person);
  vu.clock.advance({ minutes: 1 });
  // Only who knows it is told.
  const wrong = { token, body: { currentPassword: 'not-the-password-19', newPassword: OWN } };
  expect((await vu.client.refusal(operations.changePassword, wrong)).code).toBe('password-refused');
  expect((await vu.client.refusal(operations.changePassword, change(token))).code).toBe('temporary-password-expired');
  const changes = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where user_id = $1 and kind = 'password-change-refused' order by id",
    [person.id],
  );
  expect(changes.map(({ content }) => JSON.parse(content).details)).toEqual([{ because: 'wrong' }, { because: 'expired' }]);
  expect(await vu.client.answer(operations.readSession, { token })).toMatchObject({ mustChangePassword: true });
});
