import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../../shared/operation.ts';
import { API_OPERATIONS } from '../../shared/operations.ts';
import { pathOf } from '../support/client.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';
import { OPERATION_CALLS } from '../support/sign-in-calls.ts';

/** Enough to reach every operation some thirty times with each kind of token; a longer run is the attack suite's. */
const REQUESTS = 1_500;

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** Text that has broken parsers, databases and lists before. */
const awkward = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '%00',
    '../..',
    "'; drop table users; --",
    '９９９９９９',
    '\u202e123456',
    'infinity',
    '-1',
    'NaN',
  ),
  fc.string({ minLength: 300, maxLength: 3_000 }),
);

/** A valid call of an operation with one or two of its values replaced by something awkward, or as it is. */
function bodies(operation: Operation): fc.Arbitrary<{ params: Record<string, string>; body: unknown }> {
  const call = OPERATION_CALLS[operation.name] ?? {};
  const params = (call.params ?? {}) as Record<string, string>;
  const body = (call.body ?? {}) as Record<string, unknown>;
  const anyOf = (value: unknown) => fc.oneof(fc.constant(value), awkward, fc.jsonValue({ maxDepth: 1 }));
  return fc.record({
    params: fc.record(Object.fromEntries(Object.entries(params).map(([name, value]) => [name, fc.oneof(fc.constant(value), awkward)]))),
    body: fc.oneof(
      { weight: 8, arbitrary: fc.record(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, anyOf(value)]))) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    ),
  }) as fc.Arbitrary<{ params: Record<string, string>; body: unknown }>;
}

test('whatever is sent, nothing answers with a server error or an answer outside the contract', { timeout: 180_000 }, async () => {
  const person = await vu.person();
  const tokens = new Map<string, string>();
  const renew = async () => {
    tokens.set('session', (await vu.withText(await vu.person())).sessionToken);
    tokens.set('challenge', (await vu.challenge(person)).challengeToken);
  };
  await renew();
  let sent = 0;
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(...API_OPERATIONS.map((operation) => operation as Operation))
        .chain((operation) =>
          fc.record({ operation: fc.constant(operation), call: bodies(operation), token: fc.constantFrom('session', 'challenge', 'none') }),
        ),
      async ({ operation, call, token }) => {
        sent += 1;
        // Signing out and wrong codes use tokens up.
        if (sent % 100 === 0) await renew();
        const post = operation.method === 'POST';
        const response = await fetch(`${vu.api.url}${pathOf(operation, wellFormed(call.params))}`, {
          method: operation.method,
          headers: {
            ...(post && { 'content-type': 'application/json' }),
            ...(token !== 'none' && { authorization: `Bearer ${tokens.get(token)}` }),
          },
          ...(post && { body: JSON.stringify(call.body) }),
        });
        const text = await response.text();
        seen.add(response.status);
        expect({ operation: operation.name, status: response.status, text }).toMatchObject({
          status: expect.toSatisfy((status: number) => status < 500),
        });
        if (response.ok) operation.answer.parse(JSON.parse(text));
      },
    ),
    { numRuns: REQUESTS },
  );
  expect([...seen]).toEqual(expect.arrayContaining([200, 400, 401]));
  expect(vu.api.log.filter((line) => ['fault', 'answer-invalid', 'refusal-not-declared'].includes(line.event))).toEqual([]);
});

/** A URL can't hold half a surrogate pair. */
function wellFormed(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.toWellFormed()]));
}
