import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi } from '../support/sign-in.ts';

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

test('a first sign-in takes a phone number, confirms it by its first code, and makes a session', async () => {
  const person = await vu.person();
  const { challengeToken: token, challenge, trust } = await vu.challenge(person);
  expect(trust).toBe('none');
  expect(challenge).toMatchObject({
    purpose: 'sign-in',
    mustEnrol: true,
    numberEnding: null,
    textMessage: null,
    attemptsLeft: 5,
    methods: [
      { method: 'authenticator', enrolled: false, available: true },
      { method: 'text-message', enrolled: false, available: true },
    ],
  });
  const typed = `(${person.phone.replace('+44', '0').slice(0, 5)}) ${person.phone.slice(-6)}`;
  const sent = await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: typed } });
  expect(sent.textMessage).toMatchObject({ numberEnding: person.phone.slice(-3), firstTime: true, delivery: 'accepted', resendsLeft: 4 });
  expect(sent.numberEnding).toBeNull();
  const code = vu.phones.codeTo(person.phone);
  expect(code).toMatch(/^(?=.*[0-9])(?=.*[A-Z])[23456789CDFGHJKMNPQRTVWXY]{6}$/);
  const answer = await vu.client.answer(operations.verifyTextMessage, {
    token,
    body: { code: `${code.slice(0, 3).toLowerCase()} ${code.slice(3)}` },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session).toMatchObject({
    person: { email: person.email },
    application: 'customer-service-vu',
    assurance: { method: 'text-message' },
    locked: false,
    twoFactor: true,
    trustOffer: { days: 30 },
    alerts: [],
  });
  const read = await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect(read.id).toBe(answer.session.id);
});

test('a later sign-in sends a code to the number that is there, and shows only its last three digits', async () => {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 2 });
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge).toMatchObject({
    mustEnrol: false,
    methods: [{ method: 'text-message', enrolled: true }],
    numberEnding: person.phone.slice(-3),
  });
  const sent = await vu.client.answer(operations.sendTextMessage, { token });
  expect(sent.textMessage?.firstTime).toBe(false);
  expect(JSON.stringify(sent)).not.toContain(person.phone.slice(4));
  const answer = await vu.client.answer(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(person.phone) } });
  expect(answer.outcome).toBe('signed-in');
});

test('a first sign-in links an authenticator app by its first code, which can’t be used again', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  const enrolment = await vu.client.answer(operations.enrolAuthenticator, { token });
  expect(enrolment.key).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(enrolment.uri);
  expect(uri.searchParams.get('secret')).toBe(enrolment.key);
  expect(uri.searchParams.get('issuer')).toBe(enrolment.issuer);
  expect(decodeURIComponent(uri.pathname).split(':')).toHaveLength(2);
  expect(await vu.client.answer(operations.enrolAuthenticator, { token })).toEqual(enrolment);
  const code = vu.codeNow(enrolment.key);
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code } });
  expect(answer).toMatchObject({ outcome: 'signed-in', session: { assurance: { method: 'authenticator' } } });

  const again = await vu.challenge(person);
  const refused = await vu.client.refusal(operations.verifyAuthenticator, { token: again.challengeToken, body: { code } });
  expect(refused).toMatchObject({ code: 'code-used', details: { attemptsLeft: 4 } });
  const later = await vu.client.answer(operations.verifyAuthenticator, {
    token: again.challengeToken,
    body: { code: vu.nextCode(enrolment.key) },
  });
  expect(later.outcome).toBe('signed-in');
});

test('a pending link doesn’t count until it is confirmed, and another sign-in is shown another secret', async () => {
  const person = await vu.person();
  const first = await vu.challenge(person);
  const one = await vu.client.answer(operations.enrolAuthenticator, { token: first.challengeToken });
  const second = await vu.challenge(person);
  expect(second.challenge.mustEnrol).toBe(true);
  const other = await vu.client.answer(operations.enrolAuthenticator, { token: second.challengeToken });
  expect(other.key).not.toBe(one.key);
  const refused = await vu.client.refusal(operations.verifyAuthenticator, {
    token: second.challengeToken,
    body: { code: vu.codeNow(one.key) },
  });
  expect(refused.code).toBe('code-wrong');
});

test('an application limited to one method offers only that, and refuses the other at every step', async () => {
  await vu.admin.setPolicy({ kind: 'system' }, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 10 });
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', { methods: ['text-message'], trustDays: 5, idleLockMinutes: 10 });
  const person = await vu.person();
  const control = await vu.challenge(person, { application: 'control' });
  expect(control.challenge.methods.map((each) => each.method)).toEqual(['authenticator']);
  for (const refused of [
    await vu.client.refusal(operations.enrolPhoneNumber, { token: control.challengeToken, body: { phoneNumber: person.phone } }),
    await vu.client.refusal(operations.sendTextMessage, { token: control.challengeToken }),
    await vu.client.refusal(operations.verifyTextMessage, { token: control.challengeToken, body: { code: 'CDFGH2' } }),
  ]) {
    expect(refused.code).toBe('method-not-allowed');
  }
  const forms = await vu.challenge(person, { application: 'forms-portal' });
  expect(forms.challenge.methods.map((each) => each.method)).toEqual(['text-message']);
  for (const refused of [
    await vu.client.refusal(operations.enrolAuthenticator, { token: forms.challengeToken }),
    await vu.client.refusal(operations.verifyAuthenticator, { token: forms.challengeToken, body: { code: '123456' } }),
  ]) {
    expect(refused.code).toBe('method-not-allowed');
  }
});

test('someone with only the method that an application forbids shows it, and then sets up one that it allows', async () => {
  await vu.admin.setPolicy({ kind: 'system' }, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 10 });
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 1 });
  const { challengeToken: token, challenge } = await vu.challenge(person, { application: 'control' });
  expect(challenge).toMatchObject({
    mustEnrol: true,
    methods: [{ method: 'authenticator', enrolled: false }],
    proveWith: [{ method: 'text-message', available: true }],
  });
  expect((await vu.client.refusal(operations.enrolAuthenticator, { token })).code).toBe('step-up-needed');
  await vu.client.answer(operations.sendTextMessage, { token });
  const shown = await vu.client.answer(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(person.phone) } });
  if (shown.outcome !== 'proved') throw new Error('not proved');
  // A number that was taken over must not be worth an app.
  expect(shown.challenge.helpDeskCode).toBe('needed');
  expect((await vu.client.refusal(operations.enrolAuthenticator, { token })).code).toBe('help-desk-code-needed');
  expect((await vu.giveHelpDeskCode(token, person)).helpDeskCode).toBe('given');
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } });
  expect(answer).toMatchObject({ outcome: 'signed-in', session: { application: 'control', trustOffer: null } });
});

test('someone who has an accepted method can’t set up another with the password alone', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.methods).toEqual([{ method: 'text-message', enrolled: true, available: true }]);
  expect((await vu.client.refusal(operations.enrolAuthenticator, { token })).code).toBe('method-not-allowed');
  const other = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900999' } });
  expect(other.code).toBe('factor-exists');
});

test('someone who may not enrol and has no method is told to ask the help desk', async () => {
  const person = await vu.person();
  await vu.admin.setEnrolment({ kind: 'system' }, person.id, 'closed');
  const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) });
  expect(refused.code).toBe('second-factor-not-set-up');
  await vu.admin.setEnrolment({ kind: 'system' }, person.id, 'open');
  const { challengeToken: token } = await vu.challenge(person);
  await vu.admin.setEnrolment({ kind: 'system' }, person.id, 'closed');
  expect((await vu.client.refusal(operations.enrolAuthenticator, { token })).code).toBe('method-not-allowed');
});

test('someone without the permission to open an application can’t sign in to it', async () => {
  const person = await vu.person({ permissions: ['customer-service-access'] });
  const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { application: 'control' }) });
  expect(refused.code).toBe('application-not-permitted');
});

test('a recovery code signs in once, is alerted, and with a code from the help desk lets its owner replace the phone', async () => {
  const person = await vu.person();
  const { sessionToken, secret } = await vu.withAuthenticator(person);
  const codes = await vu.recoveryCodes(sessionToken);
  expect(new Set(codes).size).toBe(10);
  expect((await vu.client.answer(operations.readMySecurity, { token: sessionToken })).recoveryCodesLeft).toBe(10);
  const [code = ''] = codes;
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.recoveryCodesLeft).toBe(10);
  const answer = await vu.client.answer(operations.verifyRecoveryCode, {
    token,
    body: { code: `${code.slice(0, 5)}-${code.slice(5)}`.toLowerCase() },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session).toMatchObject({ assurance: { method: 'recovery-code' }, trustOffer: null });
  expect(answer.session.alerts.map((alert) => alert.kind)).toContain('recovery-code-used');
  expect((await vu.client.answer(operations.readMySecurity, { token: answer.sessionToken })).recoveryCodesLeft).toBe(9);

  const again = await vu.challenge(person);
  const used = await vu.client.refusal(operations.verifyRecoveryCode, { token: again.challengeToken, body: { code } });
  expect(used).toMatchObject({ code: 'code-used', details: { attemptsLeft: 4 } });

  const added = await vu.client.answer(operations.addAuthenticator, { token: answer.sessionToken });
  expect(added).toMatchObject({ enrolment: null, challenge: { helpDeskCode: 'needed' } });
  expect((await vu.client.refusal(operations.enrolAuthenticator, { token: added.challengeToken })).code).toBe('help-desk-code-needed');
  await vu.giveHelpDeskCode(added.challengeToken, person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: added.challengeToken });
  const met = await vu.client.answer(operations.verifyAuthenticator, { token: added.challengeToken, body: { code: vu.codeNow(key) } });
  expect(met.outcome).toBe('met');
  const next = await vu.challenge(person);
  const lost = await vu.client.refusal(operations.verifyAuthenticator, { token: next.challengeToken, body: { code: vu.nextCode(secret) } });
  expect(lost.code).toBe('code-wrong');
});

test('with two-factor turned off a password is enough, and turned on again it ends those sessions and says that as the reason', async () => {
  const person = await vu.person();
  await vu.admin.setTwoFactor({ kind: 'system' }, false);
  const answer = await vu.password(person);
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session).toMatchObject({ twoFactor: false, assurance: { method: 'password' }, trustOffer: null, steppedUpUntil: null });
  expect(answer.session.applications.every((each) => each.entry === 'open')).toBe(true);
  const token = answer.sessionToken;
  expect((await vu.client.refusal(operations.makeRecoveryCodes, { token })).code).toBe('step-up-needed');
  expect(await vu.client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } })).toEqual({
    outcome: 'password-needed',
  });
  expect((await vu.client.refusal(operations.stepUpWithPassword, { token, body: { password: 'not it at all' } })).code).toBe(
    'password-refused',
  );
  expect((await vu.client.answer(operations.stepUpWithPassword, { token, body: { password: person.password } })).outcome).toBe('met');
  expect((await vu.client.answer(operations.makeRecoveryCodes, { token })).codes).toHaveLength(10);
  await vu.admin.setTwoFactor({ kind: 'system' }, true);
  expect(await vu.client.refusal(operations.readSession, { token })).toMatchObject({
    code: 'not-signed-in',
    details: { sessionEnd: 'two-factor-on' },
  });
  expect((await vu.password(person)).outcome).toBe('second-factor-needed');
});

test('with two-factor on, the password never meets a step-up', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const refused = await vu.client.refusal(operations.stepUpWithPassword, { token, body: { password: person.password } });
  expect(refused.code).toBe('method-not-allowed');
});

test('one sign-in enters every application whose policy its method meets, and steps up for the others', async () => {
  await vu.admin.setPolicy({ kind: 'system' }, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 10 });
  await vu.admin.setPolicy({ kind: 'system' }, 'forms-portal', { methods: ['text-message'], trustDays: 0, idleLockMinutes: 7 });
  const person = await vu.person();
  const { sessionToken: token, session } = await vu.withText(person);
  expect(session.applications).toEqual([
    { application: 'customer-service-vu', entry: 'open' },
    { application: 'control', entry: 'step-up' },
    { application: 'forms-portal', entry: 'open' },
  ]);
  const forms = await vu.client.answer(operations.enterApplication, { token, params: { application: 'forms-portal' } });
  expect(forms.idleLockMinutes).toBe(7);
  expect((await vu.client.refusal(operations.enterApplication, { token, params: { application: 'control' } })).code).toBe('step-up-needed');

  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(started.challenge).toMatchObject({ purpose: 'step-up', application: 'control', mustEnrol: true });
  await vu.giveHelpDeskCode(started.challengeToken, person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: started.challengeToken });
  const met = await vu.client.answer(operations.verifyAuthenticator, { token: started.challengeToken, body: { code: vu.codeNow(key) } });
  expect(met).toMatchObject({ outcome: 'met', session: { id: session.id, assurance: { method: 'authenticator' } } });
  expect((await vu.client.answer(operations.enterApplication, { token, params: { application: 'control' } })).id).toBe(session.id);
});

test('entering an application without the permission is refused', async () => {
  const person = await vu.person({ permissions: ['customer-service-access'] });
  const { sessionToken: token } = await vu.withText(person);
  expect((await vu.client.refusal(operations.enterApplication, { token, params: { application: 'control' } })).code).toBe(
    'application-not-permitted',
  );
  expect((await vu.client.refusal(operations.startStepUp, { token, body: { application: 'control' } })).code).toBe(
    'application-not-permitted',
  );
});

test('a locked session answers nothing but its own state, unlocking and signing out', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  await vu.client.answer(operations.lockSession, { token });
  await vu.client.answer(operations.lockSession, { token });
  expect((await vu.client.answer(operations.readSession, { token })).locked).toBe(true);
  expect((await vu.client.refusal(operations.readMySecurity, { token })).code).toBe('session-locked');
  expect((await vu.client.refusal(operations.trustThisComputer, { token })).code).toBe('session-locked');
  expect((await vu.client.refusal(operations.unlockSession, { token, body: { password: 'no such password' } })).code).toBe(
    'password-refused',
  );
  const unlocked = await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  expect(unlocked.session).toMatchObject({ locked: false, steppedUpUntil: null, trustOffer: null });
  expect(
    (await vu.client.refusal(operations.changePassword, { token, body: { currentPassword: person.password, newPassword: 'x' } })).code,
  ).toBe('step-up-needed');
  await vu.client.answer(operations.signOut, { token });
  expect((await vu.client.refusal(operations.readSession, { token })).code).toBe('not-signed-in');
});

test('too many wrong passwords at the lock end that session, and pause nobody', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  await vu.client.answer(operations.lockSession, { token });
  for (let count = 0; count < 9; count += 1) {
    expect((await vu.client.refusal(operations.unlockSession, { token, body: { password: 'wrong again' } })).code).toBe('password-refused');
  }
  expect((await vu.client.refusal(operations.unlockSession, { token, body: { password: 'wrong again' } })).code).toBe('not-signed-in');
  expect((await vu.client.refusal(operations.unlockSession, { token, body: { password: person.password } })).code).toBe('not-signed-in');
  expect((await vu.password(person)).outcome).toBe('second-factor-needed');
});

test('a session locks by itself when idle, on the server, and ends after twelve hours', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  vu.clock.advance({ minutes: 14 });
  await vu.client.answer(operations.readMySecurity, { token });
  vu.clock.advance({ minutes: 14 });
  await vu.client.answer(operations.readMySecurity, { token });
  vu.clock.advance({ minutes: 15 });
  expect((await vu.client.refusal(operations.readMySecurity, { token })).code).toBe('session-locked');
  // Asking doesn't wake it up.
  expect((await vu.client.refusal(operations.readMySecurity, { token })).code).toBe('session-locked');
  await vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  await vu.client.answer(operations.readMySecurity, { token });
  vu.clock.advance({ hours: 12 });
  expect((await vu.client.refusal(operations.readSession, { token })).code).toBe('not-signed-in');
});

test('a challenge can be given up, and is then gone', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.cancelChallenge, { token });
  for (const operation of [operations.readChallenge, operations.enrolAuthenticator, operations.cancelChallenge]) {
    expect((await vu.client.refusal(operation, { token })).code).toBe('challenge-gone');
  }
});

test('a sign-in on another computer is told to the next session, not to the one that it made', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const stranger = await vu.againByText(person, { device: aDevice('UNKNOWN-PC') });
  expect(stranger.session.alerts.map((alert) => alert.kind)).not.toContain('new-computer');
  const own = await vu.againByText(person);
  const alert = own.session.alerts.find((each) => each.kind === 'new-computer');
  expect(alert?.detail).toBe('UNKNOWN-PC');
  await vu.client.answer(operations.dismissAlert, { token: own.sessionToken, params: { id: alert?.id ?? '' } });
  expect((await vu.client.answer(operations.readSession, { token: own.sessionToken })).alerts).not.toContainEqual(alert);
  expect((await vu.client.refusal(operations.dismissAlert, { token: own.sessionToken, params: { id: alert?.id ?? '' } })).code).toBe(
    'not-found',
  );
  expect((await vu.client.refusal(operations.dismissAlert, { token: own.sessionToken, params: { id: 'no such alert' } })).code).toBe(
    'not-found',
  );
});

test('how a text message is doing is asked for at intervals and not after it has ended', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
  const before = vu.phones.deliveryQuestions;
  await vu.client.answer(operations.readChallenge, { token });
  await vu.client.answer(operations.readChallenge, { token });
  expect(vu.phones.deliveryQuestions - before).toBe(1);
  vu.clock.advance({ seconds: 5 });
  vu.phones.deliveries = 'phone-unreachable';
  expect((await vu.client.answer(operations.readChallenge, { token })).textMessage?.delivery).toBe('phone-unreachable');
  vu.clock.advance({ seconds: 5 });
  vu.phones.deliveries = 'delivered';
  expect((await vu.client.answer(operations.readChallenge, { token })).textMessage?.delivery).toBe('delivered');
  vu.clock.advance({ seconds: 5 });
  const settled = vu.phones.deliveryQuestions;
  await vu.client.answer(operations.readChallenge, { token });
  expect(vu.phones.deliveryQuestions).toBe(settled);
  vu.phones.deliveries = 'sending';
});
