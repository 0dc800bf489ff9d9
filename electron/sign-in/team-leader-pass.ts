import type { Challenge } from '../../shared/sign-in/schemas.ts';
import { call } from './effects.ts';
import type { Answered } from './events.ts';
import type { JourneyResult, Moment } from './journey.ts';
import { ask, NOTHING, on, passOffered } from './journey.ts';
import { localProblem } from './problem.ts';
import type { Journey } from './state.ts';
import { PASS_POLL_MS } from './timing.ts';

/** Signing in with a team leader's pass: asking for it, waiting, and going on by itself once it is granted. */

/** Asks, or asks once more after a refusal; what waits already or was granted is found again by the same request. */
export function askTeamLeader(moment: Moment, journey: Journey): JourneyResult {
  const { step, challenge } = journey;
  if (!passOffered(challenge) || (step.name === 'ask-team-leader' && step.limit)) return NOTHING;
  if (step.name === 'ask-team-leader' && isWaiting(journey) && journey.problem === null) return NOTHING;
  const from = step.name === 'ask-team-leader' ? step.from : step;
  const asking: Journey = { ...journey, step: { name: 'ask-team-leader', from, limit: false }, problem: null, again: { kind: 'pass' } };
  return ask(moment, asking, (attempt) => call(attempt, journey.token, 'requestPass', {}));
}

/** True while the answer is somebody else's to give, whichever step the person has gone to meanwhile. */
export function isWaiting({ challenge }: Journey): boolean {
  return challenge.passRequest?.state === 'waiting';
}

/** A pass that was granted while the person was at another step: it is theirs to say whether they go on with it. */
export function grantedMeanwhile({ step, challenge }: Journey): Challenge['passRequest'] {
  const { passRequest } = challenge;
  return step.name !== 'ask-team-leader' && passRequest?.state === 'granted' && passOffered(challenge) ? passRequest : null;
}

/** Goes on with what is now known of the request: uses a pass that was granted, and otherwise waits or shows the refusal. */
export function goOnWithPass(moment: Moment, journey: Journey): JourneyResult {
  const { step, challenge } = journey;
  const state = challenge.passRequest?.state;
  if (step.name !== 'ask-team-leader' || journey.pending !== null) return on(moment, journey);
  if (state === 'granted' && journey.problem === null) {
    const using: Journey = { ...journey, again: { kind: 'pass' } };
    return ask(moment, using, (attempt) => call(attempt, journey.token, 'usePass', {}));
  }
  return on(moment, state === 'declined' ? { ...journey, problem: null, again: null } : journey);
}

/** The answer to asking for a pass or using one. */
export function passAnswered(
  moment: Moment,
  journey: Journey,
  event: Extract<Answered, { operation: 'requestPass' | 'usePass' }>,
): JourneyResult {
  const { outcome } = event;
  if (!outcome.ok) return NOTHING;
  const settled: Journey = { ...journey, pending: null, again: null };
  if (event.operation === 'requestPass' && event.outcome.ok) {
    const poll = { at: moment.at + PASS_POLL_MS, pending: null };
    return goOnWithPass(moment, { ...settled, challenge: event.outcome.answer, poll });
  }
  if (event.operation === 'usePass' && event.outcome.ok && event.outcome.answer.outcome === 'signed-in') {
    return { kind: 'signed-in', answer: event.outcome.answer };
  }
  return on(moment, { ...settled, problem: localProblem('answer-unknown') });
}
