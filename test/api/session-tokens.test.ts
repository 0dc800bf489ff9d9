import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../../shared/operation.ts';
import { INPUT_AGE_HEADER } from '../../shared/operation.ts';
import { API_OPERATIONS } from '../../shared/operations.ts';
import { REPLACED_TOKEN_SECONDS } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';
import { OPERATION_CALLS } from '../support/sign-in-calls.ts';

/** What a session's token is worth: a new one whenever its owner shows who they are, and how long it is there without anybody. */
let vu: SignInApi;
let other: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  other = (await vu.api.another()).client;
  await vu.admin.setPolicy(SYSTEM, 'control', { methods: ['authenticator', 'text-message'], trustDays: 0, idleLockMinutes: 15 });
});
afterAll(() => vu.close());

const SYSTEM = { kind: 'system' } as const;
const NEW_PASSWORD = 'kestrel-lantern-88';
const IDLE_MINUTES = 15;

interface SignedInPerson {
  readonly person: TestPerson;
  readonly secret: string;
  readonly token: string;
}

async function somebody(): Promise<SignedInPerson> {
  const person = await vu.person({ permissions: ['customer-service-access', 'management-access', 'sign-in-pass-granting'] });
  const { secret, sessionToken: token } = await vu.withAuthenticator(person);
  return { person, secret, token };
}

/** With the token exactly as given, which a test's client would otherwise replace like a desktop. */
const withToken = (token: string, operation: Operation, client = vu.client) => {
  const call = {
    params: { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', deviceId: vu.api.services ? DEVICE : DEVICE },
    ...OPERATION_CALLS[operation.name],
  };
  return client.call(operation, { ...call, token, tokenAsGiven: true });
};
const DEVICE = '6f9619ff-8b86-4d01-b42d-00cf4fc964fe';
const reads = async (token: string, client = vu.client): Promise<string> => {
  const answered = await withToken(token, operations.readSession, client);
  return answered.ok ? 'answered' : answered.error.code;
};
const codeOf = (answered: { ok: boolean; error?: { code: string } }): string => answered.error?.code ?? 'answered';

/** Each way in which a session's owner shows who they are within it; answers the new token. */
const WAYS: readonly [string, (who: SignedInPerson) => Promise<string>][] = [
  [
    'an unlock',
    async ({ person, token }) => {
      await vu.client.answer(operations.lockSession, { token });
      return (await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } })).sessionToken;
    },
  ],
  ['a step-up', stepUp],
  [
    'a step-up by password, while two-factor is off',
    async ({ person, token }) => {
      await vu.admin.setTwoFactor(SYSTEM, false);
      const met = await vu.client.answer(operations.stepUpWithPassword, { token, body: { password: person.password } });
      await vu.admin.setTwoFactor(SYSTEM, true);
      return met.sessionToken ?? '';
    },
  ],
  [
    'a new password',
    async ({ person, token }) => {
      const body = { currentPassword: person.password, newPassword: NEW_PASSWORD };
      return (await vu.client.answer(operations.changePassword, { token, body })).sessionToken;
    },
  ],
];

async function stepUp({ token, secret }: SignedInPerson): Promise<string> {
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const body = { code: vu.nextCode(secret) };
  const met = await vu.client.answer(operations.verifyAuthenticator, { token: started.challengeToken, body });
  if (met.outcome !== 'met') throw new Error('it was not met');
  return met.sessionToken ?? '';
}

test.each(WAYS)('after %s the session has another token, and the one before answers for ten seconds more', async (_, prove) => {
  const who = await somebody();
  const token = await prove(who);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(token).not.toBe(who.token);
  expect(REPLACED_TOKEN_SECONDS).toBe(10);
  vu.clock.advance({ seconds: 9 });
  expect([await reads(who.token), await reads(who.token, other)]).toEqual(['answered', 'answered']);
  vu.clock.advance({ seconds: 1 });
  expect([await reads(who.token), await reads(who.token, other)]).toEqual(['not-signed-in', 'not-signed-in']);
  expect([await reads(token), await reads(token, other)]).toEqual(['answered', 'answered']);
});

const ofSessions = API_OPERATIONS.filter(({ access }) => access.kind === 'session');
const accessOf = ({ access }: Operation) => {
  if (access.kind !== 'session') throw new Error('it is for sessions');
  return access;
};

test('the token before a step-up is not stepped up, opens no application that the step-up opened, and leads to nothing more', async () => {
  const { person, secret, token: first } = await somebody();
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: first });
  // By trust, which opens one application and not the other.
  const byTrust = await vu.password(person, { trustToken });
  if (byTrust.outcome !== 'signed-in') throw new Error('it was not signed in by trust');
  const token = byTrust.sessionToken;
  const newest = await stepUp({ person, token, secret });
  await vu.client.answer(operations.enterApplication, { token: newest, params: { application: 'control' } });
  const seen = await withToken(token, operations.readSession);
  expect(seen).toMatchObject({ ok: true, answer: { steppedUpUntil: null, trustOffer: null, locked: false } });
  let tried = 0;
  for (const operation of ofSessions) {
    const { stepUp: wants, withNewestToken, permission } = accessOf(operation);
    const opened = permission === 'management-access' ? 'not-permitted' : wants ? 'step-up-needed' : null;
    const expected = withNewestToken ? 'not-signed-in' : opened;
    if (expected === null) continue;
    tried += 1;
    const code = codeOf(await withToken(token, operation));
    expect({ operation: operation.name, code }).toEqual({ operation: operation.name, code: expected });
  }
  expect(tried).toBeGreaterThan(12);
  expect(await reads(newest)).toBe('answered');
});

test('for the token before an unlock the session stays locked, and it can’t be unlocked with it', async () => {
  const { person, token } = await somebody();
  await vu.client.answer(operations.lockSession, { token });
  const { sessionToken, session } = await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  expect(session.locked).toBe(false);
  expect(await withToken(token, operations.readSession)).toMatchObject({ ok: true, answer: { locked: true } });
  for (const operation of ofSessions.filter((each) => !accessOf(each).whileLocked && accessOf(each).withNewestToken !== true)) {
    expect({ operation: operation.name, code: codeOf(await withToken(token, operation)) }).toEqual({
      operation: operation.name,
      code: 'session-locked',
    });
  }
  const again = await vu.client.call(operations.unlockSession, { token, tokenAsGiven: true, body: { password: person.password } });
  expect(codeOf(again)).toBe('not-signed-in');
  expect(await reads(sessionToken)).toBe('answered');
});

test('of two that were replaced within ten seconds each answers for its own ten, and two at once leave one that is good', async () => {
  const who = await somebody();
  await vu.client.answer(operations.lockSession, { token: who.token });
  const body = { password: who.person.password };
  const first = (await vu.client.answer(operations.unlockSession, { token: who.token, body })).sessionToken;
  vu.clock.advance({ seconds: 5 });
  const answers = await Promise.all(
    [vu.client, other].map((client) => client.call(operations.unlockSession, { token: first, tokenAsGiven: true, body })),
  );
  const given = answers.flatMap((each) => (each.ok ? [each.answer.sessionToken] : []));
  expect([await reads(who.token), await reads(first)]).toEqual(['answered', 'answered']);
  vu.clock.advance({ seconds: 5 });
  expect([await reads(who.token), await reads(first)]).toEqual(['not-signed-in', 'answered']);
  vu.clock.advance({ seconds: 5 });
  const left = await Promise.all(given.map((token) => reads(token)));
  expect(left.filter((each) => each === 'answered')).toHaveLength(1);
});

test('tokens are kept as hashes only, also those that were replaced', async () => {
  const who = await somebody();
  const token = await stepUp(who);
  const rows = await vu.api.database.query<{ whole: string }>('select replaced_tokens::text as whole from replaced_tokens');
  expect(rows.length).toBeGreaterThan(0);
  for (const secret of [who.token, token]) expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
});

const idle = (token: string, age: string | null) =>
  vu.client.call(operations.readSession, { token, ...(age !== null && { headers: { [INPUT_AGE_HEADER]: age } }) });
const isLocked = async (token: string, age: string | null) => {
  const answered = await idle(token, age);
  return answered.ok && answered.answer.locked;
};

test('a desktop that asks by itself keeps no session open: without anybody there it locks on the server as well', async () => {
  for (const silent of [true, false]) {
    const { token } = await somebody();
    for (let minute = 1; minute < IDLE_MINUTES; minute += 1) {
      vu.clock.advance({ minutes: 1 });
      // Since it was signed in to nobody has touched it; or the desktop says nothing.
      expect({ silent, minute, locked: await isLocked(token, silent ? null : String(minute * 60)) }).toMatchObject({ locked: false });
    }
    vu.clock.advance({ minutes: 1 });
    expect(await isLocked(token, silent ? null : String(IDLE_MINUTES * 60))).toBe(true);
    expect(codeOf(await vu.client.call(operations.readMySecurity, { token, headers: { [INPUT_AGE_HEADER]: '0' } }))).toBe('session-locked');
  }
});

test('while somebody types a session stays open, whatever else is or is not asked', async () => {
  const { token } = await somebody();
  for (let minute = 0; minute < 4 * IDLE_MINUTES; minute += 1) {
    vu.clock.advance({ minutes: 1 });
    expect(await isLocked(token, '3')).toBe(false);
  }
  // From their last key on, and not from the last call.
  vu.clock.advance({ seconds: IDLE_MINUTES * 60 - 4 });
  expect(await isLocked(token, String(IDLE_MINUTES * 60 - 1))).toBe(false);
  vu.clock.advance({ seconds: 1 });
  expect(await isLocked(token, String(IDLE_MINUTES * 60))).toBe(true);
});

test('an input that was long ago takes nothing from what is known, and a new one opens no session that has locked', async () => {
  const { token } = await somebody();
  vu.clock.advance({ minutes: IDLE_MINUTES - 1 });
  expect(await isLocked(token, '999999999')).toBe(false);
  expect(await isLocked(token, '60')).toBe(false);
  // Known until a minute ago.
  vu.clock.advance({ minutes: IDLE_MINUTES - 1 });
  expect(await isLocked(token, '0')).toBe(true);
  expect(await isLocked(token, '0')).toBe(true);
});

test.each(['-1', '1.5', '1e3', '', 'soon', '0, 0', '9999999999'])('an age of input of “%s” is none, and is refused', async (age) => {
  const { token } = await somebody();
  expect(await idle(token, age)).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
});
