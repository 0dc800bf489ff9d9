import { test as base, type ElectronApplication, expect, type Page } from 'playwright/test';
import type { StartedApi } from './api.ts';

/** The keychain of the desktop session that the suite runs in: a real Secret Service. */
export interface Keychain {
  /** Locks the collection, as a person's session does when nobody is there to unlock it. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Ends the Secret Service, so that there is no keychain at all. `restore` brings it back with what it held. */
  remove(): Promise<void>;
  restore(): Promise<void>;
  /** What it keeps for this desktop, by account. For assertions only. */
  entries(): Promise<ReadonlyMap<string, string>>;
}

export interface StartOptions {
  /** False leaves the address out, so that the first-run screen shows. */
  readonly connect?: boolean;
  /** More switches for the desktop's command line. */
  readonly args?: readonly string[];
}

/** A desktop, its API, its text messages and its keychain, all real, all for one test. */
export interface Vu {
  /** A's harness: url, clock, database, Notify stand-in, people. */
  readonly api: StartedApi;
  /** The running desktop. Throws when it isn't running. */
  readonly app: ElectronApplication;
  readonly window: Page;
  /** Kept between starts in the same test; empty at its beginning. */
  readonly userDataDir: string;
  readonly keychain: Keychain;
  /** Starts the desktop and waits for its window. */
  start(options?: StartOptions): Promise<Page>;
  /** Closes the window, as a person does, and waits until the process is gone. */
  quit(): Promise<void>;
  /** Quits and starts again on the same profile. */
  restart(options?: StartOptions): Promise<Page>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Everything that the desktop wrote to its log and its output so far. */
  logs(): Promise<string>;
}
