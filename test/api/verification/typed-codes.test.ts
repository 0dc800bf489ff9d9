import { afterAll, beforeAll, expect, test } from 'vitest';
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
  ['a minus sign at the end and a full stop', (right) => `${right}-.`],
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
  ['SQL', (right) => `${right}' or '1'='1`],
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
  for (const code of [123_456, [right], { code: right }, null, true, '', 'x'.repeat(65), ['1', '2']]) {
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
