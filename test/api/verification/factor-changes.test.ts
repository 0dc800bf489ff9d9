import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METHODS } from '../../../shared/applications.ts';
import { RECOVERY_CODE_LENGTH, RECOVERY_CODES, TEXT_CODE_ALPHABET } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { assuranceSchema } from '../../../shared/sign-in/schemas.ts';
import { freshDatabase } from '../../support/database.ts';
import { aDevice, passwordBody } from '../../support/sign-in.ts';
import { OPERATION_CALLS } from '../../support/sign-in-calls.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, CONTRACT, outcomeOf, raw, signedIn } from './attack.ts';

/** Adding, replacing, removing and resetting what somebody signs in with. */
const SYSTEM = { kind: 'system' } as const;
const OPERATOR = { kind: 'operator', name: 'it' } as const;

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

async function signIn({ person, secret }: Victim, device = aDevice()) {
  const { challengeToken: token } = await vu.challenge(person, { device });
  return signedIn(await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } }));
}

/** Changes to the account, found by where they are: one that is added is attacked as well. */
const CHANGES = CONTRACT.filter((operation) => operation.path.startsWith('/v1/my-security') && operation.method !== 'GET');
/** Finishes what a stepped-up session began, and nothing else. */
const FINISHES = ['confirmRecoveryCodes'];

test('every change to the account wants a second factor given just now, and a session, a lock or five minutes later is none', async () => {
  expect(CHANGES.length).toBeGreaterThanOrEqual(7);
  expect(CHANGES.filter((operation) => operation.access.kind !== 'session').map((each) => each.name)).toEqual([]);
  expect(CHANGES.flatMap(({ name, access }) => (access.kind === 'session' && !access.stepUp ? [name] : []))).toEqual(FINISHES);
  const victim = await vu.withEverything();
  const late = await signIn(victim);
  vu.clock.advance({ minutes: 5 });
  const locked = await signIn(victim);
  await vu.client.answer(operations.lockSession, { token: locked.sessionToken });
  const unlocked = await vu.client.answer(operations.unlockSession, {
    token: locked.sessionToken,
    body: { password: victim.person.password },
  });
  // Another session of the same person, stepped up this very moment, lends them nothing.
  await signIn(victim);
  for (const { sessionToken: token } of [late, unlocked]) {
    for (const operation of CHANGES.filter((each) => !FINISHES.includes(each.name))) {
      const call = OPERATION_CALLS[operation.name] ?? {};
      const { status, text } = await raw(vu.api.url, operation, { ...call, token });
      expect({ operation: operation.name, status, text }).toMatchObject({ status: 403, text: expect.stringContaining('step-up-needed') });
    }
    const finish = await vu.client.call(operations.confirmRecoveryCodes, { token });
    expect(outcomeOf(finish)).toBe('not-found');
  }
});

test('linking an app again shows another secret, counts for nothing until confirmed, and leaves the one in use alone', async () => {
  const victim = await vu.withEverything();
  const { sessionToken: token } = await signIn(victim);
  const first = await vu.client.answer(operations.addAuthenticator, { token });
  const second = await vu.client.answer(operations.addAuthenticator, { token });
  expect(new Set([first.enrolment?.key, second.enrolment?.key, victim.secret]).size).toBe(3);
  for (const key of [first.enrolment?.key ?? '', second.enrolment?.key ?? '']) {
    const { challengeToken } = await vu.challenge(victim.person);
    const answered = await vu.client.call(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(key) } });
    expect(outcomeOf(answered)).toBe('code-wrong');
  }
  await signIn(victim);
  // The code of one pending link confirms it and not the other.
  const crossed = await vu.client.call(operations.verifyAuthenticator, {
    token: first.challengeToken,
    body: { code: vu.codeNow(second.enrolment?.key ?? '') },
  });
  expect(outcomeOf(crossed)).toBe('code-wrong');
  await signIn(victim);
});

test('a link that was begun and never confirmed neither signs in nor keeps anybody from signing in', async () => {
  const person = await vu.person();
  const begun = await vu.challenge(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token: begun.challengeToken });
  const { challengeToken, challenge } = await vu.challenge(person);
  expect(challenge).toMatchObject({ mustEnrol: true });
  const answered = await vu.client.call(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(key) } });
  expect(outcomeOf(answered)).toBe('enrolment-expired');
  expect(signedIn(await vu.withText(person)).outcome).toBe('signed-in');
  vu.clock.advance({ minutes: 11 });
  expect(
    outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: begun.challengeToken, body: { code: vu.codeNow(key) } })),
  ).toBe('challenge-gone');
});

test('a new password by an administrator drops no second factor, opens no enrolment and lets no challenge from before go on', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const open = await vu.challenge(person);
  const code = vu.nextCode(victim.secret);
  await vu.admin.setPassword(OPERATOR, person.id, 'heron-tide-wall-2');
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: open.challengeToken, body: { code } }))).toBe(
    'challenge-gone',
  );
  const changed = { ...person, password: 'heron-tide-wall-2' };
  const { challenge, challengeToken: token } = await vu.challenge(changed);
  expect(challenge).toMatchObject({ mustEnrol: false, methods: METHODS.map((method) => ({ method, enrolled: true })) });
  expect(outcomeOf(await vu.client.call(operations.enrolAuthenticator, { token }))).toBe('factor-exists');
  expect(outcomeOf(await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900999' } }))).toBe(
    'factor-exists',
  );
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code } }))).toBe('signed-in');
});

test('an unlock by an administrator is no reset, and a reset leaves nothing of before that works', async () => {
  const victim = await vu.withEverything();
  const { person, secret, recoveryCodes } = victim;
  const session = await signIn(victim);
  const pending = await vu.client.answer(operations.addAuthenticator, { token: session.sessionToken });
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: session.sessionToken });
  const waiting = await vu.challenge(person);
  await vu.admin.unlockCodes(OPERATOR, person.id);
  expect((await vu.challenge(person)).challenge.mustEnrol).toBe(false);
  await vu.admin.resetFactors(OPERATOR, person.id, 'Phone lost, identity checked in person');
  const pieces = [
    await vu.client.call(operations.readSession, { token: session.sessionToken }),
    await vu.client.call(operations.verifyAuthenticator, {
      token: pending.challengeToken,
      body: { code: vu.codeNow(pending.enrolment?.key ?? '') },
    }),
    await vu.client.call(operations.verifyAuthenticator, { token: waiting.challengeToken, body: { code: vu.nextCode(secret) } }),
  ];
  expect(pieces.map(outcomeOf)).toEqual(['not-signed-in', 'challenge-gone', 'challenge-gone']);
  const answer = await vu.password(person, { trustToken });
  expect(answer).toMatchObject({ outcome: 'second-factor-needed', trust: 'refused', challenge: { mustEnrol: true, recoveryCodesLeft: 0 } });
  const token = answer.outcome === 'second-factor-needed' ? answer.challengeToken : '';
  expect(outcomeOf(await vu.client.call(operations.verifyRecoveryCode, { token, body: { code: recoveryCodes[0] ?? '' } }))).toBe(
    'code-wrong',
  );
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } }))).toBe(
    'enrolment-expired',
  );
  expect(outcomeOf(await vu.client.call(operations.sendTextMessage, { token }))).toBe('nothing-sent');
  const rows = await vu.query<{ content: string }>("select content from audit_entry where user_id = $1 and kind = 'factors-reset'", [
    person.id,
  ]);
  expect(rows[0]?.content).toContain('Phone lost, identity checked in person');
});

test('recovery codes are random, shown once, kept so that a stolen database gives none of them, and used once each', async () => {
  const victim = await vu.withEverything();
  const { person, recoveryCodes } = victim;
  expect(recoveryCodes).toHaveLength(RECOVERY_CODES);
  for (const code of recoveryCodes) expect(code).toMatch(new RegExp(`^[${TEXT_CODE_ALPHABET}]{${RECOVERY_CODE_LENGTH}}$`));
  const other = await vu.withEverything();
  expect(new Set([...recoveryCodes, ...other.recoveryCodes]).size).toBe(2 * RECOVERY_CODES);
  const macs = (await vu.query<{ code_mac: Buffer }>('select code_mac from recovery_codes where user_id = $1', [person.id])).map((row) =>
    row.code_mac.toString('hex'),
  );
  expect(macs).toHaveLength(RECOVERY_CODES);
  for (const code of recoveryCodes) {
    // Whatever can be computed from a row without the key that isn't in it.
    const guesses = ['sha256', 'sha512', 'sha1', 'md5'].flatMap((algorithm) => [
      createHash(algorithm).update(code).digest('hex'),
      createHash(algorithm).update(`${person.id}${code}`).digest('hex'),
      createHmac(algorithm, person.id).update(code).digest('hex'),
    ]);
    expect(guesses.some((guess) => macs.includes(guess.slice(0, 64)))).toBe(false);
  }
  const showing = CONTRACT.filter(
    (operation) => operation.name !== 'makeRecoveryCodes' && /"codes"/.test(JSON.stringify(operation.answer)),
  );
  expect(showing.map((operation) => operation.name)).toEqual([]);
  const [first = ''] = recoveryCodes;
  const tokens: string[] = [];
  for (let count = 0; count < 4; count += 1) tokens.push((await vu.challenge(person)).challengeToken);
  const answers = await vu.atOnce(4, (client, index) =>
    client.call(operations.verifyRecoveryCode, { token: tokens[index] ?? '', body: { code: first } }),
  );
  expect(answers.map(outcomeOf).sort()).toEqual(['code-used', 'code-used', 'code-used', 'signed-in']);
  const { challengeToken: token } = await vu.challenge(other.person);
  expect(outcomeOf(await vu.client.call(operations.verifyRecoveryCode, { token, body: { code: recoveryCodes[1] ?? '' } }))).toBe(
    'code-wrong',
  );
});

test('whoever’s account is changed or attacked is told in their other session, and the session that did it can’t hide that', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const owner = await signIn(victim);
  const thief = await signIn(victim, aDevice('STRANGE-PC'));
  const alertsOf = async (token: string) => (await vu.client.answer(operations.readSession, { token })).alerts;
  const { challengeToken } = await vu.client.answer(operations.addTextMessage, {
    token: thief.sessionToken,
    body: { phoneNumber: '07700 900888' },
  });
  const bystander = await vu.challenge(person);
  await vu.client.refusal(operations.verifyRecoveryCode, { token: bystander.challengeToken, body: { code: 'CCCCCCCCC2' } });
  expect(await alertsOf(owner.sessionToken)).toContainEqual(expect.objectContaining({ kind: 'new-computer', detail: 'STRANGE-PC' }));
  const page = await vu.client.answer(operations.readMySecurity, { token: owner.sessionToken });
  expect(page.recentSignIns).toContainEqual(expect.objectContaining({ outcome: 'wrong-code' }));
  expect(page.recentSignIns).toContainEqual(expect.objectContaining({ outcome: 'signed-in', deviceName: 'STRANGE-PC' }));
  const hidden = (await alertsOf(owner.sessionToken)).find((alert) => alert.kind === 'new-computer');
  expect(outcomeOf(await vu.client.call(operations.dismissAlert, { token: thief.sessionToken, params: { id: hidden?.id ?? '' } }))).toBe(
    'not-found',
  );

  await vu.client.answer(operations.verifyTextMessage, { token: challengeToken, body: { code: vu.phones.codeTo('+447700900888') } });
  await vu.client.answer(operations.removeFactor, { token: thief.sessionToken, params: { method: 'authenticator' } });
  await vu.client.answer(operations.changePassword, {
    token: thief.sessionToken,
    body: { currentPassword: person.password, newPassword: 'heron-tide-wall-6' },
  });
  const told = await alertsOf(thief.sessionToken);
  expect(told.filter((alert) => alert.detail === 'STRANGE-PC' && alert.kind !== 'new-computer')).toEqual([]);
  await vu.admin.resetFactors(OPERATOR, person.id, 'Taken over, identity checked in person');
  const back = await vu.withText({ ...person, password: 'heron-tide-wall-6' });
  expect(back.session.alerts.map((alert) => alert.kind)).toEqual(
    expect.arrayContaining(['new-computer', 'factor-added', 'factor-removed', 'password-changed', 'factors-reset']),
  );
});

test('any factor can be revoked by its owner or an administrator and is then worth nothing, also in challenges that had begun', async () => {
  const victim = await vu.withEverything();
  const { person, secret } = victim;
  const waiting = await vu.challenge(person);
  const { sessionToken: token } = await signIn(victim);
  await vu.client.answer(operations.removeFactor, { token, params: { method: 'authenticator' } });
  const code = vu.nextCode(secret);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: waiting.challengeToken, body: { code } }))).toBe(
    'challenge-gone',
  );
  const { challengeToken } = await vu.challenge(person);
  expect(outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token: challengeToken, body: { code } }))).toBe(
    'method-not-allowed',
  );
  expect(outcomeOf(await vu.client.call(operations.removeFactor, { token, params: { method: 'text-message' } }))).toBe('last-factor');
  await vu.admin.setAccess(SYSTEM, person.id, 'denied');
  expect((await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) })).code).toBe('credentials-refused');
});

test('a new database has nobody in it: no root, no default password, no account to find', async () => {
  const database = await freshDatabase();
  const tables = ['users', 'groups', 'group_members', 'authenticator_factors', 'text_message_factors', 'recovery_codes', 'sessions'];
  for (const table of tables) expect([table, await database.query(`select * from ${table}`)]).toEqual([table, []]);
  await database.drop();
  for (const name of ['root', 'admin', 'administrator', 'sa', 'test', 'guest', 'support', 'vu'])
    for (const password of [name, 'password', 'admin', 'changeme'])
      expect(
        outcomeOf(
          await vu.client.call(operations.signInWithPassword, { body: { ...passwordBody(await somebody()), email: name, password } }),
        ),
      ).toBe('credentials-refused');
});

let known: Awaited<ReturnType<Attacked['person']>> | undefined;
const somebody = async () => (known ??= await vu.person());

test('there is no factor by e-mail, and no hint or secret question, anywhere in the contract', () => {
  expect([...METHODS]).toEqual(['authenticator', 'text-message']);
  expect([...assuranceSchema.shape.method.options].sort()).toEqual([
    'authenticator',
    'password',
    'recovery-code',
    'team-leader-pass',
    'text-message',
    'trusted-device',
  ]);
  for (const operation of CONTRACT) {
    const words = `${operation.name} ${operation.path} ${JSON.stringify(operation.body)} ${JSON.stringify(operation.answer)}`;
    expect([operation.name, /hint|question|maiden|magic-?link|reset-?password|forgot/i.exec(words)?.[0]]).toEqual([
      operation.name,
      undefined,
    ]);
  }
});

test('a first password that the operator makes is random, within the rules, and still wants a second factor', async () => {
  const person = await vu.person();
  await vu.admin.setEnrolment(SYSTEM, person.id, 'closed');
  expect((await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) })).code).toBe('second-factor-not-set-up');
  await expect(
    vu.admin.createUser(SYSTEM, { email: 'weak@porthaven.example', name: 'Weak', password: 'password1', language: 'en', groups: [] }),
  ).rejects.toThrow(/common/);
  await expect(vu.admin.setPassword(SYSTEM, person.id, person.email)).rejects.toThrow(/contains-email/);
});
