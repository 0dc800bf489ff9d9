import type { Managed } from './managed.ts';
import type { State } from './state.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/**
 * IT has changed something while the desktop runs. The address and the applications stay as they are until the next
 * start, since somebody may be in the middle of work that they are about.
 */
export function managedChanged(state: State, changed: Managed): Step {
  const { address, applications } = state.common.managed;
  const managed: Managed = { ...changed, address, applications };
  if (JSON.stringify(managed) === JSON.stringify(state.common.managed)) return nothing(state);
  const language = managed.language ?? state.common.ownLanguage;
  return become({ ...state, common: { ...state.common, managed, language } }, state.stage);
}
