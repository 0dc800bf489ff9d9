import type { Intent } from '../../shared/bridge.ts';
import { readPasswordCode } from '../../shared/sign-in/codes.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { WRONG_PASSWORD_CODES } from '../../shared/sign-in/limits.ts';
import { emailFault, passwordFault } from '../../shared/sign-in/typed.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import type { JourneyResult } from './journey.ts';
import { openJourney } from './journey.ts';
import { signInStage } from './opening.ts';
import type { ApiFailure } from './ports.ts';
import { localProblem, problemFrom } from './problem.ts';
import { journeyIntent } from './second-factor.ts';
import { journeyAnswered } from './second-factor-answers.ts';
import { journeyWoken } from './second-factor-time.ts';
import { localTime } from './server-time.ts';
import type { ForgottenStage, SignInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { also, ask, become, nothing } from './transition.ts';

/** Somebody doesn't know their password: a code by e-mail, their second factor, then the new password, with which they sign in. */

/** From the form, with what was typed there. */
export function forgetPassword(state: State, stage: SignInStage, email: string): Step {
  // Before the API has said whether it sends e-mails it is asked, and says so then.
  const { about } = state.common;
  if (stage.pending !== null || (about !== null && about.passwordByEmail !== true)) return nothing(state);
  const { application } = stage;
  return become(state, {
    name: 'forgotten-password',
    email: readIdentifier(email),
    application,
    step: { name: 'address' },
    pending: null,
    problem: null,
  });
}

const momentOf = (state: State, at: number) => ({ at, attempts: state.attempts, clockOffset: state.common.clockOffset });

const toForm = (state: State, { email, application }: ForgottenStage, reason: SignInStage['reason'] = null): Step =>
  become(state, signInStage(state, { email, application, reason }));

/** Leaves a challenge that has begun, which would otherwise live on at the server. */
const cancelled = (step: Step, token: string): Step => also(step, (attempt) => call(attempt, token, 'cancelChallenge', {}));

function back(state: State, stage: ForgottenStage): Step {
  const { step } = stage;
  // Waiting can be given up, and what was being typed stays.
  if (stage.pending !== null) return become(state, { ...stage, pending: null });
  if (step.name === 'code') return become(state, { ...stage, step: { name: 'address' }, problem: null });
  return step.name === 'choose' ? cancelled(toForm(state, stage), step.token) : toForm(state, stage);
}

/** What the person does. While an answer is awaited only `back` does anything. */
export function forgottenIntent(state: State, stage: ForgottenStage, intent: Intent, at: number): Step {
  const { step } = stage;
  if (step.name === 'factor') return settled(state, stage, journeyIntent(momentOf(state, at), step.journey, intent));
  if (intent.kind === 'back') return back(state, stage);
  if (stage.pending !== null) return nothing(state);
  const refuse = (code: Parameters<typeof localProblem>[0]) => become(state, { ...stage, problem: localProblem(code) });
  switch (intent.kind) {
    case 'ask-password-code': {
      if (step.name !== 'address') return nothing(state);
      const email = readIdentifier(intent.email);
      const fault = emailFault(email);
      if (fault !== null) return become(state, { ...stage, email, problem: localProblem(fault) });
      const { application } = stage;
      const { language } = state.common;
      return ask(
        state,
        (attempt) => ({ kind: 'ask-password-code', attempt, email, application, language }),
        (attempt) => ({ ...stage, email, pending: attempt, problem: null }),
      );
    }
    case 'submit-code': {
      if (step.name !== 'code') return nothing(state);
      if (intent.code.trim() === '') return refuse('code-missing');
      const code = readPasswordCode(intent.code);
      // A slip of the finger must not cost a try.
      if (code === null) return refuse('code-malformed');
      const { recoveryToken } = step;
      return ask(
        state,
        (attempt) => call(attempt, null, 'givePasswordCode', { body: { recoveryToken, code } }),
        (attempt) => ({ ...stage, pending: attempt, problem: null }),
      );
    }
    case 'choose-password': {
      if (step.name !== 'choose') return nothing(state);
      const fault = passwordFault(intent.newPassword);
      if (fault !== null) return refuse(fault);
      const { newPassword } = intent;
      return ask(
        state,
        (attempt) => call(attempt, step.token, 'chooseNewPassword', { body: { newPassword } }),
        (attempt) => ({ ...stage, pending: attempt, problem: null }),
      );
    }
    case 'retry':
    case 'dismiss-notice':
      return stage.problem === null ? nothing(state) : become(state, { ...stage, problem: null });
    default:
      return nothing(state);
  }
}

/** What the API says to it. */
export function forgottenAnswered(state: State, stage: ForgottenStage, event: Event & Answered): Step {
  const { step } = stage;
  const { at } = event;
  if (step.name === 'factor') return settled(state, stage, journeyAnswered(momentOf(state, at), step.journey, event));
  if (event.attempt !== stage.pending) return nothing(state);
  if (!event.outcome.ok) return refused(state, stage, event.outcome.failure, at);
  switch (event.operation) {
    case 'askForPasswordCode': {
      const { recoveryToken, expiresAt } = event.outcome.answer;
      const code = {
        name: 'code',
        recoveryToken,
        expiresAt: localTime(state.common, expiresAt),
        attemptsLeft: WRONG_PASSWORD_CODES,
      } as const;
      return become(state, { ...stage, step: code, pending: null, problem: null });
    }
    case 'givePasswordCode': {
      const { challengeToken, challenge } = event.outcome.answer;
      return settled(state, stage, openJourney(momentOf(state, at), challengeToken, challenge));
    }
    case 'chooseNewPassword':
      return toForm(state, stage, 'password-changed');
    default:
      return nothing(state);
  }
}

function refused(state: State, stage: ForgottenStage, failure: ApiFailure, at: number): Step {
  const { email, application, step } = stage;
  const problem = problemFrom(failure, at);
  if (failure.kind === 'refused') {
    const { code, details } = failure;
    if (code === 'second-factor-not-set-up') return become(state, { name: 'not-set-up', email, application });
    if (code === 'codes-locked') {
      const until = details.lockedUntil ? localTime(state.common, details.lockedUntil) : null;
      return become(state, { name: 'locked-out', email, application, until });
    }
    if (code === 'challenge-gone' || code === 'step-up-needed') return toForm(state, stage, 'challenge-expired');
    if (code === 'code-wrong' && step.name === 'code') {
      const attemptsLeft = details.attemptsLeft ?? step.attemptsLeft;
      if (attemptsLeft === 0) return toForm(state, stage, 'too-many-wrong-codes');
      return become(state, { ...stage, step: { ...step, attemptsLeft }, pending: null, problem });
    }
  }
  return become(state, { ...stage, pending: null, problem });
}

/** Time passes on the way through the second factor. */
export function forgottenWoken(state: State, stage: ForgottenStage, at: number): Step {
  const { step } = stage;
  return step.name === 'factor' ? settled(state, stage, journeyWoken(momentOf(state, at), step.journey)) : nothing(state);
}

function settled(state: State, stage: ForgottenStage, result: JourneyResult): Step {
  const { email, application, step } = stage;
  switch (result.kind) {
    case 'on': {
      const factor = { name: 'factor', journey: result.journey } as const;
      const next: State = { ...state, attempts: result.attempts };
      return become(next, { ...stage, step: factor, pending: null, problem: null }, ...result.effects);
    }
    case 'proved':
      return become(state, { ...stage, step: { name: 'choose', token: result.token }, pending: null, problem: null });
    case 'left': {
      const left = toForm(state, stage);
      return step.name === 'factor' ? cancelled(left, step.journey.token) : left;
    }
    case 'over':
      return toForm(state, stage, result.reason);
    case 'locked-out':
      return become(state, { name: 'locked-out', email, application, until: result.until });
    case 'not-allowed':
      return become(state, { name: 'not-set-up', email, application });
    case 'nothing':
    case 'new-number':
    case 'signed-in':
    case 'met':
      // Of challenges for other purposes.
      return nothing(state);
    default:
      return result satisfies never;
  }
}
