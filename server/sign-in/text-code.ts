import { randomInt } from 'node:crypto';
import { TEXT_CODE_ALPHABET, TEXT_CODE_LENGTH } from '../../shared/sign-in/limits.ts';

/** Uniform characters of a code's alphabet (`randomInt` rejects what would lean towards some of them). */
export function randomCharacters(length: number, alphabet = TEXT_CODE_ALPHABET): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** A new text-message code: whole draws are repeated until one has a letter and a digit, so that all such codes are equally likely. */
export function newTextCode(): string {
  for (;;) {
    const code = randomCharacters(TEXT_CODE_LENGTH);
    if (/[0-9]/.test(code) && /[A-Z]/.test(code)) return code;
  }
}
