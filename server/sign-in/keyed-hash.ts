import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Keyed hashes of one-time codes. Codes are short enough to try out, so a copy of the database without the key must
 * not be enough to do it. Each kind has its own label: a hash of one kind never stands for another.
 */
function codeMac(key: Buffer, label: string, owner: string, code: string): Buffer {
  return createHmac('sha256', key).update(`${label}\n${owner}\n${code}`).digest();
}

/** Of a text-message code, in the challenge that asked for it: in any other it is a wrong one. */
export const textCodeMac = (key: Buffer, challengeId: string, code: string): Buffer => codeMac(key, 'vu-text-code-1', challengeId, code);

/**
 * Of a recovery code. ASVS 6.5.2 wants a password hash below 112 bits because a leaked table could be searched; under
 * a key that isn't in the table it can't be, and looking a code up stays one indexed statement.
 */
export const recoveryCodeMac = (key: Buffer, userId: string, code: string): Buffer => codeMac(key, 'vu-recovery-code-1', userId, code);

/** Stands for an address in the password counters, whether or not anybody has it. */
export function accountHash(email: string): Buffer {
  return createHash('sha256').update(`vu-account-1\n${email.toLowerCase()}`).digest();
}

/** Compares in constant time. */
export function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
