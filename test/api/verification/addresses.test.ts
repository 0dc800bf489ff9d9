import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT_LIMIT, NETWORK_LIMIT, WIDER_LIMITS } from '../../../server/sign-in/guess-allowance.ts';
import { accountHash } from '../../../server/sign-in/keyed-hash.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { passwordBody } from '../../support/sign-in.ts';
import { unhurriedLine } from '../../support/unhurried-line.ts';
import type { Attacked } from './attack.ts';
import { attack, from, outcomeOf, raw } from './attack.ts';

/** Evading the limits on passwords by changing what a request seems to be: where from, and for whom. */
let proxied: Attacked;
let direct: Attacked;
beforeAll(async () => {
  proxied = await attack({ line: unhurriedLine });
  direct = await attack({ configuration: { trustedProxies: [] }, line: unhurriedLine });
});
afterAll(async () => {
  await proxied.close();
  await direct.close();
});

interface Try {
  readonly headers?: Readonly<Record<string, string>>;
  readonly password?: string;
  readonly email?: string;
}

async function tryPassword(vu: Attacked, person: TestPerson, { headers = {}, ...request }: Try, index = 0): Promise<string> {
  return outcomeOf(await vu.instance(index).call(operations.signInWithPassword, { body: passwordBody(person, request), headers }));
}

const GUESSES = 10;
const MILLISECONDS_A_DAY = 86_400_000;

/** What is missing from the allowances of one name, by whose they are. */
async function counted(vu: Attacked, { name, aDay }: Pick<typeof ACCOUNT_LIMIT, 'name' | 'aDay'>): Promise<Record<string, number>> {
  const now = vu.clock.now().getTime();
  const rows = await vu.query<{ key: string; whole_at: number }>('select key, whole_at from guess_allowances where name = $1', [name]);
  return Object.fromEntries(rows.map(({ key, whole_at }) => [key, Math.round(((whole_at - now) * aDay) / MILLISECONDS_A_DAY)]));
}

const forgetAll = (vu: Attacked) => vu.query('delete from guess_allowances');

async function guess(vu: Attacked, person: TestPerson, headersOf: (index: number) => Readonly<Record<string, string>>): Promise<void> {
  for (let index = 0; index < GUESSES; index += 1) await tryPassword(vu, person, { password: 'not it', headers: headersOf(index) }, index);
}

test.each([
  ['X-Forwarded-For', (index: number) => ({ 'x-forwarded-for': `203.0.113.${index}` })],
  ['X-Forwarded-For in several spellings', (index: number) => ({ 'X-FORWARDED-FOR': `2001:db8:${index}::1, 203.0.113.${index}` })],
  ['Forwarded', (index: number) => ({ forwarded: `for=203.0.113.${index};proto=https` })],
  ['X-Real-IP', (index: number) => ({ 'x-real-ip': `203.0.113.${index}` })],
  [
    'headers of content networks',
    (index: number) => ({ 'cf-connecting-ip': `203.0.113.${index}`, 'true-client-ip': `203.0.113.${index}` }),
  ],
  ['X-Client-IP and its like', (index: number) => ({ 'x-client-ip': `203.0.113.${index}`, 'x-cluster-client-ip': `203.0.113.${index}` })],
  [
    'X-Originating-IP and its like',
    (index: number) => ({ 'x-originating-ip': `203.0.113.${index}`, 'x-remote-addr': `203.0.113.${index}` }),
  ],
])('guessing while claiming a new address each time in %s is counted in one place', async (_, headersOf) => {
  await forgetAll(direct);
  await guess(direct, await direct.person(), headersOf);
  expect(await counted(direct, NETWORK_LIMIT)).toEqual({ '127.0.0.1': GUESSES });
});

test.each([
  ['what stands left of the proxy’s own entry', (index: number) => from(`203.0.113.${index}, 192.0.2.50`)],
  ['many entries', (index: number) => from(`${`203.0.113.${index}, `.repeat(20)}192.0.2.51`)],
  ['the trusted proxy’s own address', (index: number) => from(`203.0.113.${index}, 192.0.2.52, 127.0.0.1`)],
  ['other headers', (index: number) => ({ ...from('192.0.2.53'), 'x-real-ip': `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` })],
  ['ports', (index: number) => from(`192.0.2.54:${40_000 + index}`)],
  [
    'an IPv4 address as IPv6',
    (index: number) => from(['192.0.2.55', '::ffff:192.0.2.55', '::ffff:c000:237', '64:ff9b::192.0.2.55'][index % 4] ?? ''),
  ],
  ['the interface’s half of an IPv6 address', (index: number) => from(`2001:db8:5:6:${index}:${index * 7}:ffff:${index}`)],
  [
    'spellings of an IPv6 address',
    (index: number) =>
      from(
        ['2001:db8:5:7::1', '2001:0DB8:0005:0007:0:0:0:1', '2001:db8:5:7:0:0:0.0.0.1', '[2001:db8:5:7::2]:443', '2001:db8:5:7::%eth0'][
          index % 5
        ] ?? '',
      ),
  ],
])('behind a trusted proxy, guessing while varying %s is counted in one place', async (_, headersOf) => {
  await forgetAll(proxied);
  await guess(proxied, await proxied.person(), headersOf);
  expect(Object.values(await counted(proxied, NETWORK_LIMIT))).toEqual([GUESSES]);
});

test('a neighbouring /64 is another network, and of the same /56 and /48, which have allowances of their own', async () => {
  const person = await proxied.person();
  await forgetAll(proxied);
  await guess(proxied, person, (index) => from(`2001:db8:5:8::${index}`));
  await guess(proxied, person, (index) => from(`2001:db8:5:9::${index}`));
  await guess(proxied, person, (index) => from(`2001:db8:5:a0b0::${index}`));
  const [wide, narrow] = WIDER_LIMITS;
  expect(await counted(proxied, NETWORK_LIMIT)).toEqual({
    '2001:db8:5:8::/64': GUESSES,
    '2001:db8:5:9::/64': GUESSES,
    '2001:db8:5:a0b0::/64': GUESSES,
  });
  expect(await counted(proxied, narrow.limit)).toEqual({ '2001:db8:5:0::/56': 2 * GUESSES, '2001:db8:5:a000::/56': GUESSES });
  expect(await counted(proxied, wide.limit)).toEqual({ '2001:db8:5:0::/48': 3 * GUESSES });
});

test('guessing from hundreds of networks at one account stops at what it allows, however the address is typed', {
  timeout: 120_000,
}, async () => {
  const person = await proxied.person();
  const made: string[] = [];
  for (let index = 0; index < ACCOUNT_LIMIT.atOnce + 20; index += 1) {
    const email = [person.email, person.email.toUpperCase(), ` ${person.email}\t`][index % 3] ?? '';
    made.push(
      await tryPassword(proxied, person, { email, password: 'not it', headers: from(`2001:db8:${(index + 16).toString(16)}::1`) }, index),
    );
  }
  expect(made.filter((each) => each === 'credentials-refused')).toHaveLength(ACCOUNT_LIMIT.atOnce);
  expect(made.slice(ACCOUNT_LIMIT.atOnce)).toEqual(Array(20).fill('new-computer-code-needed'));
  expect(await tryPassword(proxied, person, { headers: from('2001:db8:ffff::1') })).toBe('new-computer-code-needed');
});

/** Letters that some way of lower-casing turns into an ASCII one, and others not. */
const LOOSE_LETTERS: Readonly<Record<string, readonly string[]>> = { i: ['İ', 'ı'], k: ['\u212a'], s: ['ſ'] };

/** Ways to type one address that a database or a program might take for the same. */
function spellingsOf(email: string): string[] {
  const loose = Object.entries(LOOSE_LETTERS).flatMap(([letter, others]) => others.map((other) => email.replaceAll(letter, other)));
  return [
    email,
    email.toUpperCase(),
    ` ${email}`,
    `${email}\u00a0`,
    `\t${email}\n`,
    `${email.slice(0, 3)}\u0000${email.slice(3)}`,
    ...loose,
  ];
}

test('no other way of typing an address gives more guesses at it', async () => {
  const person = await proxied.person();
  // An address with every letter that is loose somewhere.
  const email = `kiki.sisi.${person.email}`;
  await proxied.query('update users set email = $2 where id = $1', [person.id, email]);
  for (const spelling of spellingsOf(email)) {
    await forgetAll(proxied);
    for (let index = 0; index < GUESSES; index += 1)
      await tryPassword(proxied, person, { email: spelling, password: 'not it', headers: from('192.0.2.60') });
    // Either it is no spelling of this person's address, or its guesses were guesses at this person.
    const guessesAtPerson = (await counted(proxied, ACCOUNT_LIMIT))[accountHash(email).toString('hex')] ?? 0;
    const matched = await tryPassword(proxied, person, { email: spelling, headers: from('198.51.100.60') });
    expect([spelling, matched, guessesAtPerson]).toEqual([spelling, matched, matched === 'second-factor-needed' ? GUESSES : 0]);
  }
});

test('whoever knows only an address can’t keep its owner out: not by passwords, and codes can’t be reached without one', {
  timeout: 120_000,
}, async () => {
  const { person, secret, sessionToken } = await proxied.withEverything();
  const work = from('198.51.100.70');
  expect(await tryPassword(proxied, person, { headers: work })).toBe('second-factor-needed');
  for (let index = 0; index < 120; index += 1)
    await tryPassword(proxied, person, { password: 'not it', headers: from(`203.0.113.${index}`) }, index);
  // At work, where they signed in lately, and in the session that they have.
  expect(await tryPassword(proxied, person, { headers: work })).toBe('second-factor-needed');
  expect((await proxied.client.call(operations.readSession, { token: sessionToken })).ok).toBe(true);
  const { challengeToken } = await proxied.client
    .answer(operations.signInWithPassword, { body: passwordBody(person), headers: work })
    .then((answer) => (answer.outcome === 'second-factor-needed' ? answer : Promise.reject(new Error('no challenge'))));
  const answer = await proxied.client.call(operations.verifyAuthenticator, {
    token: challengeToken,
    body: { code: proxied.nextCode(secret) },
  });
  expect(outcomeOf(answer)).toBe('signed-in');
  expect(await proxied.wrongCodesOf(person)).toBe(0);
});

test('a flood of what anybody may read uses up nothing that others at that address need', { timeout: 60_000 }, async () => {
  const about = { method: 'GET', path: '/v1/about' } as const;
  const headers = from('2001:db8:9:9::1');
  const statuses = new Set<number>();
  for (let round = 0; round < 50; round += 1) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => raw(proxied.api.url, about, { headers })));
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
});
