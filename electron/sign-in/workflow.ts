import type { Intent } from '../../shared/bridge.ts';
import { attend, attendWake } from './attend.ts';
import { aboutAnswered, addressAgreed, askAbout, changeAddress, connected, connectIntent, started } from './connect.ts';
import { call } from './effects.ts';
import type { Answered, Event, OutsideEvent } from './events.ts';
import { forgetPassword, forgottenAnswered, forgottenIntent, forgottenWoken } from './forgotten-password.ts';
import { lockedIntent, unlockAnswered } from './locked.ts';
import { isOffered } from './managed.ts';
import { managedChanged } from './managed-change.ts';
import { signInStage } from './opening.ts';
import { errandAnswered, outboxWake, pump, queue, queueSignOut, withTokenReplaced } from './outbox.ts';
import { settleOverlay } from './overlay.ts';
import { passwordAnswered, passwordIntent, settle } from './password.ts';
import { fileChosen, fileWritten } from './recovery-codes.ts';
import { journeyIntent } from './second-factor.ts';
import { journeyAnswered } from './second-factor-answers.ts';
import { journeyWake, journeyWoken } from './second-factor-time.ts';
import { localTime, withClockOf } from './server-time.ts';
import { checkSession, lock, saving, sessionEnded, signOut, switchUser, withToken } from './session.ts';
import { signedInAnswered, signedInIntent } from './signed-in.ts';
import type { SignedInStage, Stage, State, TrustStage } from './state.ts';
import type { Step } from './transition.ts';
import { also, become, followedBy, nothing } from './transition.ts';
import { answerTrust, trustAnswered, trustRemembered } from './trust.ts';
import { installWhenFree, isUpdateIntent, updateIntent, updateNews } from './update.ts';

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;

/**
 * The workflow: what follows from an event. Pure; effects are data. An intent that does not fit the moment, and an
 * answer that nobody waits for any more, come back as `refused` with the state as it was (a token that such a late
 * answer brings is handed back to the server, since nobody will ever use it).
 */
export function step(state: State, event: Event): Step {
  return pump(installWhenFree(attend(happen(state, event), event.at), event.kind === 'quit'), event.at);
}

function happen(state: State, event: Event): Step {
  switch (event.kind) {
    case 'started':
      return started(state);
    case 'intent':
      return present(intended(state, event.intent, event.at), event.at);
    case 'outside':
      return outside(state, event.event, event.at);
    case 'answered':
      return answered(state, event);
    case 'address-agreed':
      return addressAgreed(state, event);
    case 'connected': {
      const step = connected(state, event);
      if (!event.result.ok || step.refused) return step;
      return { ...step, state: { ...step.state, common: withClockOf(step.state.common, event.result.about, event.at) } };
    }
    case 'trust-remembered':
      return trustRemembered(state, event);
    case 'file-chosen':
      return fileChosen(state, event);
    case 'file-written':
      return fileWritten(state, event);
    case 'wake':
      return woken(state, event.at);
    case 'quit': {
      const session = sessionOf(state.stage);
      return session === null ? nothing(state) : signOut(state, session);
    }
    default:
      return event satisfies never;
  }
}

/** The stage that holds the session, if there is one. */
function sessionOf(stage: Stage): SignedInStage | TrustStage | null {
  if (stage.name === 'session-locked') return stage.inside;
  return stage.name === 'signed-in' || stage.name === 'trust-computer' ? stage : null;
}

function intended(state: State, intent: Intent, at: number): Step {
  if (intent.kind === 'choose-language') {
    if (intent.language === state.common.language || state.common.managed.language !== null) return nothing(state);
    const next: State = { ...state, common: { ...state.common, language: intent.language, ownLanguage: intent.language } };
    return become(next, next.stage, saving(next));
  }
  const { stage } = state;
  if (isUpdateIntent(intent)) return updateIntent(state, intent);
  switch (stage.name) {
    case 'starting':
      return nothing(state);
    case 'connect':
      if (intent.kind === 'connect' || intent.kind === 'back' || intent.kind === 'retry' || intent.kind === 'dismiss-notice') {
        return connectIntent(state, stage, intent);
      }
      return nothing(state);
    case 'sign-in':
      // Not while a password is on its way: that is within a sign-in.
      if (intent.kind === 'forget-password') return forgetPassword(state, stage, intent.email);
      if (intent.kind === 'change-address') return stage.pending === null ? changeAddress(state) : nothing(state);
      if (intent.kind === 'submit-password' || intent.kind === 'back' || intent.kind === 'retry' || intent.kind === 'dismiss-notice') {
        return passwordIntent(state, stage, intent);
      }
      return nothing(state);
    case 'second-factor': {
      const moment = { at, attempts: state.attempts, clockOffset: state.common.clockOffset };
      return settle(state, stage, journeyIntent(moment, stage.journey, intent), at);
    }
    case 'forgotten-password':
      return forgottenIntent(state, stage, intent, at);
    case 'trust-computer':
      return trustIntent(state, stage, intent, at);
    case 'signed-in':
      return signedInIntent(state, stage, intent, at);
    case 'session-locked':
      return lockedIntent(state, stage, intent);
    case 'locked-out':
    case 'not-set-up':
    case 'application-not-permitted': {
      const { email, application } = stage;
      return intent.kind === 'back' || intent.kind === 'retry' ? become(state, signInStage(state, { email, application })) : nothing(state);
    }
    default:
      return stage satisfies never;
  }
}

function trustIntent(state: State, stage: TrustStage, intent: Intent, at: number): Step {
  switch (intent.kind) {
    case 'answer-trust':
      return answerTrust(state, stage, intent.trust, at);
    case 'back':
      return answerTrust(state, stage, false, at);
    case 'lock':
      return lock(state, stage, 'asked', at);
    case 'sign-out':
      return signOut(state, stage);
    case 'switch-user':
      return switchUser(state, stage);
    case 'retry':
    case 'dismiss-notice':
      return stage.problem === null ? nothing(state) : become(state, { ...stage, problem: null });
    default:
      return nothing(state);
  }
}

/** Somebody is here: they just did something that meant something. */
function present(step: Step, at: number): Step {
  return step.refused ? step : { ...step, state: { ...step.state, common: { ...step.state.common, presentAt: at } } };
}

/** Since the last input that the shell knows of, or the last intent, whichever is later: assistive tools act without input. */
function idleSeconds(state: State, reportedSeconds: number, at: number): number {
  const since = (at - state.common.presentAt) / MS_PER_SECOND;
  // A clock that was put back says nothing of when that was.
  return since < 0 ? reportedSeconds : Math.min(reportedSeconds, since);
}

function idleLimitSeconds(state: State, session: SignedInStage | TrustStage): number {
  const { idleLockMinutes } = session.session;
  return Math.min(idleLockMinutes, state.common.managed.idleLockMinutes ?? idleLockMinutes) * SECONDS_PER_MINUTE;
}

function outside(state: State, event: OutsideEvent, at: number): Step {
  const { stage } = state;
  const open = stage.name === 'signed-in' || stage.name === 'trust-computer' ? stage : null;
  switch (event.kind) {
    case 'network': {
      if (event.online === state.common.online) return nothing(state);
      const { outbox } = state;
      const next: State = {
        ...state,
        common: { ...state.common, online: event.online },
        outbox: event.online ? { ...outbox, retryAt: at } : outbox,
      };
      if (!event.online) return become(next, stage);
      return followedBy(stage.name === 'signed-in' ? checkSession(next, stage) : become(next, stage), askAbout);
    }
    case 'computer-locked':
    case 'suspended':
      return open === null ? nothing(state) : lock(state, open, 'computer-locked', at);
    case 'link':
      // Anybody can send a link: it chooses on an empty form, and never moves somebody from where they are.
      return stage.name === 'sign-in' && stage.pending === null && isOffered(state.common, event.application)
        ? become(state, { ...stage, application: event.application })
        : nothing(state);
    case 'update':
      return updateNews(state, event.news);
    case 'resumed':
      return stage.name === 'signed-in' ? checkSession(state, stage) : nothing(state);
    case 'idle':
      return open !== null && idleSeconds(state, event.seconds, at) >= idleLimitSeconds(state, open)
        ? lock(state, open, 'idle', at)
        : nothing(state);
    case 'managed':
      return managedChanged(state, event.managed);
    default:
      return event satisfies never;
  }
}

function answered(state: State, event: Event & Answered): Step {
  const errand = errandAnswered(state, event);
  if (errand !== null) return errand;
  const timed: State = event.outcome.ok ? { ...state, common: withClockOf(state.common, event.outcome.answer, event.at) } : state;
  const step = awaited(timed, event);
  return step.refused ? handBack(state, event) : step;
}

function awaited(state: State, event: Event & Answered): Step {
  if (event.operation === 'about') return aboutAnswered(state, event);
  const { stage } = state;
  switch (stage.name) {
    case 'sign-in':
      return event.operation === 'signInWithPassword' ? passwordAnswered(state, stage, event) : nothing(state);
    case 'second-factor': {
      const moment = { at: event.at, attempts: state.attempts, clockOffset: state.common.clockOffset };
      return settle(state, stage, journeyAnswered(moment, stage.journey, event), event.at);
    }
    case 'forgotten-password':
      return forgottenAnswered(state, stage, event);
    case 'trust-computer':
      return event.operation === 'trustThisComputer' ? trustAnswered(state, stage, event) : nothing(state);
    case 'signed-in':
      return signedInAnswered(state, stage, event);
    case 'session-locked':
      return event.operation === 'unlockSession' ? unlockAnswered(state, stage, event) : nothing(state);
    case 'starting':
    case 'connect':
    case 'locked-out':
    case 'not-set-up':
    case 'application-not-permitted':
      return nothing(state);
    default:
      return stage satisfies never;
  }
}

/** A late answer changes nothing that is shown. But a session or challenge in it would live on at the server, unused. */
function handBack(state: State, event: Event & Answered): Step {
  if (!event.outcome.ok) return nothing(state);
  const { answer } = event.outcome;
  if ('sessionToken' in answer && answer.sessionToken !== null) {
    const held = sessionOf(state.stage);
    const isNew = 'outcome' in answer && answer.outcome === 'signed-in';
    if (!isNew && held?.session.id === answer.session.id) return { ...nothing(state), state: adopt(state, answer.sessionToken, event) };
    return { ...nothing(state), state: queueSignOut(state, answer.sessionToken, localTime(state.common, answer.session.expiresAt)) };
  }
  if ('challengeToken' in answer) {
    const { challengeToken } = answer;
    return also(nothing(state), (attempt) => call(attempt, challengeToken, 'cancelChallenge', {}));
  }
  return nothing(state);
}

/**
 * A late answer has brought a new token of the very session that is here. Nobody waits any more for what it was asked for, but
 * the token before is good for seconds only. What is shown follows with the next look at the session.
 */
function adopt(state: State, token: string, { attempt, operation, at }: Event & Answered): State {
  const { stage } = state;
  const inside = stage.name === 'session-locked' ? stage.inside : stage;
  if (inside.name !== 'signed-in' || attempt <= inside.tokenSince) return state;
  const renewed = { ...withToken(state, inside, token), check: { ...inside.check, at } };
  const next = withTokenReplaced(state, inside.token, token);
  if (stage.name !== 'session-locked') return { ...next, stage: renewed };
  // Unlocked there, and the person went back: it stays locked here, and is locked there again.
  const locking = operation === 'unlockSession' ? queue(next, 'lock', renewed) : next;
  return { ...locking, stage: { ...stage, inside: renewed } };
}

/** When the state wants a `wake` event, in milliseconds since the epoch; null for never. */
export function nextWake(state: State): number | null {
  const moments = [outboxWake(state)];
  const { stage, common } = state;
  const session = sessionOf(stage);
  if (session !== null) moments.push(localTime(common, session.session.expiresAt));
  if (stage.name === 'second-factor') moments.push(journeyWake(stage.journey, common.clockOffset));
  if (stage.name === 'forgotten-password' && stage.step.name === 'factor')
    moments.push(journeyWake(stage.step.journey, common.clockOffset));
  if (stage.name === 'signed-in') {
    if (stage.check.pending === null) moments.push(stage.check.at);
    moments.push(attendWake(state, stage));
    if (stage.overlay?.step.kind === 'journey') moments.push(journeyWake(stage.overlay.step.journey, common.clockOffset));
  }
  const next = Math.min(...moments);
  return Number.isFinite(next) ? next : null;
}

function woken(state: State, at: number): Step {
  const { stage, common } = state;
  const session = sessionOf(stage);
  if (session !== null && localTime(common, session.session.expiresAt) <= at) return sessionEnded(state, session);
  const moment = { at, attempts: state.attempts, clockOffset: common.clockOffset };
  if (stage.name === 'second-factor') return settle(state, stage, journeyWoken(moment, stage.journey), at);
  if (stage.name === 'forgotten-password') return forgottenWoken(state, stage, at);
  if (stage.name !== 'signed-in') return nothing(state);
  const { overlay } = stage;
  const step =
    overlay?.step.kind === 'journey'
      ? settleOverlay(state, stage, overlay, journeyWoken(moment, overlay.step.journey), at)
      : nothing(state);
  const after = step.state.stage;
  return after.name === 'signed-in' && after.check.pending === null && after.check.at <= at
    ? followedBy({ ...step, refused: false }, (next) => checkSession(next, after))
    : step;
}
