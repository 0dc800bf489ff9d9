import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Operation } from '../../../shared/operation.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { passwordBody } from '../../support/sign-in.ts';
import { OPERATION_CALLS } from '../../support/sign-in-calls.ts';
import type { Attacked } from './attack.ts';
import { attack, CONTRACT, raw, stringsIn, textChallenge } from './attack.ts';

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

/** What a challenge alone may do: give a code, ask for one, or give up. Everything else needs a session. */
const OPEN_TO_A_CHALLENGE = CONTRACT.filter((operation) => operation.access.kind === 'challenge').map((operation) => operation.name);

/** Parameters in the path that fit, so that nothing is refused for its form. */
const PARAMETERS = { application: 'control', method: 'authenticator', id: randomUUID(), deviceId: randomUUID() };

test('nothing in the password’s answer opens an operation of a session, whichever way it is presented', async () => {
  const { person } = await vu.withEverything();
  const response = await raw(vu.api.url, operations.signInWithPassword, { body: passwordBody(person) });
  const answer = operations.signInWithPassword.answer.parse(JSON.parse(response.text));
  if (answer.outcome !== 'second-factor-needed') throw new Error('no second factor was asked for');
  expect(response.headers.get('set-cookie')).toBeNull();
  const pieces = new Set([...stringsIn(answer), answer.challengeToken, response.headers.get('x-request-id') ?? '']);
  const before = await vu.sessionsOf(person);

  for (const operation of CONTRACT.filter((each) => each.access.kind === 'session')) {
    const call = { params: PARAMETERS, ...OPERATION_CALLS[operation.name] };
    const { challengeToken: token } = answer;
    const presented: Readonly<Record<string, string>>[] = [...pieces].flatMap((piece) => [
      { authorization: `Bearer ${piece}` },
      { cookie: `session=${piece}; sessionToken=${piece}` },
      { 'x-session-token': piece, 'x-api-key': piece, 'x-auth-token': piece },
    ]);
    const basic = Buffer.from(`${person.email}:${person.password}`).toString('base64');
    for (const headers of [...presented, { authorization: token }, { authorization: `Basic ${basic}` }]) {
      const { status, text } = await raw(vu.api.url, operation, { ...call, headers });
      expect({ operation: operation.name, headers, status, text }).toMatchObject({
        status: 401,
        text: expect.stringContaining('not-signed-in'),
      });
    }
    const inQuery = await raw(vu.api.url, operation, { ...call, query: `?token=${token}&access_token=${token}` });
    expect(inQuery.status).toBe(401);
  }
  expect(await vu.sessionsOf(person)).toBe(before);
});

test('what a challenge may call says nothing of its owner but three digits, and changes nothing of theirs', async () => {
  const { person } = await vu.withEverything();
  const { challengeToken: token, ...rest } = await vu.challenge(person);
  const texts = [JSON.stringify(rest)];
  for (const name of ['readChallenge', 'enrolAuthenticator', 'enrolPhoneNumber', 'sendTextMessage']) {
    const operation = CONTRACT.find((each) => each.name === name);
    if (operation === undefined) throw new Error(`the contract has no ${name} any more`);
    texts.push((await raw(vu.api.url, operation, { ...OPERATION_CALLS[name], token })).text);
  }
  const said = texts.join('\n');
  expect(said).toContain(person.phone.slice(-3));
  for (const secret of [person.phone.slice(-4), person.email, 'Person ', person.id]) expect(said).not.toContain(secret);
  const [kept] = await vu.query<{ phone_number: string }>('select phone_number from text_message_factors where user_id = $1', [person.id]);
  expect(kept?.phone_number).toBe(person.phone);
});

/** True when an answer of the operation may hold a session's token, by its schema and not by what it happens to hold. */
function canHandOutSession(operation: Operation): boolean {
  return JSON.stringify(z.toJSONSchema(operation.answer)).includes('"sessionToken"');
}

/** Operations that may hand out a session. Whoever adds one adds it here, with the factor that it stands for. */
const SIGN_IN_ROUTES = ['signInWithPassword', 'verifyTextMessage', 'verifyAuthenticator', 'verifyRecoveryCode', 'usePass'];

/** Operations that give a session which is there another token, for whoever has the one that it has. */
const RENEWALS = ['unlockSession', 'stepUpWithPassword', 'changePassword'];

test('every operation that can hand out a session is known', () => {
  const found = CONTRACT.filter(canHandOutSession);
  expect(found.map(({ name }) => name).sort()).toEqual([...SIGN_IN_ROUTES, ...RENEWALS].sort());
  for (const { name, access } of found)
    expect({ name, isOfSession: access.kind === 'session' }).toEqual({ name, isOfSession: RENEWALS.includes(name) });
  // Tokens go by this name and no other, so the search above sees all of them.
  const tokens = CONTRACT.flatMap((operation) =>
    [...JSON.stringify(z.toJSONSchema(operation.answer)).matchAll(/"(\w*[tT]oken)":/g)].map((match) => match[1]),
  );
  expect(new Set(tokens)).toEqual(new Set(['sessionToken', 'challengeToken', 'trustToken', 'recoveryToken', 'computerToken']));
});

test('no route hands out a session for a password and a made-up factor, in any application', async () => {
  const { person } = await vu.withEverything();
  const before = await vu.sessionsOf(person);
  for (const application of ['customer-service-vu', 'control', 'forms-portal'] as const) {
    const password = await vu.password(person, { application, trustToken: 'A'.repeat(43) });
    expect(password.outcome).toBe('second-factor-needed');
    if (password.outcome !== 'second-factor-needed') continue;
    for (const operation of CONTRACT.filter(canHandOutSession).filter((each) => each.access.kind !== 'public')) {
      const call = OPERATION_CALLS[operation.name] ?? {};
      const { status, text } = await raw(vu.api.url, operation, { ...call, token: password.challengeToken });
      expect({ operation: operation.name, status, text }).toMatchObject({ status: expect.toSatisfy((each: number) => each >= 400) });
      expect(text).not.toContain('sessionToken');
    }
    await vu.admin.unlockCodes({ kind: 'system' }, person.id);
  }
  expect(await vu.sessionsOf(person)).toBe(before);
});

test('sessions are made in one place, which only a met challenge, a granted pass and the password’s own gate call', () => {
  const folder = path.join(import.meta.dirname, '../../../server');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name: name.replaceAll(path.sep, '/'), text: readFileSync(path.join(folder, name), 'utf8') }));
  const naming = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
  expect(naming(/insert\s+into\s+sessions\b|insertInto\('sessions'\)/)).toEqual(['sign-in/session.ts']);
  const callers = naming(/\bopenSessions?\(/).filter((name) => name !== 'sign-in/session.ts');
  expect(callers.sort()).toEqual(['sign-in/attempt-outcome.ts', 'sign-in/pass.ts', 'sign-in/sign-in.ts']);
});

test('addresses beside the contract hand out nothing, with or without a challenge’s token', async () => {
  const { challengeToken: token } = await vu.challenge((await vu.withEverything()).person);
  for (const address of [
    '/healthz',
    '/readyz',
    '/docs',
    '/v1/openapi.json',
    '/v1/notify/callback',
    '/v1/sessions',
    '/v1/admin',
    '/v1/users',
  ]) {
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const { status, headers, text } = await raw(vu.api.url, { method, path: address }, { token });
      expect(status, `${method} ${address}`).toSatisfy((each: number) => each < 500);
      expect(headers.get('set-cookie')).toBeNull();
      expect(text).not.toContain(token);
      // A token would be 43 characters of base64url with no word among them; the documents hold only words and hashes of styles.
      if (status === 200 && address !== '/docs' && address !== '/v1/openapi.json') expect(text).not.toMatch(/[A-Za-z0-9_-]{43}/);
    }
  }
});

test('a challenge’s token is for its own few operations, and a session’s is for none of them', async () => {
  const { sessionToken } = await vu.withEverything();
  expect(OPEN_TO_A_CHALLENGE.length).toBeGreaterThan(5);
  for (const operation of CONTRACT.filter((each) => each.access.kind === 'challenge')) {
    const { status, text } = await raw(vu.api.url, operation, { ...OPERATION_CALLS[operation.name], token: sessionToken });
    expect({ operation: operation.name, status, text }).toMatchObject({ status: 401, text: expect.stringContaining('challenge-gone') });
  }
});

test('before the password is right, nobody learns whether somebody exists, which factors they have or whether they are locked', async () => {
  const bare = await vu.person();
  const { person: full } = await vu.withEverything();
  const locked = await vu.withEverything();
  await vu.query('update users set codes_locked_until = $2, wrong_codes = 10 where id = $1', [
    locked.person.id,
    new Date(vu.clock.now().getTime() + 900_000),
  ]);
  const closed = await vu.person();
  await vu.admin.setEnrolment({ kind: 'system' }, closed.id, 'closed');
  const outsider = await vu.person({ permissions: [] });
  const denied = await vu.person();
  await vu.admin.setAccess({ kind: 'system' }, denied.id, 'denied');
  const answers = new Set<string>();
  for (const person of [bare, full, locked.person, closed, outsider, denied, { ...bare, email: 'nobody.at.all@porthaven.example' }]) {
    const { status, headers, text } = await raw(vu.api.url, operations.signInWithPassword, {
      body: passwordBody(person, { password: 'not it' }),
    });
    const { error } = JSON.parse(text) as { error: { reference: string } };
    const kept = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
    answers.add(JSON.stringify({ status, kept, error: { ...error, reference: '' } }));
  }
  expect(answers.size).toBe(1);
});

test('a challenge is of the person whose password was given: no id, address or number in a request makes it another’s', async () => {
  const thief = await vu.withEverything();
  const victim = await vu.withEverything();
  const { challengeToken: token } = await textChallenge(vu, thief.person);
  const { code } = await textChallenge(vu, victim.person);
  for (const addition of [
    { userId: victim.person.id },
    { user_id: victim.person.id },
    { email: victim.person.email },
    { phoneNumber: victim.person.phone },
    { challengeId: randomUUID() },
    { application: 'control' },
  ]) {
    const { status, text } = await raw(vu.api.url, operations.verifyTextMessage, { token, body: { code, ...addition } });
    expect({ addition, status, text }).toMatchObject({ status: 400, text: expect.stringContaining('request-invalid') });
  }
  const refused = await vu.client.refusal(operations.verifyTextMessage, { token, body: { code } });
  expect(refused.code).toBe('code-wrong');
  const other = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(victim.secret) } });
  expect(other.code).toBe('code-wrong');
  const recovery = await vu.client.refusal(operations.verifyRecoveryCode, { token, body: { code: victim.recoveryCodes[0] ?? '' } });
  expect(recovery.code).toBe('code-wrong');
});
