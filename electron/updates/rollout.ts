import { createHash } from 'node:crypto';

/** The first four bytes of a hash, as a part of one. */
const RANGE = 2 ** 32;

/**
 * Whether a computer is among the first `percentage` of a hundred to get a version. By the computer and the version
 * together: it stays in or out while the percentage grows, and it isn't the same ones that go first each time. Nothing
 * of it is sent anywhere.
 */
export function isAmongFirst(machine: string, version: string, percentage: number): boolean {
  const hash = createHash('sha256').update(`vu-desktop rollout\n${machine}\n${version}`).digest();
  return hash.readUInt32BE(0) < (percentage / 100) * RANGE;
}
