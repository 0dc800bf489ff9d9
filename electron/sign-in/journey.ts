import type { Challenge, Met, MethodOffer, SignedIn } from '../../shared/sign-in/schemas.ts';
import type { SignedOutReason } from '../../shared/sign-in/screens.ts';
import type { Attempt, Effect } from './effects.ts';
import { call } from './effects.ts';
import { localTime } from './server-time.ts';
import type { FactorStep, Journey } from './state.ts';
import { DELIVERY_POLL_MS, OUTAGE_POLL_MS, PASS_POLL_MS } from './timing.ts';

/**
 * Giving a second factor, from the challenge to its end. The same at sign-in and in an overlay of a session, so it
 * knows nothing of either: it says what became of the journey, and its owner does the rest.
 */
export type JourneyResult =
  | { readonly kind: 'on'; readonly journey: Journey; readonly effects: readonly Effect[]; readonly attempts: Attempt }
  /** An intent at the wrong moment, or an answer that nobody waits for. */
  | { readonly kind: 'nothing' }
  /** The person went back past the first step. */
  | { readonly kind: 'left' }
  /** The number of an added factor is to be typed again. */
  | { readonly kind: 'new-number' }
  | { readonly kind: 'over'; readonly reason: Extract<SignedOutReason, 'challenge-expired' | 'too-many-wrong-codes'> }
  | { readonly kind: 'locked-out'; readonly until: number | null }
  | { readonly kind: 'not-allowed'; readonly code: 'application-not-permitted' | 'second-factor-not-set-up' }
  | { readonly kind: 'signed-in'; readonly answer: SignedIn }
  | { readonly kind: 'met'; readonly answer: Met }
  /** In a challenge for a new password, which is what comes next. */
  | { readonly kind: 'proved'; readonly token: string };

/** The moment of a transition. */
export interface Moment {
  readonly at: number;
  readonly attempts: Attempt;
  readonly clockOffset: number;
}

export const NOTHING: JourneyResult = { kind: 'nothing' };

export function on(moment: Moment, journey: Journey, ...effects: readonly Effect[]): JourneyResult {
  return { kind: 'on', journey, effects, attempts: moment.attempts };
}

/** Waits for the answer to a new attempt; what went wrong before is forgotten unless it is said again. */
export function ask(moment: Moment, journey: Journey, effect: (attempt: Attempt) => Effect): JourneyResult {
  const attempt = moment.attempts + 1;
  return { kind: 'on', journey: { ...journey, pending: attempt }, effects: [effect(attempt)], attempts: attempt };
}

/**
 * The methods that can be chosen. Setting another one up with nothing but a password would be a way round the
 * second factor, so that is offered only to a person who has none, or has shown who they are with what they have.
 */
export function choosable(challenge: Challenge): readonly MethodOffer[] {
  if (mustProve(challenge)) {
    return challenge.proveWith.flatMap(({ method, available }) =>
      method === 'recovery-code' ? [] : [{ method, enrolled: true, available }],
    );
  }
  return challenge.mustEnrol ? challenge.methods : challenge.methods.filter((offer) => offer.enrolled);
}

/** True while the person has only what the application doesn't take, and has not yet shown who they are with it. */
export function mustProve(challenge: Challenge): boolean {
  return challenge.proveWith.length > 0;
}

/** True while setting up a method takes a code from the help desk, once the person has shown who they are. */
export function needsHelpDesk(challenge: Challenge): boolean {
  return challenge.helpDeskCode === 'needed' && !mustProve(challenge);
}

/** Recovery codes meet a sign-in only, and are no use to someone who is about to set a method up. */
export function recoveryCodesLeft(challenge: Challenge): number {
  return challenge.purpose === 'sign-in' && (!challenge.mustEnrol || mustProve(challenge)) ? challenge.recoveryCodesLeft : 0;
}

/** A pass meets a sign-in only. One that was asked for can be looked at again, even where it is the last of its kind. */
export function passOffered({ purpose, passOffered: offered, passRequest }: Challenge): boolean {
  return purpose === 'sign-in' && (offered || passRequest?.state === 'waiting' || passRequest?.state === 'granted');
}

/** Where something must be proven there is a page that says so, to come back to. */
export function hasChoice(challenge: Challenge): boolean {
  if (mustProve(challenge)) return true;
  return choosable(challenge).length + (recoveryCodesLeft(challenge) > 0 ? 1 : 0) > 1;
}

export function codeIsLive(journey: Journey, moment: Moment): boolean {
  const sent = journey.challenge.textMessage;
  return sent !== null && localTime(moment, sent.codeExpiresAt) > moment.at;
}

/** How soon a step asks again how the thing that it waits for is doing. */
export function pollInterval({ name }: FactorStep, { passRequest }: Challenge): number {
  if (name === 'ask-team-leader' || passRequest?.state === 'waiting') return PASS_POLL_MS;
  return name === 'choose-method' ? OUTAGE_POLL_MS : DELIVERY_POLL_MS;
}

export function goTo(moment: Moment, journey: Journey, step: FactorStep): JourneyResult {
  const asksAgain = step.name === 'text-code' || step.name === 'choose-method';
  const poll = asksAgain ? { at: moment.at + pollInterval(step, journey.challenge), pending: null } : journey.poll;
  return on(moment, { ...journey, step, poll, pending: null, problem: null, again: null });
}

/** Begins with a method: its code entry if the person has it, otherwise its enrolment. */
export function begin(moment: Moment, journey: Journey, offer: MethodOffer): JourneyResult {
  const asking: Journey = { ...journey, problem: null, again: { kind: 'method', method: offer.method } };
  const { token } = journey;
  if (!offer.enrolled && needsHelpDesk(journey.challenge)) return goTo(moment, journey, { name: 'help-desk-code' });
  if (offer.method === 'authenticator') {
    return offer.enrolled
      ? goTo(moment, journey, { name: 'authenticator-code' })
      : ask(moment, asking, (attempt) => call(attempt, token, 'enrolAuthenticator', {}));
  }
  // Another message is sent only when asked for: one that is on its way still does.
  if (codeIsLive(journey, moment)) return goTo(moment, journey, { name: 'text-code' });
  return offer.enrolled
    ? ask(moment, asking, (attempt) => call(attempt, token, 'sendTextMessage', {}))
    : goTo(moment, journey, { name: 'phone-number' });
}

function newJourney(moment: Moment, token: string, challenge: Challenge): Journey {
  return {
    token,
    challenge,
    step: { name: 'opening' },
    pending: null,
    problem: null,
    again: null,
    phoneNumber: '',
    sends: 0,
    poll: { at: moment.at, pending: null },
  };
}

/** The app of a person who has both, while text messages fail: for them nothing is wrong. */
export function insteadOfTextMessages(challenge: Challenge): boolean {
  return challenge.methods.some((offer) => offer.method === 'authenticator' && offer.enrolled && offer.available);
}

/** True while the last thing that went wrong is that no text message could be sent. */
export function isTextRefusal({ problem }: Pick<Journey, 'problem'>): boolean {
  return problem?.code === 'text-message-unavailable';
}

/** Starts on a challenge: straight to the only method there is, or to the one that works, or with the choice. */
export function openJourney(moment: Moment, token: string, challenge: Challenge): JourneyResult {
  return openMethods(moment, newJourney(moment, token, challenge));
}

/**
 * A code has shown who the person is: on to setting up what the application takes. A question about the challenge that
 * was asked before this is not waited for, since its answer would ask for the proof again.
 */
export function openEnrolment(moment: Moment, journey: Journey, challenge: Challenge): JourneyResult {
  const step: FactorStep = { name: 'proved', before: journey };
  return openMethods(moment, { ...journey, challenge, step, pending: null, problem: null, poll: { at: moment.at, pending: null } });
}

function openMethods(moment: Moment, journey: Journey): JourneyResult {
  const { challenge } = journey;
  // Nobody is sent a code before they know what it is for.
  if (mustProve(challenge)) return goTo(moment, journey, { name: 'choose-method' });
  if (needsHelpDesk(challenge)) return goTo(moment, journey, { name: 'help-desk-code' });
  const [first, second] = choosable(challenge);
  if (first !== undefined && second === undefined && first.available) return begin(moment, journey, first);
  const textMessagesFail = choosable(challenge).some((offer) => offer.method === 'text-message' && !offer.available);
  if (textMessagesFail && insteadOfTextMessages(challenge)) return goTo(moment, journey, { name: 'authenticator-code' });
  return goTo(moment, journey, { name: 'choose-method' });
}

/** Starts on adding a factor that takes a code from the help desk first: nothing was sent and there is nothing to link yet. */
export function openAddedLater(moment: Moment, token: string, challenge: Challenge, phoneNumber: string): JourneyResult {
  return openMethods(moment, { ...newJourney(moment, token, challenge), phoneNumber });
}

/** Starts where an added factor's challenge already is: its code was sent, or its key is known. */
export function openAdded(moment: Moment, token: string, challenge: Challenge, step: FactorStep, phoneNumber: string): JourneyResult {
  return goTo(moment, { ...newJourney(moment, token, challenge), phoneNumber, sends: 1 }, step);
}
