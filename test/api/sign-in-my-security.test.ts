import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearerReader } from '../../server/sign-in/bearer.ts';
import { tidySignIn } from '../../server/sign-in/housekeeping.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { aDevice, startSignInApi, wrongTextCode } from '../support/sign-in.ts';
import { OPERATION_CALLS } from '../support/sign-in-calls.ts';

const SYSTEM = { kind: 'system' } as const;

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

test('my security shows factors, what can be added and removed, trusted computers and recent sign-ins', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  await vu.client.answer(operations.trustThisComputer, { token });
  const page = await vu.client.answer(operations.readMySecurity, { token });
  expect(page).toMatchObject({
    factors: [{ method: 'text-message', numberEnding: person.phone.slice(-3) }],
    addable: ['authenticator', 'text-message'],
    removable: [],
    trustedDevices: [{ deviceId: person.device.id, name: person.device.name, thisComputer: true }],
    recentSignIns: [{ outcome: 'signed-in', method: 'text-message', application: 'customer-service-vu', deviceName: person.device.name }],
    recoveryCodesLeft: 0,
    twoFactor: true,
  });
  expect(JSON.stringify(page)).not.toContain(person.phone.slice(4));
});

/** With the app, which is the strongest that anybody has. */
async function stepUp(token: string, secret: string): Promise<void> {
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'account' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const body = { code: vu.nextCode(secret) };
  await vu.client.answer(operations.verifyAuthenticator, { token: started.challengeToken, body });
}

test('a second factor is added, and then either can be removed, but not the last', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const { challengeToken, challenge, enrolment } = await vu.client.answer(operations.addAuthenticator, { token });
  expect(challenge).toMatchObject({ purpose: 'add-factor', methods: [{ method: 'authenticator', enrolled: false }], recoveryCodesLeft: 0 });
  expect((await vu.client.answer(operations.readMySecurity, { token })).factors).toHaveLength(1);
  const met = await vu.client.answer(operations.verifyAuthenticator, {
    token: challengeToken,
    body: { code: vu.codeNow(enrolment?.key ?? '') },
  });
  expect(met.outcome).toBe('met');
  const page = await vu.client.answer(operations.readMySecurity, { token });
  expect(page.factors.map((factor) => factor.method)).toEqual(['authenticator', 'text-message']);
  expect(page.removable).toEqual(['authenticator', 'text-message']);
  // By the stronger of the two from now on.
  expect((await vu.client.refusal(operations.removeFactor, { token, params: { method: 'text-message' } })).code).toBe('step-up-needed');
  await stepUp(token, enrolment?.key ?? '');
  const left = await vu.client.answer(operations.removeFactor, { token, params: { method: 'text-message' } });
  expect(left.factors.map((factor) => factor.method)).toEqual(['authenticator']);
  expect((await vu.client.refusal(operations.removeFactor, { token, params: { method: 'authenticator' } })).code).toBe('last-factor');
  expect((await vu.client.refusal(operations.removeFactor, { token, params: { method: 'text-message' } })).code).toBe('not-found');
});

test('a factor that one application needs can’t be removed, though another would do without', async () => {
  await vu.admin.setPolicy(SYSTEM, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const { challengeToken } = await vu.client.answer(operations.addAuthenticator, { token });
  await vu.giveHelpDeskCode(challengeToken, person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: challengeToken });
  await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(key) } });
  await stepUp(token, key);
  expect((await vu.client.answer(operations.readMySecurity, { token })).removable).toEqual(['text-message']);
  expect((await vu.client.refusal(operations.removeFactor, { token, params: { method: 'authenticator' } })).code).toBe('last-factor');
});

test('a replaced app works on until the new one is confirmed, and not after; other sessions end', async () => {
  const person = await vu.person();
  const elsewhere = await vu.withAuthenticator(person);
  const next = await vu.challenge(person, { device: aDevice() });
  const here = await vu.client.answer(operations.verifyAuthenticator, {
    token: next.challengeToken,
    body: { code: vu.nextCode(elsewhere.secret) },
  });
  if (here.outcome !== 'signed-in') throw new Error('not signed in');
  const token = here.sessionToken;
  const { challengeToken, enrolment } = await vu.client.answer(operations.addAuthenticator, { token });

  const meanwhile = await vu.challenge(person);
  expect(
    (
      await vu.client.refusal(operations.verifyAuthenticator, {
        token: meanwhile.challengeToken,
        body: { code: vu.codeNow(enrolment?.key ?? '') },
      })
    ).code,
  ).toBe('code-wrong');
  const old = await vu.client.answer(operations.verifyAuthenticator, {
    token: meanwhile.challengeToken,
    body: { code: vu.nextCode(elsewhere.secret) },
  });
  expect(old.outcome).toBe('signed-in');
  // A code of the old app doesn't confirm the new one.
  expect(
    (await vu.client.refusal(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(elsewhere.secret) } }))
      .code,
  ).toBe('code-wrong');
  await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(enrolment?.key ?? '') } });

  expect((await vu.client.refusal(operations.readSession, { token: elsewhere.sessionToken })).code).toBe('not-signed-in');
  expect((await vu.client.answer(operations.readSession, { token })).id).toBe(here.session.id);
  const after = await vu.challenge(person);
  expect(
    (
      await vu.client.refusal(operations.verifyAuthenticator, {
        token: after.challengeToken,
        body: { code: vu.nextCode(elsewhere.secret) },
      })
    ).code,
  ).toBe('code-wrong');
  expect(
    (
      await vu.client.answer(operations.verifyAuthenticator, {
        token: after.challengeToken,
        body: { code: vu.nextCode(enrolment?.key ?? '') },
      })
    ).outcome,
  ).toBe('signed-in');
});

test('a replaced number counts from its own first code, and can be corrected before', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const { challengeToken } = await vu.client.answer(operations.addTextMessage, { token, body: { phoneNumber: '07700 900911' } });
  const corrected = await vu.client.answer(operations.enrolPhoneNumber, { token: challengeToken, body: { phoneNumber: '07700 900912' } });
  expect(corrected).toMatchObject({
    purpose: 'add-factor',
    numberEnding: person.phone.slice(-3),
    textMessage: { numberEnding: '912', firstTime: true },
  });
  const before = await vu.challenge(person);
  expect(before.challenge.numberEnding).toBe(person.phone.slice(-3));
  const met = await vu.client.answer(operations.verifyTextMessage, {
    token: challengeToken,
    body: { code: vu.phones.codeTo('+447700900912') },
  });
  expect(met.outcome).toBe('met');
  expect((await vu.challenge(person)).challenge.numberEnding).toBe('912');
});

test('an added factor ends with its session', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const locked = await vu.client.answer(operations.addAuthenticator, { token });
  await vu.client.answer(operations.lockSession, { token });
  const code = vu.codeNow(locked.enrolment?.key ?? '');
  expect((await vu.client.refusal(operations.verifyAuthenticator, { token: locked.challengeToken, body: { code } })).code).toBe(
    'challenge-gone',
  );
  await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  await vu.client.answer(operations.signOut, { token });
  expect((await vu.client.refusal(operations.verifyAuthenticator, { token: locked.challengeToken, body: { code } })).code).toBe(
    'challenge-gone',
  );
});

test('a recovery code doesn’t meet a step-up', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const codes = await vu.recoveryCodes(token);
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const refused = await vu.client.refusal(operations.verifyRecoveryCode, { token: started.challengeToken, body: { code: codes[0] ?? '' } });
  expect(refused.code).toBe('method-not-allowed');
});

test('new recovery codes end the earlier ones', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const earlier = await vu.recoveryCodes(token);
  const later = await vu.recoveryCodes(token);
  const { challengeToken } = await vu.challenge(person);
  expect((await vu.client.refusal(operations.verifyRecoveryCode, { token: challengeToken, body: { code: earlier[0] ?? '' } })).code).toBe(
    'code-wrong',
  );
  expect((await vu.client.answer(operations.verifyRecoveryCode, { token: challengeToken, body: { code: later[0] ?? '' } })).outcome).toBe(
    'signed-in',
  );
});

test('an alert of a way to get codes says which it is and on which computer, and one from before the computer alone', async () => {
  const person = await vu.person({ permissions: ['customer-service-access'] });
  const { sessionToken } = await vu.withText(person);
  const { challengeToken, enrolment } = await vu.client.answer(operations.addAuthenticator, { token: sessionToken });
  await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(enrolment?.key ?? '') } });
  await stepUp(sessionToken, enrolment?.key ?? '');
  await vu.client.answer(operations.removeFactor, { token: sessionToken, params: { method: 'text-message' } });
  await vu.api.database.query(
    "insert into alerts (id, user_id, kind, at, detail) values (gen_random_uuid(), $1, 'factor-removed', '2020-01-01', 'OLD-PC')",
    [person.id],
  );
  const next = await vu.challenge(person);
  const answer = await vu.client.answer(operations.verifyAuthenticator, {
    token: next.challengeToken,
    body: { code: vu.nextCode(enrolment?.key ?? '') },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const told = answer.session.alerts
    .filter(({ kind }) => kind.startsWith('factor-'))
    .map(({ kind, method, detail }) => [kind, method, detail]);
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      ['factor-added', 'text-message', person.device.name],
      ['factor-added', 'authenticator', person.device.name],
      ['factor-removed', 'text-message', person.device.name],
      ['factor-removed', null, 'OLD-PC'],
    ]),
  );
});

test('recent sign-ins say of a wrong code, and of the one that locked codes, of which kind it was', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  for (let challenges = 0; challenges < 2; challenges += 1) {
    vu.clock.advance({ minutes: 4 });
    const { challengeToken } = await vu.challenge(person);
    await vu.client.answer(operations.sendTextMessage, { token: challengeToken });
    const code = wrongTextCode(vu.phones.codeTo(person.phone));
    for (let tries = 0; tries < 5; tries += 1) {
      await vu.client.refusal(operations.verifyTextMessage, { token: challengeToken, body: { code } });
    }
  }
  const { recentSignIns } = await vu.client.answer(operations.readMySecurity, { token });
  const count = (outcome: string) => recentSignIns.filter((each) => each.outcome === outcome && each.method === 'text-message').length;
  expect({ wrong: count('wrong-code'), locked: count('codes-locked') }).toEqual({ wrong: 10, locked: 1 });
});

test('an administrator’s reset clears everything, and the person enrols again', async () => {
  const person = await vu.person();
  const { sessionToken: token, secret } = await vu.withAuthenticator(person);
  await vu.recoveryCodes(token);
  await vu.admin.resetFactors({ kind: 'operator', name: 'it' }, person.id, 'Phone stolen, identity checked in person');
  expect((await vu.client.refusal(operations.readSession, { token })).code).toBe('not-signed-in');
  const { challengeToken, challenge } = await vu.challenge(person);
  expect(challenge).toMatchObject({ mustEnrol: true, recoveryCodesLeft: 0 });
  expect(
    (await vu.client.refusal(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } })).code,
  ).toBe('enrolment-expired');
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: challengeToken });
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(key) } });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session.alerts.map((alert) => alert.kind)).toContain('factors-reset');
});

test('the password’s answer opens nothing: its token is refused by every operation that wants a session', async () => {
  const person = await vu.person();
  const { challengeToken } = await vu.challenge(person);
  const { sessionToken } = await vu.withText(await vu.person());
  for (const operation of operations.SIGN_IN_OPERATIONS) {
    const call = OPERATION_CALLS[operation.name] ?? {};
    if (operation.access.kind === 'session') {
      for (const token of [challengeToken, 'A'.repeat(43), undefined]) {
        const answered = await vu.client.call(operation as never, { ...call, ...(token && { token }) } as never);
        expect({ operation: operation.name, refused: !answered.ok && answered.error.code }).toEqual({
          operation: operation.name,
          refused: 'not-signed-in',
        });
      }
    } else if (operation.access.kind === 'challenge') {
      const answered = await vu.client.call(operation as never, { ...call, token: sessionToken } as never);
      expect({ operation: operation.name, refused: !answered.ok && answered.error.code }).toEqual({
        operation: operation.name,
        refused: 'challenge-gone',
      });
    }
  }
});

test('a session holds an application’s own permission only once that application’s policy has let it in', async () => {
  await vu.admin.setPolicy(SYSTEM, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const reader = bearerReader(vu.api.services);
  const origin = { network: '192.0.2.1', reference: 'test', connection: { destroyed: false } };
  const before = await reader.session(sessionToken, origin);
  expect(before?.permissions.has('customer-service-access')).toBe(true);
  expect(before?.permissions.has('management-access')).toBe(false);
});

test('a policy made stricter sends sessions back to the door of that application', async () => {
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { methods: ['text-message'], trustDays: 0, idleLockMinutes: 15 });
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person, { application: 'forms-portal' });
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 3 });
  const session = await vu.client.answer(operations.readSession, { token });
  expect(session.applications).toContainEqual({ application: 'forms-portal', entry: 'step-up' });
  expect((await vu.client.refusal(operations.enterApplication, { token, params: { application: 'forms-portal' } })).code).toBe(
    'step-up-needed',
  );
});

test('old rows are tidied away, and what still counts is not', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  vu.clock.advance({ days: 10 });
  await tidySignIn(vu.api.services.database, vu.clock);
  const [rows] = await vu.api.database.query<{
    sessions: number;
    challenges: number;
    sends: number;
    codes: number;
    trusted: number;
    factors: number;
  }>(
    `select (select count(*)::int from sessions where user_id = $1) as sessions, (select count(*)::int from challenges where user_id = $1) as challenges,
      (select count(*)::int from sends where user_id = $1) as sends, (select count(*)::int from text_codes) as codes,
      (select count(*)::int from trusted_devices where user_id = $1) as trusted, (select count(*)::int from text_message_factors where user_id = $1) as factors`,
    [person.id],
  );
  expect(rows).toEqual({ sessions: 0, challenges: 0, sends: 0, codes: 0, trusted: 1, factors: 1 });
});
