import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endComputer } from '../../../server/sign-in/computers.ts';
import {
  ACCOUNT_LIMIT,
  guessAllowances,
  guessesInADay,
  NETWORK_LIMIT,
  takeGuess,
  WIDER_LIMITS,
} from '../../../server/sign-in/guess-allowance.ts';
import { issueHelpDeskCode } from '../../../server/sign-in/help-desk-code.ts';
import { accountHash } from '../../../server/sign-in/keyed-hash.ts';
import { KNOWN_DAYS } from '../../../server/sign-in/known-computer.ts';
import { passwordComputations } from '../../../server/sign-in/password.ts';
import { HELP_DESK_CODE_HOURS, WRONG_PASSWORDS_IN_A_ROW } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { PasswordRequest, TestPerson } from '../../support/sign-in.ts';
import { aDevice, passwordBody } from '../../support/sign-in.ts';
import { unhurriedLine } from '../../support/unhurried-line.ts';
import type { Attacked } from './attack.ts';
import { attack, from, outcomeOf, raw, tally } from './attack.ts';

/** What strangers do to a name or an address keeps nobody out, and guessing stays bounded all the same. */
let vu: Attacked;
let hurried: Attacked;
beforeAll(async () => {
  vu = await attack({ line: unhurriedLine });
  hurried = await attack();
});
afterAll(async () => {
  await vu.close();
  await hurried.close();
});

const SYSTEM = { kind: 'system' } as const;
const FRAME = { actor: SYSTEM, application: null, network: null, reference: null };
const COUNCIL = from('198.51.100.1');
const COLLEAGUES = 12;
const TIMEOUT_MS = 300_000;

interface Colleague {
  readonly person: TestPerson;
  readonly computerToken: string;
}

/** Somebody who has signed in once, on the computer that is theirs. */
async function colleague(on: Attacked = vu): Promise<Colleague> {
  const person = await on.person();
  const { computerToken } = await on.withText(person);
  if (computerToken === null) throw new Error('the computer was given no token');
  on.clock.advance({ minutes: 1 });
  return { person, computerToken };
}

async function colleagues(on: Attacked): Promise<Colleague[]> {
  const all: Colleague[] = [];
  for (let count = 0; count < COLLEAGUES; count += 1) all.push(await colleague(on));
  return all;
}

/** Over a connection of their own, as every desktop has one. */
function ownConnection(person: TestPerson, request: PasswordRequest, on: Attacked): Promise<string> {
  return new Promise((resolve, reject) => {
    const { path } = operations.signInWithPassword;
    const headers = { 'content-type': 'application/json', ...COUNCIL };
    const asked = http.request(`${on.api.url}${path}`, { method: 'POST', headers, agent: false }, async (answer) => {
      const { outcome, error } = JSON.parse((await answer.toArray()).join('')) as { outcome?: string; error?: { code: string } };
      resolve(outcome ?? error?.code ?? '');
    });
    asked.on('error', reject).end(JSON.stringify(passwordBody(person, request)));
  });
}

async function tryPassword(person: TestPerson, request: PasswordRequest = {}, headers = COUNCIL, on: Attacked = vu): Promise<string> {
  return outcomeOf(await on.client.call(operations.signInWithPassword, { body: passwordBody(person, request), headers }));
}

const wrong = (person: TestPerson, request: PasswordRequest = {}, headers = COUNCIL, on: Attacked = vu) =>
  tryPassword(person, { password: 'not it', device: aDevice(), ...request }, headers, on);

/** Each of them once on the computer that they know and once on a new one, all from the council's own address. */
async function comeIn(all: readonly Colleague[], on: Attacked): Promise<string[]> {
  return await Promise.all(
    all.flatMap(({ person, computerToken }) => [
      ownConnection(person, { computerToken }, on),
      ownConnection(person, { device: aDevice() }, on),
    ]),
  );
}
const ALL_IN = Array(2 * COLLEAGUES).fill('second-factor-needed');

test('ten wrong passwords for each of twelve colleagues at the council’s own address keep none of them out, there or on a new computer', {
  timeout: TIMEOUT_MS,
}, async () => {
  const all = await colleagues(hurried);
  await Promise.all(all.flatMap(({ person }) => Array.from({ length: 12 }, () => wrong(person, {}, COUNCIL, hurried))));
  expect(await comeIn(all, hurried)).toEqual(ALL_IN);
});

test('a thousand requests that are no sign-in take nothing of anybody’s allowance', { timeout: TIMEOUT_MS }, async () => {
  const all = await colleagues(hurried);
  const { person } = all[0] ?? (await colleague(hurried));
  await hurried.query('delete from guess_allowances');
  const nonsense: readonly unknown[] = [
    {},
    { ...passwordBody(person), more: true },
    { ...passwordBody(person), email: '' },
    { ...passwordBody(person), password: '' },
    { ...passwordBody(person), application: 'payroll' },
    [],
  ];
  const before = passwordComputations();
  const statuses = new Set<number>();
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        raw(hurried.api.url, operations.signInWithPassword, { body: nonsense[index % nonsense.length], headers: COUNCIL }),
      ),
    );
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual([400]);
  expect(passwordComputations()).toBe(before);
  expect(await hurried.query('select from guess_allowances')).toEqual([]);
  expect(await hurried.query('select from rate_allowance')).toEqual([]);
  expect(await comeIn(all, hurried)).toEqual(ALL_IN);
});

test.each([
  ['ten networks', (index: number) => from(`203.0.113.${index % 10}`)],
  ['a hundred networks of one /48', (index: number) => from(`2001:db8:77:${(index % 100).toString(16)}::1`)],
])('a hundred wrong passwords over %s keep nobody out who has not been there', { timeout: TIMEOUT_MS }, async (_, headersOf) => {
  const { person, computerToken } = await colleague();
  for (let index = 0; index < 100; index += 1) await wrong(person, {}, headersOf(index));
  const elsewhere = from('192.0.2.200');
  expect(await tryPassword(person, { device: aDevice() }, elsewhere)).toBe('second-factor-needed');
  expect(await tryPassword(person, { computerToken }, elsewhere)).toBe('second-factor-needed');
  expect(await tryPassword(person, { device: aDevice() }, headersOf(0))).toBe('second-factor-needed');
});

test.each([
  ['made-up names', () => `${randomUUID()}@porthaven.example`],
  ['the name of one of them', (victim: TestPerson) => victim.email],
])(
  'with 450 guesses at %s always under way at the council’s own address, twelve colleagues come in and none is refused',
  {
    timeout: TIMEOUT_MS,
  },
  async (_, nameOf) => {
    const all = await colleagues(hurried);
    const victim = all[0]?.person ?? (await hurried.person());
    let attacking = true;
    const refused: string[] = [];
    const crowd = Array.from({ length: 450 }, async () => {
      while (attacking) {
        const outcome = await wrong(victim, { email: nameOf(victim) }, COUNCIL, hurried);
        if (outcome !== 'credentials-refused') refused.push(outcome);
      }
    });
    // Once all of them wait.
    while ((await hurried.query('select from guess_allowances')).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const outcomes = await comeIn(all, hurried);
    attacking = false;
    await Promise.all(crowd);
    expect(outcomes).toEqual(ALL_IN);
    expect(refused.filter((outcome) => outcome !== 'too-many-requests' && outcome !== 'new-computer-code-needed')).toEqual([]);
  },
);

test('what strangers use up at an account and an address is nothing to a computer that is known, nor to a trusted one', async () => {
  const person = await vu.person();
  const { computerToken, sessionToken } = await vu.withText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  await vu.exhaustGuesses(person.email);
  expect(await tryPassword(person, { device: aDevice() })).toBe('new-computer-code-needed');
  expect(await tryPassword(person, { computerToken })).toBe('second-factor-needed');
  expect(await tryPassword(person, { trustToken })).toBe('signed-in');
});

test('a computer’s token is worth nothing without the password, elsewhere, to another person, made up, or for longer than its days', async () => {
  const { person, computerToken } = await colleague();
  const another = await colleague();
  await vu.exhaustGuesses(person.email);
  await vu.exhaustGuesses(another.person.email);
  expect(await tryPassword(person, { computerToken, password: 'not it' })).toBe('credentials-refused');
  expect(await tryPassword(person, { computerToken, device: aDevice() })).toBe('new-computer-code-needed');
  expect(await tryPassword(another.person, { computerToken, device: person.device })).toBe('new-computer-code-needed');
  expect(await tryPassword(person, { computerToken: 'B'.repeat(43) })).toBe('new-computer-code-needed');
  // It replaces no second factor either.
  expect(await tryPassword(person, { computerToken, application: 'control' })).toBe('second-factor-needed');
  expect((await vu.client.refusal(operations.readSession, { token: computerToken })).code).toBe('not-signed-in');
  vu.clock.advance({ days: KNOWN_DAYS });
  await vu.exhaustGuesses(person.email);
  expect(await tryPassword(person, { computerToken })).toBe('new-computer-code-needed');
});

test('whoever has a computer’s token has ten guesses in a row with it, and then what any stranger has', async () => {
  const { person, computerToken } = await colleague();
  await vu.query('delete from guess_allowances');
  for (let count = 0; count < WRONG_PASSWORDS_IN_A_ROW - 1; count += 1)
    expect(await wrong(person, { computerToken, device: person.device })).toBe('credentials-refused');
  expect(await tryPassword(person, { computerToken })).toBe('second-factor-needed');
  expect(await vu.query('select from guess_allowances')).toEqual([]);
  for (let count = 0; count < WRONG_PASSWORDS_IN_A_ROW; count += 1) await wrong(person, { computerToken, device: person.device });
  expect(await vu.query('select from guess_allowances')).toEqual([]);
  expect(await vu.trail(person)).toContain('computer-not-known');
  await wrong(person, { computerToken, device: person.device });
  expect(await vu.query("select from guess_allowances where name = 'account'")).toHaveLength(1);
  await vu.exhaustGuesses(person.email);
  expect(await tryPassword(person, { computerToken })).toBe('new-computer-code-needed');
});

test('a trusted computer has ten guesses in a row of its own as well, and as a second factor is what it was', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  await vu.query('delete from guess_allowances');
  for (let count = 0; count < WRONG_PASSWORDS_IN_A_ROW; count += 1) await wrong(person, { trustToken, device: person.device });
  expect(await vu.query('select from guess_allowances')).toEqual([]);
  expect(await tryPassword(person, { trustToken })).toBe('signed-in');
  expect(await vu.query("select from guess_allowances where name = 'account'")).toHaveLength(1);
});

test('a token is given once and again after a month; the one before is good until the newer is used', async () => {
  const { person, computerToken: first } = await colleague();
  const again = await vu.againByText(person, { computerToken: first });
  expect(again.computerToken).toBeNull();
  vu.clock.advance({ days: 31 });
  const { computerToken: second } = await vu.againByText(person, { computerToken: first });
  expect(second).not.toBeNull();
  await vu.exhaustGuesses(person.email);
  // The answer with the second may never have arrived.
  expect(await tryPassword(person, { computerToken: first })).toBe('second-factor-needed');
  expect(await tryPassword(person, { computerToken: second })).toBe('second-factor-needed');
  expect(await tryPassword(person, { computerToken: first })).toBe('new-computer-code-needed');
});

test.each<readonly [string, (of: Colleague & { readonly sessionToken: string }) => Promise<unknown>]>([
  ['an administrator sets another password', ({ person }) => vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3')],
  ['the person’s factors are reset', ({ person }) => vu.admin.resetFactors(SYSTEM, person.id, 'Asked for')],
  [
    'the person may no longer sign in',
    async ({ person }) => {
      await vu.admin.setAccess(SYSTEM, person.id, 'denied');
      await vu.admin.setAccess(SYSTEM, person.id, 'allowed');
    },
  ],
  ['everything on the computer is ended', ({ person }) => endComputer(vu.api.services, person.device.id, FRAME, vu.clock.now())],
])('a computer is not known any more once %s', async (_, happens) => {
  const person = await vu.person();
  const { computerToken, sessionToken } = await vu.withText(person);
  if (computerToken === null) throw new Error('no token');
  await happens({ person, computerToken, sessionToken });
  const [row] = await vu.query('select from known_computers where user_id = $1', [person.id]);
  expect(row).toBeUndefined();
});

test('a changed password, and trust taken back, leave known only the computer where that was done', async () => {
  const person = await vu.person();
  const [here, there] = [aDevice(), aDevice()];
  const { sessionToken: token } = await vu.withText(person, { device: here });
  await vu.againByText(person, { device: there });
  const known = async () =>
    (await vu.query<{ device_id: string }>('select device_id from known_computers where user_id = $1', [person.id])).map(
      (row) => row.device_id,
    );
  expect(new Set(await known())).toEqual(new Set([here.id, there.id]));
  await vu.client.answer(operations.changePassword, {
    token,
    body: { currentPassword: person.password, newPassword: 'heron-tide-wall-3' },
  });
  expect(await known()).toEqual([here.id]);
});

test('an account is guessed at by strangers at most a thousand times in any day, whatever the number of networks', {
  timeout: TIMEOUT_MS,
}, async () => {
  const person = await vu.person();
  const before = passwordComputations();
  const begun = vu.clock.now().getTime();
  let request = 0;
  // Every moment at which the allowance has one more, each time from another network, until a day is over.
  while (vu.clock.now().getTime() - begun < 86_400_000) {
    request += 1;
    const outcome = await wrong(person, {}, from(`10.${request >> 16}.${(request >> 8) & 0xff}.${request & 0xff}`));
    if (outcome === 'new-computer-code-needed') vu.clock.advance({ seconds: 86_400 / ACCOUNT_LIMIT.aDay });
  }
  const looked = passwordComputations() - before;
  expect(looked).toBeGreaterThan(ACCOUNT_LIMIT.atOnce + ACCOUNT_LIMIT.aDay / 2);
  expect(looked).toBeLessThanOrEqual(guessesInADay(ACCOUNT_LIMIT));
  expect(looked).toBeLessThanOrEqual(1_000);
});

test('a network guesses at all accounts together at most as often as its limit says, and a /48 no more than four of them', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { database } = vu.api.services;
  const now = vu.clock.now();
  const inDay = async (networkOf: (index: number) => string, most: number): Promise<number> => {
    let taken = 0;
    for (let at = 0; at < most; at += 50) {
      const tries = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          takeGuess(database, guessAllowances(accountHash(`${at + index}.${most}@porthaven.example`), networkOf(at + index)), now),
        ),
      );
      taken += tries.filter((each) => each.taken).length;
    }
    return taken;
  };
  expect(await inDay(() => '192.0.2.77', NETWORK_LIMIT.atOnce + 200)).toBe(NETWORK_LIMIT.atOnce);
  const [wide] = WIDER_LIMITS;
  // As if most of it had been used, since a day's guesses of four networks would take minutes to make.
  const left = 100;
  await vu.query('insert into guess_allowances (name, key, whole_at) values ($1, $2, $3)', [
    wide.limit.name,
    '2001:db8:99:0::/48',
    now.getTime() + (wide.limit.atOnce - left) * (86_400_000 / wide.limit.aDay),
  ]);
  expect(await inDay((index) => `2001:db8:99:${index.toString(16)}::/64`, left + 100)).toBe(left);
});

async function codeFor(person: TestPerson): Promise<string> {
  const { database } = vu.api.services;
  const whose = { userId: person.id, purpose: 'new-computer', issuer: null, reason: 'Rang from their desk and was known' } as const;
  return (
    await database.transaction().execute((transaction) => issueHelpDeskCode(vu.api.services, transaction, whose, FRAME, vu.clock.now()))
  ).code;
}

test('where strangers may guess no more, a code from the help desk lets a new computer in, and only that one, for its own ten tries', async () => {
  const { person } = await colleague();
  const device = aDevice();
  await vu.exhaustGuesses(person.email);
  const helpDeskCode = await codeFor(person);
  expect(await tryPassword(person, { device })).toBe('new-computer-code-needed');
  expect(await tryPassword(person, { device, helpDeskCode: 'HKLM-QRWX-Y234' })).toBe('new-computer-code-needed');
  expect(await tryPassword(person, { device, helpDeskCode: 'no code at all' })).toBe('new-computer-code-needed');
  // Whoever mistypes the password beside it needs no other code.
  expect(await tryPassword(person, { device, helpDeskCode, password: 'not it' })).toBe('credentials-refused');
  expect(await tryPassword(person, { device: aDevice(), helpDeskCode })).toBe('new-computer-code-needed');
  const { computerToken } = await vu.againByText(person, { device, helpDeskCode: helpDeskCode.toLowerCase().replaceAll('-', ' ') });
  expect(computerToken).not.toBeNull();
  expect(await tryPassword(person, { device, computerToken })).toBe('second-factor-needed');
  expect(await tryPassword(person, { device, helpDeskCode })).toBe('new-computer-code-needed');
});

test('a code from the help desk is good for ten passwords and for a day, and is no second factor', async () => {
  const { person } = await colleague();
  const device = aDevice();
  await vu.exhaustGuesses(person.email);
  const helpDeskCode = await codeFor(person);
  for (let count = 0; count < WRONG_PASSWORDS_IN_A_ROW; count += 1)
    expect(await wrong(person, { device, helpDeskCode })).toBe('credentials-refused');
  expect(await tryPassword(person, { device, helpDeskCode })).toBe('new-computer-code-needed');
  const another = await codeFor(person);
  expect(await tryPassword(person, { device, helpDeskCode: another })).toBe('second-factor-needed');
  vu.clock.advance({ hours: HELP_DESK_CODE_HOURS });
  await vu.exhaustGuesses(person.email);
  expect(await tryPassword(person, { device, helpDeskCode: another })).toBe('new-computer-code-needed');
});

test('guesses at a code from the help desk use up nothing of the one that its owner has', async () => {
  const { person } = await colleague();
  await vu.exhaustGuesses(person.email);
  const helpDeskCode = await codeFor(person);
  const answers = await vu.atOnce(30, (client) =>
    client.call(operations.signInWithPassword, { body: passwordBody(person, { device: aDevice(), helpDeskCode: 'HKLM-QRWX-Y234' }) }),
  );
  expect(tally(answers)).toEqual({ 'new-computer-code-needed': 30 });
  expect(await tryPassword(person, { device: aDevice(), helpDeskCode })).toBe('second-factor-needed');
});

test('an administrator’s new password begins with a whole allowance', async () => {
  const { person } = await colleague();
  await vu.exhaustGuesses(person.email);
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3');
  expect(await tryPassword(person, { device: aDevice(), password: 'heron-tide-wall-3' })).toBe('second-factor-needed');
});
