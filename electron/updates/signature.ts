import { createPublicKey, verify } from 'node:crypto';

/**
 * Who may publish updates. electron-updater checks a file against the feed and Windows checks who signed the installer,
 * but on Linux nothing says who wrote the feed: whoever can write to the web server could. So every feed carries an
 * Ed25519 signature (RFC 8032), checked against keys that are inside the program.
 */

/** An Ed25519 public key has 32 bytes, a signature 64: in base64, and nothing after it, since Node stops reading there. */
const KEY_BYTES = 32;
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;

/** True when one of the keys, each in base64, signed exactly this text. A key that isn't one signs nothing. */
export function isSignedBy(keys: readonly string[], text: string, signature: string): boolean {
  if (!SIGNATURE.test(signature.trim())) return false;
  const signed = Buffer.from(signature, 'base64');
  return keys.some((key) => {
    const bytes = Buffer.from(key, 'base64');
    if (bytes.length !== KEY_BYTES) return false;
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), publicKey, signed);
  });
}
