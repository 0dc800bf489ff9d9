import type { ApplicationId, DesktopApplicationId } from '../../shared/applications.ts';
import { DESKTOP_APPLICATIONS } from '../../shared/applications.ts';
import type { ApiErrorCode, SessionEnd } from '../../shared/errors.ts';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import type { Met, Session, Unlocked } from '../../shared/sign-in/schemas.ts';
import type { Problem, SessionLockedScreen, SignedOutReason } from '../../shared/sign-in/screens.ts';
import { askAbout } from './connect.ts';
import type { Effect } from './effects.ts';
import { call } from './effects.ts';
import type { Answered } from './events.ts';
import { signInStage } from './opening.ts';
import { queue } from './outbox.ts';
import type { ApiFailure, ComputerKey, TrustKey } from './ports.ts';
import { journeyAtRest } from './second-factor-time.ts';
import type { ControlContent, LockedStage, Overlay, Page, SignedInStage, State, TrustStage } from './state.ts';
import { SESSION_CHECK_MS } from './timing.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/** Refusals that say what a token is worth, and not what was asked with it. */
const OF_THE_TOKEN: ReadonlySet<ApiErrorCode> = new Set(['not-signed-in', 'session-locked', 'step-up-needed', 'not-permitted']);

/** Having a session, and losing it: what sign-in, locking and the end of a session have in common. */

export function desktopApplication(application: ApplicationId): DesktopApplicationId | null {
  return DESKTOP_APPLICATIONS.find((candidate) => candidate === application) ?? null;
}

/** The first page: the workspace that was signed in to, or the first that is open. */
function landing(session: Session): DesktopApplicationId {
  const open = session.applications.find((entry) => entry.entry === 'open' && desktopApplication(entry.application) !== null);
  return desktopApplication(session.application) ?? (open && desktopApplication(open.application)) ?? DESKTOP_APPLICATIONS[0];
}

export function newSignedIn(token: string, session: Session, email: string, at: number): SignedInStage {
  const application = landing(session);
  return {
    name: 'signed-in',
    token,
    tokenSince: 0,
    session,
    email,
    entered: [application],
    page: { name: 'workspace', workspace: application },
    overlay: null,
    doing: null,
    again: null,
    recoveryCodes: null,
    passes: { at, pending: null, failures: 0, content: null, problem: null, done: null },
    control: {
      wanted: application === 'control',
      service: null,
      serviceAt: null,
      readingService: null,
      computers: null,
      computersAt: null,
      readingComputers: null,
      problem: null,
      done: null,
      code: null,
      codeProblem: null,
    },
    trustWarning: null,
    trustRenewed: false,
    cannotRemember: false,
    problem: null,
    dismissing: [],
    check: { at: at + SESSION_CHECK_MS, pending: null },
  };
}

export function entryOf(session: Session, workspace: DesktopApplicationId): 'open' | 'step-up' | 'not-permitted' {
  return session.applications.find((entry) => entry.application === workspace)?.entry ?? 'not-permitted';
}

/** The stage with what the server now says of the session. A workspace that may no longer be seen is left. */
export function withSession(stage: SignedInStage, session: Session): SignedInStage {
  const { page } = stage;
  if (page.name !== 'workspace' || entryOf(session, page.workspace) !== 'not-permitted') return { ...stage, session };
  const open = DESKTOP_APPLICATIONS.find((workspace) => entryOf(session, workspace) === 'open');
  const left: Page = open === undefined ? page : { name: 'workspace', workspace: open };
  return { ...stage, session, page: left, entered: stage.entered.filter((workspace) => workspace !== page.workspace) };
}

/** The stage with the token that its session has from now on. What was asked until now was asked with the one before. */
export function withToken(state: State, stage: SignedInStage, token: string): SignedInStage {
  return { ...stage, token, tokenSince: state.attempts };
}

/** The same, with what the session is now. It may have kept its token. */
export function renew(state: State, stage: SignedInStage, { sessionToken, session }: Unlocked | Met): SignedInStage {
  return withSession(sessionToken === null ? stage : withToken(state, stage, sessionToken), session);
}

/**
 * The answer to something that was asked with a token that has been replaced since. The session is more by now than that
 * token was told, and that it is no good any more is no news: either is as if no answer had come.
 */
export function withoutOutdated<E extends Answered>(stage: SignedInStage, event: E): E {
  if (event.attempt > stage.tokenSince) return event;
  const { outcome } = event;
  const isOutdated = outcome.ok
    ? event.operation === 'readSession'
    : outcome.failure.kind === 'refused' && OF_THE_TOKEN.has(outcome.failure.code);
  return isOutdated ? { ...event, outcome: { ok: false, failure: { kind: 'timeout' } } } : event;
}

/** What device trust is kept under; null where there can be none. */
export function trustKey(state: State, email: string, application: ApplicationId): TrustKey | null {
  const { address, managed } = state.common;
  return address === null || !managed.allowDeviceTrust ? null : { address, email: identifierKey(email), application };
}

/** What makes this computer known is kept under; null before the API is. IT's word on trust is none on this: it replaces nothing. */
export function computerKey({ common }: State, email: string): ComputerKey | null {
  return common.address === null ? null : { address: common.address, email: identifierKey(email), application: null };
}

/** Forgets this computer's trust in a person for some applications, and that the person was here. */
export function forgetTrust(step: Step, email: string, applications: readonly ApplicationId[]): Step {
  const { state } = step;
  const keys = applications.map((application) => trustKey(state, email, application)).filter((key) => key !== null);
  const effects: Effect[] = keys.map((key) => ({ kind: 'forget-trust', key }));
  const { rememberedEmail } = state.common;
  const forgotten = rememberedEmail !== null && keys.some((key) => key.email === identifierKey(rememberedEmail));
  if (!forgotten) return { ...step, effects: [...step.effects, ...effects] };
  const next: State = { ...state, common: { ...state.common, rememberedEmail: null } };
  return { ...step, state: next, effects: [...step.effects, ...effects, saving(next)] };
}

export function saving(state: State): Effect {
  const { ownLanguage, lastApplication, rememberedEmail } = state.common;
  return { kind: 'save', remembered: { language: ownLanguage, application: lastApplication, email: rememberedEmail } };
}

function overlayAtRest(overlay: Overlay): Overlay {
  const { step } = overlay;
  if (step.kind === 'password') return { ...overlay, step: { ...step, pending: null } };
  return step.kind === 'journey' ? { ...overlay, step: { ...step, journey: journeyAtRest(step.journey) } } : overlay;
}

/** True while any of what Control shows is being read. */
export function isReading({ readingService, readingComputers }: ControlContent): boolean {
  return readingService !== null || readingComputers !== null;
}

/** The stage with nothing under way: late answers to what was find nobody waiting. */
function atRest(stage: SignedInStage): SignedInStage {
  const { page, overlay, check, passes, control, recoveryCodes } = stage;
  // A first step that was still being fetched has nothing to come back to.
  const unopened = overlay?.step.kind === 'journey' && overlay.step.journey.step.name === 'opening';
  return {
    ...stage,
    doing: null,
    dismissing: [],
    check: { ...check, pending: null },
    passes: { ...passes, pending: null },
    // A code for somebody is not shown again to whoever unlocks.
    control: { ...control, code: null, wanted: control.wanted || isReading(control), readingService: null, readingComputers: null },
    recoveryCodes: recoveryCodes === null ? null : { ...recoveryCodes, saving: null },
    page: page.name === 'my-security' ? { ...page, reading: null } : page,
    overlay: overlay === null || unopened ? null : overlayAtRest(overlay),
  };
}

/** Locks what is shown at once; the server is told as soon as it can be. */
export function lock(state: State, stage: SignedInStage | TrustStage, because: SessionLockedScreen['because'], at: number): Step {
  return become(queue(state, 'lock', stage), locked(stage, because, at));
}

/** The locked stage, for a session that the server has already locked by itself. */
export function locked(stage: SignedInStage | TrustStage, because: SessionLockedScreen['because'], at: number): LockedStage {
  const inside = stage.name === 'signed-in' ? atRest(stage) : newSignedIn(stage.token, stage.session, stage.email, at);
  return { name: 'session-locked', inside, because, pending: null, problem: null };
}

/** Drops the session here at once; the server is told as soon as it can be. */
export function signOut(state: State, stage: SignedInStage | TrustStage): Step {
  const queued = queue(state, 'sign-out', stage);
  const { rememberedEmail } = state.common;
  // Somebody else's address may stand there: it is not this person's to be told of.
  const stays = rememberedEmail !== null && sameEmail(rememberedEmail, stage.email);
  return askAbout({ ...queued, stage: signInStage(queued, { reason: stays ? 'signed-out-remembered' : 'signed-out' }) });
}

function sameEmail(one: string, other: string): boolean {
  return identifierKey(one) === identifierKey(other);
}

/**
 * Signs out for somebody else at this desk, so it is nobody's own: the form stands as on the first day, with neither the
 * address of whoever was here nor what they opened.
 */
export function switchUser(state: State, stage: SignedInStage | TrustStage): Step {
  const { rememberedEmail, lastApplication } = state.common;
  const [first] = DESKTOP_APPLICATIONS;
  const shared: State = { ...state, common: { ...state.common, rememberedEmail: null, lastApplication: first } };
  const step = signOut(shared, stage);
  const isNew = rememberedEmail !== null || lastApplication !== first;
  return isNew ? { ...step, effects: [...step.effects, saving(step.state)] } : step;
}

/** What the person is told of a session that was ended before its time. */
const ENDED: Readonly<Record<SessionEnd, SignedOutReason>> = {
  administrator: 'ended-by-administrator',
  'password-changed': 'password-changed',
  'factor-changed': 'factor-changed',
  'ended-elsewhere': 'ended-elsewhere',
  'two-factor-on': 'two-factor-on',
};

/** The session is no longer any good, by the server's word or, where it gave no reason, by its own time limit. */
export function sessionEnded(state: State, stage: SignedInStage | TrustStage, because?: SessionEnd): Step {
  const application = desktopApplication(stage.session.application) ?? state.common.lastApplication;
  const reason = because === undefined ? 'session-ended' : ENDED[because];
  return become(state, signInStage(state, { reason, email: stage.email, application }));
}

/** What a refusal says of the session itself; null when it says nothing. */
export function sessionRefused(state: State, stage: SignedInStage | TrustStage, failure: ApiFailure, at: number): Step | null {
  if (failure.kind !== 'refused') return null;
  if (failure.code === 'not-signed-in') return sessionEnded(state, stage, failure.details.sessionEnd);
  if (failure.code === 'session-locked') return become(state, locked(stage, 'idle', at));
  return null;
}

/** Puts a problem where the person is looking. */
export function withProblem(stage: SignedInStage, problem: Problem | null): SignedInStage {
  return stage.page.name === 'my-security' ? { ...stage, page: { ...stage.page, problem } } : { ...stage, problem };
}

/** Asks whether the session still stands, beside whatever the person is doing. */
export function checkSession(state: State, stage: SignedInStage): Step {
  if (stage.check.pending !== null) return nothing(state);
  const attempt = state.attempts + 1;
  const asking: SignedInStage = { ...stage, check: { ...stage.check, pending: attempt } };
  return {
    state: { ...state, attempts: attempt, stage: asking },
    effects: [call(attempt, stage.token, 'readSession', {})],
    refused: false,
  };
}

export function sessionChecked(state: State, stage: SignedInStage, event: Answered & { readonly at: number }): Step {
  const checked: SignedInStage = { ...stage, check: { at: event.at + SESSION_CHECK_MS, pending: null } };
  if (event.operation !== 'readSession') return nothing(state);
  // A network that is gone for a moment says nothing of the session.
  if (!event.outcome.ok) return sessionRefused(state, checked, event.outcome.failure, event.at) ?? become(state, checked);
  const { answer } = event.outcome;
  if (answer.locked) return become(state, locked(withSession(checked, answer), 'idle', event.at));
  return become(state, withSession(checked, answer));
}
