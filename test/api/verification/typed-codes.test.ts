import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCode } from '../../../shared/sign-in/codes.ts';
import { CODE_INPUT_MOST, RECOVERY_CODES } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, outcomeOf, textChallenge } from './attack.ts';

/** What is typed as a code: what only looks like it is refused, without a fault and without a guess; what spacing adds is forgiven. */
let vu: Attacked;
let victim: Victim;
beforeAll(async () => {
  vu = await attack();
  victim = await vu.withEverything();
});
afterAll(() => vu.close());

const KINDS = ['text-message', 'authenticator', 'recovery-code'] as const;
type Kind = (typeof KINDS)[number];
const OPERATION = {
  'text-message': operations.verifyTextMessage,
  authenticator: operations.verifyAuthenticator,
  'recovery-code': operations.verifyRecoveryCode,
} as const;

const READ_AS = { 'text-message': 'text', authenticator: 'authenticator', 'recovery-code': 'recovery' } as const;

/** A challenge in which the right code of a kind is known. */
async function known(kind: Kind, recovery: number): Promise<{ readonly token: string; readonly right: string }> {
  const { challengeToken: token, code } = await textChallenge(vu, victim.person);
  if (kind === 'text-message') return { token, right: code };
  if (kind === 'authenticator') return { token, right: vu.nextCode(victim.secret) };
  return { token, right: victim.recoveryCodes[recovery] ?? '' };
}

const shifted = (text: string, by: number): string =>
  [...text]
    .map((character) => (/[0-9A-Za-z]/.test(character) ? String.fromCodePoint((character.codePointAt(0) ?? 0) + by) : character))
    .join('');
const digitsFrom = (text: string, zero: number): string => text.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** Ways to write a code that is not it. */
const DISGUISES: readonly (readonly [string, (right: string) => string])[] = [
  ['full-width', (right) => shifted(right, 0xfee0)],
  ['one full-width character', (right) => shifted(right.slice(0, 1), 0xfee0) + right.slice(1)],
  ['Arabic-Indic digits', (right) => `${digitsFrom(right.replaceAll(/\D/g, '2'), 0x0660)}`],
  ['Devanagari digits', (right) => `${digitsFrom(right.replaceAll(/\D/g, '2'), 0x0966)}`],
  ['mathematical digits', (right) => `${digitsFrom(right.replaceAll(/\D/g, '2'), 0x1d7ce)}`],
  ['superscripts', (right) => right.replaceAll(/./g, '²')],
  ['a plus sign', (right) => `+${right}`],
  ['a plus sign in place of a character', (right) => `+${right.slice(1)}`],
  ['a decimal', (right) => `${right}.0`],
  ['an exponent', (right) => `${right.slice(0, -2)}e1`],
  ['hexadecimal', (right) => `0x${right.slice(2)}`],
  ['an underscore', (right) => `${right.slice(0, 3)}_${right.slice(3)}`],
  ['a comma', (right) => `${right.slice(0, 3)},${right.slice(3)}`],
  ['one character less', (right) => right.slice(1)],
  ['one character more', (right) => `${right}2`],
  ['the code twice', (right) => `${right}${right}`],
  ['two codes', (right) => `${right},222222`],
  ['a NUL', (right) => `${right}\u0000`],
  ['a NUL in place of a character', (right) => `\u0000${right.slice(1)}`],
  ['a combining mark', (right) => `${right.slice(0, 3)}\u0301${right.slice(3)}`],
  ['a variation selector', (right) => `${right}\ufe0f`],
  ['a right-to-left override', (right) => `\u202e${[...right].reverse().join('')}`],
  ['a tag character', (right) => `${right}\u{e0030}`],
  ['a long s and a dotless i', (right) => `${right.slice(0, -1)}ſ`],
  ['markup', (right) => `<b>${right}</b>`],
  ['SQL', (right) => `'or'1'='1'or'${right}'`],
  ['a right-to-left override before it in a message', (right) => `\u202e${[...right].reverse().join('')} is your code`],
  ['a telephone number that ends with it', (right) => `07700 ${right.replaceAll(/\D/g, '2')}`],
  ['a pattern', () => '______'],
  ['a percent sign', () => '%'],
  ['only spaces', () => '      '],
  ['only zero-width characters', () => '\u200b\u200c\u200d\u2060\ufeff'],
  ['half a surrogate pair', (right) => `${right.slice(0, -1)}\ud800`],
  ['NaN', () => 'NaN'],
  ['Infinity', () => 'Infinity'],
];

test.each(KINDS)('a code in disguise (%s) is refused as a wrong one, costs no try, and tells nothing', async (kind) => {
  const { token, right } = await known(kind, 0);
  const answers = new Set<string>();
  for (const [disguise, write] of DISGUISES) {
    const answered = await vu.client.call(OPERATION[kind], { token, body: { code: write(right) } });
    expect([disguise, outcomeOf(answered)]).toEqual([disguise, 'code-wrong']);
    if (!answered.ok) answers.add(JSON.stringify({ ...answered.error, reference: '' }));
  }
  expect(answers.size).toBe(1);
  expect(await vu.wrongCodesOf(victim.person)).toBe(0);
  expect(outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: right } }))).toBe('signed-in');
});

/** What people's keyboards, phones and password managers put around and between. */
const SPACINGS: readonly (readonly [string, (right: string) => string])[] = [
  ['a space in the middle', (right) => `${right.slice(0, 3)} ${right.slice(3)}`],
  ['a no-break space and a hyphen', (right) => `${right.slice(0, 2)}\u00a0${right.slice(2, 4)}-${right.slice(4)}`],
  ['dashes and zero-width characters', (right) => `\ufeff${[...right].join('\u200b')}\u2013\u2060`],
  ['a line of a message', (right) => `\t${right}\r\n`],
];

test.each(KINDS)('a code with spacing, dashes and zero-width characters (%s) is the code', async (kind) => {
  for (const [index, [spacing, write]] of SPACINGS.entries()) {
    vu.clock.advance({ minutes: 4 });
    const { token, right } = await known(kind, index + 1);
    expect([spacing, outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: write(right) } }))]).toEqual([
      spacing,
      'signed-in',
    ]);
  }
});

const half = (right: string): string => `${right.slice(0, right.length / 2)} ${right.slice(right.length / 2)}`;

/** What is on the clipboard when somebody copies more than the code. */
const COPIED: readonly (readonly [string, (right: string) => string])[] = [
  ['a full stop after it', (right) => `${right}.`],
  ['a dash and a full stop after it', (right) => `${right}-.`],
  ['quotes around it', (right) => `“${right}”,`],
  [
    'the whole message',
    (right) => `Vu Desktop: ${right} is your Customer Service Vu security code. It lasts 10 minutes. Never read it out to anyone.`,
  ],
  [
    'the whole message in Welsh',
    (right) =>
      `Vu Desktop: ${right} yw eich cod diogelwch ar gyfer Customer Service Vu. Mae'n para am 10 munud. Ni ddylech byth ei ddarllen yn uchel i neb.`,
  ],
  ['the message with when it came, over lines', (right) => `Today 23:45\r\nVu Desktop:\n\n${right.toLowerCase()}\tis your code\r\n`],
  ['the message twice', (right) => `${right} is your code. It lasts 10 minutes.\n${right} is your code. It lasts 10 minutes.`],
  ['a quoted reply', (right) => `> Is this it?\n> ${right}\n`],
  ['the code in bold', (right) => `Code: **${right}**`],
  ['the code in two groups in a sentence', (right) => `My code is ${half(right)}, thanks`],
  ['a no-break space and isolates of a phone', (right) => `\u2068Your\u00a0code\u00a0is\u00a0${right}\u2069`],
  ['an entry of an app with its name', (right) => `Porthaven Council\nnia.bevan@porthaven.example\n${half(right)}`],
];

test.each(KINDS)('the one code that is in what was copied (%s) is the code, for the page and the server alike', async (kind) => {
  victim = await vu.withEverything();
  let used = 0;
  for (const [copied, write] of COPIED) {
    vu.clock.advance({ minutes: 4 });
    if (kind === 'recovery-code' && used >= RECOVERY_CODES) {
      victim = await vu.withEverything();
      used = 0;
    }
    const { token, right } = await known(kind, used);
    used += 1;
    expect([copied, readCode(READ_AS[kind], write(right))]).toEqual([copied, { code: right.replaceAll('-', '') }]);
    expect([copied, outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: write(right) } }))]).toEqual([
      copied,
      'signed-in',
    ]);
  }
});

test('a line of a numbered list of recovery codes is the code', async () => {
  victim = await vu.withEverything();
  const lists: readonly ((right: string) => string)[] = [
    (right) => `5. ${right}`,
    (right) => `5.${right}`,
    (right) => `10) ${right.slice(0, 5)}-${right.slice(-5)}`,
    (right) => `5 ${right}`,
    (right) => `(5)\t${half(right)};`,
  ];
  for (const [at, write] of lists.entries()) {
    vu.clock.advance({ minutes: 4 });
    const { token, right } = await known('recovery-code', at);
    const written = write(right);
    expect([written, outcomeOf(await vu.client.call(OPERATION['recovery-code'], { token, body: { code: written } }))]).toEqual([
      written,
      'signed-in',
    ]);
  }
});

test('two codes in what was copied are no code, of whichever kind: none is tried, and no try is used', async () => {
  victim = await vu.withEverything();
  for (const kind of KINDS) {
    vu.clock.advance({ minutes: 4 });
    const { token, right } = await known(kind, 0);
    const other = right.startsWith('2') ? `3${right.slice(1)}` : `2${right.slice(1)}`;
    for (const both of [`${other} ${right}`, `1. ${right}\n2. ${other}`, `The old one was ${other}. Now ${right}.`]) {
      expect([both, readCode(READ_AS[kind], both)]).toEqual([both, { fault: 'several' }]);
      expect([both, outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: both } }))]).toEqual([both, 'code-wrong']);
    }
    expect(await vu.wrongCodesOf(victim.person)).toBe(0);
    expect(outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: right } }))).toBe('signed-in');
  }
});

test('words and numbers that only look a little like a code are none', () => {
  const none: readonly (readonly [Parameters<typeof readCode>[0], string])[] = [
    ['text', 'Ni ddaeth dim neges hyd yn hyn, hwnnw yw’r drwg'],
    ['text', 'Ring 01632 960123 about invoice 20261130, please'],
    ['text', 'the 3rd thing of them'],
    ['authenticator', '1234567'],
    ['authenticator', '1 234567'],
    ['authenticator', 'my number is 07700 900123'],
    ['authenticator', 'my number is +44 7700 900 123'],
    ['authenticator', 'it costs 1.234567 or £123456.50'],
    ['recovery', 'hwnnw gwynt cryf'],
    ['recovery', `${'CDFGH-2345 '.repeat(3)}`],
    ['help-desk', 'HKLM 2346 thanks'],
    ['text', `CDF234 ${'x'.repeat(CODE_INPUT_MOST)}`],
  ];
  for (const [kind, typed] of none) expect([typed, readCode(kind, typed)]).not.toEqual([typed, { code: expect.anything() }]);
  expect(readCode('help-desk', 'They said: “hklm 2346-789h.”')).toEqual({ fault: 'absent' });
  expect(readCode('help-desk', 'They said “hklm-2346-789h”.')).toEqual({ code: 'HKLM2346789H' });
});

test('a code of one kind is none of another', async () => {
  const { token, right } = await known('text-message', 9);
  for (const kind of ['authenticator', 'recovery-code'] as const)
    expect(outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: right } }))).toBe('code-wrong');
  const app = vu.nextCode(victim.secret);
  for (const kind of ['text-message', 'recovery-code'] as const)
    expect(outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code: app } }))).toBe('code-wrong');
});

test('what is not text where a code should be is refused for its form', async () => {
  const { token, right } = await known('text-message', 9);
  const before = await vu.wrongCodesOf(victim.person);
  for (const code of [123_456, [right], { code: right }, null, true, '', 'x'.repeat(CODE_INPUT_MOST + 1), ['1', '2']]) {
    for (const kind of KINDS) {
      const answered = await vu.client.call(OPERATION[kind], { token, body: { code } as never });
      expect([code, outcomeOf(answered)]).toEqual([code, 'request-invalid']);
    }
  }
  expect(await vu.wrongCodesOf(victim.person)).toBe(before);
});

test('there is no code that always works', async () => {
  const favourites = [
    '000000',
    '111111',
    '123456',
    '654321',
    '121212',
    '999999',
    '123123',
    '00000000',
    '2222222222',
    'CCCCCC',
    'DDDDDD',
    'MASTER',
    'TEST23',
  ];
  for (const code of favourites) {
    vu.clock.advance({ minutes: 4 });
    const { challengeToken: token } = await textChallenge(vu, victim.person);
    for (const kind of KINDS)
      expect([kind, code, outcomeOf(await vu.client.call(OPERATION[kind], { token, body: { code } }))]).toEqual([kind, code, 'code-wrong']);
    await vu.admin.unlockCodes({ kind: 'system' }, victim.person.id);
  }
});
