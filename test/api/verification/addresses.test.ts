import { afterAll, beforeAll, expect, test } from 'vitest';
import { WRONG_PASSWORDS_BEFORE_PAUSE } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { passwordBody } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, from, outcomeOf, raw } from './attack.ts';

/** Evading the limits on passwords by changing what a request seems to be: where from, and for whom. */
let proxied: Attacked;
let direct: Attacked;
beforeAll(async () => {
  proxied = await attack();
  direct = await attack({ configuration: { trustedProxies: [] } });
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

async function guess(vu: Attacked, person: TestPerson, headersOf: (index: number) => Readonly<Record<string, string>>): Promise<void> {
  for (let index = 0; index < WRONG_PASSWORDS_BEFORE_PAUSE; index += 1)
    await tryPassword(vu, person, { password: 'not it', headers: headersOf(index) }, index);
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
  const person = await direct.person();
  await guess(direct, person, headersOf);
  expect(await tryPassword(direct, person, { headers: headersOf(99) })).toBe('credentials-refused');
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
  const person = await proxied.person();
  await guess(proxied, person, headersOf);
  expect(await tryPassword(proxied, person, { headers: headersOf(99) })).toBe('credentials-refused');
  // It is that place which is paused, not the person: from elsewhere they come in.
  expect(await tryPassword(proxied, person, { headers: from('198.51.100.200') })).toBe('second-factor-needed');
});

test('a neighbouring /64 is another network', async () => {
  const person = await proxied.person();
  await guess(proxied, person, (index) => from(`2001:db8:5:8::${index}`));
  expect(await tryPassword(proxied, person, { headers: from('2001:db8:5:8:ffff:ffff:ffff:ffff') })).toBe('credentials-refused');
  expect(await tryPassword(proxied, person, { headers: from('2001:db8:5:9::1') })).toBe('second-factor-needed');
});

test('guessing from hundreds of networks at one account stops at a hundred, however the address is typed', {
  timeout: 120_000,
}, async () => {
  const person = await proxied.person();
  for (let index = 0; index < 100; index += 1) {
    const email = [person.email, person.email.toUpperCase(), ` ${person.email}\t`][index % 3] ?? '';
    await tryPassword(proxied, person, { email, password: 'not it', headers: from(`2001:db8:${(index + 16).toString(16)}::1`) }, index);
  }
  expect(await tryPassword(proxied, person, { headers: from('2001:db8:ffff::1') })).toBe('credentials-refused');
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
    await proxied.query('delete from password_counters');
    for (let index = 0; index < WRONG_PASSWORDS_BEFORE_PAUSE; index += 1)
      await tryPassword(proxied, person, { email: spelling, password: 'not it', headers: from('192.0.2.60') });
    // Either it is no spelling of this person's address, or its guesses were guesses at this person.
    const matched = await tryPassword(proxied, person, { email: spelling, headers: from('198.51.100.60') });
    const here = await tryPassword(proxied, person, { email, headers: from('192.0.2.60') });
    expect([spelling, matched, here]).toEqual([
      spelling,
      matched,
      matched === 'second-factor-needed' ? 'credentials-refused' : 'second-factor-needed',
    ]);
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

test('a flood from one network is stopped for that network, on both instances, and told when to come back', async () => {
  const about = { method: 'GET', path: '/v1/about' } as const;
  const flood = from('2001:db8:9:9::1');
  // The allowance as it is after a flood, so that the test need not be one.
  const name = 'public';
  await raw(proxied.api.url, about, { headers: flood });
  await proxied.query('update rate_allowance set whole_at = $1 where name = $2 and network = $3', [
    proxied.clock.now().getTime() + 4_500 * (60_000 / 1_800),
    name,
    '2001:db8:9:9::/64',
  ]);
  for (const address of ['2001:db8:9:9::2', '2001:0db8:0009:0009:ffff::']) {
    for (const index of [0, 1]) {
      const answered = await proxied.instance(index).call(operations.about, { headers: from(address) });
      expect(outcomeOf(answered)).toBe('too-many-requests');
      expect(Number(answered.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  }
  expect(outcomeOf(await proxied.other.call(operations.about, { headers: from('2001:db8:9:a::1') }))).toBe('done');
});
