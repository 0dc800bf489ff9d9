import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../../shared/sign-in/operations.ts';
import { askForPasswordCode } from '../../../shared/sign-in/recovery-operations.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { passwordBody } from '../../support/sign-in.ts';
import { unhurriedLine } from '../../support/unhurried-line.ts';
import type { Attacked } from './attack.ts';
import { attack, from, raw } from './attack.ts';
import { compare } from './rank-test.ts';

/**
 * A quarter of what argon2id costs otherwise: enough that leaving it out shows at once, and whatever else might differ
 * shows four times as clearly as it would to an attacker.
 */
const COST = { memory: 4_864, passes: 2 } as const;
const SAMPLES = 200;
/** Of one person, below what makes the next one wait. */
const WRONG_FOR_ONE = 9;

/** What an attacker with a stopwatch learns before the password is right. */
let vu: Attacked;
beforeAll(async () => {
  vu = await attack({ passwordCost: COST, line: unhurriedLine });
});
afterAll(() => vu.close());

const KINDS = ['unknown', 'wrong', 'denied', 'codes locked'] as const;
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

test('an unknown person, a wrong password, an account that was denied and locked codes take the same time to refuse', {
  timeout: 600_000,
}, async () => {
  const guessed = await people(Math.ceil(SAMPLES / WRONG_FOR_ONE));
  const locked = await people(Math.ceil(SAMPLES / WRONG_FOR_ONE));
  const denied = await people(Math.ceil(SAMPLES / WRONG_FOR_ONE));
  for (const { id } of denied) await vu.admin.setAccess({ kind: 'system' }, id, 'denied');
  const [someone] = await people(1);
  if (someone === undefined) throw new Error('nobody');
  const lockedUntil = new Date(vu.clock.now().getTime() + 900_000);
  for (const { id } of locked)
    await vu.query('update users set codes_locked_until = $2, wrong_codes = 10 where id = $1', [id, lockedUntil]);
  const ofMany = (all: readonly TestPerson[], index: number) => all[Math.floor(index / WRONG_FOR_ONE)] ?? someone;
  const attempts: Readonly<Record<Kind, (index: number) => Promise<number>>> = {
    unknown: (index) => milliseconds(passwordBody(someone, { email: `${randomUUID()}@porthaven.example` }), `192.0.2.${index}`),
    wrong: (index) => milliseconds(passwordBody(ofMany(guessed, index), { password: 'not it' }), '192.0.2.9'),
    // With the right password, which is what the attacker wants to know.
    denied: (index) => milliseconds(passwordBody(ofMany(denied, index)), '192.0.2.9'),
    'codes locked': (index) => milliseconds(passwordBody(ofMany(locked, index), { password: 'not it' }), '192.0.2.9'),
  };
  const times: Record<Kind, number[]> = { unknown: [], wrong: [], denied: [], 'codes locked': [] };
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

test('strangers who may try no more at somebody’s account, and at one that nobody has, are refused alike and in the same time, with a code as without', {
  timeout: 600_000,
}, async () => {
  const [person] = await people(1);
  if (person === undefined) throw new Error('nobody');
  const emails = { somebody: person.email, nobody: `${randomUUID()}@porthaven.example` } as const;
  for (const email of Object.values(emails)) await vu.exhaustGuesses(email);
  const answers = new Set<string>();
  const refusal = async (email: string, helpDeskCode?: string) => {
    const body = passwordBody(person, { email, ...(helpDeskCode !== undefined && { helpDeskCode }) });
    const started = performance.now();
    const { status, text } = await raw(vu.api.url, operations.signInWithPassword, { body, headers: from('192.0.2.10') });
    const taken = performance.now() - started;
    answers.add(`${status} ${text.replace(/"reference":"[^"]+"/, '')}`);
    return taken;
  };
  for (const helpDeskCode of [undefined, '2346-789H-KLMQ']) {
    const times: Record<keyof typeof emails, number[]> = { somebody: [], nobody: [] };
    for (let index = 0; index < SAMPLES / 2; index += 1) {
      const order = index % 2 === 0 ? (['somebody', 'nobody'] as const) : (['nobody', 'somebody'] as const);
      for (const who of order) times[who].push(await refusal(emails[who], helpDeskCode));
    }
    expect(compare(times.somebody, times.nobody).telling).toBe(false);
  }
  expect(answers.size).toBe(1);
});

test('asking for a new password takes the same time whether or not anybody has the address', { timeout: 600_000 }, async () => {
  const [person] = await people(1);
  if (person === undefined) throw new Error('nobody to ask for');
  const ask = async (email: string, index: number): Promise<number> => {
    const body = { email, application: 'customer-service-vu', device: person.device, language: 'en' } as const;
    const started = performance.now();
    const { status } = await raw(vu.api.url, askForPasswordCode, { body, headers: from(`198.51.100.${index % 200}`) });
    const taken = performance.now() - started;
    expect(status).toBe(200);
    return taken;
  };
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let index = 0; index < SAMPLES; index += 1) {
    for (const kind of index % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const))
      times[kind].push(await ask(kind === 'known' ? person.email : `${randomUUID()}@porthaven.example`, index));
  }
  expect(compare(times.known, times.unknown).telling).toBe(false);
});
