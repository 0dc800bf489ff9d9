import type { PasswordFault } from '../../shared/errors.ts';
import { PASSWORD_LEAST, PASSWORD_MOST } from '../../shared/sign-in/limits.ts';
import { COMMON_WORDS } from './common-passwords.ts';

/** Different characters that a password has at the least: `aaaaaaaa` and `12121212` have fewer. */
const DIFFERENT_LEAST = 4;
/** The part of an address before the @ counts when it is this long: shorter ones turn up by chance. */
const LOCAL_PART_LEAST = 4;
/** Rows along which fingers run. */
const RUNS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p'];
/** Characters used for letters that they look like. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Typed characters, as NIST SP 800-63B counts them: one for each code point of the normal form. */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Why a new password can't be used; null when it can. Length and the passwords that are tried first, and no rules of
 * composition (NIST SP 800-63B, GOV.UK Design System).
 */
export function passwordFault(password: string, email: string): PasswordFault | null {
  const normal = normalPassword(password);
  const length = [...normal].length;
  if (length < PASSWORD_LEAST) return 'too-short';
  if (length > PASSWORD_MOST) return 'too-long';
  const lower = normal.toLowerCase();
  const localPart = email.toLowerCase().split('@')[0] ?? '';
  if (lower.includes(email.toLowerCase()) || (localPart.length >= LOCAL_PART_LEAST && lower.includes(localPart))) return 'contains-email';
  return isCommon(lower) ? 'common' : null;
}

function isCommon(lower: string): boolean {
  if (new Set(lower).size < DIFFERENT_LEAST || isRun(lower)) return true;
  const lettersOnly = (text: string) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '').replace(/[\s_.-]+/g, '');
  const bare = lettersOnly(lower);
  const readAsLetters = lettersOnly([...bare].map((character) => LOOK_ALIKES[character] ?? character).join(''));
  const whole = lettersOnly([...lower].map((character) => LOOK_ALIKES[character] ?? character).join(''));
  return bare === '' || [bare, readAsLetters, whole].some((word) => COMMON_WORDS.has(word) || isTwice(word) || isRun(word));
}

/** A common word said twice, e.g. `councilcouncil`. */
function isTwice(word: string): boolean {
  const half = word.slice(0, word.length / 2);
  return half.length >= 3 && half + half === word && COMMON_WORDS.has(half);
}

/** All of it along one row of keys, in either direction. */
function isRun(text: string): boolean {
  const backwards = [...text].reverse().join('');
  return text.length >= 3 && RUNS.some((run) => run.repeat(2).includes(text) || run.repeat(2).includes(backwards));
}
