import type { KeyObject } from 'node:crypto';
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { NamedKey } from '../keys.ts';

/**
 * The MACs of the audit trail, all HMAC-SHA-256. Each begins with its own label, so that one can never be passed
 * off as another.
 */

/** What stands before the first row: the hash of nothing. */
export const CHAIN_START = '0'.repeat(64);

/** A key made ready once: with a plain buffer each MAC takes seven times as long, and a trail has millions. */
const ready = new WeakMap<Buffer, KeyObject>();

function mac(key: Buffer, ...parts: readonly string[]): string {
  let secret = ready.get(key);
  if (secret === undefined) {
    secret = createSecretKey(key);
    ready.set(key, secret);
  }
  // No part can hold a line feed of its own: they are labels, JSON text, numbers, key ids and hex.
  return createHmac('sha256', secret).update(parts.join('\n')).digest('hex');
}

/** Of an entry, by the instance that wrote it, in the transaction of the change. Hex. */
export function entryMac(key: Buffer, content: string): string {
  return mac(key, 'vu-audit-entry-1', content);
}

/** Of a sealed row: its place, the row before, and its entry's own MAC, through which it covers the content. Hex. */
export function chainMac(key: Buffer, seq: string, previous: string, entry: string): string {
  return mac(key, 'vu-audit-chain-1', seq, previous, entry);
}

/**
 * The same for an entry that was written under the key before, at the moment at which another took its place: whoever seals
 * vouches for it with the new one. A key that was replaced vouches for nothing by itself.
 */
export function lateChainMac(key: Buffer, seq: string, previous: string, entry: string): string {
  return mac(key, 'vu-audit-chain-late-1', seq, previous, entry);
}

/** How far the trail had come at a moment. Kept outside the database, it shows when the tail was cut or rewritten. */
export interface Checkpoint {
  readonly seq: string;
  readonly chain: string;
  readonly at: string;
  readonly keyId: string;
  readonly mac: string;
}

export function signCheckpoint(key: NamedKey, seq: string, chain: string, at: string): Checkpoint {
  return { seq, chain, at, keyId: key.id, mac: mac(key.key, 'vu-audit-checkpoint-1', seq, chain, at) };
}

export function checkpointIsOurs(key: Buffer, checkpoint: Checkpoint): boolean {
  return sameMac(mac(key, 'vu-audit-checkpoint-1', checkpoint.seq, checkpoint.chain, checkpoint.at), checkpoint.mac);
}

/** Compares two hex MACs in constant time. */
export function sameMac(one: string, other: string): boolean {
  const a = Buffer.from(one, 'hex');
  const b = Buffer.from(other, 'hex');
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}
