import { availableParallelism } from 'node:os';
import type { Origin } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';

/**
 * The line of passwords that wait to be looked at: each takes a processor for 20 ms. Known computers come first, and one
 * place is kept for them while strangers crowd; those never wait for anything that strangers did. Among strangers, networks
 * take turns, and within one network connections; of one account there is never more than one at work, so that somebody who
 * presses the button thirty times is one person. Nobody holds a database connection while they wait.
 */

/** As many at once as there are processors: more would only make every sign-in slower and take 7 MiB each. */
const PLACES = Math.max(1, availableParallelism());
/** With so many strangers waiting, one place is kept for known computers, if there is more than one. */
const CROWD = 8;
/** Of known computers in a row, before a stranger who waits has a turn all the same. */
const KNOWN_IN_A_ROW = 3;
/** Of strangers' turns, one goes by the order of those who had the least, and the others to whoever has waited longest. */
const TURNS_IN_A_ROUND = 3;
/** A place in the line holds a socket and a few kilobytes. Beyond this, whoever waits longest in the longest line leaves it. */
const WAITING_MOST = 2_000;
/** Nobody waits longer; issue 13 asks for a sign-in within 30 s. */
export const WAIT_MOST_MS = 28_000;
const RETRY_SECONDS = 5;
/** Accounts and networks of which it is remembered when they had their turn, and until when they rest. */
const REMEMBERED_MOST = 10_000;

/** Whose password is to be looked at. */
export type Waiting = (
  | { readonly known: true }
  | {
      readonly known: false;
      /** Where it comes from, the widest network first. */
      readonly networks: readonly string[];
    }
) & {
  /** The account, whether or not anybody has it; of a session, the session. */
  readonly account: string;
  /** What it came over. */
  readonly connection: Origin['connection'];
};

/** What a try makes the next stranger wait for, in milliseconds: at the same account, and from the same network. */
export interface Rest {
  readonly account: number;
  readonly networks: readonly number[];
}

export interface PasswordLine {
  /**
   * Does the work when its turn has come. What it answers is passed on; `rest` may be called by the work, once.
   * @throws Refusal `too-many-requests` for whoever waited too long or had to make room
   */
  inTurn<T>(whose: Waiting, work: (rest: (rest: Rest) => void) => Promise<T>): Promise<T>;
  /** Keeps a stranger waiting who is refused without a turn, so that asking again at once is no use. Bounded as the line is. */
  hold(ms: number): Promise<void>;
}

export interface PasswordLineOptions {
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Runs `fn` once after `ms`; answers a function that stops it. */
  readonly after: (ms: number, fn: () => void) => () => void;
  readonly places?: number;
}

interface Job {
  readonly whose: Waiting;
  readonly path: readonly string[];
  readonly begin: () => void;
  readonly refuse: () => void;
}

const REAL_TIME: PasswordLineOptions = {
  now: () => performance.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

export function passwordLine({ now, after, places = PLACES }: PasswordLineOptions = REAL_TIME): PasswordLine {
  const known: Job[] = [];
  const strangers: Job[] = [];
  /** Accounts of which one is at work. */
  const busy = new Set<string>();
  /** Accounts and networks at which strangers have to wait, and until when. */
  const resting = new Map<string, number>();
  const turns = rememberTurns();
  let atWork = 0;
  let strangersAtWork = 0;
  let knownInARow = 0;
  let held = 0;
  let strangerTurns = 0;
  let wake = { at: Number.POSITIVE_INFINITY, stop: (): void => {} };
  /** How many of each widest network wait. */
  const waitingOf = new Map<string, number>();

  const isResting = (key: string): boolean => {
    const until = resting.get(key);
    if (until === undefined) return false;
    if (until > now()) return true;
    resting.delete(key);
    return false;
  };
  const mayBegin = ({ whose, path }: Job): boolean => !busy.has(whose.account) && (whose.known || !path.some(isResting));
  /** Strangers that may be at work at once. */
  const open = (): number => (strangers.length >= CROWD && places > 1 ? places - 1 : places);

  function join(job: Job): void {
    if (job.whose.known) known.push(job);
    else {
      strangers.push(job);
      const [widest = ''] = job.path;
      waitingOf.set(widest, (waitingOf.get(widest) ?? 0) + 1);
    }
  }

  /** False when it isn't in the line any more. */
  function leave(job: Job): boolean {
    const line = job.whose.known ? known : strangers;
    const at = line.indexOf(job);
    if (at < 0) return false;
    line.splice(at, 1);
    if (!job.whose.known) {
      const [widest = ''] = job.path;
      const left = (waitingOf.get(widest) ?? 1) - 1;
      if (left === 0) waitingOf.delete(widest);
      else waitingOf.set(widest, left);
    }
    return true;
  }

  function nextKnown(): Job | null {
    return known.find(mayBegin) ?? null;
  }

  /**
   * By one turn of three it is whose network had its last turn longest ago, then whose connection, and of equals the newest: in
   * a flood those come first who come but once. Whose account it is doesn't count: it may be that of whom somebody guesses
   * at. By the others it is whoever has waited longest, so that nobody who can't be told from the flood waits for ever.
   */
  function nextStranger(): Job | null {
    const byOrder = strangerTurns % TURNS_IN_A_ROUND === 0;
    let best: Job | null = null;
    for (const job of strangers) {
      if (!mayBegin(job)) continue;
      if (best === null || turns.compare(job, best) <= 0) best = job;
      if (!byOrder) break;
    }
    if (best !== null) strangerTurns += 1;
    return best;
  }

  function next(): Job | null {
    const strangerMay = strangersAtWork < open();
    if (strangerMay && knownInARow >= KNOWN_IN_A_ROW) {
      const stranger = nextStranger();
      if (stranger !== null) return stranger;
    }
    return nextKnown() ?? (strangerMay ? nextStranger() : null);
  }

  /** Gives away the places that are free. Afterwards nobody waits who could begin, until somebody is done or has rested. */
  function serve(): void {
    while (atWork < places) {
      const job = next();
      if (job === null) break;
      leave(job);
      if (job.whose.connection.destroyed) job.refuse();
      else begin(job);
    }
    wake.stop();
    wake = { at: Number.POSITIVE_INFINITY, stop: () => {} };
    if (atWork < places) for (const job of strangers) wakeFor(job);
  }

  function begin(job: Job): void {
    atWork += 1;
    busy.add(job.whose.account);
    if (job.whose.known) knownInARow += 1;
    else {
      knownInARow = 0;
      strangersAtWork += 1;
      turns.had(job);
    }
    job.begin();
  }

  function end({ whose }: Job): void {
    atWork -= 1;
    if (!whose.known) strangersAtWork -= 1;
    busy.delete(whose.account);
    serve();
  }

  /** Serves again when this one has rested, if that is before anybody else has. */
  function wakeFor({ path }: Job): void {
    const until = Math.max(0, ...path.map((key) => resting.get(key) ?? 0));
    if (until === 0 || until >= wake.at) return;
    wake.stop();
    wake = { at: until, stop: after(Math.max(1, until - now()), serve) };
  }

  function makeRoom(): void {
    if (known.length + strangers.length + held < WAITING_MOST) return;
    let longest = { network: '', waiting: 0 };
    for (const [network, waiting] of waitingOf) if (waiting > longest.waiting) longest = { network, waiting };
    const first = strangers.find(({ path }) => path[0] === longest.network) ?? known[0];
    if (first === undefined) return;
    leave(first);
    first.refuse();
  }

  return {
    inTurn: (whose, work) =>
      new Promise((resolve, reject) => {
        const path = whose.known ? [] : [...whose.networks, whose.account];
        const crowded = (): void => {
          stopLeaving();
          turns.passed(job);
          reject(new Refusal('too-many-requests', { retryAfterSeconds: RETRY_SECONDS }));
        };
        const job: Job = {
          whose,
          path,
          refuse: crowded,
          begin: () => {
            stopLeaving();
            const rest = ({ account, networks }: Rest): void => {
              [...networks, account].forEach((ms, at) => {
                const key = path[at];
                if (key !== undefined && ms > 0) resting.set(key, now() + ms);
              });
              forgetOldest(resting);
            };
            void work(rest)
              .then(resolve, reject)
              .finally(() => end(job));
          },
        };
        const stopLeaving = after(WAIT_MOST_MS, () => {
          if (leave(job)) crowded();
        });
        const isOpen = atWork < places && (whose.known || strangersAtWork < open());
        if (isOpen && mayBegin(job)) return begin(job);
        makeRoom();
        join(job);
        if (isOpen) wakeFor(job);
      }),
    hold: (ms) => {
      if (known.length + strangers.length + held >= WAITING_MOST) return Promise.resolve();
      held += 1;
      return new Promise((resolve) => {
        after(ms, () => {
          held -= 1;
          resolve();
        });
      });
    },
  };
}

/** Whoever rested or had a turn so long ago that so many others have had one since is as if they never had. */
function forgetOldest(moments: Map<string, number>): void {
  for (const key of moments.keys()) {
    if (moments.size <= REMEMBERED_MOST) return;
    moments.delete(key);
  }
}

const networksOf = ({ whose }: Job): readonly string[] => (whose.known ? [] : whose.networks);

/** Who had a turn when. Whoever is forgotten, or never had one, comes first. */
function rememberTurns() {
  const last = new Map<string, number>();
  const ofConnection = new WeakMap<object, number>();
  let count = 0;
  const lastOf = (key: string | undefined): number => (key === undefined ? 0 : (last.get(key) ?? 0));
  return {
    had({ whose }: Job): void {
      count += 1;
      for (const key of whose.known ? [] : whose.networks) {
        last.delete(key);
        last.set(key, count);
      }
      ofConnection.set(whose.connection, count);
      forgetOldest(last);
    },
    /** Whoever waited in vain and asks again is not one who comes but once. */
    passed({ whose }: Job): void {
      ofConnection.set(whose.connection, count);
    },
    /** Negative when the first comes before the other. */
    compare(one: Job, other: Job): number {
      for (let at = 0; at < Math.max(networksOf(one).length, networksOf(other).length); at += 1) {
        const difference = lastOf(networksOf(one)[at]) - lastOf(networksOf(other)[at]);
        if (difference !== 0) return difference;
      }
      return (ofConnection.get(one.whose.connection) ?? 0) - (ofConnection.get(other.whose.connection) ?? 0);
    },
  };
}
