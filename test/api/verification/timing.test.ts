import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { passwordBody } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, from, raw } from './attack.ts';
import { compare } from './rank-test.ts';

/**
 * A quarter of what argon2id costs otherwise: enough that leaving it out shows at once, and whatever else might differ
 * shows four times as clearly as it would to an attacker.
 */
const COST = { memory: 4_864, passes: 2 } as const;
const SAMPLES = 200;
/** Of one person and place, below what pauses them. */
const WRONG_FOR_ONE = 9;

/** What an attacker with a stopwatch learns before the password is right. */
let vu: Attacked;
beforeAll(async () => {
  vu = await attack({ passwordCost: COST });
});
afterAll(() => vu.close());

const KINDS = ['unknown', 'wrong', 'paused', 'codes locked'] as const;
type Kind = (typeof KINDS)[number];

async function milliseconds(body: ReturnType<typeof passwordBody>, address: string): Promise<number> {
  const started = performance.now();
  const { status } = await raw(vu.api.url, operations.signInWithPassword, { body, headers: from(address) });
  const taken = performance.now() - started;
  expect(status).toBe(401);
  return taken;
}

const people = async (count: number): Promise<TestPerson[]> => {
  const made: TestPerson[] = [];
  for (let index = 0; index < count; index += 1) made.push(await vu.person());
  return made;
};

test('an unknown person, a wrong password, a paused account and locked codes take the same time to refuse', {
  timeout: 600_000,
}, async () => {
  const guessed = await people(Math.ceil(SAMPLES / WRONG_FOR_ONE));
  const locked = await people(Math.ceil(SAMPLES / WRONG_FOR_ONE));
  const [paused] = await people(1);
  if (paused === undefined) throw new Error('nobody to pause');
  const lockedUntil = new Date(vu.clock.now().getTime() + 900_000);
  for (const { id } of locked)
    await vu.query('update users set codes_locked_until = $2, wrong_codes = 10 where id = $1', [id, lockedUntil]);
  for (let count = 0; count < WRONG_FOR_ONE + 1; count += 1) await milliseconds(passwordBody(paused, { password: 'not it' }), '192.0.2.9');
  const ofMany = (all: readonly TestPerson[], index: number) => all[Math.floor(index / WRONG_FOR_ONE)] ?? paused;
  const attempts: Readonly<Record<Kind, (index: number) => Promise<number>>> = {
    unknown: (index) => milliseconds(passwordBody(paused, { email: `${randomUUID()}@porthaven.example` }), `192.0.2.${index}`),
    wrong: (index) => milliseconds(passwordBody(ofMany(guessed, index), { password: 'not it' }), '192.0.2.9'),
    // With the right password, which is what the attacker wants to know.
    paused: () => milliseconds(passwordBody(paused), '192.0.2.9'),
    'codes locked': (index) => milliseconds(passwordBody(ofMany(locked, index), { password: 'not it' }), '192.0.2.9'),
  };
  const times: Record<Kind, number[]> = { unknown: [], wrong: [], paused: [], 'codes locked': [] };
  for (let warmUp = 0; warmUp < 10; warmUp += 1) await attempts.unknown(warmUp + SAMPLES);
  for (let index = 0; index < SAMPLES; index += 1) {
    // All kinds in each round, in an order that goes round too: whatever slows the computer down slows all of them.
    for (let turn = 0; turn < KINDS.length; turn += 1) {
      const kind = KINDS[(index + turn) % KINDS.length] ?? 'unknown';
      times[kind].push(await attempts[kind](index));
    }
  }
  const comparisons = KINDS.flatMap((one, at) =>
    KINDS.slice(at + 1).map((other) => ({ one, other, ...compare(times[one], times[other]) })),
  );
  expect(comparisons.filter((comparison) => comparison.telling)).toEqual([]);
  expect(comparisons).toHaveLength((KINDS.length * (KINDS.length - 1)) / 2);
});
