import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keyring } from '../keys.ts';

/** GCM's own nonce and tag lengths (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SealedSecret {
  /** Nonce, ciphertext and tag, in that order. */
  readonly secret: Buffer;
  readonly keyId: string;
}

/**
 * Encrypts a secret under the keyring's current key. `place` says where it belongs, e.g. whose it is, and is bound in:
 * a row copied to another person doesn't open.
 */
export function seal(keyring: Keyring, plain: string, place: string): SealedSecret {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyring.current.key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return { secret: Buffer.concat([nonce, text, cipher.getAuthTag()]), keyId: keyring.current.id };
}

/** @throws when the key is not in the keyring, or when the secret was changed or belongs elsewhere. */
export function unseal(keyring: Keyring, sealed: SealedSecret, place: string): string {
  const key = keyring.byId.get(sealed.keyId);
  if (!key) throw new Error('an authenticator secret is under a key that the API was not given');
  const box = sealed.secret;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(box.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
}
