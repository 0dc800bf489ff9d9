import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NamedKey } from '../keys.ts';

/**
 * The three MACs of the audit trail, all HMAC-SHA-256. Each begins with its own label, so that one can never be passed
 * off as another.
 */

/** What stands before the first row: the hash of nothing. */
export const CHAIN_START = '0'.repeat(64);

function mac(key: Buffer, label: string, ...parts: readonly string[]): string {
  const hmac = createHmac('sha256', key).update(label);
  // No part can hold a line feed of its own: they are JSON text, numbers, key ids and hex.
  for (const part of parts) hmac.update(`\n${part}`);
  return hmac.digest('hex');
}

/** Of an entry, by the instance that wrote it, in the transaction of the change. Hex. */
export function entryMac(key: Buffer, content: string): string {
  return mac(key, 'vu-audit-entry-1', content);
}

/** Of a sealed row: its place, the row before, and its entry's own MAC, through which it covers the content. Hex. */
export function chainMac(key: Buffer, seq: string, previous: string, entry: string): string {
  return mac(key, 'vu-audit-chain-1', seq, previous, entry);
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
