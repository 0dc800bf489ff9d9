import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { PASSWORD_LEAST } from '../../shared/sign-in/limits.ts';
import { COMMON_PASSWORDS, KEYBOARDS } from './common-passwords.ts';

/**
 * How many guesses a password must withstand by zxcvbn's reckoning. It leaves room for one step from any word of the list, and
 * only one in a hundred passwords of eight random letters has so few.
 */
const GUESSES_LEAST = 10_000_000;
/**
 * The same for a word of the list with something before or after it, reckoned by what each part has to be guessed from. zxcvbn
 * takes each further part for a new password and so `Password2026!` for a good one.
 */
const DECORATED_GUESSES_LEAST = 100_000_000;

/** As many characters are taken off both ends together as `2026!` and a little more. */
const DECORATION_MOST = 8;
/** Shorter words turn up within random characters. */
const CORE_LEAST = 4;

/** What a guesser pays for each step: capitals somewhere, letters swapped for what they look like, read backwards, said twice. */
const STEP = 4;
const DIGITS = 10;
const MARKS = 33;
/** What each character of something that is said again and again is guessed from. */
const REPEATED = 36;
const REPEATED_MOST = 4;
/** Years that people put behind a word: those that they were born in, and those that they live in. */
const YEARS = 40;

/** Characters used for letters that they look like. `1` is said to be either of two. */
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ['0', 'o'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['6', 'g'],
  ['7', 't'],
  ['8', 'b'],
  ['9', 'g'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
  ['|', 'l'],
  ['+', 't'],
  ['(', 'c'],
];
const TABLES = ['i', 'l'].map((one) => new Map([...LOOK_ALIKES, ['1', one] as const]));

const RANKS = new Map<string, number>();
for (const [at, word] of COMMON_PASSWORDS.entries()) if (!RANKS.has(word)) RANKS.set(word, at + 1);

const estimator = new ZxcvbnFactory({ dictionary: { passwords: [...COMMON_PASSWORDS] }, graphs: KEYBOARDS });

/**
 * Whether somebody who guesses would come upon a password early: it is in the list, or a step or two from something in it, or
 * runs along the keyboard, repeats itself or is a date. Judged as a whole, so that seventeen digits that say nothing are good.
 * Takes up to a second for the longest that there is: not for a thread that serves others.
 */
export function isGuessedFirst(password: string): boolean {
  const together = password.replace(/[\s\p{Pd}_.]+/gu, '');
  const forms = together === password || together.length < PASSWORD_LEAST ? [password] : [password, together];
  return forms.some((form) => isDecorated(form)) || forms.some((form) => estimator.check(form).guesses < GUESSES_LEAST);
}

/** Whether there is a word of the list in it, with little around it. */
function isDecorated(password: string): boolean {
  const characters = [...password];
  const most = (side: readonly string[]) => {
    const letter = side.findIndex((character) => /\p{L}/u.test(character));
    return Math.min(DECORATION_MOST, letter === -1 ? side.length : letter);
  };
  const before = most(characters);
  const after = most(characters.toReversed());
  for (let lead = 0; lead <= before; lead += 1) {
    for (let trail = 0; trail <= after && lead + trail <= DECORATION_MOST; trail += 1) {
      const end = characters.length - trail;
      if (end - lead < CORE_LEAST) continue;
      const core = coreGuesses(characters.slice(lead, end).join(''));
      if (core === null) continue;
      const around = decorationGuesses(characters.slice(0, lead).join('')) * decorationGuesses(characters.slice(end).join(''));
      if (core * around < DECORATED_GUESSES_LEAST) return true;
    }
  }
  return false;
}

/** How many guesses come before a word of the list, as it is or a step from it; null where it is none. */
function coreGuesses(core: string): number | null {
  const lower = core.toLowerCase();
  const capitals = lower === core ? 1 : STEP;
  const plain = [lower, ...TABLES.map((table) => [...lower].map((character) => table.get(character) ?? character).join(''))];
  const repeated = new RegExp(`^(.{1,${REPEATED_MOST}}?)\\1+$`, 'u').exec(lower)?.[1];
  let least = repeated === undefined ? null : REPEATED ** repeated.length * capitals;
  for (const [at, word] of plain.entries()) {
    for (const [read, turned] of [
      [word, 1],
      [[...word].reverse().join(''), STEP],
      [said(word), STEP],
    ] as const) {
      const rank = read === null ? undefined : RANKS.get(read);
      if (rank === undefined) continue;
      const guesses = rank * capitals * turned * (at === 0 ? 1 : STEP);
      least = least === null ? guesses : Math.min(least, guesses);
    }
  }
  return least;
}

/** What is said twice in a word, if anything is. */
function said(word: string): string | null {
  const half = word.slice(0, word.length / 2);
  return half.length >= CORE_LEAST && half + half === word ? half : null;
}

function decorationGuesses(text: string): number {
  const year = /(?:19|20)\d\d/.exec(text);
  const rest = year === null ? text : text.replace(year[0], '');
  return [...rest].reduce((guesses, character) => guesses * (/\d/.test(character) ? DIGITS : MARKS), year === null ? 1 : YEARS);
}
