import { afterAll, beforeAll, expect, test } from 'vitest';
import * as control from '../../shared/control/operations.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, startSignInApi } from '../support/sign-in.ts';
import { whileHeldUp } from '../support/uncommitted.ts';

/** People see where they are signed in and end what they don't know; who looks after them ends everything of theirs. */
let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
  await vu.admin.setPolicy(SYSTEM, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
});
afterAll(() => vu.close());

const SYSTEM = { kind: 'system' } as const;
const REASON = 'Somebody else was signed in as them';

/** Somebody who is signed in at two computers, and has just given a code at the second. */
async function atTwo() {
  const person = await vu.person();
  const { secret, sessionToken: first, session } = await vu.withAuthenticator(person, { device: aDevice('PC-0417') });
  vu.clock.advance({ minutes: 2 });
  const second = await again(person, secret);
  return { person, secret, first, firstId: session.id, second };
}

async function again(person: TestPerson, secret: string, application: 'customer-service-vu' | 'control' = 'customer-service-vu') {
  const { challengeToken: token } = await vu.challenge(person, { device: aDevice('LAPTOP-12'), application });
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } });
  if (answer.outcome !== 'signed-in') throw new Error('the code did not sign in');
  return answer.sessionToken;
}

const reads = async (token: string) => {
  const answered = await vu.client.call(operations.readSession, { token });
  return answered.ok ? 'answered' : (answered.error.details?.sessionEnd ?? answered.error.code);
};

test('a person sees where they are signed in, since when and when last, this session marked and first', async () => {
  const { first, second } = await atTwo();
  await vu.client.answer(operations.lockSession, { token: first });
  const { sessions } = await vu.client.answer(operations.readMySecurity, { token: second });
  const now = vu.clock.now().getTime();
  expect(sessions).toMatchObject([
    {
      deviceName: 'LAPTOP-12',
      thisSession: true,
      locked: false,
      application: 'customer-service-vu',
      startedAt: new Date(now).toISOString(),
    },
    { deviceName: 'PC-0417', thisSession: false, locked: true, startedAt: new Date(now - 150_000).toISOString() },
  ]);
  await vu.client.answer(operations.signOut, { token: first });
  expect((await vu.client.answer(operations.readMySecurity, { token: second })).sessions).toHaveLength(1);
});

test('ending one, or all others, ends them at once, tells them why, and leaves this one and its owner’s factors', async () => {
  const { person, secret, first, firstId, second } = await atTwo();
  const third = await again(person, secret);
  const page = await vu.client.answer(operations.endOtherSession, { token: third, params: { id: firstId } });
  expect(page.sessions).toHaveLength(2);
  expect([await reads(first), await reads(second), await reads(third)]).toEqual(['ended-elsewhere', 'answered', 'answered']);
  const pending = await vu.challenge(person);
  expect((await vu.client.answer(operations.endOtherSessions, { token: third })).sessions).toMatchObject([{ thisSession: true }]);
  expect([await reads(second), await reads(third)]).toEqual(['ended-elsewhere', 'answered']);
  expect((await vu.client.refusal(operations.readChallenge, { token: pending.challengeToken })).code).toBe('challenge-gone');
  expect((await vu.client.answer(operations.readMySecurity, { token: third })).factors).toHaveLength(1);
  expect((await vu.trail(person)).filter((kind) => kind === 'sessions-ended')).toHaveLength(2);
});

test('it takes a second factor given just now, and nobody ends their own by it, or anybody else’s', async () => {
  const { person, secret, firstId, second } = await atTwo();
  const other = await atTwo();
  const end = (token: string, id: string) => vu.client.refusal(operations.endOtherSession, { token, params: { id } });
  expect((await end(second, other.firstId)).code).toBe('not-found');
  const own = (await vu.client.answer(operations.readSession, { token: second })).id;
  expect((await end(second, own)).code).toBe('not-found');
  expect([await reads(second), await reads(other.first)]).toEqual(['answered', 'answered']);
  vu.clock.advance({ minutes: 5 });
  expect((await end(second, firstId)).code).toBe('step-up-needed');
  expect((await vu.client.refusal(operations.endOtherSessions, { token: second })).code).toBe('step-up-needed');
  // Somebody who holds a code ends it.
  const fresh = await again(person, secret);
  await vu.client.answer(operations.endOtherSession, { token: fresh, params: { id: firstId } });
});

test('Control ends everything of one person, whose factors and password stay, and who is told', async () => {
  const { person, secret, first, second } = await atTwo();
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: first });
  const pending = await vu.challenge(person);
  const manager = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(manager, { application: 'control' });
  const body = { email: person.email.toUpperCase(), reason: REASON };
  const ended = await vu.client.answer(control.endPerson, { token, body });
  expect(ended).toMatchObject({ person: { email: person.email }, sessions: 2, trusts: 1 });
  expect([await reads(first), await reads(second)]).toEqual(['administrator', 'administrator']);
  expect((await vu.client.refusal(operations.readChallenge, { token: pending.challengeToken })).code).toBe('challenge-gone');
  expect((await vu.challenge(person, { trustToken })).trust).toBe('refused');
  const back = await again(person, secret);
  const alert = (await vu.client.answer(operations.readSession, { token: back })).alerts.find(
    ({ kind }) => kind === 'signed-out-everywhere',
  );
  expect(alert?.detail).toMatch(/^Person /);
  expect(await vu.trail(person)).toEqual(expect.arrayContaining(['person-ended', 'sessions-ended', 'trust-revoked']));
});

test('only who manages, in Control, with a fresh second factor and a reason, ends a person', async () => {
  const { person, first } = await atTwo();
  const body = { email: person.email, reason: REASON };
  const manager = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(manager, { application: 'control' });
  expect((await vu.client.refusal(control.endPerson, { token: first, body })).code).toBe('not-permitted');
  expect((await vu.client.refusal(control.endPerson, { token, body: { ...body, reason: 'no' } })).code).toBe('reason-refused');
  expect((await vu.client.refusal(control.endPerson, { token, body: { ...body, email: 'nobody@porthaven.example' } })).code).toBe(
    'not-found',
  );
  vu.clock.advance({ minutes: 5 });
  expect((await vu.client.refusal(control.endPerson, { token, body })).code).toBe('step-up-needed');
  expect(await reads(first)).toBe('answered');
});

test('trust that is being issued while everything of a person is ended does not outlive it', async () => {
  const { person, first } = await atTwo();
  await whileHeldUp(
    vu.api.database,
    'trust_tokens',
    () => vu.client.call(operations.trustThisComputer, { token: first }),
    () => vu.admin.endPerson(SYSTEM, person.id, REASON),
  );
  expect(await vu.api.database.query('select from trusted_devices where user_id = $1 and revoked_at is null', [person.id])).toEqual([]);
  expect(await reads(first)).toBe('administrator');
});
