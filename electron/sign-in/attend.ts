import { readControlWhenWanted } from './control-home.ts';
import { passesWake, readPassesWhenDue } from './pass-requests.ts';
import { codesLapseAt, dropLapsedCodes } from './recovery-codes.ts';
import type { SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { trustWake, warnOfTrust } from './trust-renewal.ts';

/**
 * What a session needs that nobody asks for, seen to after whatever happened: however the person came to where they are,
 * what is shown there is fetched, and what has run out goes. A locked session needs nothing.
 */
export function attend(step: Step, at: number): Step {
  const { stage } = step.state;
  // With a temporary password the server answers none of it.
  if (stage.name !== 'signed-in' || stage.session.mustChangePassword) return step;
  return readControlWhenWanted(readPassesWhenDue(warnOfTrust(dropLapsedCodes(step, at), at), at));
}

/** When a session is to be seen to next, in milliseconds since the epoch. */
export function attendWake(state: State, stage: SignedInStage): number {
  if (stage.session.mustChangePassword) return Number.POSITIVE_INFINITY;
  return Math.min(passesWake(state.common, stage), codesLapseAt(state, stage), trustWake(state, stage));
}
