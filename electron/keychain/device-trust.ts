import type { TrustStore } from '../sign-in/ports.ts';

/** The OS keychain, as little of it as is needed. Each may reject, hang or lie; DeviceTrust copes. */
export interface KeychainStore {
  get(service: string, account: string): Promise<string | null>;
  set(service: string, account: string, value: string): Promise<void>;
  remove(service: string, account: string): Promise<boolean>;
}

/** Accounts whose token could not be removed and must never be presented again, kept in a small file. */
export interface Tombstones {
  read(): readonly string[];
  write(accounts: readonly string[]): void;
}

export interface DeviceTrustOptions {
  readonly store: KeychainStore;
  readonly tombstones: Tombstones;
  /** Something that stays on this machine when a Windows profile roams; hashed before it is used. */
  readonly machineId: string;
  readonly after: (ms: number, fn: () => void) => () => void;
  readonly log: (code: string) => void;
}

export declare function createDeviceTrust(options: DeviceTrustOptions): TrustStore;
