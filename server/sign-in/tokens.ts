import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nothing to guess, and 43 characters of base64url (see tokenSchema). */
const TOKEN_BYTES = 32;

export interface NewToken {
  /** For its owner alone, once. */
  readonly token: string;
  /** What the database keeps. */
  readonly hash: Buffer;
}

export function newToken(): NewToken {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256 is enough for 256 random bits: a slow hash protects only what can be guessed. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
