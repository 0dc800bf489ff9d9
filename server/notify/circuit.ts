import type { Clock } from '../clock.ts';

/** Server errors or missing answers in a row after which sending is taken to be broken. One alone happens to anyone. */
export const FAILURES_BEFORE_OPEN = 3;
/** How long an open circuit waits before it lets one message through to see. Half the shortest time between resends. */
export const PROBE_AFTER_MS = 30_000;
/**
 * The same once the day's limit is used up. Notify's counts start again at midnight UTC, but a council can have its limit
 * raised at ten in the morning; to find that out costs one person in a quarter of an hour a wait.
 */
export const PROBE_LIMIT_AFTER_MS = 15 * 60_000;

/**
 * Whether nothing goes yet, by a moment until which nothing was to. One further ahead than any circuit waits was set by a
 * clock that has been put back since, on this instance or another: it holds nobody up.
 */
export function isShutUntil(until: Date, now: Date): boolean {
  const left = until.getTime() - now.getTime();
  return left > 0 && left <= PROBE_LIMIT_AFTER_MS;
}

/** When Notify's counts of a day start again: midnight UTC. */
export function nextMidnight(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}

/** Leave to send one message, and what to report how it went against. */
export interface Admission {
  readonly generation: number;
}

/** How a message went, as far as others are concerned. */
export type Report =
  /** Notify answered, be it with a refusal of this one message. */
  | 'answered'
  /** A server error or no answer. */
  | 'failed'
  /** Nobody can be sent to, and the next one won't fare better. */
  | 'broken'
  /** Nobody can be sent to before midnight UTC, when Notify's counts start again, unless the limit is raised. */
  | 'broken-today';

/**
 * Keeps messages from being tried while Notify is known not to take them, so that people are offered the other method at
 * once instead of waiting for a time-out each. Closed: everything goes. Open: nothing goes until a moment. From then on
 * one message at a time goes, and how it fares decides.
 */
export class Circuit {
  readonly #clock: Clock;
  #failures = 0;
  #openUntil: number | null = null;
  #probing = false;
  /** Rises whenever the circuit opens or closes, so that a message from before can't speak for what is after. */
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get closed(): boolean {
    return this.#openUntil === null;
  }

  /** When a message is let through again to see; null while all are. */
  get openUntil(): Date | null {
    return this.#openUntil === null ? null : new Date(this.#openUntil);
  }

  /** Whether a message would be let through now. */
  get admitting(): boolean {
    const until = this.openUntil;
    return until === null || (!this.#probing && !isShutUntil(until, this.#clock.now()));
  }

  /** Leave to send one message, which must be reported on whatever happens; null when nothing may be sent. */
  admit(): Admission | null {
    if (!this.admitting) return null;
    this.#probing = this.#openUntil !== null;
    return { generation: this.#generation };
  }

  /** Says how an admitted message went. Returns what that did to the circuit. */
  report(admission: Admission, report: Report): 'opened' | 'closed' | null {
    if (admission.generation !== this.#generation) return null;
    if (report === 'answered') return this.#answered();
    this.#failures += 1;
    if (report === 'failed' && this.closed && this.#failures < FAILURES_BEFORE_OPEN) return null;
    return this.#open(
      report === 'broken-today'
        ? Math.min(nextMidnight(this.#clock.now()).getTime(), this.#now() + PROBE_LIMIT_AFTER_MS)
        : this.#now() + PROBE_AFTER_MS,
    );
  }

  #answered(): 'closed' | null {
    this.#failures = 0;
    if (this.closed) return null;
    this.#openUntil = null;
    this.#probing = false;
    this.#generation += 1;
    return 'closed';
  }

  #open(until: number): 'opened' | null {
    const first = this.closed;
    this.#openUntil = until;
    this.#probing = false;
    this.#generation += 1;
    return first ? 'opened' : null;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
