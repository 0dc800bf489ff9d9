import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApplicationId, Method } from '../../../shared/applications.ts';
import * as control from '../../../shared/control/operations.ts';
import { HELP_DESK_CODE_TRIES, WRONG_CODES_PER_CHALLENGE } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { operatorEnvironment, runCommand } from '../../support/operator.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, outcomeOf, signedIn, textChallenge } from './attack.ts';

/**
 * Control takes an app only. Somebody has both methods; a thief has their password and their number, which can be taken over
 * without ever touching their phone.
 */
const SYSTEM = { kind: 'system' } as const;
const BOTH: readonly Method[] = ['authenticator', 'text-message'];

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());
beforeEach(async () => {
  await vu.admin.setTwoFactor(SYSTEM, true);
  await takes('control', ['authenticator']);
  await takes('customer-service-vu', BOTH);
  await takes('forms-portal', BOTH);
});

const takes = (application: ApplicationId, methods: readonly Method[]) =>
  vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 0, passes: application === 'customer-service-vu' });

/** A session in Customer Service Vu by text message, as a thief with the number has it. */
async function byText({ person }: Pick<Victim, 'person'>): Promise<string> {
  const { challengeToken: token, code } = await textChallenge(vu, person);
  return signedIn(await vu.client.answer(operations.verifyTextMessage, { token, body: { code } })).sessionToken;
}

async function byApp({ person, secret }: Pick<Victim, 'person' | 'secret'>, application: ApplicationId): Promise<string> {
  const { challengeToken: token } = await vu.challenge(person, { application });
  return signedIn(await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } })).sessionToken;
}

async function byRecoveryCode({ person, recoveryCodes }: Victim, application: ApplicationId, which = 0): Promise<string> {
  const { challengeToken: token } = await vu.challenge(person, { application });
  return signedIn(await vu.client.answer(operations.verifyRecoveryCode, { token, body: { code: recoveryCodes[which] ?? '' } }))
    .sessionToken;
}

/** Steps up by text message where it can be, and says what came of it. */
async function stepUpByText(victim: Pick<Victim, 'person'>, token: string, application: ApplicationId | 'account'): Promise<string> {
  vu.clock.advance({ minutes: 1 });
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const sent = await vu.client.call(operations.sendTextMessage, { token: started.challengeToken });
  if (!sent.ok) return sent.error.code;
  const body = { code: vu.phones.codeTo(victim.person.phone) };
  return outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: started.challengeToken, body }));
}

/** Every change to an account, tried in a session. */
async function changes(token: string, { person }: Pick<Victim, 'person'>): Promise<Record<string, string>> {
  const body = { currentPassword: person.password, newPassword: 'heron-tide-wall-7' };
  return {
    addAuthenticator: outcomeOf(await vu.client.call(operations.addAuthenticator, { token })),
    addTextMessage: outcomeOf(await vu.client.call(operations.addTextMessage, { token, body: { phoneNumber: '07700 900998' } })),
    removeAuthenticator: outcomeOf(await vu.client.call(operations.removeFactor, { token, params: { method: 'authenticator' } })),
    removeText: outcomeOf(await vu.client.call(operations.removeFactor, { token, params: { method: 'text-message' } })),
    makeRecoveryCodes: outcomeOf(await vu.client.call(operations.makeRecoveryCodes, { token })),
    changePassword: outcomeOf(await vu.client.call(operations.changePassword, { token, body })),
  };
}
const ALL_REFUSED = {
  addAuthenticator: 'step-up-needed',
  addTextMessage: 'step-up-needed',
  removeAuthenticator: 'step-up-needed',
  removeText: 'step-up-needed',
  makeRecoveryCodes: 'step-up-needed',
  changePassword: 'step-up-needed',
};

test('a thief with the password and the number gets neither into Control nor at the app, whatever they step up for', async () => {
  const victim = await vu.withEverything();
  const token = await byText(victim);
  expect(await changes(token, victim)).toEqual(ALL_REFUSED);
  expect(await stepUpByText(victim, token, 'customer-service-vu')).toBe('met');
  expect(await changes(token, victim)).toEqual(ALL_REFUSED);
  expect(await stepUpByText(victim, token, 'forms-portal')).toBe('met');
  expect(await changes(token, victim)).toEqual(ALL_REFUSED);
  for (const application of ['control', 'account'] as const) {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    expect(started.challenge.methods).toEqual([{ method: 'authenticator', enrolled: true, available: true }]);
    expect(await stepUpByText(victim, token, application)).toBe('method-not-allowed');
  }
  expect(outcomeOf(await vu.client.call(operations.enterApplication, { token, params: { application: 'control' } }))).toBe(
    'step-up-needed',
  );
  expect(outcomeOf(await vu.client.call(control.listComputers, { token }))).toBe('not-permitted');
  // The owner's app is as it was.
  await byApp(victim, 'control');
});

test('neither a text message nor a recovery code ends a computer in Control, or gives out a code', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const tryAll = async (token: string) => [
    outcomeOf(await vu.client.call(control.endComputer, { token, params: { deviceId: person.device.id } })),
    outcomeOf(
      await vu.client.call(control.issueHelpDeskCode, {
        token,
        body: { email: 'somebody@porthaven.example', purpose: 'enrol', reason: 'Rang from the known number' },
      }),
    ),
  ];
  const REFUSED = ['step-up-needed', 'step-up-needed'];
  // In Control by the app, long ago; stepped up since by a text message for another application.
  const token = await byApp(victim, 'control');
  vu.clock.advance({ minutes: 6 });
  expect(await stepUpByText(victim, token, 'customer-service-vu')).toBe('met');
  expect((await vu.client.answer(operations.readSession, { token })).steppedUpFor.toSorted()).toEqual([
    'customer-service-vu',
    'forms-portal',
  ]);
  expect(await tryAll(token)).toEqual(REFUSED);
  // Somebody in by a recovery code is in, and no more.
  const recovered = await byRecoveryCode(victim, 'control');
  await vu.client.answer(control.listComputers, { token: recovered });
  expect(await tryAll(recovered)).toEqual(REFUSED);
});

test('a recovery code alone replaces nothing and changes nothing, and with a code from the help desk it replaces an app', async () => {
  const victim = await vu.withEverything();
  const token = await byRecoveryCode(victim, 'customer-service-vu');
  expect(await changes(token, victim)).toEqual({ ...ALL_REFUSED, addAuthenticator: 'done', addTextMessage: 'done' });
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  const number = await vu.client.answer(operations.addTextMessage, { token, body: { phoneNumber: '07700 900998' } });
  expect(added).toMatchObject({ enrolment: null, challenge: { helpDeskCode: 'needed' } });
  expect(number.challenge).toMatchObject({ textMessage: null, helpDeskCode: 'needed' });
  for (const { challengeToken } of [added, number]) {
    for (const call of [
      vu.client.call(operations.enrolAuthenticator, { token: challengeToken }),
      vu.client.call(operations.verifyAuthenticator, { token: challengeToken, body: { code: '123456' } }),
      vu.client.call(operations.enrolPhoneNumber, { token: challengeToken, body: { phoneNumber: '07700 900998' } }),
      vu.client.call(operations.sendTextMessage, { token: challengeToken }),
    ])
      expect(['help-desk-code-needed', 'method-not-allowed']).toContain(outcomeOf(await call));
  }
  await vu.giveHelpDeskCode(added.challengeToken, victim.person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: added.challengeToken });
  const body = { code: vu.codeNow(key) };
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: added.challengeToken, body }))).toBe('met');
  // The app before is gone, and the one that took its place is what everything takes now.
  const next = await vu.challenge(victim.person, { application: 'control' });
  const old = await vu.client.refusal(operations.verifyAuthenticator, {
    token: next.challengeToken,
    body: { code: vu.nextCode(victim.secret) },
  });
  expect(old.code).toBe('code-wrong');
  await byApp({ person: victim.person, secret: key }, 'control');
});

test('what a recovery code began is over once the session is locked, and the password that opens it brings nothing back', async () => {
  const victim = await vu.withEverything();
  const token = await byRecoveryCode(victim, 'customer-service-vu');
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  await vu.giveHelpDeskCode(added.challengeToken, victim.person);
  await vu.client.answer(operations.lockSession, { token });
  await vu.client.answer(operations.unlockSession, { token, body: { password: victim.person.password } });
  expect(outcomeOf(await vu.client.call(operations.enrolAuthenticator, { token: added.challengeToken }))).toBe('step-up-needed');
  expect(outcomeOf(await vu.client.call(operations.addAuthenticator, { token }))).toBe('step-up-needed');
  expect((await vu.client.answer(operations.readSession, { token })).recovered).toBe(false);
});

test('an app beside a number alone takes the number and a code from the help desk, at My security too, and only where an application asks for more', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  expect(added).toMatchObject({ enrolment: null, challenge: { helpDeskCode: 'needed' } });
  // Where all that they may open takes a number, an app is no more than what they have opens already.
  const agent = await vu.person({ permissions: ['customer-service-access'] });
  const free = await vu.withText(agent);
  const freely = await vu.client.answer(operations.addAuthenticator, { token: free.sessionToken });
  expect(freely.challenge.helpDeskCode).toBe('not-needed');
  // Unless they are given more before it is linked.
  await vu.admin.createGroup(SYSTEM, { name: 'Managers of strength', description: '', permissions: ['management-access'] });
  await vu.admin.joinGroup(SYSTEM, agent.id, 'Managers of strength');
  const body = { code: vu.codeNow(freely.enrolment?.key ?? '') };
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: freely.challengeToken, body }))).toBe(
    'help-desk-code-needed',
  );
});

test('a council can ask for a code from the help desk at every first time', async () => {
  const environment = operatorEnvironment(vu.api.database.url);
  const first = await vu.person();
  expect((await vu.challenge(first)).challenge.helpDeskCode).toBe('not-needed');
  const set = await runCommand(['organisation', 'set', '--code-at-first-enrolment', 'on'], environment);
  expect(set).toMatchObject({ code: 0 });
  expect((await runCommand(['organisation', 'show'], environment)).output).toMatch(/code-at-first-enrolment\s+on/);
  const trail = await vu.query('select 1 from audit_entry where kind = $1', ['organisation-changed']);
  expect(trail.length).toBeGreaterThan(0);
  const { challengeToken: token, challenge } = await vu.challenge(first);
  expect(challenge).toMatchObject({ mustEnrol: true, helpDeskCode: 'needed' });
  const number = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: first.phone } });
  expect(outcomeOf(number)).toBe('help-desk-code-needed');
  expect(outcomeOf(await vu.client.call(operations.enrolAuthenticator, { token }))).toBe('help-desk-code-needed');
  await vu.giveHelpDeskCode(token, first);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: first.phone } });
  const answer = await vu.client.call(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(first.phone) } });
  expect(outcomeOf(answer)).toBe('signed-in');
  await runCommand(['organisation', 'set', '--code-at-first-enrolment', 'off'], environment);
});

test('wrong codes from the help desk are counted like any: five end the challenge and the code, ten lock the account', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const code = await vu.helpDeskCode(person);
  const wrong = (code.startsWith('2') ? '3' : '2') + code.slice(1);
  const proved = async (): Promise<string> => {
    const { challengeToken: token, code: texted } = await textChallenge(vu, person, 'control');
    // Nobody uses up somebody else's code with a password alone.
    expect((await vu.client.refusal(operations.verifyHelpDeskCode, { token, body: { code: wrong } })).code).toBe('step-up-needed');
    await vu.client.answer(operations.verifyTextMessage, { token, body: { code: texted } });
    return token;
  };
  const token = await proved();
  expect((await vu.client.refusal(operations.verifyHelpDeskCode, { token, body: { code: 'not one' } })).details?.attemptsLeft).toBe(5);
  for (let left = WRONG_CODES_PER_CHALLENGE - 1; left >= 0; left -= 1) {
    const refused = await vu.client.refusal(operations.verifyHelpDeskCode, { token, body: { code: wrong } });
    expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: left } });
  }
  expect(HELP_DESK_CODE_TRIES).toBe(WRONG_CODES_PER_CHALLENGE);
  expect((await vu.client.refusal(operations.verifyHelpDeskCode, { token, body: { code } })).code).toBe('challenge-gone');
  const again = await proved();
  // The code itself is over by its own tries.
  expect((await vu.client.refusal(operations.verifyHelpDeskCode, { token: again, body: { code } })).code).toBe('code-expired');
  expect(await vu.trail(person)).toContain('help-desk-code-refused');
  for (let tries = 0; tries < 3; tries += 1)
    await vu.client.refusal(operations.verifyHelpDeskCode, { token: again, body: { code: wrong } });
  expect((await vu.client.refusal(operations.verifyHelpDeskCode, { token: again, body: { code: wrong } })).details?.attemptsLeft).toBe(0);
  // What was given right in between, to prove it, began the row of wrong ones anew.
  expect(await vu.wrongCodesOf(person)).toBe(5);
});

test('of many who give the help desk’s code at once, in one challenge or in several, it sets up one method', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const tokens: string[] = [];
  for (let each = 0; each < 3; each += 1) {
    const { challengeToken: token, code } = await textChallenge(vu, person, 'control');
    await vu.client.answer(operations.verifyTextMessage, { token, body: { code } });
    tokens.push(token);
  }
  const code = await vu.helpDeskCode(person);
  const answers = await vu.atOnce(9, (client, index) =>
    client.call(operations.verifyHelpDeskCode, { token: tokens[index % tokens.length] ?? '', body: { code } }),
  );
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
});

test('turning two-factor on ends what was begun within a session on the strength of a password', async () => {
  const victim = await vu.withEverything();
  const token = await byApp(victim, 'customer-service-vu');
  await vu.admin.setTwoFactor(SYSTEM, false);
  await vu.client.answer(operations.stepUpWithPassword, { token, body: { password: victim.person.password } });
  const added = await vu.client.answer(operations.addAuthenticator, { token });
  await vu.admin.setTwoFactor(SYSTEM, true);
  const body = { code: vu.codeNow(added.enrolment?.key ?? '') };
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: added.challengeToken, body }))).toBe('challenge-gone');
  expect(outcomeOf(await vu.client.call(operations.makeRecoveryCodes, { token }))).toBe('step-up-needed');
});
