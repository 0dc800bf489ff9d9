import { createHash } from 'node:crypto';

/** AES-256 and HMAC-SHA-256 both take 256 bits. */
export const KEY_BYTES = 32;

export interface NamedKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Keys that can be rotated: new work uses `current`, what was made earlier names its own. */
export interface Keyring {
  readonly current: NamedKey;
  readonly byId: ReadonlyMap<string, Buffer>;
}

/** How far a key of the audit trail counts, once another took its place: up to a row, which had that hash. */
export interface Retirement {
  readonly row: string;
  /** The beginning of it, in hex. */
  readonly chain: string;
}

/** Those of the audit trail. Whoever has a key that was replaced must not be able to write on with it. */
export interface AuditKeyring extends Keyring {
  /** Of those that are said to have been replaced, by key. Others are found in the trail itself. */
  readonly retired?: ReadonlyMap<string, Retirement>;
}

/** The secrets that the API holds outside its database, from its environment. */
export interface Keys {
  /** For the keyed hash of one-time codes. */
  readonly codes: Keyring;
  /** For the audit trail's MACs. */
  readonly audit: AuditKeyring;
  /** For authenticator secrets at rest (AES-256-GCM). */
  readonly authenticator: Keyring;
}

/** A base64 or base64url key in plain form; null when it isn't 32 bytes. */
function readKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : null;
}

/**
 * `id1:base64,id2:base64`, the first being current. A single key without an id is named after its own hash, so that
 * what it made still says which key made it. Null when any part is malformed or an id comes twice.
 */
export function readKeyring(text: string): Keyring | null {
  const byId = new Map<string, Buffer>();
  let current: NamedKey | null = null;
  for (const part of text.split(',').map((each) => each.trim())) {
    const colon = part.indexOf(':');
    const key = readKey(part.slice(colon + 1));
    if (key === null) return null;
    const id = colon < 0 ? createHash('sha256').update('key-id').update(key).digest('hex').slice(0, 8) : part.slice(0, colon);
    if (!/^[A-Za-z0-9._-]{1,32}$/.test(id) || byId.has(id)) return null;
    byId.set(id, key);
    current ??= { id, key };
  }
  return current && { current, byId };
}

/** Hex digits of a row's hash in the setting: 128 bits, too many to find another trail with. */
export const RETIREMENT_DIGITS = 32;
const RETIRED = new RegExp(`^([A-Za-z0-9._-]+)@(\\d{1,18})/([0-9a-f]{${RETIREMENT_DIGITS}}):`);

/**
 * As `readKeyring`, where a key that isn't current may say how far it counts: `id@row/hash:base64`, as `audit verify` shows it.
 * Null as well when the current one says so.
 */
export function readAuditKeyring(text: string): AuditKeyring | null {
  const retired = new Map<string, Retirement>();
  const plain = text.split(',').map((part) => {
    const [beginning = '', id = '', row = '', chain = ''] = RETIRED.exec(part.trim()) ?? [];
    if (beginning === '') return part;
    retired.set(id, { row: String(BigInt(row)), chain });
    return `${id}:${part.trim().slice(beginning.length)}`;
  });
  const keyring = readKeyring(plain.join(','));
  return keyring === null || retired.has(keyring.current.id) ? null : { ...keyring, retired };
}

/** Byte values that a random key of 32 is all but certain to exceed: with fewer, it was typed or is a pattern. */
const DISTINCT_BYTES_LEAST = 16;

/** Why a key must not be used in production; null when nothing speaks against it. Says nothing of the key itself. */
export function keyWeakness(key: Buffer): string | null {
  // A period shorter than the key means that it was made by repeating something.
  for (let period = 1; period <= KEY_BYTES / 2; period += 1) {
    if (key.every((byte, at) => byte === key[at % period])) return 'repeats a pattern';
  }
  const step = ((key[1] ?? 0) - (key[0] ?? 0) + 256) % 256;
  if (key.every((byte, at) => at === 0 || (byte - (key[at - 1] ?? 0) + 256) % 256 === step)) return 'counts up or down';
  if (key.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'is text, not random bytes';
  if (new Set(key).size < DISTINCT_BYTES_LEAST) return 'has too few different bytes';
  return null;
}
