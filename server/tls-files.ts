import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readTextFile, TextFileRefused } from './text-file.ts';

/** Certificates and keys in files that a setting names, judged before anything is started with them. */

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;
/** Of the two forms that an encrypted key has in PEM (RFC 1421 section 4.6.1.1, RFC 7468 section 11). */
const ENCRYPTED = /^(?:-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4,ENCRYPTED)/m;

/**
 * The certificates of a file, the first one first.
 * @throws TextFileRefused
 */
export function readCertificates(path: string): { readonly text: string; readonly certificates: readonly X509Certificate[] } {
  const text = readTextFile(path);
  const blocks = text.match(CERTIFICATE);
  if (blocks === null) throw new TextFileRefused('names a file without a certificate in PEM form (-----BEGIN CERTIFICATE-----)');
  return { text, certificates: blocks.map(readCertificate) };
}

function readCertificate(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw new TextFileRefused('names a file with a damaged certificate in it: copy it anew');
  }
}

/**
 * The private key of a file.
 * @throws TextFileRefused
 */
export function readPrivateKey(path: string): { readonly text: string; readonly key: KeyObject } {
  const text = readTextFile(path);
  if (!PRIVATE_KEY.test(text)) throw new TextFileRefused('names a file without a private key in PEM form (-----BEGIN PRIVATE KEY-----)');
  // Nobody is there to type the password of a service.
  if (ENCRYPTED.test(text)) throw new TextFileRefused('names a key that a password protects: take it off with openssl pkey');
  try {
    return { text, key: createPrivateKey(text) };
  } catch {
    throw new TextFileRefused('names a file with a damaged private key in it: copy it anew');
  }
}

/** Why a key and the certificates are no pair, to follow the name of the key's setting; null when they are one. */
export function pairFault(certificates: readonly X509Certificate[], key: KeyObject): string | null {
  if (certificates[0]?.checkPrivateKey(key) === true) return null;
  return certificates.some((each) => each.checkPrivateKey(key))
    ? 'belongs to a certificate that isn’t the first of its file: the server’s own comes first, and those that vouch for it after it'
    : 'isn’t the key of that certificate';
}

/** True when OpenSSL serves with them: it refuses keys and signatures that are too weak. */
export function canServeWith(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}
