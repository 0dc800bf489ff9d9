import { type Random, seededRandom } from '../support/random.ts';

/** What can be killed. `desktop` is whoever is asking: gone in the middle of a request, with all that it had in memory. */
export const TARGETS = ['desktop', 'api', 'postgres'] as const;
export type Target = (typeof TARGETS)[number];

/** The stretches of a journey, in their order. Whatever is killed, a journey goes on with the one that it was in. */
export const PHASES = ['sign-in', 'replay', 'trust', 'trusted', 'recovery-code', 'pass', 'step-up'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * Requests of a phase in which faults are planned, counted over every try at it. No phase has fewer when nothing goes
 * wrong, so that each planned fault strikes.
 */
const REQUESTS: Readonly<Record<Phase, number>> = {
  'sign-in': 5,
  replay: 2,
  trust: 1,
  trusted: 2,
  'recovery-code': 6,
  pass: 10,
  'step-up': 2,
};

/**
 * When it strikes: so many milliseconds after the request was sent; or as soon as an answer comes, so that what it says
 * is done and nobody has heard of it. That moment is too short to be met by chance.
 */
export type Moment = number | 'answered';

export interface Fault {
  readonly target: Target;
  readonly phase: Phase;
  /** The request of the phase, counted from 0, in which it strikes. */
  readonly request: number;
  readonly moment: Moment;
}

export type Way = 'authenticator' | 'text-message' | 'first-authenticator' | 'first-number';
const WAYS: readonly Way[] = ['authenticator', 'text-message', 'first-authenticator', 'first-number'];

/** One person's morning: how they sign in, what they get wrong, and what is killed while they do. */
export interface JourneyPlan {
  readonly way: Way;
  readonly wrongCodes: number;
  readonly faults: readonly Fault[];
}

/** As long as a password takes on a busy machine: from before the first statement to after the answer. */
const DELAY_MOST_MILLISECONDS = 60;
const WRONG_CODES_MOST = 2;
/** By turns. */
const FAULTS_OF_A_JOURNEY = [1, 2] as const;
/** What can strike in each phase. Of an answer that is lost the API knows nothing, whoever went down with it. */
const STRIKES: readonly (readonly [Target, 'while-asked' | 'answered'])[] = [
  ['desktop', 'while-asked'],
  ['desktop', 'answered'],
  ['api', 'while-asked'],
  ['postgres', 'while-asked'],
];
/** Journeys after which everything that can be killed was planned to be, in every phase and at every moment. */
export const JOURNEYS_FOR_ALL = Math.ceil((PHASES.length * STRIKES.length * FAULTS_OF_A_JOURNEY.length) / sum(FAULTS_OF_A_JOURNEY));

/** All that is planned follows from the seed. */
export function planJourneys(seed: number, journeys: number): JourneyPlan[] {
  const random = seededRandom(seed);
  // Dealt like cards, so that none comes a second time before every other has come.
  let cards: Fault[] = [];
  const deal = (): Fault => {
    if (cards.length === 0) cards = newCards(random);
    const [card] = cards.splice(random.below(cards.length), 1);
    if (card === undefined) throw new Error('there is no card left');
    return card;
  };
  return Array.from({ length: journeys }, (_, index) => ({
    way: random.pick(WAYS),
    wrongCodes: random.below(WRONG_CODES_MOST + 1),
    faults: Array.from({ length: FAULTS_OF_A_JOURNEY[index % FAULTS_OF_A_JOURNEY.length] ?? 1 }, deal),
  }));
}

function newCards(random: Random): Fault[] {
  return PHASES.flatMap((phase) =>
    STRIKES.map(([target, when]) => ({
      target,
      phase,
      request: random.below(REQUESTS[phase]),
      // Most of what can go wrong goes wrong soon after a request arrives.
      moment: when === 'answered' ? when : Math.round(random.next() ** 2 * DELAY_MOST_MILLISECONDS),
    })),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
