import type { Intent } from '../../shared/bridge.ts';
import type { Met } from '../../shared/sign-in/schemas.ts';
import { overlaid, perform, withProblemOf } from './actions.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import type { JourneyResult } from './journey.ts';
import { readMySecurity } from './my-security.ts';
import { localProblem, problemFrom } from './problem.ts';
import { journeyIntent } from './second-factor.ts';
import { journeyAnswered } from './second-factor-answers.ts';
import { renew, sessionRefused } from './session.ts';
import type { Overlay, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { also, ask, become, nothing } from './transition.ts';

/** A step-up or an added factor, over the page that the person is on. */

/** Takes the overlay away; the challenge in it is not wanted any more. What it was for does not go on. */
function close(state: State, stage: SignedInStage, overlay: Overlay): Step {
  const closed = become(state, { ...stage, overlay: null, doing: null });
  if (overlay.step.kind !== 'journey') return closed;
  const { token } = overlay.step.journey;
  return also(closed, (attempt) => call(attempt, token, 'cancelChallenge', {}));
}

export function overlayIntent(state: State, stage: SignedInStage, overlay: Overlay, intent: Intent, at: number): Step {
  if (intent.kind === 'back') return close(state, stage, overlay);
  const { step } = overlay;
  switch (step.kind) {
    case 'journey': {
      const moment = { at, attempts: state.attempts, clockOffset: state.common.clockOffset };
      return settleOverlay(state, stage, overlay, journeyIntent(moment, step.journey, intent), at);
    }
    case 'password':
      return passwordStep(state, stage, overlay, step, intent);
    case 'new-number':
      if (stage.doing !== null) return nothing(state);
      if (intent.kind === 'submit-phone-number') {
        return perform(state, stage, { kind: 'send-to-new-number', phoneNumber: intent.phoneNumber.trim() }, at);
      }
      if ((intent.kind !== 'dismiss-notice' && intent.kind !== 'retry') || step.problem === null) return nothing(state);
      return become(state, { ...stage, overlay: { ...overlay, step: { ...step, problem: null } } });
    case 'locked-out':
      return nothing(state);
    default:
      return step satisfies never;
  }
}

function passwordStep(
  state: State,
  stage: SignedInStage,
  overlay: Overlay,
  step: Extract<Overlay['step'], { kind: 'password' }>,
  intent: Intent,
): Step {
  if (step.pending !== null) return nothing(state);
  const show = (next: Overlay['step']): SignedInStage => ({ ...stage, overlay: { ...overlay, step: next } });
  if (intent.kind === 'step-up-with-password') {
    const { password } = intent;
    if (password === '') return become(state, show({ ...step, problem: localProblem('password-missing') }));
    return ask(
      state,
      (attempt) => call(attempt, stage.token, 'stepUpWithPassword', { body: { password } }),
      (attempt) => show({ kind: 'password', pending: attempt, problem: null }),
    );
  }
  if ((intent.kind !== 'dismiss-notice' && intent.kind !== 'retry') || step.problem === null) return nothing(state);
  return become(state, show({ ...step, problem: null }));
}

export function overlayAnswered(state: State, stage: SignedInStage, overlay: Overlay, event: Event & Answered): Step {
  const { step } = overlay;
  if (step.kind === 'journey') {
    const moment = { at: event.at, attempts: state.attempts, clockOffset: state.common.clockOffset };
    return settleOverlay(state, stage, overlay, journeyAnswered(moment, step.journey, event), event.at);
  }
  if (step.kind !== 'password' || step.pending !== event.attempt || event.operation !== 'stepUpWithPassword') return nothing(state);
  if (event.outcome.ok) return met(state, stage, overlay, event.outcome.answer, event.at);
  const { failure } = event.outcome;
  const ended = sessionRefused(state, stage, failure, event.at);
  if (ended !== null) return ended;
  return become(state, { ...stage, overlay: { ...overlay, step: { ...step, pending: null, problem: problemFrom(failure, event.at) } } });
}

/** What becomes of the overlay with what became of its challenge. */
export function settleOverlay(state: State, stage: SignedInStage, overlay: Overlay, result: JourneyResult, at: number): Step {
  const closed: SignedInStage = { ...stage, overlay: null };
  switch (result.kind) {
    case 'on':
      return overlaid(state, stage, overlay, result, at);
    case 'nothing':
    case 'signed-in':
      return nothing(state);
    case 'left':
      return close(state, stage, overlay);
    case 'new-number': {
      const phoneNumber = overlay.step.kind === 'journey' ? overlay.step.journey.phoneNumber : '';
      return become(state, {
        ...stage,
        overlay: { purpose: 'add-factor', after: null, step: { kind: 'new-number', phoneNumber, problem: null } },
      });
    }
    case 'over': {
      const gone = problemFrom({ kind: 'refused', code: 'challenge-gone', details: {}, reference: '' }, at);
      const spent = problemFrom({ kind: 'refused', code: 'code-wrong', details: { attemptsLeft: 0 }, reference: '' }, at);
      return become(state, withProblemOf(closed, overlay.after, result.reason === 'too-many-wrong-codes' ? spent : gone));
    }
    case 'locked-out':
      return become(state, { ...stage, overlay: { ...overlay, after: null, step: { kind: 'locked-out', until: result.until } } });
    case 'not-allowed':
      return become(
        state,
        withProblemOf(closed, overlay.after, problemFrom({ kind: 'refused', code: result.code, details: {}, reference: '' }, at)),
      );
    case 'met':
      return met(state, stage, overlay, result.answer, at);
    case 'proved':
      // Of a challenge for a new password, which no session has.
      return nothing(state);
    default:
      return result satisfies never;
  }
}

/** The session goes on with more assurance, and after a step-up with a new token; what it was for goes on by itself. */
function met(state: State, stage: SignedInStage, overlay: Overlay, renewed: Met, at: number): Step {
  const assured = renew(state, { ...stage, overlay: null, doing: null }, renewed);
  if (overlay.after !== null) return perform(state, assured, overlay.after, at);
  if (overlay.purpose !== 'add-factor' || assured.page.name !== 'my-security') return become(state, assured);
  return readMySecurity(state, { ...assured, page: { ...assured.page, done: 'factor-added', problem: null } });
}
