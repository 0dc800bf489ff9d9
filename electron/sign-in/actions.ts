import type { ApplicationId } from '../../shared/applications.ts';
import type { Problem } from '../../shared/sign-in/screens.ts';
import type { CallEffect } from './effects.ts';
import { call } from './effects.ts';
import type { JourneyResult } from './journey.ts';
import { trustLimit } from './managed.ts';
import { problemFrom } from './problem.ts';
import { localTime } from './server-time.ts';
import { withProblem } from './session.ts';
import type { Action, Overlay, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become } from './transition.ts';

/**
 * What a person does within a session: entering the other workspace, looking after their own security, and what leaders
 * and managers do for others. Each may need a step-up; then that comes over the page, and the action goes on by itself
 * after it. What becomes of an action is in action-outcomes.ts.
 */

/** What a step-up for an action must count for: an application, by whose policy it is met, or the person's own account. */
export function steppedUpFor(stage: SignedInStage, action: Action): ApplicationId | 'account' {
  switch (action.kind) {
    case 'enter':
      return action.workspace;
    case 'end-computer':
    case 'issue-help-desk-code':
      return 'control';
    case 'renew-trust':
      return stage.session.application;
    case 'change-password':
      // A temporary password is replaced by whatever lets its owner in.
      return stage.session.mustChangePassword ? stage.session.application : 'account';
    default:
      // Also for vouching: what a pass opens may take the strongest that the leader has.
      return 'account';
  }
}

/** The overlay that stays while the action's own call is under way. */
function overlayDuring(action: Action): Overlay | null {
  return action.kind === 'send-to-new-number' ? newNumber(action.phoneNumber) : null;
}

function newNumber(phoneNumber: string): Overlay {
  return { purpose: 'add-factor', after: null, step: { kind: 'new-number', phoneNumber, problem: null } };
}

/** Begins an action. Only one is ever under way. */
export function perform(state: State, stage: SignedInStage, action: Action, at: number): Step {
  if (action.kind === 'add-text-message') {
    // Asked before the number is typed, not after.
    return stage.session.recovered || isSteppedUp(state, stage, at)
      ? become(state, { ...withProblem(stage, null), overlay: newNumber('') })
      : stepUp(state, stage, action);
  }
  // Trust is never refused for want of a step-up: it is not offered.
  if (action.kind === 'renew-trust' && stage.session.trustOffer === null && !action.steppedUp) {
    return stepUp(state, stage, { ...action, steppedUp: true });
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
      case 'end-session':
        return call(attempt, token, 'endOtherSession', { params: { id: action.id } });
      case 'end-other-sessions':
        return call(attempt, token, 'endOtherSessions', {});
      case 'remove-all-trusted-devices':
        return call(attempt, token, 'removeAllTrustedDevices', {});
      case 'make-recovery-codes':
        return call(attempt, token, 'makeRecoveryCodes', {});
      case 'confirm-recovery-codes':
        return call(attempt, token, 'confirmRecoveryCodes', {});
      case 'grant-pass':
        return call(attempt, token, 'grantPass', { params: { id: action.id }, body: { number: action.number, reason: action.reason } });
      case 'decline-pass':
        return call(attempt, token, 'declinePass', { params: { id: action.id } });
      case 'renew-trust':
        return call(attempt, token, 'trustThisComputer', { body: trustLimit(state.common) });
      case 'dismiss-alert':
        return call(attempt, token, 'dismissAlert', { params: { id: action.id } });
      case 'end-computer':
        return call(attempt, token, 'endComputer', { params: { deviceId: action.deviceId } });
      case 'issue-help-desk-code': {
        const { email, purpose, reason } = action;
        return call(attempt, token, 'issueHelpDeskCode', { body: { email, purpose, reason } });
      }
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
  return (
    session.steppedUpFor.includes('account') && session.steppedUpUntil !== null && localTime(state.common, session.steppedUpUntil) > at
  );
}

export function stepUp(state: State, stage: SignedInStage, action: Action): Step {
  const body = { application: steppedUpFor(stage, action) };
  return ask(
    state,
    (attempt) => call(attempt, stage.token, 'startStepUp', { body }),
    (attempt) => ({ ...withoutNotice(stage), doing: { attempt, action, call: 'step-up' } }),
  );
}

/** The stage without what was said about the action before. */
export function withoutNotice(stage: SignedInStage): SignedInStage {
  const { page, passes, control } = stage;
  return {
    ...stage,
    problem: null,
    again: null,
    cannotRemember: false,
    trustRenewed: false,
    passes: { ...passes, problem: null, done: null },
    control: { ...control, problem: null, done: null, code: null, codeProblem: null },
    page: page.name === 'my-security' ? { ...page, problem: null, done: null } : page,
  };
}

/** The stage with what went wrong with an action, where the person looks for it. */
export function withProblemOf(stage: SignedInStage, action: Action | null, problem: Problem): SignedInStage {
  switch (action?.kind) {
    case 'enter':
    case 'renew-trust':
    case 'dismiss-alert':
      return { ...stage, problem };
    case 'grant-pass':
    case 'decline-pass':
      return { ...stage, passes: { ...stage.passes, problem: { id: action.id, person: action.person, problem } } };
    case 'end-computer':
      return { ...stage, control: { ...stage.control, problem } };
    case 'issue-help-desk-code':
      return { ...stage, control: { ...stage.control, codeProblem: problem } };
    default:
      return withProblem(stage, problem);
  }
}

/** Puts a challenge over the page, or what became of it at once. */
export function overlaid(state: State, stage: SignedInStage, overlay: Omit<Overlay, 'step'>, result: JourneyResult, at: number): Step {
  if (result.kind === 'on') {
    const next = { ...state, attempts: result.attempts };
    return become(next, { ...stage, overlay: { ...overlay, step: { kind: 'journey', journey: result.journey } } }, ...result.effects);
  }
  // A challenge that is over before its first step: nothing to show but that.
  const problem = problemFrom({ kind: 'refused', code: 'challenge-gone', details: {}, reference: '' }, at);
  return become(state, withProblemOf({ ...stage, overlay: null }, overlay.after, problem));
}
