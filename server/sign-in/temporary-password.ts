import { randomInt } from 'node:crypto';
import { TEXT_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
import { normalPassword } from './password-rules.ts';

/** Sixteen characters of 25 are 74 bits: enough for a password that lives until it is changed. */
const GROUPS = 4;
const GROUP = 4;
const WRITTEN_TOGETHER = new RegExp(`^[${TEXT_CODE_ALPHABET}]{${GROUPS * GROUP}}$`);

/** Nobody chooses it, so that nobody else's habit or list has it. In capitals, in groups with dashes between. */
export function makeTemporaryPassword(): string {
  const group = () => Array.from({ length: GROUP }, () => TEXT_CODE_ALPHABET.charAt(randomInt(TEXT_CODE_ALPHABET.length))).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/**
 * What was typed, as a temporary password is written, if it is one but for capitals, dashes and spaces: it is read out by
 * phone, where nobody says those. They were never drawn, so that no other password is any more likely to be right for it.
 */
export function asTemporaryPassword(typed: string): string {
  const together = normalPassword(typed)
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
  if (!WRITTEN_TOGETHER.test(together)) return typed;
  return Array.from({ length: GROUPS }, (_, group) => together.slice(group * GROUP, (group + 1) * GROUP)).join('-');
}

/** What was typed, as it is compared with somebody's password: one that they chose, character by character. */
export function passwordAsKept(typed: string, person: { readonly temporary_password_until: Date | null } | undefined): string {
  // Worked out for everybody, so that it takes as long whoever they are.
  const temporary = asTemporaryPassword(typed);
  return (person?.temporary_password_until ?? null) === null ? typed : temporary;
}
