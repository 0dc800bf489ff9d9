import { createHash } from 'node:crypto';
import type { OneOfMany } from '../support/many-people.ts';
import type { Way } from './plan.ts';

/** What a person and their computer know of a journey: against it the database is held afterwards. */
export interface Ledger {
  /** Whose it is, as it is told of what isn't as it must be. */
  readonly name: string;
  readonly person: OneOfMany;
  /** By hash of the challenge's token: the right code, or the pass, that was given to it, however that ended. */
  readonly rightCodes: Map<string, string>;
  /** Hashes of session tokens that arrived. */
  readonly sessions: Set<string>;
  /** Most codes that can have been counted as wrong since the last that was right. */
  wrongAtMost: number;
  /** In the keychain. */
  trustToken: string | null;
  /**
   * A desktop was killed while it asked for trust or presented it, and nobody but this journey starts the next within
   * milliseconds: where the API carries that out after what the next one asked for, one token seems to have been used by
   * two, and the trust ends. Then a code is asked for, and no more is lost.
   */
  trustOvertaken: boolean;
  /** Of their app; null until one is linked. */
  secret: string | null;
  hasNumber: boolean;
  stepsUsed: number;
  desktopsKilled: number;
  readonly violations: string[];
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function newLedger(name: string, person: OneOfMany, way: Way): Ledger {
  const owns = way === 'authenticator' || way === 'text-message';
  return {
    name,
    person,
    rightCodes: new Map(),
    sessions: new Set(),
    wrongAtMost: 0,
    trustToken: null,
    trustOvertaken: false,
    secret: owns ? person.secret : null,
    hasNumber: owns,
    stepsUsed: 0,
    desktopsKilled: 0,
    violations: [],
  };
}
