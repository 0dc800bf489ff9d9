import type { ApplicationId } from '../../shared/applications.ts';
import { DESKTOP_APPLICATIONS } from '../../shared/applications.ts';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import { overlaid, stepUp, withProblemOf } from './actions.ts';
import { withWorkspace } from './control-home.ts';
import type { Answered, Event } from './events.ts';
import { openAdded, openAddedLater, openJourney } from './journey.ts';
import { answeredPasses } from './pass-requests.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { withoutLapsedCodes } from './recovery-codes.ts';
import { localTime } from './server-time.ts';
import { forgetTrust, renew, sessionRefused, withSession } from './session.ts';
import type { Action, MySecurityPage, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';
import { trustGiven } from './trust-renewal.ts';

/** What becomes of the actions that actions.ts begins. */

/** The action as `retry` may repeat it; one that carries a password is for the person to submit again. */
function repeatable(action: Action): Action | null {
  return action.kind === 'change-password' || action.kind === 'send-to-new-number' || action.kind === 'issue-help-desk-code'
    ? null
    : action;
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
    if (code === 'trust-not-offered' && action.kind === 'renew-trust' && !action.steppedUp) {
      return stepUp(state, stage, { ...action, steppedUp: true });
    }
    if (code === 'codes-locked') {
      const until = details.lockedUntil ? localTime(state.common, details.lockedUntil) : null;
      const purpose = action.kind === 'enter' ? 'enter-application' : 'step-up';
      return become(state, { ...stage, overlay: { purpose, after: null, step: { kind: 'locked-out', until } } });
    }
  }
  const problem = problemFrom(failure, at);
  if (action.kind === 'confirm-recovery-codes' && problem.code === 'not-found') return become(state, withoutLapsedCodes(stage));
  if (action.kind === 'send-to-new-number') {
    const step = { kind: 'new-number', phoneNumber: action.phoneNumber, problem } as const;
    return become(state, { ...stage, overlay: { purpose: 'add-factor', after: null, step } });
  }
  const again = problem.retryable ? repeatable(action) : null;
  const told = withProblemOf({ ...stage, again }, action, problem);
  // The list that it was answered from is out of date.
  const isDeclined = problem.code === 'pass-number-wrong' && problem.attemptsLeft === 0;
  if (problem.code === 'pass-gone' || problem.code === 'not-found' || isDeclined) {
    return become(state, { ...told, passes: { ...told.passes, at }, control: { ...told.control, wanted: action.kind === 'end-computer' } });
  }
  return become(state, told);
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

/** The stage without an alert that is dismissed. */
export function withoutAlert(stage: SignedInStage, id: string): SignedInStage {
  return { ...stage, session: { ...stage.session, alerts: stage.session.alerts.filter((alert) => alert.id !== id) } };
}

function done(state: State, stage: SignedInStage, action: Action, event: Event & Answered): Step {
  if (!event.outcome.ok) return nothing(state);
  const moment = { at: event.at, attempts: state.attempts, clockOffset: state.common.clockOffset };
  const adding = { purpose: 'add-factor', after: null } as const;
  switch (event.operation) {
    case 'enterApplication': {
      if (action.kind !== 'enter') break;
      const entered = [...new Set([...stage.entered, action.workspace])];
      return become(state, withSession(withWorkspace({ ...stage, entered }, action.workspace), event.outcome.answer));
    }
    case 'changePassword': {
      const { answer } = event.outcome;
      const renewed = renew(state, stage, answer);
      // After a temporary password the session is as good as any other.
      const changed = stage.session.mustChangePassword ? renewed : withContent(renewed, answer.mySecurity, 'password-changed');
      // The server has ended every trust of this person's, so the tokens here are of no more use.
      return forgetTrust(become(state, changed), stage.email, DESKTOP_APPLICATIONS);
    }
    case 'addTextMessage': {
      if (action.kind !== 'send-to-new-number') break;
      const { challengeToken, challenge } = event.outcome.answer;
      if (challenge.textMessage === null) {
        return overlaid(state, stage, adding, openAddedLater(moment, challengeToken, challenge, action.phoneNumber), event.at);
      }
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
      if (enrolment === null) return overlaid(state, stage, adding, openAddedLater(moment, challengeToken, challenge, ''), event.at);
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
    case 'endOtherSession':
      return become(state, withContent(stage, event.outcome.answer, 'session-ended'));
    case 'endOtherSessions':
      return become(state, withContent(stage, event.outcome.answer, 'sessions-ended'));
    case 'makeRecoveryCodes': {
      const { codes, confirmBy, mySecurity } = event.outcome.answer;
      return become(state, { ...withContent(stage, mySecurity, null), recoveryCodes: { codes, confirmBy, saving: null, file: null } });
    }
    case 'confirmRecoveryCodes': {
      const confirmed = withContent(stage, event.outcome.answer, 'recovery-codes-confirmed');
      // Alerts may say how many of the earlier ones were left: the session is looked at anew now.
      return become(state, { ...confirmed, recoveryCodes: null, check: { ...stage.check, at: event.at } });
    }
    case 'grantPass': {
      if (action.kind !== 'grant-pass') break;
      const { waiting, until } = event.outcome.answer;
      const done = { answer: 'granted', person: action.person, until: localTime(state.common, until) } as const;
      return become(state, { ...stage, passes: answeredPasses(waiting, done, event.at) });
    }
    case 'declinePass': {
      if (action.kind !== 'decline-pass') break;
      const done = { answer: 'declined', person: action.person, until: null } as const;
      return become(state, { ...stage, passes: answeredPasses(event.outcome.answer, done, event.at) });
    }
    case 'dismissAlert': {
      if (action.kind !== 'dismiss-alert') break;
      return become(state, withoutAlert(stage, action.id));
    }
    case 'trustThisComputer':
      return trustGiven(state, stage, action, event.outcome.answer);
    case 'endComputer': {
      if (action.kind !== 'end-computer') break;
      const control = { ...stage.control, wanted: true, done: { name: action.name, ...event.outcome.answer } };
      return become(state, { ...stage, control });
    }
    case 'issueHelpDeskCode': {
      if (action.kind !== 'issue-help-desk-code') break;
      const { code, person, expiresAt } = event.outcome.answer;
      const made = {
        person: person.name,
        email: person.email,
        code,
        purpose: action.purpose,
        expiresAt: localTime(state.common, expiresAt),
      };
      return become(state, { ...stage, control: { ...stage.control, code: made } });
    }
    default:
      break;
  }
  return become(state, withProblemOf(stage, action, localProblem('answer-unknown')));
}
