import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as operations from '../../../shared/sign-in/operations.ts';
import { requestPass } from '../../../shared/sign-in/pass-operations.ts';
import { aDevice } from '../../support/sign-in.ts';
import { outcomeOf, signedIn } from './attack.ts';
import type { Proving } from './proving.ts';
import { ATTACKERS_NUMBER, SYSTEM, startProving } from './proving.ts';

/** Linking a factor takes proof that its owner is there, where there is anything to prove it with. */

let vu: Proving;
beforeAll(async () => {
  vu = await startProving();
});
afterAll(() => vu.close());
beforeEach(() => vu.asAtFirst());

test('with the password alone an app can’t be linked beside a number, by any operation, on either instance', async () => {
  const person = await vu.withNumber();
  const before = await vu.sessionsOf(person);
  const { challengeToken: token, challenge } = await vu.challenge(person, { application: 'control', device: aDevice() });
  expect(challenge).toMatchObject({
    mustEnrol: true,
    methods: [{ method: 'authenticator', enrolled: false }],
    proveWith: [{ method: 'text-message', available: true }],
  });
  for (const index of [0, 1]) {
    const client = vu.instance(index);
    expect(outcomeOf(await client.call(operations.enrolAuthenticator, { token }))).toBe('step-up-needed');
    expect(outcomeOf(await client.call(operations.verifyAuthenticator, { token, body: { code: '123456' } }))).toBe('step-up-needed');
    const number = await client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: ATTACKERS_NUMBER } });
    expect(outcomeOf(number)).toBe('factor-exists');
  }
  expect(await vu.sessionsOf(person)).toBe(before);
  expect(await vu.factorsOf(person)).toEqual(['text-message']);
  expect((await vu.api.database.query('select 1 from pending_authenticators')).length).toBe(0);
  // What is refused before it is looked at costs the owner nothing.
  expect(await vu.wrongCodesOf(person)).toBe(0);
});

test('with the password alone a number can’t be set up beside an app, and no message goes to it', async () => {
  const { person, secret } = await vu.withApp();
  const { challengeToken: token, challenge } = await vu.challenge(person, { application: 'forms-portal' });
  expect(challenge.proveWith).toEqual([{ method: 'authenticator', available: true }]);
  const sent = vu.phones.sent.length;
  const answer = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: ATTACKERS_NUMBER } });
  expect(outcomeOf(answer)).toBe('step-up-needed');
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('step-up-needed');
  expect(vu.phones.sent.length).toBe(sent);
  // The owner proves it with the app, and then sets the number up.
  const code = vu.nextCode(secret);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code } }))).toBe('proved');
  const view = await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
  expect(view).toMatchObject({ proveWith: [], textMessage: { firstTime: true } });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body }))).toBe('signed-in');
  expect(await vu.factorsOf(person)).toEqual(['authenticator', 'text-message']);
});

test('a right code of what the application doesn’t take makes no session; linking after it does, and both are in the trail', async () => {
  const person = await vu.withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await vu.proving(person);
  const answer = await vu.other.answer(operations.verifyTextMessage, { token, body: { code } });
  expect(answer).toMatchObject({ outcome: 'proved', challenge: { proveWith: [], mustEnrol: true, textMessage: null, attemptsLeft: 5 } });
  expect(await vu.sessionsOf(person)).toBe(before);
  expect(outcomeOf(await vu.client.call(operations.readSession, { token }))).toBe('not-signed-in');
  await vu.giveHelpDeskCode(token, person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const linked = await vu.other.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } });
  expect(signedIn(linked).session).toMatchObject({ application: 'control', assurance: { method: 'authenticator' } });
  const trail = await vu.trail(person);
  expect(trail.slice(trail.indexOf('factor-proved'))).toEqual([
    'factor-proved',
    'help-desk-code-issued',
    'help-desk-code-used',
    'enrolment-started',
    'code-accepted',
    'signed-in',
    'enrolment-confirmed',
  ]);
  // It was spent: the challenge is over, and the next one starts with what is there now.
  expect(await vu.link(token)).toBe('challenge-gone');
  const again = await vu.challenge(person, { application: 'control' });
  expect(again.challenge).toMatchObject({ mustEnrol: false, proveWith: [] });
});

test('with recovery codes one of them lets in, and nothing is linked without one; with no other factor too', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const [first = '', second = ''] = await vu.recoveryCodes(sessionToken);
  const { challengeToken: token, challenge } = await vu.challenge(person, { application: 'control' });
  expect(challenge.proveWith).toEqual([
    { method: 'text-message', available: true },
    { method: 'recovery-code', available: true },
  ]);
  const answer = await vu.client.answer(operations.verifyRecoveryCode, { token, body: { code: first } });
  expect(signedIn(answer).session).toMatchObject({ application: 'control', assurance: { method: 'recovery-code' } });

  await vu.api.database.query('delete from text_message_factors where user_id = $1', [person.id]);
  const alone = await vu.challenge(person);
  expect(alone.challenge).toMatchObject({ mustEnrol: true, proveWith: [{ method: 'recovery-code', available: true }] });
  expect(await vu.link(alone.challengeToken)).toBe('step-up-needed');
  const number = await vu.client.call(operations.enrolPhoneNumber, {
    token: alone.challengeToken,
    body: { phoneNumber: ATTACKERS_NUMBER },
  });
  expect(outcomeOf(number)).toBe('step-up-needed');
  const body = { code: second };
  expect(outcomeOf(await vu.client.call(operations.verifyRecoveryCode, { token: alone.challengeToken, body }))).toBe('signed-in');
});

test('whoever has nothing yet sets up a method as before, and so does whoever the help desk has reset', async () => {
  const newcomer = await vu.person();
  const first = await vu.challenge(newcomer, { application: 'control' });
  expect(first.challenge.proveWith).toEqual([]);
  expect(await vu.link(first.challengeToken)).toBe('signed-in');

  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  await vu.recoveryCodes(sessionToken);
  await vu.admin.resetFactors(SYSTEM, person.id, 'Lost her phone');
  const { challengeToken, challenge } = await vu.challenge(person, { application: 'control' });
  expect(challenge.proveWith).toEqual([]);
  expect(await vu.link(challengeToken)).toBe('signed-in');
});

test('asking a team leader proves nothing', async () => {
  await vu.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
  const { person } = await vu.withApp();
  const { challengeToken: token } = await vu.challenge(person, { application: 'forms-portal' });
  const asked = await vu.client.answer(requestPass, { token });
  expect(asked.passRequest?.state).toBe('waiting');
  await vu.api.database.query(
    "update sign_in_passes set state = 'granted', decided_at = requested_at, ends_at = requested_at + interval '1 hour' where user_id = $1",
    [person.id],
  );
  const answer = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: ATTACKERS_NUMBER } });
  expect(outcomeOf(answer)).toBe('step-up-needed');
});

test('many links at once, racing with the proof, add at most one factor and make at most one session', async () => {
  const person = await vu.withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await vu.proving(person);
  const answers = await vu.atOnce(12, async (client, index) => {
    if (index === 3) return outcomeOf(await client.call(operations.verifyTextMessage, { token, body: { code } }));
    const enrolment = await client.call(operations.enrolAuthenticator, { token });
    if (!enrolment.ok) return enrolment.error.code;
    return outcomeOf(await client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(enrolment.answer.key) } }));
  });
  expect(answers.filter((outcome) => outcome === 'proved')).toHaveLength(1);
  const sessions = answers.filter((outcome) => outcome === 'signed-in').length;
  expect(sessions).toBeLessThanOrEqual(1);
  expect(await vu.sessionsOf(person)).toBe(before + sessions);
});
