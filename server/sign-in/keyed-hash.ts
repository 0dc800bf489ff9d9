import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import type { Keyring } from '../keys.ts';

/**
 * Keyed hashes of one-time codes. Codes are short enough to try out, so a copy of the database without the key must
 * not be enough to do it. Each kind has its own label: a hash of one kind never stands for another.
 */
function codeMac(key: Buffer, label: string, owner: string, code: string): Buffer {
  return createHmac('sha256', key).update(`${label}\n${owner}\n${code}`).digest();
}

/** A kind of code: the hash to keep of a new one, and the hashes that one given now may have been kept by, of every key. */
const kindOfCode = (label: string) => ({
  toKeep: ({ current }: Keyring, owner: string, code: string): Buffer => codeMac(current.key, label, owner, code),
  toFind: ({ byId }: Keyring, owner: string, code: string): Buffer[] => [...byId.values()].map((key) => codeMac(key, label, owner, code)),
});

/** Text-message codes, owned by the challenge that asked for one: in any other it is a wrong one. */
export const textCodeMac = kindOfCode('vu-text-code-1');

/**
 * Recovery codes, owned by a person. ASVS 6.5.2 wants a password hash below 112 bits because a leaked table could be searched; under
 * a key that isn't in the table it can't be, and looking a code up stays one indexed statement.
 */
export const recoveryCodeMac = kindOfCode('vu-recovery-code-1');

/** Codes from the help desk, owned by a person and a purpose: for another one it is a wrong one. */
export const helpDeskCodeMac = kindOfCode('vu-help-desk-code-1');

/** Codes for a new password, owned by the recovery that asked for one. */
export const passwordCodeMac = kindOfCode('vu-password-code-1');

/** Stands for an address in the password counters, whether or not anybody has it. */
export function accountHash(email: string): Buffer {
  return createHash('sha256')
    .update(`vu-account-1\n${identifierKey(email)}`)
    .digest();
}

/** Compares in constant time. */
export function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
