import type { Managed } from './managed.ts';
import { signInStage } from './opening.ts';
import type { State } from './state.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/**
 * IT has changed something while the desktop runs. The address and the applications stay as they are until the next
 * start, since somebody may be in the middle of work that they are about. But once IT has set an address, or something that
 * can't be read and may have one in it, the person changes it no longer.
 */
export function managedChanged(state: State, changed: Managed): Step {
  const { address, applications } = state.common.managed;
  const managed: Managed = { ...changed, address, applications };
  const addressManaged = state.common.addressManaged || changed.address || (changed.fault !== null && state.common.address !== null);
  const isSame = JSON.stringify(managed) === JSON.stringify(state.common.managed);
  if (isSame && addressManaged === state.common.addressManaged) return nothing(state);
  const language = managed.language ?? state.common.ownLanguage;
  const next: State = { ...state, common: { ...state.common, managed, language, addressManaged } };
  // Whoever was about to give another address is back where they came from, and what they were asked counts no longer.
  const leaves = addressManaged && next.stage.name === 'connect' && next.common.address !== null;
  return become(next, leaves ? signInStage(next) : next.stage);
}
