import { SETTLED_DELIVERIES } from '../../shared/sign-in/schemas.ts';
import { call } from './effects.ts';
import type { JourneyResult, Moment } from './journey.ts';
import { isTextRefusal, NOTHING, on } from './journey.ts';
import { localTime } from './server-time.ts';
import type { FactorStep, Journey } from './state.ts';
import { isWaiting } from './team-leader-pass.ts';

/** What time does on the way to meeting a challenge: delivery, a pass and an outage are asked after, "copied" goes, and the challenge runs out. */

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

function polls(journey: Journey): boolean {
  const { step, challenge, poll } = journey;
  if (poll.pending !== null) return false;
  if (step.name === 'text-code' && challenge.textMessage !== null && !SETTLED_DELIVERIES.includes(challenge.textMessage.delivery))
    return true;
  const isOutage = challenge.notice !== null || challenge.proveWith.some(({ available }) => !available) || isTextRefusal(journey);
  return journey.pending === null && ((step.name === 'choose-method' && isOutage) || isWaiting(journey));
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
  // What was to be set up next is still to be fetched, and is asked for by choosing it.
  const step: FactorStep = journey.step.name === 'proved' ? { name: 'choose-method' } : journey.step;
  return { ...journey, step, pending: null, poll: { ...journey.poll, pending: null } };
}
