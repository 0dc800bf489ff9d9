import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { EventKind } from '../../../server/audit/events.ts';
import { EVENT_DETAILS, EVENT_KINDS } from '../../../server/audit/events.ts';
import { reasonSchema } from '../../../server/audit/reason.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { secretSearch } from '../../support/secret-search.ts';
import { aDevice, passwordBody, wrongTextCode } from '../../support/sign-in.ts';
import type { UsedSecret } from '../../support/used-secrets.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, signedIn, textChallenge } from './attack.ts';
import { fittingShape, shapeOf } from './schema-values.ts';

/** The trail after everything that can happen around a second factor has happened once. */
let vu: Attacked;
let secrets: UsedSecret[];
let entries: { readonly kind: EventKind; readonly details: Readonly<Record<string, unknown>> }[];
beforeAll(async () => {
  vu = await attack();
  secrets = await liveThrough(vu);
  const rows = await vu.query<{ content: string }>('select content from audit_entry order by id');
  entries = rows.map(({ content }) => JSON.parse(content));
});
afterAll(() => vu.close());

const OPERATOR = { kind: 'operator', name: 'it' } as const;

/** @returns every secret that was used on the way. */
async function liveThrough(api: Attacked): Promise<UsedSecret[]> {
  const { client, phones, admin, clock } = api;
  const { person, secret, recoveryCodes, sessionToken: first } = await api.withEverything();
  const device = aDevice('PC-0901');
  const used: UsedSecret[] = [];
  const keep = (kind: UsedSecret['kind'], ...values: readonly string[]) => used.push(...values.map((value) => ({ kind, value })));
  keep('password', person.password);
  keep('authenticator secret', secret);
  keep('code', ...recoveryCodes);
  keep('token', first);

  // Refused passwords; a message that isn't sent, and one that is and arrives; codes that are wrong, expired and used.
  await client.refusal(operations.signInWithPassword, { body: passwordBody(person, { password: 'not it' }) });
  phones.outcomes.push({ outcome: 'unavailable', because: 'server-error' });
  const failing = await api.challenge(person);
  await client.call(operations.sendTextMessage, { token: failing.challengeToken });
  await client.answer(operations.cancelChallenge, { token: failing.challengeToken });
  const texted = await textChallenge(api, person);
  keep('code', texted.code);
  keep('token', texted.challengeToken);
  phones.deliveries = 'delivered';
  clock.advance({ seconds: 10 });
  await client.answer(operations.readChallenge, { token: texted.challengeToken });
  const { challengeToken: token } = texted;
  await client.call(operations.verifyTextMessage, { token, body: { code: wrongTextCode(texted.code) } });
  for (let count = 0; count < 3; count += 1) {
    clock.advance({ minutes: 1 });
    await client.answer(operations.sendTextMessage, { token });
  }
  expect(outcomeOf(await client.call(operations.verifyTextMessage, { token, body: { code: texted.code } }))).toBe('code-expired');
  const code = api.nextCode(secret);
  keep('code', code);
  const session = signedIn(await client.answer(operations.verifyAuthenticator, { token, body: { code } }));
  keep('token', session.sessionToken);
  const replay = await api.challenge(person, { device });
  expect(outcomeOf(await client.call(operations.verifyAuthenticator, { token: replay.challengeToken, body: { code } }))).toBe('code-used');

  // What is no try: a text code after it signed in, and no code at all.
  const texting = await api.person();
  await api.withText(texting);
  clock.advance({ minutes: 2 });
  const met = await textChallenge(api, texting);
  for (let typo = 0; typo < 9; typo += 1)
    await client.call(operations.verifyTextMessage, { token: met.challengeToken, body: { code: 'no code' } });
  keep('code', met.code);
  keep('token', met.challengeToken);
  keep('phone number', texting.phone);
  signedIn(await client.answer(operations.verifyTextMessage, { token: met.challengeToken, body: { code: met.code } }));
  for (let again = 0; again < 9; again += 1)
    await client.call(operations.verifyTextMessage, { token: met.challengeToken, body: { code: met.code } });
  const another = await api.challenge(person);
  await client.call(operations.verifyAuthenticator, { token: another.challengeToken, body: { code: 'no code' } });

  // Trust given, used, stolen, refused and taken back.
  const byApp = signedIn(
    await client.answer(operations.verifyAuthenticator, { token: replay.challengeToken, body: { code: api.nextCode(secret) } }),
  );
  const tokens = [(await client.answer(operations.trustThisComputer, { token: byApp.sessionToken })).trustToken];
  for (let use = 0; use < 3; use += 1) {
    const again = await api.password(person, { device, trustToken: tokens.at(-1) ?? null });
    if (again.outcome !== 'signed-in' || again.trustToken === null) throw new Error('not trusted');
    tokens.push(again.trustToken);
  }
  await api.password(person, { device, trustToken: tokens[0] ?? null });
  await api.password(person, { device, trustToken: 'A'.repeat(43) });
  keep('device-trust token', ...tokens);

  // The account changed: a number, an app, recovery codes, the password.
  const owner = byApp.sessionToken;
  clock.advance({ minutes: 4 });
  const added = await client.answer(operations.addTextMessage, { token: owner, body: { phoneNumber: '07700 900777' } });
  const newCode = phones.codeTo('+447700900777');
  await client.answer(operations.verifyTextMessage, { token: added.challengeToken, body: { code: newCode } });
  keep('code', newCode);
  keep('phone number', person.phone, '+447700900777');
  keep('code', ...(await api.recoveryCodes(owner)));
  await client.answer(operations.removeFactor, { token: owner, params: { method: 'text-message' } });
  const changed = 'heron-tide-wall-9';
  await client.answer(operations.changePassword, { token: owner, body: { currentPassword: person.password, newPassword: changed } });
  keep('password', changed);
  await client.answer(operations.lockSession, { token: owner });
  await client.call(operations.unlockSession, { token: owner, body: { password: 'not it' } });
  await client.answer(operations.unlockSession, { token: owner, body: { password: changed } });
  await client.answer(operations.signOut, { token: owner });

  // Codes locked, unlocked; a policy and everything about the person changed by an operator.
  const now = { ...person, password: changed };
  const late = await api.challenge(now);
  for (let count = 0; count < 2; count += 1) {
    const { challengeToken } = await api.challenge(now);
    for (let wrong = 0; wrong < 5; wrong += 1)
      await client.call(operations.verifyRecoveryCode, { token: challengeToken, body: { code: 'CCCCCCCCC2' } });
  }
  await client.call(operations.verifyAuthenticator, { token: late.challengeToken, body: { code: api.nextCode(secret) } });
  await admin.unlockCodes(OPERATOR, person.id);
  await admin.setPolicy(OPERATOR, 'forms-portal', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  const forms = await api.challenge(now, { application: 'forms-portal' });
  await client.call(operations.verifyTextMessage, { token: forms.challengeToken, body: { code: met.code } });
  await admin.setPolicy(OPERATOR, 'forms-portal', { methods: ['authenticator', 'text-message'], trustDays: 30, idleLockMinutes: 15 });
  await admin.resetFactors(OPERATOR, person.id, 'Phone lost, identity checked in person');
  return used;
}

/** What the reference asks to be in the trail (two-factor, ii, 24), as the trail calls it. */
const ASKED_FOR: readonly (readonly [string, EventKind, Readonly<Record<string, unknown>>])[] = [
  ['a challenge was created', 'challenge-created', { purpose: 'sign-in' }],
  ['a challenge for a step or a new factor was created', 'challenge-created', { purpose: 'add-factor' }],
  ['Notify accepted a message, by its id', 'text-message-accepted', { notifyId: expect.any(String) }],
  ['a message could not be sent', 'text-message-not-sent', { because: 'server-error' }],
  ['what became of a message', 'text-message-delivery', { delivery: 'delivered' }],
  ['a wrong code', 'code-refused', { because: 'wrong' }],
  ['an expired code', 'code-refused', { because: 'expired' }],
  ['a code used again', 'code-refused', { because: 'used', method: 'authenticator' }],
  ['a code given again to the challenge that it met', 'code-refused', { because: 'replayed', method: 'text-message' }],
  ['a code while codes are locked', 'code-refused', { because: 'locked', method: 'authenticator', attemptsLeft: 5 }],
  ['a code that the application doesn’t take', 'code-refused', { because: 'method-not-allowed', method: 'text-message' }],
  ['what is no code', 'code-refused', { because: 'malformed', method: 'authenticator', attemptsLeft: 5 }],
  ['a right code', 'code-accepted', { method: 'authenticator' }],
  ['codes were locked', 'codes-locked', { minutes: 15 }],
  ['codes were unlocked', 'codes-unlocked', { by: 'administrator' }],
  ['an enrolment began', 'enrolment-started', { method: 'text-message' }],
  ['the linking of an app began', 'enrolment-started', { method: 'authenticator' }],
  ['an enrolment was confirmed', 'enrolment-confirmed', { method: 'authenticator', replaced: false }],
  ['a factor was replaced', 'enrolment-confirmed', { method: 'text-message', replaced: true }],
  ['a factor was removed', 'factor-removed', { by: 'self' }],
  ['factors were reset, with why', 'factors-reset', { reason: expect.any(String) }],
  ['trust was issued', 'trust-issued', {}],
  ['trust was rotated', 'trust-rotated', {}],
  ['an old trust token came back', 'trust-reused', {}],
  ['a trust token was refused', 'trust-refused', {}],
  ['trust was revoked because of that', 'trust-revoked', { because: 'reused' }],
  ['a policy changed, from what to what', 'policy-changed', { before: expect.any(Object), after: expect.any(Object) }],
  ['a password was refused', 'password-refused', { because: 'wrong' }],
  ['a challenge was given up', 'challenge-ended', { because: 'cancelled' }],
  ['a challenge ended by wrong codes', 'challenge-ended', { because: 'too-many-wrong-codes' }],
  ['recovery codes were made and confirmed', 'recovery-codes-confirmed', {}],
  ['a password was changed', 'password-changed', { by: 'self' }],
];

test('everything that happens around a second factor is in the trail', () => {
  for (const [what, kind, details] of ASKED_FOR)
    expect(
      entries.filter((entry) => entry.kind === kind).map((entry) => entry.details),
      what,
    ).toContainEqual(expect.objectContaining(details));
});

test('codes that are no try can’t fill the trail: five in a challenge are told, and one of them is left for a code given again', () => {
  const [replayed] = entries.filter(({ details }) => details['because'] === 'replayed');
  const inIt = entries.filter(
    ({ kind, details }) => kind === 'code-refused' && details['challengeId'] === replayed?.details['challengeId'],
  );
  expect(inIt.map(({ details }) => details['because'])).toEqual(['malformed', 'malformed', 'malformed', 'malformed', 'replayed']);
});

/** What earlier versions wrote, which the trail still has: nobody is paused any more. */
const OF_BEFORE = ['password-paused', 'paused'];

test('every kind of event and every reason that the trail knows is written by the server somewhere', () => {
  const folder = path.join(import.meta.dirname, '../../../server');
  const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('events.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  const reasons = EVENT_KINDS.flatMap((kind) => {
    return (shapeOf(EVENT_DETAILS[kind]).properties?.['because']?.enum ?? []).map(String);
  });
  expect(reasons.length).toBeGreaterThan(40);
  expect([...EVENT_KINDS, ...reasons].filter((word) => !source.includes(`'${word}'`) && !OF_BEFORE.includes(word))).toEqual([]);
});

test('no code, secret, token, password, address or number is anywhere in the trail, nor fits into it', async () => {
  expect(secrets.length).toBeGreaterThan(25);
  const tables = await vu.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_name like 'audit%'",
  );
  expect(tables.length).toBeGreaterThanOrEqual(3);
  const search = secretSearch(secrets);
  for (const { name } of tables) {
    const rows = await vu.query<{ row: string }>(`select t::text as row from ${name} t`);
    const text = rows.map(({ row }) => row).join('\n');
    expect(search(Buffer.from(text), name)).toEqual([]);
    expect(text).not.toContain('@porthaven.example');
  }

  const forbidden = [
    'K7MP4X',
    'k7m 4px',
    'CDFGH23456',
    '123456',
    123_456,
    '07700 900123',
    '+447700900123',
    447_700_900_123,
    'A'.repeat(42).concat('b'),
    'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    'gull-ferry-quay-49',
    'person@porthaven.example',
  ];
  for (const kind of EVENT_KINDS) {
    const schema: z.ZodType = EVENT_DETAILS[kind];
    const [fits] = fc.sample(
      fittingShape(shapeOf(schema))
        .map((details) => withReason(details))
        .filter((details) => schema.safeParse(details).success),
      { numRuns: 1, seed: 1 },
    );
    const details = z.record(z.string(), z.unknown()).parse(fits);
    for (const secret of forbidden) {
      for (const name of Object.keys(details)) {
        if (CANNOT_TELL[name]?.includes(secret)) continue;
        expect([kind, name, secret, schema.safeParse({ ...details, [name]: secret }).success]).toEqual([kind, name, secret, false]);
      }
      expect([kind, secret, schema.safeParse({ ...details, more: secret }).success]).toEqual([kind, secret, false]);
    }
  }
});

/** A password in a person's own sentence can't be told from words, nor a count of a whole council's from a code. */
const CANNOT_TELL: Readonly<Record<string, readonly unknown[]>> = {
  reason: ['gull-ferry-quay-49', 'person@porthaven.example'],
  revoked: [123_456, 447_700_900_123],
  ended: [123_456, 447_700_900_123],
  sessions: [123_456, 447_700_900_123],
  trusts: [123_456, 447_700_900_123],
  people: [123_456, 447_700_900_123],
  most: [123_456, 447_700_900_123],
  guesses: [123_456],
  networks: [123_456],
};

function withReason(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'reason' in details ? { ...details, reason: 'Phone lost' } : details;
}

test.each([
  'It was K7MP4X',
  'k7mp4x, she says',
  'The code is K7M 4PX.',
  'recovery code CDFG2-HJKM3',
  'CDFG2HJKM3',
  'Call back on 07700 900123',
  '123 456',
])('a reason that holds something like a code is refused: %s', (reason) => {
  expect(reasonSchema.safeParse(reason).success).toBe(false);
});

test.each([
  'Phone lost, identity checked in person',
  'New starter at Porthaven, desk 12',
  'Screen broken; seen at the 2nd floor, PC-0417',
  'Try again by noon',
])('a reason in words is taken: %s', (reason) => {
  expect(reasonSchema.safeParse(reason).success).toBe(true);
});
