import type { PasswordFault } from '../../shared/errors.ts';
import { PASSWORD_LEAST, PASSWORD_MOST } from '../../shared/sign-in/limits.ts';
import { isGuessedFirst } from './password-judge.ts';

/** A word of a name or an address counts when it is this long: shorter ones turn up by chance. */
const PART_LEAST = 4;
/** What the product and its parts are called, as one writes it in a password. */
const PRODUCT = ['vudesktop', 'customerservicevu', 'customerservice', 'vucontrol', 'formsportal', 'citizensvu'];
/** Characters that are put for letters in the names that people take. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Whose password it is to be, as far as a guesser knows them. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
  /** What the council is called, in each language. */
  readonly council: readonly string[];
}

/**
 * The one form of a password that is hashed and compared. Keyboards make the same letter out of one code point or several, so it
 * has to have one form; NFKC is the one that NIST SP 800-63B names and that every hash so far was made of. Nothing else is folded.
 */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Characters of a password as it was typed: one for each code point, with an accent in its letter. Not of the form that is hashed, in which
 * some single characters are many.
 */
export function passwordLength(password: string): number {
  return [...password.normalize('NFC')].length;
}

/**
 * Why a new password can't be used; null when it can. Length, what a guesser tries first and what a guesser knows of the
 * person, and no rules of composition (NIST SP 800-63B, GOV.UK Design System).
 * @throws Refusal `too-many-requests` when too many are being judged.
 */
export async function passwordFault(password: string, owner: PasswordOwner): Promise<PasswordFault | null> {
  const length = passwordLength(password);
  if (length < PASSWORD_LEAST) return 'too-short';
  if (length > PASSWORD_MOST) return 'too-long';
  const normal = normalPassword(password);
  const [localPart = '', domain = ''] = owner.email.split('@');
  // The end of a domain is nobody's.
  if (holds(normal, [...words(localPart), together(localPart), ...words(domain).slice(0, -1)])) return 'contains-email';
  if (await isGuessedFirst(normal)) return 'common';
  const names = [owner.name, ...owner.council].flatMap((name) => [...words(name), together(name)]);
  return holds(normal, [...names, ...PRODUCT]) ? 'contains-name' : null;
}

/** The words of a name or an address that are long enough to be recognised. */
function words(text: string): string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const together = (text: string): string => words(text).join('');

/** Without capitals and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether one of the words is in a password, however it is written: spaced, with digits for letters, or backwards. */
function holds(password: string, parts: readonly string[]): boolean {
  const written = plain(password);
  const bare = written.replace(/[\s\p{Pd}_.]+/gu, '');
  const asLetters = [...bare].map((character) => LOOK_ALIKES[character] ?? character).join('');
  const forms = [written, bare, asLetters].flatMap((form) => [form, [...form].reverse().join('')]);
  return parts.some((part) => [...part].length >= PART_LEAST && forms.some((form) => form.includes(part)));
}
