import {
  CODE_INPUT_MOST,
  HELP_DESK_CODE_ALPHABET,
  HELP_DESK_CODE_GROUP,
  HELP_DESK_CODE_LENGTH,
  PASSWORD_CODE_LENGTH,
  RECOVERY_CODE_LENGTH,
  TEXT_CODE_ALPHABET,
  TEXT_CODE_LENGTH,
  TOTP_DIGITS,
} from './limits.ts';

/**
 * Codes as people type and copy them: by themselves, or somewhere in what was pasted. The page, main and the server read them by
 * these functions alone, so that what one takes the others take.
 */

interface CodeForm {
  readonly length: number;
  readonly alphabet: string;
  /** Where it is written in groups, how long each is. */
  readonly group: number;
  /** True when each such code has a letter and a digit. */
  readonly isMixed?: boolean;
}

const FORMS = {
  text: { length: TEXT_CODE_LENGTH, alphabet: TEXT_CODE_ALPHABET, group: TEXT_CODE_LENGTH / 2, isMixed: true },
  authenticator: { length: TOTP_DIGITS, alphabet: '0123456789', group: TOTP_DIGITS / 2 },
  recovery: { length: RECOVERY_CODE_LENGTH, alphabet: TEXT_CODE_ALPHABET, group: RECOVERY_CODE_LENGTH / 2 },
  password: { length: PASSWORD_CODE_LENGTH, alphabet: TEXT_CODE_ALPHABET, group: PASSWORD_CODE_LENGTH / 2 },
  'help-desk': { length: HELP_DESK_CODE_LENGTH, alphabet: HELP_DESK_CODE_ALPHABET, group: HELP_DESK_CODE_GROUP },
} as const satisfies Readonly<Record<string, CodeForm>>;

export type CodeKind = keyof typeof FORMS;

/** Why there is no code in what was typed. */
export type CodeFault =
  /** It is about as long as a code, and none. */
  | { readonly fault: 'length' }
  /** The first character that no such code has, as a code would be written. */
  | { readonly fault: 'character'; readonly character: string }
  /** It is much longer, such as a whole message, and there is no code in it. */
  | { readonly fault: 'absent' }
  /** More than one is in it. */
  | { readonly fault: 'several' };

/**
 * White space, every kind of dash, and the invisible characters that come along when a code is copied out of a
 * message (zero-width spaces and joiners, byte-order mark, soft hyphen). Full-width and other scripts' digits are
 * refused rather than guessed at.
 */
const SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]+/gu;
const DASHES = /[\u2010-\u2015\u2212-]+/gu;
/** What phones put around what is copied from a message, besides. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]+/gu;
/** What shows letters in another order than they are in, and what nobody types. */
const UNREADABLE = /(?![\t\n\r])[\p{Cc}\u202d\u202e]/u;
/** Quotes, brackets, full stops and the like, before and after a word. */
const PUNCTUATION_AROUND = /^[\p{P}`]+|[\p{P}`]+$/gu;
/** The number of a line in a list. */
const LIST_NUMBER = /^\d{1,2}[.)](?=.)/u;
/** Digits with what telephone numbers have between and before them. */
const NUMBER = /^\+?[\d()-]+$/u;
/** Digits beside a code that make a telephone number of it, or a part of one. */
const BESIDE_LEAST = 4;
/** What is this many times as long as a code was not meant as one. */
const NOT_MEANT_FROM = 2;

/** What a person typed or pasted as a code, without the spacing that does not matter. */
function withoutSeparators(typed: string): string {
  return typed.replace(SEPARATORS, '');
}

/** A code of a form, if a text without spacing is one. Tested before upper-casing, which would turn some other letters into ASCII ones. */
function asCode(form: CodeForm, text: string): string | null {
  if (text.length !== form.length || !/^[0-9A-Za-z]+$/.test(text)) return null;
  const upper = text.toUpperCase();
  return [...upper].every((character) => form.alphabet.includes(character)) ? upper : null;
}

const hasDigit = (text: string): boolean => /[0-9]/.test(text);
const hasLetter = (text: string): boolean => /[A-Z]/.test(text);

/** True when what is beside it shows that some digits are a telephone number's. */
function isPartOfNumber(words: readonly string[], from: number, to: number): boolean {
  return [words[from - 1], words[to]].some((word) => {
    const digits = word === undefined || !NUMBER.test(word) ? '' : word.replace(/\D/g, '');
    return digits.length >= BESIDE_LEAST && digits.length !== TOTP_DIGITS;
  });
}

/** The different codes among the words of a text that each take `count` words. */
function codesAmong(form: CodeForm, words: readonly string[], count: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at + count <= words.length; at += 1) {
    const taken = words.slice(at, at + count);
    if (count > 1 && taken.some((word) => word.length !== form.group)) continue;
    const code = asCode(form, taken.join('').replace(DASHES, ''));
    if (code === null || (!hasLetter(code) && isPartOfNumber(words, at, at + count))) continue;
    // Words without vowels, such as Welsh has, are no codes: a text-message code has a digit, and another one in groups nearly always.
    if ((form.isMixed === true && !(hasDigit(code) && hasLetter(code))) || (count > 1 && !hasDigit(code))) continue;
    found.add(code);
  }
  return found;
}

/** The codes in a text: whole words, or where there are none, words in groups. */
function codesIn(kind: CodeKind, typed: string): ReadonlySet<string> {
  const form: CodeForm = FORMS[kind];
  if (UNREADABLE.test(typed)) return new Set();
  const words = typed
    .replace(INVISIBLE, '')
    .split(/[\s:]+/u)
    // `1.234567` is a number, and its six digits are no code.
    .map((word) => (kind === 'authenticator' ? word : word.replace(LIST_NUMBER, '')).replace(PUNCTUATION_AROUND, ''))
    .filter((word) => word !== '');
  const whole = codesAmong(form, words, 1);
  return whole.size > 0 ? whole : codesAmong(form, words, form.length / form.group);
}

/** The code in what was typed or pasted, upper-cased, where exactly one is there; or why there is none. */
export function readCode(kind: CodeKind, typed: string): { readonly code: string } | CodeFault {
  if (typed.length > CODE_INPUT_MOST) return { fault: 'absent' };
  const form: CodeForm = FORMS[kind];
  const bare = withoutSeparators(typed);
  const meant = asCode(form, bare);
  if (meant !== null) return { code: meant };
  // Nothing but digits that are too many or too few is a slip of the finger.
  const isSlip = kind === 'authenticator' && /^[0-9]*$/.test(bare) && bare.length < form.length * NOT_MEANT_FROM;
  const found = isSlip ? new Set<string>() : codesIn(kind, typed);
  const [code] = found;
  if (found.size > 1) return { fault: 'several' };
  if (code !== undefined) return { code };
  if (bare.length >= form.length * NOT_MEANT_FROM) return { fault: 'absent' };
  const character = kind === 'authenticator' ? null : foreignCharacter(form, bare);
  return character === null ? { fault: 'length' } : { fault: 'character', character };
}

/** The first character that no code of a form has, where it can be shown; null when there is none. */
function foreignCharacter({ alphabet }: CodeForm, bare: string): string | null {
  const foreign = [...bare.replace(PUNCTUATION_AROUND, '')].find((character) => !alphabet.includes(character.toUpperCase()));
  return foreign !== undefined && /[\p{L}\p{N}\p{P}\p{S}]/u.test(foreign) ? foreign.toUpperCase() : null;
}

function codeOrNull(kind: CodeKind, typed: string): string | null {
  const read = readCode(kind, typed);
  return 'code' in read ? read.code : null;
}

/** The text-message code in what was typed, upper-cased; null when there isn't exactly one. */
export function readTextCode(typed: string): string | null {
  return codeOrNull('text', typed);
}

/** The six-digit authenticator code in what was typed; null when there isn't exactly one. */
export function readAuthenticatorCode(typed: string): string | null {
  return codeOrNull('authenticator', typed);
}

/** The recovery code in what was typed, upper-cased; null when there isn't exactly one. */
export function readRecoveryCode(typed: string): string | null {
  return codeOrNull('recovery', typed);
}

/** The code from the help desk in what was typed, upper-cased; null when there isn't exactly one. */
export function readHelpDeskCode(typed: string): string | null {
  return codeOrNull('help-desk', typed);
}

/** The code for a new password in what was typed, upper-cased; null when there isn't exactly one. */
export function readPasswordCode(typed: string): string | null {
  return codeOrNull('password', typed);
}

/** Splits a code or key into groups for reading aloud: `ABCDEF`, 3 → `['ABC', 'DEF']`. */
export function inGroups(code: string, size: number): string[] {
  const groups: string[] = [];
  for (let at = 0; at < code.length; at += size) groups.push(code.slice(at, at + size));
  return groups;
}
