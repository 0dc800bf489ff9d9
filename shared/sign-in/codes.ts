import {
  HELP_DESK_CODE_ALPHABET,
  HELP_DESK_CODE_LENGTH,
  PASSWORD_CODE_LENGTH,
  RECOVERY_CODE_LENGTH,
  TEXT_CODE_ALPHABET,
  TEXT_CODE_LENGTH,
  TOTP_DIGITS,
} from './limits.ts';

/**
 * White space, every kind of dash, and the invisible characters that come along when a code is copied out of a
 * message (zero-width spaces and joiners, byte-order mark, soft hyphen). Nothing else is forgiven: full-width and
 * other scripts' digits are refused rather than guessed at.
 */
const SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]+/gu;

/** What a person typed or pasted as a code, without the spacing that does not matter. */
function withoutSeparators(typed: string): string {
  return typed.replace(SEPARATORS, '');
}

/** The text-message code in what was typed, upper-cased; null when it can't be one. */
export function readTextCode(typed: string): string | null {
  const code = withoutSeparators(typed);
  // Tested before upper-casing, which would turn some non-ASCII letters into ASCII ones.
  if (!/^[0-9A-Za-z]+$/.test(code) || code.length !== TEXT_CODE_LENGTH) return null;
  const upper = code.toUpperCase();
  return [...upper].every((character) => TEXT_CODE_ALPHABET.includes(character)) ? upper : null;
}

/** The code for a new password in what was typed, upper-cased; null when it can't be one. */
export function readPasswordCode(typed: string): string | null {
  const code = withoutSeparators(typed);
  if (!/^[0-9A-Za-z]+$/.test(code) || code.length !== PASSWORD_CODE_LENGTH) return null;
  const upper = code.toUpperCase();
  return [...upper].every((character) => TEXT_CODE_ALPHABET.includes(character)) ? upper : null;
}

/** The first character of what was typed that no code of an alphabet has, as it would be written; null when there is none. */
export function foreignCharacter(typed: string, alphabet = TEXT_CODE_ALPHABET): string | null {
  const foreign = [...withoutSeparators(typed)].find((character) => !alphabet.includes(character.toUpperCase()));
  return foreign?.toUpperCase() ?? null;
}

/** The six-digit authenticator code in what was typed; null when it can't be one. */
export function readAuthenticatorCode(typed: string): string | null {
  const code = withoutSeparators(typed);
  return /^[0-9]+$/.test(code) && code.length === TOTP_DIGITS ? code : null;
}

/** The recovery code in what was typed, upper-cased; null when it can't be one. */
export function readRecoveryCode(typed: string): string | null {
  const code = withoutSeparators(typed);
  if (!/^[0-9A-Za-z]+$/.test(code) || code.length !== RECOVERY_CODE_LENGTH) return null;
  const upper = code.toUpperCase();
  return [...upper].every((character) => TEXT_CODE_ALPHABET.includes(character)) ? upper : null;
}

/** The code from the help desk in what was typed, upper-cased; null when it can't be one. */
export function readHelpDeskCode(typed: string): string | null {
  const code = withoutSeparators(typed);
  if (!/^[0-9A-Za-z]+$/.test(code) || code.length !== HELP_DESK_CODE_LENGTH) return null;
  const upper = code.toUpperCase();
  return [...upper].every((character) => HELP_DESK_CODE_ALPHABET.includes(character)) ? upper : null;
}

/** Splits a code or key into groups for reading aloud: `ABCDEF`, 3 → `['ABC', 'DEF']`. */
export function inGroups(code: string, size: number): string[] {
  const groups: string[] = [];
  for (let at = 0; at < code.length; at += size) groups.push(code.slice(at, at + size));
  return groups;
}
