import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Intent, IntentOf } from '../../shared/bridge.ts';
import { inGroups } from '../../shared/sign-in/codes.ts';
import { RECOVERY_CODE_LENGTH } from '../../shared/sign-in/limits.ts';
import { actionAnswered, perform, withoutNotice } from './actions.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { mySecurityRead, readMySecurity } from './my-security.ts';
import { overlayAnswered, overlayIntent } from './overlay.ts';
import { localProblem } from './problem.ts';
import { entryOf, lock, sessionChecked, sessionRefused, signOut, withProblem } from './session.ts';
import type { Action, SignedInStage, State } from './state.ts';
import { CLIPBOARD_CLEAR_MS } from './timing.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/** What the person asks for within a session. */
export function signedInIntent(state: State, stage: SignedInStage, intent: Intent, at: number): Step {
  switch (intent.kind) {
    case 'lock':
      return lock(state, stage, 'asked', at);
    case 'sign-out':
      return signOut(state, stage);
    case 'dismiss-alert':
      return dismissAlert(state, stage, intent.id);
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
    case 'remove-all-trusted-devices':
    case 'make-recovery-codes':
      return { kind: intent.kind };
    default:
      return null;
  }
}

function pageIntent(state: State, stage: SignedInStage, intent: Intent, at: number): Step {
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
    case 'dismiss-notice':
      return hasNotice(stage) ? become(state, withoutNotice(stage)) : nothing(state);
    case 'retry':
      return retry(state, stage, at);
    default: {
      const action = actionOf(intent);
      if (action === null || stage.doing !== null || stage.page.name !== 'my-security') return nothing(state);
      if (action.kind === 'change-password' && !(action.currentPassword && action.newPassword)) {
        return become(state, withProblem(stage, localProblem('password-missing')));
      }
      return perform(state, stage, action, at);
    }
  }
}

function openWorkspace(state: State, stage: SignedInStage, workspace: DesktopApplicationId, at: number): Step {
  const entry = entryOf(stage.session, workspace);
  if (stage.doing !== null || entry === 'not-permitted') return nothing(state);
  if (entry === 'open' && stage.entered.includes(workspace)) {
    return become(state, { ...withoutNotice(stage), page: { name: 'workspace', workspace } });
  }
  // The server answers `step-up-needed` where that is what it takes, which starts it.
  return perform(state, stage, { kind: 'enter', workspace }, at);
}

/** Copies the codes as they are shown, one a line. */
function copyRecoveryCodes(state: State, stage: SignedInStage): Step {
  if (stage.recoveryCodes === null) return nothing(state);
  const text = stage.recoveryCodes.map((code) => inGroups(code, RECOVERY_CODE_LENGTH / 2).join('-')).join('\n');
  return become(state, stage, { kind: 'copy', text, clearAfterMs: CLIPBOARD_CLEAR_MS });
}

function hasNotice({ page, problem, cannotRemember }: SignedInStage): boolean {
  return problem !== null || cannotRemember || (page.name === 'my-security' && (page.problem !== null || page.done !== null));
}

function retry(state: State, stage: SignedInStage, at: number): Step {
  if (stage.doing !== null) return nothing(state);
  if (stage.again !== null) return perform(state, stage, stage.again, at);
  const { page } = stage;
  if (page.name === 'my-security' && page.reading === null && page.content === null) return readMySecurity(state, stage);
  return hasNotice(stage) ? become(state, withoutNotice(stage)) : nothing(state);
}

/** Gone here at once; if the server doesn't hear of it, it comes back with the next look at the session. */
function dismissAlert(state: State, stage: SignedInStage, id: IntentOf<'dismiss-alert'>['id']): Step {
  const alerts = stage.session.alerts.filter((alert) => alert.id !== id);
  if (alerts.length === stage.session.alerts.length) return nothing(state);
  const attempt = state.attempts + 1;
  const dismissing = [...stage.dismissing, attempt];
  const effect = call(attempt, stage.token, 'dismissAlert', { params: { id } });
  return become({ ...state, attempts: attempt }, { ...stage, dismissing, session: { ...stage.session, alerts } }, effect);
}

/** Gives an answer to whichever part of the session waits for it. */
export function signedInAnswered(state: State, stage: SignedInStage, event: Event & Answered): Step {
  const { attempt } = event;
  if (stage.doing?.attempt === attempt) return actionAnswered(state, stage, event);
  if (stage.check.pending === attempt) return sessionChecked(state, stage, event);
  if (stage.dismissing.includes(attempt)) {
    const heard: SignedInStage = { ...stage, dismissing: stage.dismissing.filter((other) => other !== attempt) };
    const refused = event.outcome.ok ? null : sessionRefused(state, heard, event.outcome.failure, event.at);
    return refused ?? become(state, heard);
  }
  if (stage.page.name === 'my-security' && event.operation === 'readMySecurity') return mySecurityRead(state, stage, stage.page, event);
  return stage.overlay === null ? nothing(state) : overlayAnswered(state, stage, stage.overlay, event);
}
