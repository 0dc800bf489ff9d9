import type { IntentOf } from '../../shared/bridge.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { Session, SignedIn } from '../../shared/sign-in/schemas.ts';
import { askAbout } from './connect.ts';
import type { Effect } from './effects.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import type { JourneyResult } from './journey.ts';
import { openJourney } from './journey.ts';
import { isOffered, trustDays, trustLimit, trustUntil } from './managed.ts';
import { signInStage } from './opening.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { localTime } from './server-time.ts';
import { computerKey, desktopApplication, forgetTrust, newSignedIn, saving, trustKey } from './session.ts';
import type { SecondFactorStage, SignInStage, Stage, State } from './state.ts';
import type { Step } from './transition.ts';
import { also, ask, become, nothing } from './transition.ts';

type Applicant = Pick<SignInStage, 'email' | 'application'>;

export function passwordIntent(
  state: State,
  stage: SignInStage,
  intent: IntentOf<'submit-password' | 'back' | 'retry' | 'dismiss-notice'>,
): Step {
  switch (intent.kind) {
    case 'submit-password':
      return stage.pending === null ? submit(state, stage, intent) : nothing(state);
    case 'back':
      // There is nothing before the form, but waiting can be given up.
      return stage.pending === null ? nothing(state) : become(state, { ...stage, pending: null });
    case 'retry':
      // The password was not kept, so it is for the person to submit again; what can be asked again is who answers.
      return stage.pending === null && stage.problem !== null ? askAbout({ ...state, stage: { ...stage, problem: null } }) : nothing(state);
    case 'dismiss-notice':
      return stage.problem === null && stage.reason === null ? nothing(state) : become(state, { ...stage, problem: null, reason: null });
    default:
      return intent satisfies never;
  }
}

function submit(state: State, stage: SignInStage, intent: IntentOf<'submit-password'>): Step {
  const email = readIdentifier(intent.email);
  const { application, password } = intent;
  // The form offers nothing else, so this is nobody's choice.
  if (!isOffered(state.common, application)) return nothing(state);
  const filled: SignInStage = { ...stage, email, application, reason: null, problem: null };
  if (email === '') return become(state, { ...filled, problem: localProblem('email-missing') });
  if (password === '') return become(state, { ...filled, problem: localProblem('password-missing') });
  const { language } = state.common;
  const trust = trustKey(state, email, application);
  const computer = computerKey(state, email);
  const code = intent.helpDeskCode === undefined ? {} : { helpDeskCode: intent.helpDeskCode };
  return ask(
    state,
    (attempt) => ({
      kind: 'sign-in',
      attempt,
      email,
      password,
      application,
      language,
      trust,
      computer,
      ...code,
      ...trustLimit(state.common),
    }),
    (attempt) => ({ ...filled, pending: attempt }),
  );
}

export function passwordAnswered(
  state: State,
  stage: SignInStage,
  event: Event & Extract<Answered, { operation: 'signInWithPassword' }>,
): Step {
  if (event.attempt !== stage.pending) return nothing(state);
  if (!event.outcome.ok) return refused(state, stage, event.outcome.failure, event.at);
  const { answer } = event.outcome;
  if (answer.outcome === 'signed-in') return enter(state, stage, answer, event.at);

  const { at } = event;
  const moment = { at, attempts: state.attempts, clockOffset: state.common.clockOffset };
  const opened = settle(state, stage, openJourney(moment, answer.challengeToken, answer.challenge), at);
  return answer.trust === 'refused' ? forgetTrust(opened, stage.email, [stage.application]) : opened;
}

function refused(state: State, stage: SignInStage, failure: ApiFailure, at: number): Step {
  const { email, application } = stage;
  if (failure.kind === 'refused') {
    const { code, details } = failure;
    if (code === 'codes-locked')
      return become(state, lockedOut(stage, details.lockedUntil ? localTime(state.common, details.lockedUntil) : null));
    if (code === 'second-factor-not-set-up') return become(state, { name: 'not-set-up', email, application });
    if (code === 'application-not-permitted') return become(state, { name: 'application-not-permitted', email, application });
  }
  return become(state, { ...stage, pending: null, problem: problemFrom(failure, at) });
}

function lockedOut({ email, application }: Applicant, until: number | null): Stage {
  return { name: 'locked-out', email, application, until };
}

/** A session begins: with the offer to trust this computer, where policy here and there allows it. */
export function enter(state: State, applicant: Applicant, answer: SignedIn, at: number): Step {
  const { session, sessionToken: token, trustToken, computerToken } = answer;
  const { email } = applicant;
  const application = desktopApplication(session.application) ?? applicant.application;
  const next: State = { ...state, common: { ...state.common, lastApplication: application } };
  const key = trustKey(next, email, session.application);
  const known = computerKey(next, email);
  const remember: Effect[] =
    computerToken === null || known === null ? [] : [{ kind: 'remember-computer', key: known, token: computerToken }];
  const step = become(next, entered(next, token, session, email, at), saving(next), ...remember);
  if (trustToken === null || key === null) return step;
  // The token before is honoured until this one is first used, so if it can't be kept nothing is lost now.
  return { ...step, effects: [...step.effects, { kind: 'remember-trust', attempt: null, key, token: trustToken }] };
}

function entered(state: State, token: string, session: Session, email: string, at: number): Stage {
  if (session.trustOffer !== null && state.common.managed.allowDeviceTrust) {
    return {
      name: 'trust-computer',
      token,
      session,
      email,
      days: trustDays(state.common, session.trustOffer.days),
      until: trustUntil(state.common, session.trustOffer, session.serverTime),
      pending: null,
      problem: null,
    };
  }
  return newSignedIn(token, session, email, at);
}

/** What becomes of a sign-in with what became of its second factor. */
export function settle(state: State, stage: SignInStage | SecondFactorStage, result: JourneyResult, at: number): Step {
  const { email, application } = stage;
  switch (result.kind) {
    case 'on':
      return become(
        { ...state, attempts: result.attempts },
        { name: 'second-factor', email, application, journey: result.journey },
        ...result.effects,
      );
    case 'nothing':
    case 'new-number':
      return nothing(state);
    case 'left': {
      const left = become(state, signInStage(state, { email, application }));
      if (stage.name !== 'second-factor') return left;
      const { token } = stage.journey;
      return also(left, (attempt) => call(attempt, token, 'cancelChallenge', {}));
    }
    case 'over':
      return become(state, signInStage(state, { email, application, reason: result.reason }));
    case 'locked-out':
      return become(state, lockedOut(stage, result.until));
    case 'not-allowed':
      return become(
        state,
        result.code === 'second-factor-not-set-up'
          ? { name: 'not-set-up', email, application }
          : { name: 'application-not-permitted', email, application },
      );
    case 'signed-in':
      return enter(state, stage, result.answer, at);
    case 'met':
    case 'proved':
      // The journey answers these only for a challenge within a session, or for a new password.
      return nothing(state);
    default:
      return result satisfies never;
  }
}
