import type { Attempt, Effect } from './effects.ts';
import type { Stage, State } from './state.ts';

/** The next state, what to do about it, and whether an intent fitted the moment. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly refused: boolean;
}

/** The event changes nothing: an intent at the wrong moment, or an answer that nobody waits for any more. */
export function nothing(state: State): Step {
  return { state, effects: [], refused: true };
}

export function become(state: State, stage: Stage, ...effects: readonly Effect[]): Step {
  return { state: { ...state, stage }, effects, refused: false };
}

/** Moves on and waits for the answer to a new attempt. */
export function ask(state: State, effect: (attempt: Attempt) => Effect, stage: (attempt: Attempt) => Stage): Step {
  const attempt = state.attempts + 1;
  return { state: { ...state, attempts: attempt, stage: stage(attempt) }, effects: [effect(attempt)], refused: false };
}

/** Asks for something whose answer changes nothing. */
export function also(step: Step, effect: (attempt: Attempt) => Effect): Step {
  const attempt = step.state.attempts + 1;
  return { ...step, state: { ...step.state, attempts: attempt }, effects: [...step.effects, effect(attempt)] };
}

/** `second` after `first`, with the effects of both. */
export function followedBy(first: Step, second: (state: State) => Step): Step {
  const next = second(first.state);
  return { state: next.state, effects: [...first.effects, ...next.effects], refused: first.refused };
}
