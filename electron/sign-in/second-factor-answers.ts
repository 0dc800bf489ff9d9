import { call } from './effects.ts';
import type { Answered } from './events.ts';
import type { JourneyResult, Moment } from './journey.ts';
import { ask, codeIsLive, goTo, insteadOfTextMessages, isTextRefusal, NOTHING, on, openEnrolment, pollInterval } from './journey.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { localTime } from './server-time.ts';
import type { FactorStep, Journey } from './state.ts';
import { goOnWithPass, passAnswered } from './team-leader-pass.ts';

/** What the API's answers do on the way to meeting a challenge. */

function failed(moment: Moment, journey: Journey, failure: ApiFailure): JourneyResult {
  // Nothing is left of a first step that could not be taken, so the choice is shown with what went wrong.
  const { name } = journey.step;
  const step: FactorStep = name === 'opening' || name === 'proved' ? { name: 'choose-method' } : journey.step;
  const settled: Journey = { ...journey, step, pending: null, problem: problemFrom(failure, moment.at) };
  if (failure.kind !== 'refused') return on(moment, settled);

  const { code, details } = failure;
  const { again } = journey;
  // The try that locks codes is a challenge's last one too, and the lock is what the person has to know.
  if (details.attemptsLeft === 0 && code !== 'codes-locked') return { kind: 'over', reason: 'too-many-wrong-codes' };
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
    case 'pass-limit':
      if (settled.step.name !== 'ask-team-leader') return on(moment, counted);
      return on(moment, { ...counted, step: { ...settled.step, limit: true }, problem: null, again: null });
    case 'pass-gone':
      // Whatever became of it shows in the challenge.
      return ask(moment, { ...counted, again: null }, (attempt) => call(attempt, journey.token, 'readChallenge', {}));
    case 'text-message-unavailable':
      return textMessagesFailed(moment, counted);
    case 'method-not-allowed':
      return outOfDate(moment, again?.kind === 'pass' ? { ...counted, problem: localProblem('passes-off') } : counted);
    case 'factor-exists':
    case 'step-up-needed':
    case 'help-desk-code-needed':
    case 'nothing-sent':
      return outOfDate(moment, counted);
    case 'enrolment-expired':
      if (journey.challenge.purpose === 'add-factor') return { kind: 'over', reason: 'challenge-expired' };
      return ask(moment, { ...counted, again: { kind: 'method', method: 'authenticator' } }, (attempt) =>
        call(attempt, journey.token, 'enrolAuthenticator', {}),
      );
    default:
      return on(moment, counted);
  }
}

/** What this computer knows of the challenge is out of date, e.g. because a policy changed meanwhile. */
function outOfDate(moment: Moment, journey: Journey): JourneyResult {
  return ask(moment, { ...journey, step: { name: 'choose-method' }, again: null }, (attempt) =>
    call(attempt, journey.token, 'readChallenge', {}),
  );
}

/** A message could not be sent. Whoever has an app as well goes on with that, unless an earlier code may still come. */
function textMessagesFailed(moment: Moment, journey: Journey): JourneyResult {
  const { challenge } = journey;
  if (challenge.mustEnrol || codeIsLive(journey, moment) || !insteadOfTextMessages(challenge)) {
    // What can be chosen now is not what it was.
    return on(moment, { ...journey, poll: { at: moment.at, pending: null } });
  }
  const again = journey.problem?.retryAt;
  const textMessagesFrom = again === undefined ? null : new Date(again + moment.clockOffset).toISOString();
  const failing: Journey = { ...journey, challenge: { ...challenge, notice: 'text-messages-failing', textMessagesFrom } };
  return goTo(moment, failing, { name: 'authenticator-code' });
}

function polled(moment: Moment, journey: Journey, event: Answered): JourneyResult {
  const poll = { at: moment.at + pollInterval(journey.step, journey.challenge), pending: null };
  const { outcome } = event;
  if (event.operation === 'readChallenge' && event.outcome.ok) {
    const { answer } = event.outcome;
    // A poll that was overtaken by a wrong code still carries the count from before it; tries never come back.
    const attemptsLeft = Math.min(answer.attemptsLeft, journey.challenge.attemptsLeft);
    const textMessage = answer.textMessage ?? journey.challenge.textMessage;
    // An outage that is over takes along the refusal that told of it.
    const isOver = journey.challenge.notice !== null && answer.notice === null && isTextRefusal(journey);
    const problem = isOver ? null : journey.problem;
    return goOnWithPass(moment, { ...journey, poll, problem, challenge: { ...answer, attemptsLeft, textMessage } });
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
      return goOnWithPass(moment, { ...journey, challenge: event.outcome.answer, pending: null });
    case 'verifyTextMessage':
    case 'verifyAuthenticator':
    case 'verifyRecoveryCode': {
      const { answer } = event.outcome;
      const signingIn = journey.challenge.purpose === 'sign-in';
      if (answer.outcome === 'signed-in' && signingIn) return { kind: 'signed-in', answer };
      if (answer.outcome === 'met' && !signingIn) return { kind: 'met', answer };
      if (answer.outcome === 'proved' && journey.challenge.purpose === 'new-password') return { kind: 'proved', token: journey.token };
      if (answer.outcome === 'proved') return openEnrolment(moment, journey, answer.challenge);
      return on(moment, { ...journey, pending: null, problem: localProblem('answer-unknown') });
    }
    case 'verifyHelpDeskCode':
      return openEnrolment(moment, journey, event.outcome.answer.challenge);
    case 'requestPass':
    case 'usePass':
      return passAnswered(moment, journey, event);
    default:
      return NOTHING;
  }
}
