import { call } from './effects.ts';
import type { Answered } from './events.ts';
import type { ApiFailure } from './ports.ts';
import { localTime } from './server-time.ts';
import type { Errand, Outbox, SignedInStage, State, TrustStage } from './state.ts';
import { ERRAND_RETRY_LEAST_MS, ERRAND_RETRY_MOST_MS } from './timing.ts';
import type { Step } from './transition.ts';

/**
 * Locking and signing out take effect here at once, whatever the network does. What the server must still be told
 * waits in the outbox, one at a time and in order, until it has it.
 */

/** Queues a lock or sign-out. A sign-out makes a lock of the same session needless. */
export function queue(state: State, kind: Errand['kind'], session: Pick<SignedInStage | TrustStage, 'token' | 'session'>): State {
  const { token } = session;
  const expiresAt = localTime(state.common, session.session.expiresAt);
  return put(state, kind, token, expiresAt);
}

/** Queues the sign-out of a session that nobody wants any more, because its answer came too late. */
export function queueSignOut(state: State, token: string, expiresAt: number): State {
  return put(state, 'sign-out', token, expiresAt);
}

function put(state: State, kind: Errand['kind'], token: string, expiresAt: number): State {
  const { errands } = state.outbox;
  if (errands.some((errand) => errand.token === token && errand.kind === 'sign-out')) return state;
  const rest = without(state.outbox, token);
  return { ...state, outbox: { ...rest, errands: [...rest.errands, { kind, token, expiresAt, tries: 0 }] } };
}

/** The outbox without a session's lock, which no longer matters. */
function without(outbox: Outbox, token: string): Outbox {
  const [first] = outbox.errands;
  const errands = outbox.errands.filter((errand) => errand.token !== token || errand.kind === 'sign-out');
  // What waited for the one that is gone is not made to wait for it.
  return first === errands[0] ? { ...outbox, errands } : { errands, pending: null, retryAt: 0 };
}

/** After an unlock: a lock that the server has not had yet must not reach it now. */
export function dropLock(state: State, token: string): State {
  return { ...state, outbox: without(state.outbox, token) };
}

/** What waits for a session whose token has been replaced goes with the new one: the old one is good for seconds only. */
export function withTokenReplaced(state: State, before: string, token: string): State {
  const errands = state.outbox.errands.map((errand) => (errand.token === before ? { ...errand, token } : errand));
  return { ...state, outbox: { ...state.outbox, errands } };
}

/** True when trying the same again may help. Anything else is as good as done: the token is no good any more. */
function worthAnotherTry(failure: ApiFailure): boolean {
  return failure.kind !== 'refused' || ['internal', 'unavailable', 'too-many-requests'].includes(failure.code);
}

/** Settles the errand that `event` answers; null when it answers none. */
export function errandAnswered(state: State, event: Answered & { readonly at: number }): Step | null {
  const { outbox } = state;
  const [first, ...rest] = outbox.errands;
  if (outbox.pending !== event.attempt || first === undefined) return null;
  const { outcome } = event;
  if (outcome.ok || !worthAnotherTry(outcome.failure)) {
    return { state: { ...state, outbox: { errands: rest, pending: null, retryAt: 0 } }, effects: [], refused: false };
  }
  const wait = Math.min(ERRAND_RETRY_LEAST_MS * 2 ** first.tries, ERRAND_RETRY_MOST_MS);
  const errands = [{ ...first, tries: first.tries + 1 }, ...rest];
  return { state: { ...state, outbox: { errands, pending: null, retryAt: event.at + wait } }, effects: [], refused: false };
}

/** An unlock is on its way, and a lock that overtook it would undo it. */
function mustWait(state: State, errand: Errand): boolean {
  const { stage } = state;
  return errand.kind === 'lock' && stage.name === 'session-locked' && stage.pending !== null;
}

/** Sends the next errand, if there is one and it is time. */
export function pump(step: Step, at: number): Step {
  const { state } = step;
  const errands = state.outbox.errands.filter((errand, index) => errand.expiresAt > at || (index === 0 && state.outbox.pending !== null));
  const [first] = errands;
  const kept = errands.length === state.outbox.errands.length ? state : { ...state, outbox: { ...state.outbox, errands } };
  if (first === undefined || kept.outbox.pending !== null || kept.outbox.retryAt > at || mustWait(kept, first)) {
    return kept === state ? step : { ...step, state: kept };
  }
  const attempt = kept.attempts + 1;
  const effect = call(attempt, first.token, first.kind === 'lock' ? 'lockSession' : 'signOut', {});
  return {
    ...step,
    state: { ...kept, attempts: attempt, outbox: { ...kept.outbox, pending: attempt } },
    effects: [...step.effects, effect],
  };
}

/** When the outbox wants to be woken, in milliseconds since the epoch. */
export function outboxWake(state: State): number {
  const [first] = state.outbox.errands;
  return first === undefined || state.outbox.pending !== null || mustWait(state, first) ? Number.POSITIVE_INFINITY : state.outbox.retryAt;
}
