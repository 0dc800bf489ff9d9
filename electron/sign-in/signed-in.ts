import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Intent, IntentOf } from '../../shared/bridge.ts';
import { computerNames } from '../../shared/control/computer-names.ts';
import { passReasonFault, visibleText } from '../../shared/sign-in/pass-reason.ts';
import { actionAnswered, withoutAlert } from './action-outcomes.ts';
import { perform, withoutNotice, withProblemOf } from './actions.ts';
import { controlAnswered, showsControl, wantControl, withWorkspace } from './control-home.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { isOffered } from './managed.ts';
import { mySecurityRead, readMySecurity } from './my-security.ts';
import { overlayAnswered, overlayIntent } from './overlay.ts';
import { mayGrantPasses, passesRead } from './pass-requests.ts';
import { localProblem } from './problem.ts';
import { copyRecoveryCodes, saveRecoveryCodes } from './recovery-codes.ts';
import { entryOf, isReading, lock, sessionChecked, sessionRefused, signOut, switchUser, withoutOutdated, withProblem } from './session.ts';
import type { Action, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/** What the person asks for within a session. */
export function signedInIntent(state: State, stage: SignedInStage, intent: Intent, at: number): Step {
  switch (intent.kind) {
    case 'lock':
      return lock(state, stage, 'asked', at);
    case 'sign-out':
      return signOut(state, stage);
    case 'switch-user':
      return switchUser(state, stage);
    case 'dismiss-alert':
      return dismissAlert(state, stage, intent.id, at);
    default:
      // The overlay lies over the page, so nothing on the page can be meant while it is there.
      return stage.overlay === null ? pageIntent(state, stage, intent, at) : overlayIntent(state, stage, stage.overlay, intent, at);
  }
}

/** The action that an intent asks for; null when it asks for none. */
function actionOf(intent: Intent): Action | null {
  switch (intent.kind) {
    case 'change-password': {
      const { currentPassword, newPassword } = intent;
      return { kind: 'change-password', currentPassword, newPassword };
    }
    case 'add-factor':
      return { kind: intent.method === 'authenticator' ? 'add-authenticator' : 'add-text-message' };
    case 'remove-factor':
      return { kind: 'remove-factor', method: intent.method };
    case 'remove-trusted-device':
      return { kind: 'remove-trusted-device', id: intent.id };
    case 'end-session':
      return { kind: 'end-session', id: intent.id };
    case 'end-other-sessions':
    case 'remove-all-trusted-devices':
    case 'make-recovery-codes':
      return { kind: intent.kind };
    default:
      return null;
  }
}

/** What can be meant on the page where a temporary password is replaced. */
const WITH_TEMPORARY_PASSWORD: ReadonlySet<Intent['kind']> = new Set(['change-password', 'back', 'retry', 'dismiss-notice']);

function pageIntent(state: State, stage: SignedInStage, intent: Intent, at: number): Step {
  if (stage.session.mustChangePassword && !WITH_TEMPORARY_PASSWORD.has(intent.kind)) return nothing(state);
  switch (intent.kind) {
    case 'open-workspace':
      return openWorkspace(state, stage, intent.workspace, at);
    case 'open-my-security':
      if (stage.doing !== null || (stage.page.name === 'my-security' && stage.page.reading !== null)) return nothing(state);
      return readMySecurity(state, withoutNotice(stage));
    case 'back':
      // Whatever is under way is not waited for any longer.
      return stage.doing === null ? nothing(state) : become(state, { ...stage, doing: null });
    case 'recovery-codes-saved':
      if (stage.recoveryCodes === null || stage.doing !== null || stage.page.name !== 'my-security') return nothing(state);
      return perform(state, stage, { kind: 'confirm-recovery-codes' }, at);
    case 'copy-recovery-codes':
      return copyRecoveryCodes(state, stage);
    case 'save-recovery-codes':
      return saveRecoveryCodes(state, stage);
    case 'grant-pass':
    case 'decline-pass':
      return answerPass(state, stage, intent, at);
    case 'renew-trust':
      if (stage.doing !== null || stage.session.trust === null || !state.common.managed.allowDeviceTrust) return nothing(state);
      return perform(state, stage, { kind: 'renew-trust', steppedUp: false }, at);
    case 'dismiss-trust-warning':
      if (stage.trustWarning === null || stage.trustWarning.putAway) return nothing(state);
      return become(state, { ...stage, trustWarning: { ...stage.trustWarning, putAway: true } });
    case 'refresh-control':
      if (!showsControl(stage) || stage.control.wanted || isReading(stage.control)) return nothing(state);
      return become(state, wantControl({ ...stage, control: { ...stage.control, problem: null, done: null } }));
    case 'end-computer':
      return endComputer(state, stage, intent.deviceId, at);
    case 'issue-help-desk-code':
      return issueHelpDeskCode(state, stage, intent, at);
    case 'dismiss-notice':
      return hasNotice(stage) ? become(state, withoutNotice(stage)) : nothing(state);
    case 'retry':
      return retry(state, stage, at);
    default: {
      const action = actionOf(intent);
      const isHere = stage.page.name === 'my-security' || stage.session.mustChangePassword;
      if (action === null || stage.doing !== null || !isHere) return nothing(state);
      if (action.kind === 'change-password' && !(action.currentPassword && action.newPassword)) {
        return become(state, withProblem(stage, localProblem('password-missing')));
      }
      return perform(state, stage, action, at);
    }
  }
}

function openWorkspace(state: State, stage: SignedInStage, workspace: DesktopApplicationId, at: number): Step {
  const entry = entryOf(stage.session, workspace);
  if (stage.doing !== null || entry === 'not-permitted' || !isOffered(state.common, workspace)) return nothing(state);
  if (entry === 'open' && stage.entered.includes(workspace)) {
    return become(state, withWorkspace(withoutNotice(stage), workspace));
  }
  // The server answers `step-up-needed` where that is what it takes, which starts it.
  return perform(state, stage, { kind: 'enter', workspace }, at);
}

/** A leader's answer to somebody who waits. Only one that is known can be answered. */
function answerPass(state: State, stage: SignedInStage, intent: IntentOf<'grant-pass' | 'decline-pass'>, at: number): Step {
  const request = stage.passes.content?.requests.find(({ id }) => id === intent.id);
  if (stage.doing !== null || !mayGrantPasses(stage) || request === undefined) return nothing(state);
  const { id, person } = request;
  if (intent.kind === 'decline-pass') return perform(state, stage, { kind: 'decline-pass', id, person }, at);
  const action = { kind: 'grant-pass', id, person, number: intent.number, reason: visibleText(intent.reason) } as const;
  const reasonFault = passReasonFault(action.reason);
  if (reasonFault === null) return perform(state, stage, action, at);
  return become(state, withProblemOf(withoutNotice(stage), action, { ...localProblem('reason-too-short'), reasonFault }));
}

function endComputer(state: State, stage: SignedInStage, deviceId: string, at: number): Step {
  const computers = stage.control.computers ?? [];
  const isKnown = computers.some((computer) => computer.deviceId === deviceId);
  if (stage.doing !== null || !showsControl(stage) || !isKnown) return nothing(state);
  // As it is called in the list now: it may be gone from that once it is ended.
  return perform(state, stage, { kind: 'end-computer', deviceId, name: computerNames(computers)(deviceId) }, at);
}

function issueHelpDeskCode(state: State, stage: SignedInStage, intent: IntentOf<'issue-help-desk-code'>, at: number): Step {
  if (stage.doing !== null || !showsControl(stage)) return nothing(state);
  const action = { ...intent, email: intent.email.trim(), reason: visibleText(intent.reason) };
  if (action.email === '') return become(state, withProblemOf(withoutNotice(stage), action, localProblem('email-missing')));
  const reasonFault = passReasonFault(action.reason);
  if (reasonFault === null) return perform(state, stage, action, at);
  return become(state, withProblemOf(withoutNotice(stage), action, { ...localProblem('reason-too-short'), reasonFault }));
}

function hasNotice({ page, passes, control, problem, cannotRemember, trustRenewed }: SignedInStage): boolean {
  const isAtPasses = passes.problem !== null || passes.done !== null;
  const isAtControl = control.problem !== null || control.done !== null || control.code !== null || control.codeProblem !== null;
  if (isAtPasses || isAtControl || trustRenewed) return true;
  return problem !== null || cannotRemember || (page.name === 'my-security' && (page.problem !== null || page.done !== null));
}

function retry(state: State, stage: SignedInStage, at: number): Step {
  if (stage.doing !== null) return nothing(state);
  if (stage.again !== null) return perform(state, stage, stage.again, at);
  const { page } = stage;
  if (showsControl(stage) && stage.control.problem?.retryable) return become(state, wantControl(withoutNotice(stage)));
  if (page.name === 'my-security' && page.reading === null && page.content === null) return readMySecurity(state, stage);
  return hasNotice(stage) ? become(state, withoutNotice(stage)) : nothing(state);
}

/**
 * One that may go is gone here at once; if the server doesn't hear of it, it comes back with the next look at the session. One
 * that was caused on this computer goes once a second factor was given, and one that only time lets go stays.
 */
function dismissAlert(state: State, stage: SignedInStage, id: IntentOf<'dismiss-alert'>['id'], at: number): Step {
  const alert = stage.session.alerts.find((each) => each.id === id);
  switch (alert?.dismissal) {
    case 'now': {
      const attempt = state.attempts + 1;
      const dismissing = [...stage.dismissing, attempt];
      const effect = call(attempt, stage.token, 'dismissAlert', { params: { id } });
      return become({ ...state, attempts: attempt }, { ...withoutAlert(stage, id), dismissing }, effect);
    }
    case 'step-up':
      if (stage.doing !== null || stage.overlay !== null) return nothing(state);
      return perform(state, stage, { kind: 'dismiss-alert', id }, at);
    default:
      return nothing(state);
  }
}

/** Gives an answer to whichever part of the session waits for it. */
export function signedInAnswered(state: State, stage: SignedInStage, answered: Event & Answered): Step {
  const event = withoutOutdated(stage, answered);
  const { attempt } = event;
  if (stage.doing?.attempt === attempt) return actionAnswered(state, stage, event);
  if (stage.check.pending === attempt) return sessionChecked(state, stage, event);
  if (stage.passes.pending === attempt) return passesRead(state, stage, event);
  const control = controlAnswered(state, stage, event);
  if (control !== null) return control;
  if (stage.dismissing.includes(attempt)) {
    const heard: SignedInStage = { ...stage, dismissing: stage.dismissing.filter((other) => other !== attempt) };
    const refused = event.outcome.ok ? null : sessionRefused(state, heard, event.outcome.failure, event.at);
    return refused ?? become(state, heard);
  }
  if (stage.page.name === 'my-security' && event.operation === 'readMySecurity') return mySecurityRead(state, stage, stage.page, event);
  return stage.overlay === null ? nothing(state) : overlayAnswered(state, stage, stage.overlay, event);
}
