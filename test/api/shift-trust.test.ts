import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Policy } from '../../server/sign-in/administration.ts';
import { INPUT_AGE_HEADER } from '../../shared/operation.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
const SHIFT: Partial<Policy> = { trustDays: 30, trustEndsAt: '20:00' };

let vu: SignInApi | undefined;
afterAll(() => vu?.close());
beforeEach(async () => {
  vu ??= await startSignInApi();
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', SHIFT);
});

function api(): SignInApi {
  if (!vu) throw new Error('not started');
  return vu;
}

async function trusted(at: string) {
  api().clock.set(at);
  const person = await api().person();
  const { sessionToken, session, secret } = await api().withAuthenticator(person);
  const { trustToken, expiresAt } = await api().client.answer(operations.trustThisComputer, { token: sessionToken });
  return { person, token: sessionToken, session, secret, trustToken, expiresAt };
}

async function isHonoured(person: TestPerson, trustToken: string): Promise<string | null> {
  const answer = await api().password(person, { trustToken });
  return answer.outcome === 'signed-in' ? answer.trustToken : null;
}

/** Gives a code within the session. */
async function stepUp(token: string, secret: string) {
  const { client } = api();
  const started = await client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const met = await client.answer(operations.verifyAuthenticator, {
    token: started.challengeToken,
    body: { code: api().nextCode(secret) },
  });
  if (met.outcome !== 'met') throw new Error('not met');
  return met.session;
}

test('trust ends with the shift, to the second, however many days it has', async () => {
  const { person, session, trustToken, expiresAt, token } = await trusted('2026-03-27T09:00:00.000Z');
  expect(session.trustOffer).toEqual({ days: 30, until: '2026-03-27T20:00:00.000Z' });
  expect(session.trust).toBeNull();
  expect(expiresAt).toBe('2026-03-27T20:00:00.000Z');
  const read = await api().client.answer(operations.readSession, { token });
  expect(read.trust).toEqual({ expiresAt });
  expect((await api().client.answer(operations.readMySecurity, { token })).trustedDevices).toMatchObject([{ expiresAt }]);
  api().clock.set('2026-03-27T19:59:59.000Z');
  const next = await isHonoured(person, trustToken);
  expect(next).not.toBeNull();
  api().clock.set('2026-03-27T20:00:00.000Z');
  expect(await isHonoured(person, next ?? '')).toBeNull();
});

test('using trust doesn’t prolong it past the end of the shift in which it was given', async () => {
  const { person, trustToken } = await trusted('2026-03-27T09:00:00.000Z');
  api().clock.set('2026-03-27T19:45:00.000Z');
  const answer = await api().password(person, { trustToken });
  expect(answer).toMatchObject({
    outcome: 'signed-in',
    trustExpiresAt: '2026-03-27T20:00:00.000Z',
    session: { trust: { expiresAt: '2026-03-27T20:00:00.000Z' }, trustOffer: null },
  });
});

test('eight in the evening is eight on the wall, before, over and after a change of the clocks', async () => {
  expect((await trusted('2026-03-28T09:00:00.000Z')).expiresAt).toBe('2026-03-28T20:00:00.000Z');
  expect((await trusted('2026-03-28T21:00:00.000Z')).expiresAt).toBe('2026-03-29T19:00:00.000Z');
  expect((await trusted('2026-06-30T09:00:00.000Z')).expiresAt).toBe('2026-06-30T19:00:00.000Z');
  expect((await trusted('2026-10-24T19:30:00.000Z')).expiresAt).toBe('2026-10-25T20:00:00.000Z');
});

test('a code renews trust that is running out, without signing in again, and the token before is dead', async () => {
  const { person, token, secret, trustToken } = await trusted('2026-03-27T18:00:00.000Z');
  // A session locks when nobody is there: somebody is, until the warning of trust that is running out.
  for (let minutes = 0; minutes < 91; minutes += 13) {
    api().clock.advance({ minutes: 13 });
    await api().client.answer(operations.readSession, { token, headers: { [INPUT_AGE_HEADER]: '0' } });
  }
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
  const session = await stepUp(token, secret);
  expect(session.trust).toEqual({ expiresAt: '2026-03-27T20:00:00.000Z' });
  expect(session.trustOffer).toEqual({ days: 30, until: '2026-03-28T20:00:00.000Z' });
  const renewed = await api().client.answer(operations.trustThisComputer, { token });
  expect(renewed.expiresAt).toBe('2026-03-28T20:00:00.000Z');
  expect((await api().client.answer(operations.readSession, { token })).trust).toEqual({ expiresAt: renewed.expiresAt });
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
  expect(await isHonoured(person, trustToken)).toBeNull();
  api().clock.set('2026-03-28T08:00:00.000Z');
  expect(await isHonoured(person, renewed.trustToken)).not.toBeNull();
});

test('the offer that comes with a step-up is taken once, however often at once, and lapses', async () => {
  const { token, secret } = await trusted('2026-03-27T09:00:00.000Z');
  api().clock.advance({ minutes: 11 });
  await stepUp(token, secret);
  const answers = await Promise.all(Array.from({ length: 6 }, () => api().client.call(operations.trustThisComputer, { token })));
  expect(answers.filter((each) => each.ok)).toHaveLength(1);
  await stepUp(token, secret);
  api().clock.advance({ minutes: 10 });
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
});

test('a session by trust is offered trust anew only after a code, and locking takes the offer away', async () => {
  const { person, secret, trustToken } = await trusted('2026-03-27T09:00:00.000Z');
  const byTrust = await api().password(person, { trustToken });
  if (byTrust.outcome !== 'signed-in') throw new Error('not signed in');
  const token = byTrust.sessionToken;
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
  expect((await stepUp(token, secret)).trustOffer).not.toBeNull();
  await api().client.answer(operations.lockSession, { token });
  await api().client.answer(operations.unlockSession, { token, body: { password: person.password } });
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
});

test('a step-up by a method that the application no longer takes offers no trust for it', async () => {
  const { token, secret } = await trusted('2026-03-27T09:00:00.000Z');
  await stepUp(token, secret);
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { methods: ['text-message'] });
  expect((await api().client.answer(operations.readSession, { token })).trustOffer).toBeNull();
  expect((await api().client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { methods: ['authenticator', 'text-message'] });
});

test('a time of day that is set later shortens trust that was given before, and taking it away lengthens none', async () => {
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { trustEndsAt: null });
  const { person, expiresAt, trustToken, token } = await trusted('2026-03-27T09:00:00.000Z');
  expect(expiresAt).toBe('2026-04-26T09:00:00.000Z');
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { trustEndsAt: '18:30' });
  expect((await api().client.answer(operations.readSession, { token })).trust).toEqual({ expiresAt: '2026-03-27T18:30:00.000Z' });
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { trustEndsAt: null });
  api().clock.set('2026-03-27T18:30:00.000Z');
  expect(await isHonoured(person, trustToken)).toBeNull();
});

test('trust whose shift is over by a new policy is revoked at once, and its owner’s trail says why', async () => {
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { trustEndsAt: null });
  const { person, trustToken } = await trusted('2026-03-27T09:00:00.000Z');
  api().clock.set('2026-03-28T09:00:00.000Z');
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', SHIFT);
  expect(await isHonoured(person, trustToken)).toBeNull();
  expect(await api().trail(person)).toContain('trust-revoked');
});

test('a policy changed behind the API’s back holds for trust by the time of day as well', async () => {
  await api().admin.setPolicy(SYSTEM, 'customer-service-vu', { trustEndsAt: null });
  const { person, trustToken } = await trusted('2026-03-27T09:00:00.000Z');
  await api().api.database.query("update application_policies set trust_ends_at = '12:00' where application = 'customer-service-vu'");
  api().clock.set('2026-03-27T11:59:00.000Z');
  const next = await isHonoured(person, trustToken);
  expect(next).not.toBeNull();
  api().clock.set('2026-03-27T12:00:00.000Z');
  expect(await isHonoured(person, next ?? '')).toBeNull();
});

test('several people on one computer each have their own trust there', async () => {
  api().clock.set('2026-03-27T09:00:00.000Z');
  const first = await trusted('2026-03-27T09:00:00.000Z');
  const second = { ...(await api().person()), device: first.person.device };
  const { sessionToken: token } = await api().withAuthenticator(second);
  const { trustToken } = await api().client.answer(operations.trustThisComputer, { token });
  expect(await isHonoured(second, first.trustToken)).toBeNull();
  const next = await isHonoured(second, trustToken);
  expect(next).not.toBeNull();
  expect(await isHonoured(first.person, first.trustToken)).not.toBeNull();
  await api().client.answer(operations.signOut, { token });
  expect(await isHonoured(second, next ?? '')).not.toBeNull();
});
