import type { KeychainStore } from '../../electron/keychain/device-trust.ts';
import { createDeviceTrust } from '../../electron/keychain/device-trust.ts';
import type { TrustKey, TrustStore } from '../../electron/sign-in/ports.ts';

/** What device trust must do over any keychain, told as what it answered: the same for one in memory and for a real one. */

const KEY: TrustKey = { address: 'https://vu.council.example', email: 'asha.patel@council.example', application: 'control' };
export const FIRST_TOKEN = 'first-'.padEnd(43, 'x');
export const SECOND_TOKEN = 'second-'.padEnd(43, 'x');

/** The chapters that a keychain in one condition is taken through, and what device trust answered in each. */
export interface Story {
  readonly answers: readonly unknown[];
  /** What must be kept in the file for the next start. */
  readonly tombstones: readonly string[];
  readonly logs: readonly string[];
}

export const CHAPTERS = ['keep', 'read', 'forget', 'fail', 'after'] as const;
export type Chapter = (typeof CHAPTERS)[number];

/** Plays one chapter, each as a fresh start of the desktop would. */
export async function play(chapter: Chapter, store: KeychainStore, tombstones: readonly string[]): Promise<Story> {
  let kept = tombstones;
  const logs: string[] = [];
  const trust = createDeviceTrust({
    store,
    tombstones: {
      read: () => kept,
      write: (accounts) => {
        kept = accounts;
      },
    },
    machineId: 'machine-1',
    after: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    log: (code) => logs.push(code),
  });
  return { answers: await answersOf(chapter, trust), tombstones: kept, logs };
}

async function answersOf(chapter: Chapter, trust: TrustStore): Promise<readonly unknown[]> {
  switch (chapter) {
    case 'keep':
      return [await trust.read(KEY), await trust.write(KEY, FIRST_TOKEN), await trust.read(KEY), await trust.write(KEY, SECOND_TOKEN)];
    case 'read':
    case 'after':
      return [await trust.read(KEY), await trust.read({ ...KEY, application: 'customer-service-vu' })];
    case 'forget':
      return [await trust.forget(KEY), await trust.read(KEY)];
    case 'fail':
      return [
        await trust.read(KEY),
        await trust.write(KEY, FIRST_TOKEN),
        await trust.read(KEY),
        await trust.forget(KEY),
        await trust.read(KEY),
      ];
    default:
      return chapter satisfies never;
  }
}
