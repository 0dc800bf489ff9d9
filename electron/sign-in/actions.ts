import type { ApplicationId } from '../../shared/applications.ts';
import { DESKTOP_APPLICATIONS } from '../../shared/applications.ts';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import type { CallEffect } from './effects.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import type { JourneyResult } from './journey.ts';
import { openAdded, openJourney } from './journey.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { localTime } from './server-time.ts';
import { forgetTrust, sessionRefused, withProblem, withSession } from './session.ts';
import type { Action, MySecurityPage, Overlay, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

/**
 * What a person does within a session: entering the other workspace, and looking after their own security. Each may
 * be refused with `step-up-needed`; then the step-up comes over the page, and the action goes on by itself after it.
 */

/** The application whose policy a step-up for an action must meet. */
function applicationOf(stage: SignedInStage, action: Action): ApplicationId {
  return action.kind === 'enter' ? action.workspace : stage.session.application;
}

/** The overlay that stays while the action's own call is under way. */
function overlayDuring(action: Action): Overlay | null {
  return action.kind === 'send-to-new-number' ? newNumber(action.phoneNumber) : null;
}

function newNumber(phoneNumber: string): Overlay {
  return { purpose: 'add-factor', after: null, step: { kind: 'new-number', phoneNumber, problem: null } };
}

/** The action as `retry` may repeat it; one that carries a password is for the person to submit again. */
function repeatable(action: Action): Action | null {
  return action.kind === 'change-password' || action.kind === 'send-to-new-number' ? null : action;
}

/** Begins an action. Only one is ever under way. */
export function perform(state: State, stage: SignedInStage, action: Action, at: number): Step {
  if (action.kind === 'add-text-message') {
    // Asked before the number is typed, not after.
    return isSteppedUp(state, stage, at)
      ? become(state, { ...withProblem(stage, null), overlay: newNumber('') })
      : stepUp(state, stage, action);
  }
  const { token } = stage;
  const effect = (attempt: number): CallEffect => {
    switch (action.kind) {
      case 'enter':
        return call(attempt, token, 'enterApplication', { params: { application: action.workspace } });
      case 'change-password':
        return call(attempt, token, 'changePassword', {
          body: { currentPassword: action.currentPassword, newPassword: action.newPassword },
        });
      case 'send-to-new-number':
        return call(attempt, token, 'addTextMessage', { body: { phoneNumber: action.phoneNumber } });
      case 'add-authenticator':
        return call(attempt, token, 'addAuthenticator', {});
      case 'remove-factor':
        return call(attempt, token, 'removeFactor', { params: { method: action.method } });
      case 'remove-trusted-device':
        return call(attempt, token, 'removeTrustedDevice', { params: { id: action.id } });
      case 'remove-all-trusted-devices':
        return call(attempt, token, 'removeAllTrustedDevices', {});
      case 'make-recovery-codes':
        return call(attempt, token, 'makeRecoveryCodes', {});
      case 'confirm-recovery-codes':
        return call(attempt, token, 'confirmRecoveryCodes', {});
      default:
        return action satisfies never;
    }
  };
  return ask(state, effect, (attempt) => ({
    ...withoutNotice(stage),
    overlay: overlayDuring(action),
    doing: { attempt, action, call: 'own' },
  }));
}

function isSteppedUp(state: State, { session }: SignedInStage, at: number): boolean {
  return session.steppedUpUntil !== null && localTime(state.common, session.steppedUpUntil) > at;
}

function stepUp(state: State, stage: SignedInStage, action: Action, which: 'step-up' | 'first-step-up' = 'step-up'): Step {
  const body = { application: which === 'step-up' ? applicationOf(stage, action) : stage.session.application };
  return ask(
    state,
    (attempt) => call(attempt, stage.token, 'startStepUp', { body }),
    (attempt) => ({ ...withoutNotice(stage), doing: { attempt, action, call: which } }),
  );
}

/** The stage without what was said about the action before. */
export function withoutNotice(stage: SignedInStage): SignedInStage {
  const { page } = stage;
  return {
    ...stage,
    problem: null,
    again: null,
    cannotRemember: false,
    page: page.name === 'my-security' ? { ...page, problem: null, done: null } : page,
  };
}

/** Puts a challenge over the page, or what became of it at once. */
export function overlaid(state: State, stage: SignedInStage, overlay: Omit<Overlay, 'step'>, result: JourneyResult, at: number): Step {
  if (result.kind === 'on') {
    const next = { ...state, attempts: result.attempts };
    return become(next, { ...stage, overlay: { ...overlay, step: { kind: 'journey', journey: result.journey } } }, ...result.effects);
  }
  // A challenge that is over before its first step: nothing to show but that.
  const problem = problemFrom({ kind: 'refused', code: 'challenge-gone', details: {}, reference: '' }, at);
  return become(state, withProblem({ ...stage, overlay: null }, problem));
}

/** The answer to the call of the action under way. */
export function actionAnswered(state: State, stage: SignedInStage, event: Event & Answered): Step {
  const { doing } = stage;
  if (doing === null || doing.attempt !== event.attempt) return nothing(state);
  const { action } = doing;
  const settled: SignedInStage = { ...stage, doing: null };
  if (!event.outcome.ok) return failed(state, settled, doing, event.outcome.failure, event.at);
  if (event.operation === 'startStepUp') return stepUpStarted(state, settled, action, event);
  return done(state, settled, action, event);
}

function stepUpStarted(
  state: State,
  stage: SignedInStage,
  action: Action,
  event: Event & Extract<Answered, { operation: 'startStepUp' }>,
): Step {
  if (!event.outcome.ok) return nothing(state);
  const { answer } = event.outcome;
  const overlay = { purpose: action.kind === 'enter' ? ('enter-application' as const) : ('step-up' as const), after: action };
  if (answer.outcome === 'password-needed') {
    return become(state, { ...stage, overlay: { ...overlay, step: { kind: 'password', pending: null, problem: null } } });
  }
  const moment = { at: event.at, attempts: state.attempts, clockOffset: state.common.clockOffset };
  return overlaid(state, stage, overlay, openJourney(moment, answer.challengeToken, answer.challenge), event.at);
}

function failed(state: State, stage: SignedInStage, doing: NonNullable<SignedInStage['doing']>, failure: ApiFailure, at: number): Step {
  const { action } = doing;
  const ended = sessionRefused(state, stage, failure, at);
  if (ended !== null) return ended;
  if (failure.kind === 'refused') {
    const { code, details } = failure;
    if (code === 'step-up-needed' && doing.call === 'own') return stepUp(state, stage, action);
    // A first method for another application is only set up on the strength of one that was just given for this one.
    const unproven = code === 'second-factor-not-set-up' && doing.call === 'step-up' && !isSteppedUp(state, stage, at);
    if (unproven && applicationOf(stage, action) !== stage.session.application) return stepUp(state, stage, action, 'first-step-up');
    if (code === 'codes-locked') {
      const until = details.lockedUntil ? localTime(state.common, details.lockedUntil) : null;
      const purpose = action.kind === 'enter' ? 'enter-application' : 'step-up';
      return become(state, { ...stage, overlay: { purpose, after: null, step: { kind: 'locked-out', until } } });
    }
  }
  const problem = problemFrom(failure, at);
  // They lapsed before they were confirmed: showing codes that will never work would be worse than showing none.
  if (action.kind === 'confirm-recovery-codes' && problem.code === 'not-found') {
    return become(state, withProblem({ ...stage, recoveryCodes: null }, problem));
  }
  if (action.kind === 'send-to-new-number') {
    const step = { kind: 'new-number', phoneNumber: action.phoneNumber, problem } as const;
    return become(state, { ...stage, overlay: { purpose: 'add-factor', after: null, step } });
  }
  const again = problem.retryable ? repeatable(action) : null;
  if (action.kind === 'enter') return become(state, { ...stage, again, problem });
  return become(state, { ...withProblem(stage, problem), again });
}

/** My security with its newest content and what was just done. Elsewhere, only the content of the next visit changes. */
function withContent(stage: SignedInStage, content: MySecurity, what: MySecurityPage['done']): SignedInStage {
  if (stage.page.name !== 'my-security') return stage;
  return { ...stage, page: { ...stage.page, content, done: what, problem: null, reading: null } };
}

/** The applications on this computer that a removed trusted device stood for. */
function trustedHere(stage: SignedInStage, id: string): readonly ApplicationId[] {
  const devices = stage.page.name === 'my-security' ? (stage.page.content?.trustedDevices ?? []) : [];
  return devices.filter((device) => device.id === id && device.thisComputer).map((device) => device.application);
}

function done(state: State, stage: SignedInStage, action: Action, event: Event & Answered): Step {
  if (!event.outcome.ok) return nothing(state);
  const moment = { at: event.at, attempts: state.attempts, clockOffset: state.common.clockOffset };
  const adding = { purpose: 'add-factor', after: null } as const;
  switch (event.operation) {
    case 'enterApplication': {
      if (action.kind !== 'enter') break;
      const entered = [...new Set([...stage.entered, action.workspace])];
      const there: SignedInStage = { ...stage, entered, page: { name: 'workspace', workspace: action.workspace } };
      return become(state, withSession(there, event.outcome.answer));
    }
    case 'changePassword':
      // The server has ended every trust of this person's, so the tokens here are of no more use.
      return forgetTrust(become(state, withContent(stage, event.outcome.answer, 'password-changed')), stage.email, DESKTOP_APPLICATIONS);
    case 'addTextMessage': {
      if (action.kind !== 'send-to-new-number') break;
      const { challengeToken, challenge } = event.outcome.answer;
      if (challenge.textMessage === null) break;
      return overlaid(
        state,
        stage,
        adding,
        openAdded(moment, challengeToken, challenge, { name: 'text-code' }, action.phoneNumber),
        event.at,
      );
    }
    case 'addAuthenticator': {
      const { challengeToken, challenge, enrolment } = event.outcome.answer;
      const step = { name: 'link-authenticator', enrolment, copiedUntil: null } as const;
      return overlaid(state, stage, adding, openAdded(moment, challengeToken, challenge, step, ''), event.at);
    }
    case 'removeFactor':
      return become(state, withContent(stage, event.outcome.answer, 'factor-removed'));
    case 'removeTrustedDevice': {
      const here = action.kind === 'remove-trusted-device' ? trustedHere(stage, action.id) : [];
      return forgetTrust(become(state, withContent(stage, event.outcome.answer, 'computer-removed')), stage.email, here);
    }
    case 'removeAllTrustedDevices':
      return forgetTrust(become(state, withContent(stage, event.outcome.answer, 'computers-removed')), stage.email, DESKTOP_APPLICATIONS);
    case 'makeRecoveryCodes': {
      const { codes, mySecurity } = event.outcome.answer;
      return become(state, { ...withContent(stage, mySecurity, null), recoveryCodes: codes });
    }
    case 'confirmRecoveryCodes':
      return become(state, { ...withContent(stage, event.outcome.answer, null), recoveryCodes: null });
    default:
      break;
  }
  return become(state, withProblem(stage, localProblem('answer-unknown')));
}
