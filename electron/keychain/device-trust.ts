import { createHash } from 'node:crypto';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import { tokenSchema } from '../../shared/sign-in/schemas.ts';
import type { ComputerKey, TrustKey, TrustStore } from '../sign-in/ports.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import type { Tombstones } from './tombstones.ts';
import { createTombstoneList } from './tombstones.ts';

/** The OS keychain, as little of it as is needed. Each call may reject, hang or lie; DeviceTrust copes. */
export interface KeychainStore {
  get(service: string, account: string): Promise<string | null>;
  set(service: string, account: string, value: string): Promise<void>;
  remove(service: string, account: string): Promise<boolean>;
}

export interface DeviceTrustOptions {
  readonly store: KeychainStore;
  readonly tombstones: Tombstones;
  /**
   * Something that stays on this machine when a Windows profile roams to another one, e.g. the machine's GUID;
   * Windows credentials roam with it. It is hashed before it is used.
   */
  readonly machineId: string;
  /** Runs `fn` once after `ms`; answers a function that stops it. */
  readonly after: (ms: number, fn: () => void) => () => void;
  readonly log: (code: string) => void;
}

/** The names that the entries have in the OS's own keychain program: of trust, and of computers that are known. */
export const KEYCHAIN_SERVICE = 'vu-desktop.device-trust';
export const COMPUTER_SERVICE = 'vu-desktop.known-computer';
/** What one use of the keychain may take, waiting in line included. Signing in must not wait longer for it. */
export const KEYCHAIN_LIMIT_MS = 5_000;

/** Where a token is in the keychain. */
interface Entry {
  readonly service: string;
  readonly account: string;
}

/**
 * The device-trust tokens in the OS keychain, and beside them those by which a computer is known to somebody's account. Whatever the keychain does, each operation ends within the limit, and
 * what it could not keep is kept in memory for this run. A read of null never means that the computer isn't trusted:
 * a locked keychain answers the same.
 */
export function createDeviceTrust(options: DeviceTrustOptions): TrustStore {
  const { store, machineId, after, log } = options;
  const keychain = createOneAtATime({ limitMs: KEYCHAIN_LIMIT_MS, after, log });
  const tombstones = createTombstoneList(options.tombstones, log);
  const memory = new Map<string, string>();

  /** Unreadable in the keychain program: neither address nor person can be told from it. */
  function entryOf({ address, email, application }: TrustKey | ComputerKey): Entry {
    const parts = [address, identifierKey(email), application, machineId];
    const account = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    return { service: application === null ? COMPUTER_SERVICE : KEYCHAIN_SERVICE, account };
  }

  /** Removes an entry and makes sure; true only when it was there and now is not. */
  function remove({ service, account }: Entry): Promise<boolean | null> {
    return keychain.run(async (native) => {
      if ((await native(() => store.get(service, account))) === null) return false;
      const removed = await native(() => store.remove(service, account));
      return removed && (await native(() => store.get(service, account))) === null;
    });
  }

  return {
    async read(key) {
      const { service, account } = entryOf(key);
      const kept = memory.get(account);
      if (kept !== undefined) {
        // Once this one is used, an older one in the keychain would look stolen to the server, so it must never be.
        tombstones.add(account);
        return { kind: 'found', token: kept };
      }
      if (tombstones.has(account)) {
        if (await remove({ service, account })) tombstones.drop(account);
        return { kind: 'absent' };
      }
      const read = await keychain.run(async (native) => ({ value: await native(() => store.get(service, account)) }));
      if (read === null) return { kind: 'unavailable' };
      if (read.value === null) return { kind: 'absent' };
      const token = tokenSchema.safeParse(read.value);
      if (token.success) return { kind: 'found', token: token.data };
      log('KEYCHAIN-VALUE');
      return { kind: 'absent' };
    },

    async write(key, token) {
      // The form is fixed, so that nothing is ever cut short at a NUL or refused for its length (Windows: 2560 bytes).
      if (!tokenSchema.safeParse(token).success) {
        log('KEYCHAIN-REFUSED');
        return 'this-run-only';
      }
      const { service, account } = entryOf(key);
      memory.set(account, token);
      const stored = await keychain.run(async (native) => {
        await native(() => store.set(service, account, token));
        return (await native(() => store.get(service, account))) === token;
      });
      if (!stored) return 'this-run-only';
      // Overtaken by a newer token, or forgotten meanwhile: then memory and tombstones already say so.
      if (memory.get(account) === token) {
        memory.delete(account);
        tombstones.drop(account);
      }
      return 'stored';
    },

    async forget(key) {
      const { service, account } = entryOf(key);
      memory.delete(account);
      // First of all, so that it holds even if this process ends before the keychain answers.
      tombstones.add(account);
      if (await remove({ service, account })) tombstones.drop(account);
    },
  };
}
