import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../../../shared/operation.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { testKeys } from '../../support/api.ts';
import { pathOf } from '../../support/client.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, CONTRACT, from, signedIn, stringsIn, textChallenge } from './attack.ts';
import { rawRequest } from './raw-request.ts';
import { valuesOf } from './schema-values.ts';

const REQUESTS = 10_000;
/** Some at once, so that requests also meet each other. */
const AT_ONCE = 10;
/** These end what requests are made with, so they come seldom enough for the others to get somewhere. */
const ENDINGS: Readonly<Record<string, number>> = { signOut: 1, lockSession: 1, cancelChallenge: 1, endComputer: 2, removeFactor: 2 };
const GUESSES = /^verify/;
const GUESS_WEIGHT = 3;
const WEIGHT = 10;
const SEED_MOST = 2 ** 31 - 1;

let vu: Attacked;
let bystander: Victim;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
beforeAll(async () => {
  vu = await attack();
  bystander = await vu.withEverything();
});
afterAll(async () => {
  agent.destroy();
  await vu.close();
});

/** What requests are made with for a while: somebody's own tokens, and values of theirs. */
interface Tokens {
  readonly session: string;
  readonly challenge: string;
  /** What must not come back in any answer. */
  readonly secrets: readonly string[];
}

/** The same with whatever was used up made anew. */
async function freshTokens(victim: Victim, before: Tokens | null, usedUp: ReadonlySet<string>): Promise<Tokens> {
  const { person, secret, recoveryCodes } = victim;
  const secrets = new Set([...(before?.secrets ?? []), secret, ...recoveryCodes, person.phone, person.phone.slice(-6)]);
  await vu.admin.unlockCodes({ kind: 'system' }, person.id);
  // Further apart than the limit on messages.
  vu.clock.advance({ minutes: 3 });
  let { session, challenge } = before ?? { session: '', challenge: '' };
  if (before === null || usedUp.has('session')) {
    const { challengeToken: token } = await vu.challenge(person);
    session = signedIn(await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } })).sessionToken;
  }
  if (before === null || usedUp.has('challenge')) {
    const started = await textChallenge(vu, person);
    challenge = started.challengeToken;
    secrets.add(started.code);
  }
  for (const token of [session, challenge]) secrets.add(token);
  return { session, challenge, secrets: [...secrets] };
}

/** Values that mean something: of the contract's own words, and of somebody else. */
function knownValues() {
  const { person } = bystander;
  return {
    email: [person.email, 'nobody@porthaven.example'],
    password: ['not it', person.password, 'x'.repeat(256)],
    application: ['customer-service-vu', 'control', 'forms-portal'],
    device: [person.device],
    language: ['en', 'cy'],
    trustToken: [null, 'A'.repeat(43)],
    code: ['CDFGH2', '123456', 'CDFGH23456', ' 12 34 56 '],
    phoneNumber: ['07700 900999', '+44 7700 900998', '07797 900123', '020 7946 0000'],
    id: [person.id, person.device.id],
    deviceId: [person.device.id],
    method: ['authenticator', 'text-message'],
    currentPassword: ['not it'],
    newPassword: ['heron-tide-wall-1'],
    reason: ['The phone is at home and they are needed here'],
  };
}

interface Planned {
  readonly operation: Operation;
  readonly params: unknown;
  readonly body: unknown;
  readonly token: 'session' | 'challenge' | 'none' | 'nonsense';
  /** From how far off in the world; limits by address are another test's. */
  readonly place: number;
}

function requests(): fc.Arbitrary<Planned> {
  const known = knownValues();
  const each = CONTRACT.map((operation) => ({
    weight: ENDINGS[operation.name] ?? (GUESSES.test(operation.name) ? GUESS_WEIGHT : WEIGHT),
    arbitrary: fc.record({
      operation: fc.constant(operation),
      params: valuesOf(operation.params, known),
      body: valuesOf(operation.body, known),
      token: fc.oneof(
        { weight: 4, arbitrary: fc.constant(operation.access.kind === 'challenge' ? ('challenge' as const) : ('session' as const)) },
        { weight: 1, arbitrary: fc.constantFrom('session' as const, 'challenge' as const, 'none' as const, 'nonsense' as const) },
      ),
      place: fc.nat(0xffff),
    }),
  }));
  return fc.oneof(...each);
}

async function send({ operation, params, body, token, place }: Planned, tokens: Tokens, index: number) {
  const bearer = { session: tokens.session, challenge: tokens.challenge, none: null, nonsense: 'A'.repeat(43) }[token];
  const url = `${index % 2 === 0 ? vu.api.url : vu.otherUrl}${pathOf(operation, textual(params))}`;
  return await rawRequest(url, {
    agent,
    method: operation.method,
    headers: { ...from(`198.51.${place >> 8}.${place & 0xff}`), ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
    ...(operation.method === 'POST' && { body: JSON.stringify(body) ?? '' }),
  });
}

/** A URL can't hold half a surrogate pair, and has only text. */
function textual(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()]),
  );
}

/** What must never be in an answer, whoever asks: of the server, of somebody else, and one's own besides. */
function serverSecrets(): string[] {
  const { codes, audit, authenticator } = testKeys();
  const keys = [codes, audit.current.key, authenticator.current.key].flatMap((key) => [key.toString('hex'), key.toString('base64')]);
  const { person, secret, recoveryCodes, sessionToken } = bystander;
  return [...keys, '$argon2id$', 'postgres', person.password, secret, ...recoveryCodes, sessionToken, person.phone, person.phone.slice(-6)];
}

test('ten thousand requests made from the contract’s own schemas: no fault, no answer outside the contract, and no secret in any', {
  timeout: 600_000,
}, async ({ annotate }) => {
  const seed = randomInt(SEED_MOST);
  await annotate(`seed ${seed}`);
  const planned = fc.sample(requests(), { numRuns: REQUESTS, seed });
  const always = serverSecrets();
  let victim = await vu.withEverything();
  let tokens = await freshTokens(victim, null, new Set());
  const seen = new Map<number, number>();
  const answered = new Set<string>();
  for (let at = 0; at < planned.length; at += AT_ONCE) {
    const batch = planned.slice(at, at + AT_ONCE);
    const answers = await Promise.all(batch.map((request, index) => send(request, tokens, index)));
    const usedUp = new Set<string>();
    for (const [index, { status, text }] of answers.entries()) {
      const request = batch[index];
      if (request === undefined) continue;
      const { operation } = request;
      const about = () =>
        `request ${at + index} of seed ${seed}: ${operation.name} ${JSON.stringify([request.params, request.body, request.token])} → ${status} ${text}`;
      if ((status === 401 || status === 423) && request.token === operation.access.kind) usedUp.add(request.token);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500) expect.fail(about());
      if (status === 200) {
        answered.add(operation.name);
        if (!operation.answer.safeParse(JSON.parse(text)).success) expect.fail(about());
      }
      // What was sent may come back where it is shown, such as a computer's name; what was never sent may not.
      const secret = [...always, ...tokens.secrets].find((each) => text.includes(each));
      if (secret !== undefined && !stringsIn([request.params, request.body]).includes(secret)) expect.fail(about());
    }
    if (usedUp.size === 0) continue;
    // Somebody whose app was removed, or who may not set one up any more, is of no more use.
    tokens = await freshTokens(victim, tokens, usedUp).catch(async () => {
      victim = await vu.withEverything();
      return await freshTokens(victim, null, usedUp);
    });
  }
  // They got far: past the form, past the door, and to every kind of refusal.
  for (const status of [200, 400, 401, 403, 404, 409, 422])
    expect([status, seen.get(status) ?? 0]).toEqual([status, expect.toSatisfy((count: number) => count > 0)]);
  expect(seen.get(200) ?? 0).toBeGreaterThan(REQUESTS / 5);
  expect(answered.size).toBeGreaterThan(CONTRACT.length / 3);
  expect(
    vu.api.log.filter((line) => ['fault', 'answer-invalid', 'refusal-not-declared'].includes(line.event)),
    `seed ${seed}`,
  ).toEqual([]);
});
