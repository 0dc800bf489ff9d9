import type { Random } from '../support/random.ts';

/** What can be killed. `desktop` is whoever is asking: gone in the middle of a request, with all that it had in memory. */
export type Target = 'desktop' | 'api' | 'postgres';

export interface Fault {
  readonly target: Target;
  /** The request of the journey, counted from 0, in which it strikes. */
  readonly request: number;
  /** How long after that request was sent. */
  readonly afterMilliseconds: number;
}

export type Way = 'authenticator' | 'text-message' | 'first-authenticator' | 'first-number';
const WAYS: readonly Way[] = ['authenticator', 'text-message', 'first-authenticator', 'first-number'];

/** One person's morning: how they sign in, what they get wrong, and what is killed while they do. */
export interface JourneyPlan {
  readonly way: Way;
  readonly wrongCodes: number;
  readonly trusts: boolean;
  readonly faults: readonly Fault[];
}

/** Journeys have about seven requests; a fault that is planned beyond the last one strikes nobody. */
const REQUESTS = 8;
/** As long as a password takes on a busy machine: from before the first statement to after the answer. */
const DELAY_MOST_MILLISECONDS = 60;
const WRONG_CODES_MOST = 2;
const FAULTS_MOST = 3;
/** Of ten faults. A desktop costs nothing to kill, PostgreSQL takes everybody with it. */
const TARGETS: readonly Target[] = [
  ...Array<Target>(6).fill('desktop'),
  ...Array<Target>(2).fill('api'),
  ...Array<Target>(2).fill('postgres'),
];

export function planJourney(random: Random): JourneyPlan {
  return {
    way: random.pick(WAYS),
    wrongCodes: random.below(WRONG_CODES_MOST + 1),
    trusts: random.below(2) === 0,
    faults: Array.from({ length: 1 + random.below(FAULTS_MOST) }, () => ({
      target: random.pick(TARGETS),
      request: random.below(REQUESTS),
      // Most of what can go wrong goes wrong soon after a request arrives.
      afterMilliseconds: Math.round(random.next() ** 2 * DELAY_MOST_MILLISECONDS),
    })),
  };
}
