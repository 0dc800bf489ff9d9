import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { trustLimit } from './managed.ts';
import { problemFrom } from './problem.ts';
import { newSignedIn, saving, sessionRefused, trustKey } from './session.ts';
import type { State, TrustStage } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';
import { trustRenewed } from './trust-renewal.ts';

/** The offer to trust this computer. Whatever becomes of it, the person is signed in. */

function goOn(state: State, stage: TrustStage, at: number, cannotRemember: boolean): Step {
  return become(state, { ...newSignedIn(stage.token, stage.session, stage.email, at), cannotRemember });
}

export function answerTrust(state: State, stage: TrustStage, trust: boolean, at: number): Step {
  // "No" is heard at any time, so that a slow keychain can't hold anybody up.
  if (!trust) return goOn(state, stage, at, false);
  if (stage.pending !== null) return nothing(state);
  return ask(
    state,
    (attempt) => call(attempt, stage.token, 'trustThisComputer', { body: trustLimit(state.common) }),
    (attempt) => ({ ...stage, pending: attempt, problem: null }),
  );
}

export function trustAnswered(state: State, stage: TrustStage, event: Event & Extract<Answered, { operation: 'trustThisComputer' }>): Step {
  if (event.attempt !== stage.pending) return nothing(state);
  if (event.outcome.ok) {
    const key = trustKey(state, stage.email, stage.session.application);
    const token = event.outcome.answer.trustToken;
    if (key === null) return goOn(state, stage, event.at, true);
    return ask(
      state,
      (attempt) => ({ kind: 'remember-trust', attempt, key, token }),
      (attempt) => ({ ...stage, pending: attempt }),
    );
  }
  const { failure } = event.outcome;
  const ended = sessionRefused(state, stage, failure, event.at);
  if (ended !== null) return ended;
  const problem = problemFrom(failure, event.at);
  if (problem.retryable) return become(state, { ...stage, pending: null, problem });
  return become(state, { ...newSignedIn(stage.token, stage.session, stage.email, event.at), problem });
}

export function trustRemembered(state: State, event: Event & { kind: 'trust-remembered' }): Step {
  const { stage } = state;
  if (stage.name === 'signed-in') return trustRenewed(state, stage, event);
  if (stage.name !== 'trust-computer' || stage.pending !== event.attempt) return nothing(state);
  if (event.how === 'this-run-only') return goOn(state, stage, event.at, true);
  // This is now somebody's own computer, so their address may stand in the form.
  const next: State = { ...state, common: { ...state.common, rememberedEmail: stage.email } };
  const step = goOn(next, stage, event.at, false);
  return { ...step, effects: [...step.effects, saving(next)] };
}
