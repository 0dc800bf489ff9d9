import type { Method } from '../../shared/applications.ts';
import type { Intent } from '../../shared/bridge.ts';
import { readAuthenticatorCode, readRecoveryCode, readTextCode } from '../../shared/sign-in/codes.ts';
import type { Challenge, MethodOffer, Session, SignedIn } from '../../shared/sign-in/schemas.ts';
import type { SignedOutReason } from '../../shared/sign-in/screens.ts';
import type { Attempt, Effect } from './effects.ts';
import { call } from './effects.ts';
import type { Answered } from './events.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { localTime } from './server-time.ts';
import type { FactorStep, Journey } from './state.ts';
import { CLIPBOARD_CLEAR_MS, COPIED_SHOWN_MS, DELIVERY_POLL_MS } from './timing.ts';

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
  | { readonly kind: 'met'; readonly session: Session };

/** The moment of a transition. */
export interface Moment {
  readonly at: number;
  readonly attempts: Attempt;
  readonly clockOffset: number;
}

const NOTHING: JourneyResult = { kind: 'nothing' };

function on(moment: Moment, journey: Journey, ...effects: readonly Effect[]): JourneyResult {
  return { kind: 'on', journey, effects, attempts: moment.attempts };
}

/** Waits for the answer to a new attempt; what went wrong before is forgotten unless it is said again. */
function ask(moment: Moment, journey: Journey, effect: (attempt: Attempt) => Effect): JourneyResult {
  const attempt = moment.attempts + 1;
  return { kind: 'on', journey: { ...journey, pending: attempt }, effects: [effect(attempt)], attempts: attempt };
}

/**
 * The methods that can be chosen. Setting another one up with nothing but a password would be a way round the
 * second factor, so that is offered only to a person who has none.
 */
export function choosable(challenge: Challenge): readonly MethodOffer[] {
  return challenge.mustEnrol ? challenge.methods : challenge.methods.filter((offer) => offer.enrolled);
}

/** Recovery codes meet a sign-in only, and only for someone who already has a factor. */
export function recoveryCodesLeft(challenge: Challenge): number {
  return challenge.purpose === 'sign-in' && !challenge.mustEnrol ? challenge.recoveryCodesLeft : 0;
}

function hasChoice(challenge: Challenge): boolean {
  return choosable(challenge).length + (recoveryCodesLeft(challenge) > 0 ? 1 : 0) > 1;
}

function codeIsLive(journey: Journey, moment: Moment): boolean {
  const sent = journey.challenge.textMessage;
  return sent !== null && localTime(moment, sent.codeExpiresAt) > moment.at;
}

function goTo(moment: Moment, journey: Journey, step: FactorStep): JourneyResult {
  const poll = step.name === 'text-code' ? { at: moment.at + DELIVERY_POLL_MS, pending: null } : journey.poll;
  return on(moment, { ...journey, step, poll, pending: null, problem: null, again: null });
}

/** Begins with a method: its code entry if the person has it, otherwise its enrolment. */
function begin(moment: Moment, journey: Journey, offer: MethodOffer): JourneyResult {
  const asking: Journey = { ...journey, problem: null, again: { kind: 'method', method: offer.method } };
  const { token } = journey;
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

/** Starts on a challenge: straight to the only method there is, or with the choice. */
export function openJourney(moment: Moment, token: string, challenge: Challenge): JourneyResult {
  const journey = newJourney(moment, token, challenge);
  const [first, second] = choosable(challenge);
  if (first !== undefined && second === undefined && first.available) return begin(moment, journey, first);
  return goTo(moment, journey, { name: 'choose-method' });
}

/** Starts where an added factor's challenge already is: its code was sent, or its key is known. */
export function openAdded(moment: Moment, token: string, challenge: Challenge, step: FactorStep, phoneNumber: string): JourneyResult {
  return goTo(moment, { ...newJourney(moment, token, challenge), phoneNumber, sends: 1 }, step);
}

function backFrom(moment: Moment, journey: Journey): JourneyResult {
  const { challenge, step } = journey;
  const toChoice = (): JourneyResult => (hasChoice(challenge) ? goTo(moment, journey, { name: 'choose-method' }) : { kind: 'left' });
  switch (step.name) {
    case 'opening':
    case 'choose-method':
      return { kind: 'left' };
    case 'text-code':
      return challenge.textMessage?.firstTime && challenge.purpose !== 'add-factor'
        ? goTo(moment, journey, { name: 'phone-number' })
        : toChoice();
    case 'phone-number':
    case 'link-authenticator':
    case 'authenticator-code':
    case 'recovery-code':
      return toChoice();
    default:
      return step satisfies never;
  }
}

function submitCode(moment: Moment, journey: Journey, typed: string): JourneyResult {
  const { step, token } = journey;
  const refuse = (code: 'code-missing' | 'code-malformed') => on(moment, { ...journey, problem: localProblem(code), again: null });
  const send = (code: string | null, effect: (attempt: Attempt, code: string) => Effect): JourneyResult => {
    if (typed.trim() === '') return refuse('code-missing');
    // A slip of the finger must not cost a try.
    if (code === null) return refuse('code-malformed');
    return ask(moment, { ...journey, problem: null, again: null }, (attempt) => effect(attempt, code));
  };
  switch (step.name) {
    case 'text-code':
      return send(readTextCode(typed), (attempt, code) => call(attempt, token, 'verifyTextMessage', { body: { code } }));
    case 'link-authenticator':
    case 'authenticator-code':
      return send(readAuthenticatorCode(typed), (attempt, code) => call(attempt, token, 'verifyAuthenticator', { body: { code } }));
    case 'recovery-code':
      return send(readRecoveryCode(typed), (attempt, code) => call(attempt, token, 'verifyRecoveryCode', { body: { code } }));
    case 'opening':
    case 'choose-method':
    case 'phone-number':
      return NOTHING;
    default:
      return step satisfies never;
  }
}

function submitPhoneNumber(moment: Moment, journey: Journey, phoneNumber: string): JourneyResult {
  if (journey.step.name !== 'phone-number') return NOTHING;
  // The number was right after all, and its message is on its way.
  if (phoneNumber.trim() === journey.phoneNumber && codeIsLive(journey, moment)) return goTo(moment, journey, { name: 'text-code' });
  return ask(moment, { ...journey, problem: null, again: null, phoneNumber: phoneNumber.trim() }, (attempt) =>
    call(attempt, journey.token, 'enrolPhoneNumber', { body: { phoneNumber: phoneNumber.trim() } }),
  );
}

function resend(moment: Moment, journey: Journey): JourneyResult {
  const sent = journey.challenge.textMessage;
  if (journey.step.name !== 'text-code' || sent === null || localTime(moment, sent.resendAt) > moment.at) return NOTHING;
  return ask(moment, { ...journey, problem: null, again: { kind: 'resend' } }, (attempt) =>
    call(attempt, journey.token, 'sendTextMessage', {}),
  );
}

function choose(moment: Moment, journey: Journey, method: Method | 'recovery-code'): JourneyResult {
  if (method === 'recovery-code') {
    return recoveryCodesLeft(journey.challenge) > 0 ? goTo(moment, journey, { name: 'recovery-code' }) : NOTHING;
  }
  const offer = choosable(journey.challenge).find((candidate) => candidate.method === method);
  return offer?.available ? begin(moment, journey, offer) : NOTHING;
}

function retry(moment: Moment, journey: Journey): JourneyResult {
  const { again, problem } = journey;
  if (again?.kind === 'method') return choose(moment, journey, again.method);
  if (again?.kind === 'resend') return resend(moment, journey);
  // What was typed is still on the screen, to be submitted again; only the message goes.
  return problem === null ? NOTHING : on(moment, { ...journey, problem: null });
}

/** What an intent of the person's does to the journey. While an answer is awaited only `back` does anything. */
export function journeyIntent(moment: Moment, journey: Journey, intent: Intent): JourneyResult {
  if (intent.kind === 'back') return backFrom(moment, journey);
  if (journey.pending !== null) return NOTHING;
  const { step, challenge } = journey;
  switch (intent.kind) {
    case 'choose-method':
      return choose(moment, journey, intent.method);
    case 'choose-another-method':
      return step.name !== 'choose-method' && hasChoice(challenge) ? goTo(moment, journey, { name: 'choose-method' }) : NOTHING;
    case 'submit-phone-number':
      return submitPhoneNumber(moment, journey, intent.phoneNumber);
    case 'correct-phone-number':
      if (step.name !== 'text-code' || !challenge.textMessage?.firstTime) return NOTHING;
      return challenge.purpose === 'add-factor' ? { kind: 'new-number' } : goTo(moment, journey, { name: 'phone-number' });
    case 'resend-text-message':
      return resend(moment, journey);
    case 'submit-code':
      return submitCode(moment, journey, intent.code);
    case 'copy-authenticator-key':
      if (step.name !== 'link-authenticator') return NOTHING;
      return on(
        moment,
        { ...journey, step: { ...step, copiedUntil: moment.at + COPIED_SHOWN_MS } },
        { kind: 'copy', text: step.enrolment.key, clearAfterMs: CLIPBOARD_CLEAR_MS },
      );
    case 'retry':
      return retry(moment, journey);
    case 'dismiss-notice':
      return journey.problem === null ? NOTHING : on(moment, { ...journey, problem: null });
    default:
      return NOTHING;
  }
}

function failed(moment: Moment, journey: Journey, failure: ApiFailure): JourneyResult {
  // Nothing is left of a first step that could not be taken, so the choice is shown with what went wrong.
  const step: FactorStep = journey.step.name === 'opening' ? { name: 'choose-method' } : journey.step;
  const settled: Journey = { ...journey, step, pending: null, problem: problemFrom(failure, moment.at) };
  if (failure.kind !== 'refused') return on(moment, settled);

  const { code, details } = failure;
  if (details.attemptsLeft === 0) return { kind: 'over', reason: 'too-many-wrong-codes' };
  const attemptsLeft = details.attemptsLeft ?? journey.challenge.attemptsLeft;
  const counted: Journey = { ...settled, challenge: { ...journey.challenge, attemptsLeft } };
  switch (code) {
    case 'challenge-gone':
      return { kind: 'over', reason: 'challenge-expired' };
    case 'codes-locked':
      return { kind: 'locked-out', until: details.lockedUntil ? localTime(moment, details.lockedUntil) : null };
    case 'application-not-permitted':
    case 'second-factor-not-set-up':
      return { kind: 'not-allowed', code };
    case 'method-not-allowed':
    case 'factor-exists':
    case 'nothing-sent':
      // What this computer knows of the challenge is out of date, e.g. because a policy changed meanwhile.
      return ask(moment, { ...counted, step: { name: 'choose-method' }, again: null }, (attempt) =>
        call(attempt, journey.token, 'readChallenge', {}),
      );
    case 'enrolment-expired':
      if (journey.challenge.purpose === 'add-factor') return { kind: 'over', reason: 'challenge-expired' };
      return ask(moment, { ...counted, again: { kind: 'method', method: 'authenticator' } }, (attempt) =>
        call(attempt, journey.token, 'enrolAuthenticator', {}),
      );
    default:
      return on(moment, counted);
  }
}

function polled(moment: Moment, journey: Journey, event: Answered): JourneyResult {
  const poll = { at: moment.at + DELIVERY_POLL_MS, pending: null };
  const { outcome } = event;
  if (event.operation === 'readChallenge' && event.outcome.ok) {
    const { answer } = event.outcome;
    // A poll that was overtaken by a wrong code still carries the count from before it; tries never come back.
    const attemptsLeft = Math.min(answer.attemptsLeft, journey.challenge.attemptsLeft);
    const textMessage = answer.textMessage ?? journey.challenge.textMessage;
    return on(moment, { ...journey, poll, challenge: { ...answer, attemptsLeft, textMessage } });
  }
  if (!outcome.ok && outcome.failure.kind === 'refused' && outcome.failure.code === 'challenge-gone') {
    // A code may be on its way at this very moment; its own answer says how that ended.
    if (journey.pending === null) return { kind: 'over', reason: 'challenge-expired' };
  }
  // The person asked for nothing, so is not bothered: the next poll is soon enough.
  return on(moment, { ...journey, poll });
}

/** What an answer does to the journey: `nothing` when it isn't one that is awaited. */
export function journeyAnswered(moment: Moment, journey: Journey, event: Answered): JourneyResult {
  if (event.attempt === journey.poll.pending) return polled(moment, journey, event);
  if (event.attempt !== journey.pending) return NOTHING;
  if (!event.outcome.ok) return failed(moment, journey, event.outcome.failure);
  switch (event.operation) {
    case 'sendTextMessage':
    case 'enrolPhoneNumber':
      if (event.outcome.answer.textMessage === null) return failed(moment, journey, { kind: 'answer-unknown' });
      return goTo(moment, { ...journey, challenge: event.outcome.answer, sends: journey.sends + 1 }, { name: 'text-code' });
    case 'enrolAuthenticator': {
      const linked: FactorStep = { name: 'link-authenticator', enrolment: event.outcome.answer, copiedUntil: null };
      // The person has to learn why the picture changed.
      const { problem } = journey;
      return on(moment, { ...journey, step: linked, pending: null, again: null, problem });
    }
    case 'readChallenge':
      return on(moment, { ...journey, challenge: event.outcome.answer, pending: null });
    case 'verifyTextMessage':
    case 'verifyAuthenticator':
    case 'verifyRecoveryCode': {
      const { answer } = event.outcome;
      const signingIn = journey.challenge.purpose === 'sign-in';
      if (answer.outcome === 'signed-in' && signingIn) return { kind: 'signed-in', answer };
      if (answer.outcome === 'met' && !signingIn) return { kind: 'met', session: answer.session };
      return on(moment, { ...journey, pending: null, problem: localProblem('answer-unknown') });
    }
    default:
      return NOTHING;
  }
}

/** When the journey wants to be woken next, in milliseconds since the epoch. */
export function journeyWake(journey: Journey, clockOffset: number): number {
  const { step, challenge, poll } = journey;
  const moments: number[] = [];
  // An answer that is awaited decides; the server's clock is the one that counts.
  if (journey.pending === null) moments.push(localTime({ clockOffset }, challenge.expiresAt));
  if (polls(journey)) moments.push(poll.at);
  if (step.name === 'link-authenticator' && step.copiedUntil !== null) moments.push(step.copiedUntil);
  return Math.min(...moments, Number.POSITIVE_INFINITY);
}

function polls({ step, challenge, poll }: Journey): boolean {
  return step.name === 'text-code' && challenge.textMessage?.delivery === 'sending' && poll.pending === null;
}

/** Does what is due. */
export function journeyWoken(moment: Moment, journey: Journey): JourneyResult {
  const { at } = moment;
  if (journey.pending === null && localTime(moment, journey.challenge.expiresAt) <= at)
    return { kind: 'over', reason: 'challenge-expired' };
  const { step } = journey;
  const shown: Journey =
    step.name === 'link-authenticator' && step.copiedUntil !== null && step.copiedUntil <= at
      ? { ...journey, step: { ...step, copiedUntil: null } }
      : journey;
  if (polls(shown) && shown.poll.at <= at) {
    const attempt = moment.attempts + 1;
    return {
      kind: 'on',
      journey: { ...shown, poll: { at: shown.poll.at, pending: attempt } },
      effects: [call(attempt, journey.token, 'readChallenge', {})],
      attempts: attempt,
    };
  }
  return shown === journey ? NOTHING : on(moment, shown);
}

/** The journey with nothing under way, as it is kept while the session is locked. */
export function journeyAtRest(journey: Journey): Journey {
  return { ...journey, pending: null, poll: { ...journey.poll, pending: null } };
}
