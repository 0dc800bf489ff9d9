import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Method } from '../../../shared/applications.ts';
import type { ErrorBody } from '../../../shared/errors.ts';
import { WRONG_CODES_PER_CHALLENGE } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { requestPass } from '../../../shared/sign-in/pass-operations.ts';
import type { Challenge } from '../../../shared/sign-in/schemas.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { aDevice, passwordBody, wrongAuthenticatorCode, wrongTextCode } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, signedIn, tally } from './attack.ts';

/**
 * Somebody who knows a password, and whose victim has only a factor that the application doesn't take, wants to link one
 * of their own. Here Control takes an authenticator app only, and the Forms Portal text messages only.
 */
const SYSTEM = { kind: 'system' } as const;
const BOTH: readonly Method[] = ['authenticator', 'text-message'];
const ATTACKERS_NUMBER = '07700 900998';

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());
beforeEach(async () => {
  await takes('control', ['authenticator']);
  await takes('forms-portal', ['text-message']);
});
afterEach(() => takes('customer-service-vu', BOTH));

function takes(application: 'control' | 'forms-portal' | 'customer-service-vu', methods: readonly Method[]): Promise<void> {
  return vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 0, passes: application === 'forms-portal' });
}

/** Somebody with a number and nothing else, long enough after setting it up. */
async function withNumber(): Promise<TestPerson> {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 16 });
  return person;
}

async function withApp(): Promise<{ readonly person: TestPerson; readonly secret: string }> {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  vu.clock.advance({ minutes: 16 });
  return { person, secret };
}

/** A challenge for Control with a text message to the number that is there. */
async function proving(person: TestPerson): Promise<{ readonly token: string; readonly code: string }> {
  const { challengeToken: token } = await vu.challenge(person, { application: 'control' });
  await vu.client.answer(operations.sendTextMessage, { token });
  return { token, code: vu.phones.codeTo(person.phone) };
}

/** The same, with what it asks for done. */
async function proved(person: TestPerson): Promise<string> {
  const { token, code } = await proving(person);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('proved');
  return token;
}

async function link(token: string): Promise<string> {
  const enrolment = await vu.client.call(operations.enrolAuthenticator, { token });
  if (!enrolment.ok) return enrolment.error.code;
  return outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(enrolment.answer.key) } }));
}

const viewOf = (token: string): Promise<Challenge> => vu.client.answer(operations.readChallenge, { token });

async function factorsOf(person: TestPerson): Promise<Method[]> {
  const rows = await vu.api.database.query<{ method: Method }>(
    `select 'text-message' as method from text_message_factors where user_id = $1
     union all select 'authenticator' from authenticator_factors where user_id = $1 order by method`,
    [person.id],
  );
  return rows.map((row) => row.method);
}

test('with the password alone an app can’t be linked beside a number, by any operation, on either instance', async () => {
  const person = await withNumber();
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
  expect(await factorsOf(person)).toEqual(['text-message']);
  expect((await vu.api.database.query('select 1 from pending_authenticators')).length).toBe(0);
  // What is refused before it is looked at costs the owner nothing.
  expect(await vu.wrongCodesOf(person)).toBe(0);
});

test('with the password alone a number can’t be set up beside an app, and no message goes to it', async () => {
  const { person, secret } = await withApp();
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
  expect(await factorsOf(person)).toEqual(['authenticator', 'text-message']);
});

test('a right code of what the application doesn’t take makes no session; linking after it does, and both are in the trail', async () => {
  const person = await withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await proving(person);
  const answer = await vu.other.answer(operations.verifyTextMessage, { token, body: { code } });
  expect(answer).toMatchObject({ outcome: 'proved', challenge: { proveWith: [], mustEnrol: true, textMessage: null, attemptsLeft: 5 } });
  expect(await vu.sessionsOf(person)).toBe(before);
  expect(outcomeOf(await vu.client.call(operations.readSession, { token }))).toBe('not-signed-in');
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const linked = await vu.other.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } });
  expect(signedIn(linked).session).toMatchObject({ application: 'control', assurance: { method: 'authenticator' } });
  const trail = await vu.trail(person);
  expect(trail.slice(trail.indexOf('factor-proved'))).toEqual([
    'factor-proved',
    'enrolment-started',
    'code-accepted',
    'signed-in',
    'enrolment-confirmed',
  ]);
  // It was spent: the challenge is over, and the next one starts with what is there now.
  expect(await link(token)).toBe('challenge-gone');
  const again = await vu.challenge(person, { application: 'control' });
  expect(again.challenge).toMatchObject({ mustEnrol: false, proveWith: [] });
});

test('proof is of one challenge: another one of the same person has none, begun before or after, there or elsewhere', async () => {
  const person = await withNumber();
  const earlier = await vu.challenge(person, { application: 'control', device: aDevice() });
  const token = await proved(person);
  const later = await vu.challenge(person, { application: 'control' });
  const elsewhere = await vu.challenge(person, { application: 'control', device: aDevice('PC-9999') });
  for (const { challengeToken } of [earlier, later, elsewhere]) {
    expect((await viewOf(challengeToken)).proveWith).toEqual([{ method: 'text-message', available: true }]);
    expect(await link(challengeToken)).toBe('step-up-needed');
  }
  // Not for another application either, whatever that one takes.
  await takes('customer-service-vu', ['authenticator']);
  const other = await vu.challenge(person);
  expect(await link(other.challengeToken)).toBe('step-up-needed');
  expect(await link(token)).toBe('signed-in');
  // Whoever was waiting with the password alone is out.
  expect(await link(earlier.challengeToken)).toBe('challenge-gone');
});

test('another person’s code, number or challenge proves nothing', async () => {
  const victim = await withNumber();
  const attacker = await withNumber();
  const { code } = await proving(attacker);
  const { token } = await proving(victim);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('code-wrong');
  expect(await link(token)).toBe('step-up-needed');
});

test('a code that proved once proves nothing again, in the same challenge or the next', async () => {
  const person = await withNumber();
  const { token, code } = await proving(person);
  const answers = await vu.atOnce(10, (client) => client.call(operations.verifyTextMessage, { token, body: { code } }));
  expect(tally(answers)).toEqual({ proved: 1, 'method-not-allowed': 9 });
  expect(await vu.wrongCodesOf(person)).toBe(0);
  expect((await viewOf(token)).attemptsLeft).toBe(WRONG_CODES_PER_CHALLENGE);
  vu.clock.advance({ minutes: 1 });
  // Nor is there more to send: what it was for is done.
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('method-not-allowed');
  const next = await proving(person);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: next.token, body: { code } }))).toBe('code-wrong');
});

test('one app code at once in two challenges proves in one of them', async () => {
  const { person, secret } = await withApp();
  const challenges = [
    await vu.challenge(person, { application: 'forms-portal' }),
    await vu.challenge(person, { application: 'forms-portal', device: aDevice() }),
  ];
  const code = vu.nextCode(secret);
  const answers = await vu.atOnce(2, (client, index) =>
    client.call(operations.verifyAuthenticator, { token: challenges[index]?.challengeToken ?? '', body: { code } }),
  );
  expect(tally(answers)).toEqual({ proved: 1, 'code-used': 1 });
});

test('many links at once, racing with the proof, add at most one factor and make at most one session', async () => {
  const person = await withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await proving(person);
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

test('wrong codes while proving are counted like any: five end the challenge, ten lock the account, over all of it', async () => {
  const person = await withNumber();
  const wrongIn = async (token: string, code: string): Promise<ErrorBody['error']> =>
    await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
  const first = await proving(person);
  for (const attemptsLeft of [4, 3, 2, 1, 0]) {
    expect(await wrongIn(first.token, first.code)).toMatchObject({ code: 'code-wrong', details: { attemptsLeft } });
  }
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: first.token, body: { code: first.code } }))).toBe(
    'challenge-gone',
  );
  vu.clock.advance({ minutes: 1 });
  const second = await proving(person);
  for (let tries = 0; tries < 4; tries += 1) await wrongIn(second.token, second.code);
  expect((await wrongIn(second.token, second.code)).code).toBe('codes-locked');
  const again = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person, { application: 'control' }) });
  expect(again.code).toBe('codes-locked');
});

test('wrong tries before the proof are not given back by it, and the right one’s own is', async () => {
  const person = await withNumber();
  const { token, code } = await proving(person);
  for (let tries = 0; tries < 4; tries += 1) {
    await vu.client.refusal(operations.verifyTextMessage, { token, body: { code: wrongTextCode(code) } });
  }
  const answer = await vu.client.answer(operations.verifyTextMessage, { token, body: { code } });
  expect(answer).toMatchObject({ outcome: 'proved', challenge: { attemptsLeft: 1 } });
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const wrong = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, key) } });
  expect(wrong.details?.attemptsLeft).toBe(0);
  expect(await link(token)).toBe('challenge-gone');
});

test('messages for a proof count against the same allowance as any', async () => {
  const person = await withNumber();
  const { token } = await proving(person);
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('resend-too-soon');
  for (let sends = 0; sends < 4; sends += 1) {
    vu.clock.advance({ minutes: 1 });
    await vu.client.answer(operations.sendTextMessage, { token });
  }
  vu.clock.advance({ minutes: 1 });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('resend-limit');
  const another = await vu.challenge(person, { application: 'control' });
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token: another.challengeToken }))).toBe('resend-limit');
});

test('a proof lasts no longer than its challenge', async () => {
  const person = await withNumber();
  const token = await proved(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  vu.clock.advance({ minutes: 10, seconds: 1 });
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } }))).toBe(
    'challenge-gone',
  );
  const { challengeToken } = await vu.challenge(person, { application: 'control' });
  expect(await link(challengeToken)).toBe('step-up-needed');
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
  expect(await link(alone.challengeToken)).toBe('step-up-needed');
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
  expect(await link(first.challengeToken)).toBe('signed-in');

  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  await vu.recoveryCodes(sessionToken);
  await vu.admin.resetFactors(SYSTEM, person.id, 'Lost her phone');
  const { challengeToken, challenge } = await vu.challenge(person, { application: 'control' });
  expect(challenge.proveWith).toEqual([]);
  expect(await link(challengeToken)).toBe('signed-in');
});

test('enrolment that is closed stays closed for whoever could prove themselves, and for whoever did', async () => {
  const person = await withNumber();
  const token = await proved(person);
  vu.clock.advance({ minutes: 1 });
  const { token: unproved, code } = await proving(person);
  await vu.admin.setEnrolment(SYSTEM, person.id, 'closed');
  expect(await link(token)).toBe('method-not-allowed');
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: unproved, body: { code } }))).toBe('method-not-allowed');
  expect((await viewOf(unproved)).proveWith).toEqual([]);
});

test('a policy that changes after the proof decides: what it takes now meets the challenge, and nothing else is linked', async () => {
  const person = await withNumber();
  const token = await proved(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  await takes('control', BOTH);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } }))).toBe(
    'method-not-allowed',
  );
  expect(await viewOf(token)).toMatchObject({ mustEnrol: false, proveWith: [], methods: [{ method: 'text-message', enrolled: true }] });
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body }))).toBe('signed-in');
});

test('a code asked for as a second factor is only a proof once the application stopped taking its method', async () => {
  await takes('control', BOTH);
  const person = await withNumber();
  const before = await vu.sessionsOf(person);
  const { token, code } = await proving(person);
  await takes('control', ['authenticator']);
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('proved');
  expect(await vu.sessionsOf(person)).toBe(before);
});

test('a proof is gone with the factor that gave it: removed, replaced, or reset by the help desk', async () => {
  const reset = await withNumber();
  const ofReset = await proved(reset);
  await vu.admin.resetFactors(SYSTEM, reset.id, 'Lost her phone');
  expect(await link(ofReset)).toBe('challenge-gone');

  // Also where the row alone changes, as a program beside this one might do it.
  const removed = await withNumber();
  const ofRemoved = await proved(removed);
  await vu.api.database.query("insert into recovery_codes (user_id, code_mac, created_at) values ($1, sha256('any'), now())", [removed.id]);
  await vu.api.database.query('delete from text_message_factors where user_id = $1', [removed.id]);
  expect(await link(ofRemoved)).toBe('step-up-needed');

  const replaced = await withNumber();
  const ofReplaced = await proved(replaced);
  await vu.api.database.query('update text_message_factors set confirmed_at = $2 where user_id = $1', [
    replaced.id,
    new Date(vu.clock.now().getTime() + 1000),
  ]);
  expect(await link(ofReplaced)).toBe('step-up-needed');
});

test('a password that is changed after the proof ends it', async () => {
  const person = await withNumber();
  const token = await proved(person);
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-9');
  expect(await link(token)).toBe('challenge-gone');
});

test('asking a team leader proves nothing', async () => {
  await vu.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
  const { person } = await withApp();
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

test('within a session that was not stepped up just now, the challenge for another application asks for the same proof', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const start = async () => {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    return started;
  };
  // A code given a moment ago is proof enough.
  expect((await start()).challenge.proveWith).toEqual([]);
  vu.clock.advance({ minutes: 6 });
  const { challengeToken, challenge } = await start();
  expect(challenge).toMatchObject({ purpose: 'step-up', mustEnrol: true, proveWith: [{ method: 'text-message', available: true }] });
  expect(await link(challengeToken)).toBe('step-up-needed');
  await vu.client.answer(operations.sendTextMessage, { token: challengeToken });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: challengeToken, body }))).toBe('proved');
  // The session has no more than before: its own step-up is another matter.
  expect((await vu.client.answer(operations.readSession, { token })).steppedUpUntil).toBeNull();
  expect(outcomeOf(await vu.client.call(operations.enterApplication, { token, params: { application: 'control' } }))).toBe(
    'step-up-needed',
  );
  expect(await link(challengeToken)).toBe('met');
  await vu.client.answer(operations.enterApplication, { token, params: { application: 'control' } });
});

test('a lock ends what was shown within a session: the password that opens it again links nothing', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const start = async (): Promise<string> => {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    return started.challengeToken;
  };
  const unlock = () => vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  const asked = await start();
  await vu.client.answer(operations.lockSession, { token });
  await unlock();
  expect(await link(asked)).toBe('step-up-needed');
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token: asked });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: asked, body }))).toBe('proved');
  // It locks itself as well.
  await vu.api.database.query('update sessions set idle_lock_minutes = 1 where user_id = $1', [person.id]);
  vu.clock.advance({ minutes: 2 });
  await unlock();
  expect(await link(asked)).toBe('step-up-needed');
  // Within a session there is no first use: somebody with nothing to show sets nothing up.
  await vu.api.database.query('delete from text_message_factors where user_id = $1', [person.id]);
  expect(await link(asked)).toBe('step-up-needed');
});

test('a step-up with a method that is forbidden meanwhile links nothing without proof', async () => {
  const person = await vu.person();
  await takes('control', BOTH);
  const { sessionToken: token } = await vu.withText(person);
  vu.clock.advance({ minutes: 6 });
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(started.challenge.mustEnrol).toBe(false);
  await takes('control', ['authenticator']);
  expect(await link(started.challengeToken)).toBe('step-up-needed');
});
