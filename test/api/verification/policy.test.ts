import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bearerReader } from '../../../server/sign-in/bearer.ts';
import type { ApplicationId, Method } from '../../../shared/applications.ts';
import { listComputers } from '../../../shared/control/operations.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { passwordBody } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, signedIn, textChallenge } from './attack.ts';

/** Policy that changes at the worst moment: between the password and the code, or under a session. */
const SYSTEM = { kind: 'system' } as const;
const BOTH: readonly Method[] = ['authenticator', 'text-message'];

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());
afterEach(async () => {
  await vu.admin.setTwoFactor(SYSTEM, true);
  await setPolicy('customer-service-vu', BOTH, 30);
  await setPolicy('control', BOTH, 0);
  await setPolicy('forms-portal', BOTH, 30);
});

function setPolicy(application: ApplicationId, methods: readonly Method[], trustDays: number, idleLockMinutes = 15): Promise<boolean> {
  return vu.admin.setPolicy(SYSTEM, application, { methods, trustDays, idleLockMinutes });
}

async function permissionsOf(token: string): Promise<ReadonlySet<string>> {
  const caller = await bearerReader(vu.api.services).session(token, {
    network: '192.0.2.1',
    reference: 'test',
    connection: { destroyed: false },
  });
  return caller?.permissions ?? new Set();
}

test('a text-message code in hand is worth nothing once the application takes authenticator codes only, on either instance', async () => {
  const { person, secret } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const before = await vu.sessionsOf(person);
  await setPolicy('customer-service-vu', ['authenticator'], 30);
  for (const index of [0, 1])
    expect(outcomeOf(await vu.instance(index).call(operations.verifyTextMessage, { token, body: { code } }))).toBe('method-not-allowed');
  vu.clock.advance({ minutes: 1 });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('method-not-allowed');
  expect(await vu.sessionsOf(person)).toBe(before);
  expect(await vu.wrongCodesOf(person)).toBe(0);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } }))).toBe('signed-in');
});

test('a policy that changes at the same time as codes arrive lets in by it or not at all', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const before = await vu.sessionsOf(person);
  const [, ...answers] = await Promise.all([
    setPolicy('customer-service-vu', ['authenticator'], 30),
    vu.client.call(operations.verifyTextMessage, { token, body: { code } }),
    vu.other.call(operations.verifyTextMessage, { token, body: { code } }),
  ]);
  const accepted = answers.filter((answer) => answer.ok).length;
  expect(await vu.sessionsOf(person)).toBe(before + accepted);
  expect(accepted).toBeLessThanOrEqual(1);
  // Whoever got in before the change is at the door of the application again after it.
  for (const answer of answers) {
    if (!answer.ok) continue;
    const { sessionToken } = signedIn(answer.answer);
    const session = await vu.client.answer(operations.readSession, { token: sessionToken });
    expect(session.applications).toContainEqual({ application: 'customer-service-vu', entry: 'step-up' });
    expect((await permissionsOf(sessionToken)).has('customer-service-access')).toBe(false);
  }
});

test('an app that was being linked when the application stopped taking apps is not linked', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  await setPolicy('customer-service-vu', ['text-message'], 30);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } }))).toBe(
    'method-not-allowed',
  );
  const view = await vu.client.answer(operations.readChallenge, { token });
  expect(view).toMatchObject({ mustEnrol: true, methods: [{ method: 'text-message', enrolled: false }] });
});

test('a number that was being set up when the application stopped taking texts is not set up', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
  await setPolicy('customer-service-vu', ['authenticator'], 30);
  const code = vu.phones.codeTo(person.phone);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('method-not-allowed');
  const [kept] = await vu.query('select user_id from text_message_factors where user_id = $1', [person.id]);
  expect(kept).toBeUndefined();
});

test('enrolment that is closed, access that is taken away and a permission that is lost mid-challenge stop it', async () => {
  const newcomer = await vu.person();
  const first = await vu.challenge(newcomer);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: first.challengeToken });
  await vu.admin.setEnrolment(SYSTEM, newcomer.id, 'closed');
  const closed = await vu.client.call(operations.verifyAuthenticator, { token: first.challengeToken, body: { code: vu.codeNow(key) } });
  expect(outcomeOf(closed)).toBe('method-not-allowed');

  const { person, secret } = await vu.withEverything();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.admin.setAccess(SYSTEM, person.id, 'denied');
  await vu.admin.setAccess(SYSTEM, person.id, 'allowed');
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } }))).toBe(
    'challenge-gone',
  );

  const { challengeToken } = await vu.challenge(person, { application: 'control' });
  await vu.query('delete from group_members where user_id = $1', [person.id]);
  const answer = await vu.client.call(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  // Who they are is proven; what they may do is asked anew with every request.
  if (answer.ok) {
    const { sessionToken, session } = signedIn(answer.answer);
    expect(session.permissions).toEqual([]);
    expect(session.applications.map((each) => each.entry)).toEqual(['not-permitted', 'not-permitted', 'not-permitted']);
    expect(await permissionsOf(sessionToken)).toEqual(new Set());
  } else expect(answer.error.code).toBe('application-not-permitted');
});

test('trust that a forbidden method earned is gone, also where the policy comes back before it is presented', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const { sessionToken } = signedIn(await vu.client.answer(operations.verifyTextMessage, { token, body: { code } }));
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  await setPolicy('customer-service-vu', ['authenticator'], 30);
  await setPolicy('customer-service-vu', BOTH, 30);
  const answer = await vu.password(person, { trustToken });
  expect(answer).toMatchObject({ outcome: 'second-factor-needed', trust: 'refused' });
});

test('a trust offer made by a method that was forbidden since can’t be taken', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const { sessionToken } = signedIn(await vu.client.answer(operations.verifyTextMessage, { token, body: { code } }));
  await setPolicy('customer-service-vu', ['authenticator'], 30);
  expect(outcomeOf(await vu.client.call(operations.trustThisComputer, { token: sessionToken }))).toBe('trust-not-offered');
});

test('two-factor turned on in the middle of a sign-in leaves no session of a password alone', async () => {
  const person = await vu.person();
  await vu.admin.setTwoFactor(SYSTEM, false);
  const held = await vu.holdInserts('sessions');
  const signingIn = vu.client.call(operations.signInWithPassword, { body: passwordBody(person) });
  await held.waiting(1);
  let on = false;
  const turningOn = vu.admin.setTwoFactor(SYSTEM, true).then(() => {
    on = true;
  });
  // Either it waits for the sign-in or it is done with what it found: both are fine, as long as no session outlives it.
  await Promise.race([turningOn, held.waiting(2)]);
  await held.release();
  const answer = await signingIn;
  await turningOn;
  expect(on).toBe(true);
  const token = answer.ok && answer.answer.outcome === 'signed-in' ? answer.answer.sessionToken : '';
  expect(outcomeOf(await vu.client.call(operations.readSession, { token }))).toBe('not-signed-in');
});

test('a code accepted in the middle of a change of policy opens nothing that the new policy forbids', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person, 'control');
  const held = await vu.holdInserts('session_applications');
  const verifying = vu.client.call(operations.verifyTextMessage, { token, body: { code } });
  await held.waiting(1);
  const changing = setPolicy('control', ['authenticator'], 0);
  await Promise.race([changing, held.waiting(2)]);
  await held.release();
  const [answer] = await Promise.all([verifying, changing]);
  if (!answer.ok) throw new Error('the code came first and should have been accepted');
  const { sessionToken } = signedIn(answer.answer);
  expect((await permissionsOf(sessionToken)).has('management-access')).toBe(false);
  expect(outcomeOf(await vu.client.call(listComputers, { token: sessionToken }))).toBe('not-permitted');
});

test('a step-up by password alone, from while two-factor was off, counts for nothing once it is on', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  vu.clock.advance({ minutes: 6 });
  await vu.admin.setTwoFactor(SYSTEM, false);
  await vu.client.answer(operations.stepUpWithPassword, { token, body: { password: person.password } });
  await vu.admin.setTwoFactor(SYSTEM, true);
  expect(outcomeOf(await vu.client.call(operations.addAuthenticator, { token }))).toBe('step-up-needed');
});

test('what a session entered while two-factor was off, it is out of again once two-factor is on', async () => {
  await setPolicy('control', ['authenticator'], 0);
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  await vu.admin.setTwoFactor(SYSTEM, false);
  await vu.client.answer(operations.enterApplication, { token, params: { application: 'control' } });
  await vu.admin.setTwoFactor(SYSTEM, true);
  const session = await vu.client.answer(operations.readSession, { token });
  expect(session.applications).toContainEqual({ application: 'control', entry: 'step-up' });
  expect((await permissionsOf(token)).has('management-access')).toBe(false);
  expect(outcomeOf(await vu.client.call(listComputers, { token }))).toBe('not-permitted');
});

test('trust of one application that a session carried elsewhere while two-factor was off opens nothing there once it is on', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  const byTrust = signedIn(await vu.password(person, { trustToken }));
  await vu.admin.setTwoFactor(SYSTEM, false);
  await vu.client.answer(operations.enterApplication, { token: byTrust.sessionToken, params: { application: 'forms-portal' } });
  await vu.admin.setTwoFactor(SYSTEM, true);
  const session = await vu.client.answer(operations.readSession, { token: byTrust.sessionToken });
  expect(session.applications).toContainEqual({ application: 'forms-portal', entry: 'step-up' });
  expect((await permissionsOf(byTrust.sessionToken)).has('forms-portal-access')).toBe(false);
});

test('a session that locked itself is not opened by a code: its password is still wanted', async () => {
  await setPolicy('customer-service-vu', BOTH, 30, 2);
  const { person, secret } = await vu.withEverything();
  const { challengeToken } = await vu.challenge(person);
  const { sessionToken: token } = signedIn(
    await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } }),
  );
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  vu.clock.advance({ minutes: 3 });
  expect((await vu.client.answer(operations.readSession, { token })).locked).toBe(true);
  for (const [challenge, code] of [
    [started.challengeToken, vu.codeNow(secret)],
    [added.challengeToken, vu.codeNow(added.enrolment?.key ?? '')],
  ] as const) {
    expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: challenge, body: { code } }))).toBe('challenge-gone');
    expect((await vu.client.answer(operations.readSession, { token })).locked).toBe(true);
  }
  await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  expect((await vu.client.answer(operations.readSession, { token })).steppedUpUntil).toBeNull();
});

test('a password leads where the policy of its own application leads, and no other’s', async () => {
  const person = await vu.person();
  await vu.withText(person);
  await vu.admin.setEnrolment(SYSTEM, person.id, 'closed');
  await setPolicy('control', ['authenticator'], 0, 5);
  const body = (application: ApplicationId) => ({ body: passwordBody(person, { application }) });
  expect((await vu.client.refusal(operations.signInWithPassword, body('control'))).code).toBe('second-factor-not-set-up');
  expect((await vu.client.answer(operations.signInWithPassword, body('customer-service-vu'))).outcome).toBe('second-factor-needed');
  await vu.admin.setTwoFactor(SYSTEM, false);
  const entered = signedIn(await vu.client.answer(operations.signInWithPassword, body('control')));
  expect(entered.session.idleLockMinutes).toBe(5);
});

test('a policy changed directly in the database holds from the next request on both instances', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person, 'forms-portal');
  await vu.query("update application_policies set methods = array['authenticator'] where application = 'forms-portal'");
  for (const index of [0, 1])
    expect(outcomeOf(await vu.instance(index).call(operations.verifyTextMessage, { token, body: { code } }))).toBe('method-not-allowed');
});
