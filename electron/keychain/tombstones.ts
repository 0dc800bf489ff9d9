/** Accounts whose token could not be removed and must never be presented again, kept in a small file. May throw. */
export interface Tombstones {
  read(): readonly string[];
  write(accounts: readonly string[]): void;
}

/** Accounts are hashes of one length; anything else in the file is not ours. */
const ACCOUNT = /^[A-Za-z0-9_-]{43}$/;
/** More people than ever share one computer; beyond it the oldest are dropped. */
const TOMBSTONES_MOST = 1_000;

export interface TombstoneList {
  has(account: string): boolean;
  add(account: string): void;
  drop(account: string): void;
}

/** The list in memory, written through to the file. A file that can't be read or written leaves it for this run. */
export function createTombstoneList(file: Tombstones, log: (code: string) => void): TombstoneList {
  // Read at first use, which is not before somebody signs in.
  let accounts: Set<string> | null = null;

  function list(): Set<string> {
    if (accounts !== null) return accounts;
    try {
      accounts = new Set(file.read().filter((account) => ACCOUNT.test(account)));
    } catch {
      log('KEYCHAIN-TOMBSTONES-READ');
      accounts = new Set();
    }
    return accounts;
  }

  function save(): void {
    try {
      file.write([...list()].slice(-TOMBSTONES_MOST));
    } catch {
      log('KEYCHAIN-TOMBSTONES-WRITE');
    }
  }

  return {
    has: (account) => list().has(account),
    add(account) {
      if (list().has(account)) return;
      list().add(account);
      save();
    },
    drop(account) {
      if (list().delete(account)) save();
    },
  };
}
