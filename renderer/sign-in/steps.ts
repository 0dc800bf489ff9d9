import type { Screen } from '../../shared/sign-in/screens.ts';
import { onDemand } from '../on-demand.ts';

/** True for all that the page begins with: the start, the first start, and the sign-in form. */
function isFirst(screen: Screen): boolean {
  return screen.name === 'starting' || screen.name === 'connect' || screen.name === 'sign-in';
}

/**
 * Every step after the sign-in form, with its words: the script of the form, which everybody waits for, does without them.
 * The work needs them too, for what comes over it.
 */
export const laterSteps = onDemand(
  ({ screen }) => !isFirst(screen),
  () => import('./later-steps.tsx'),
);

/** Fetches what a second factor may need, while the password is being looked at. */
export async function loadSteps(): Promise<void> {
  await laterSteps.fetch();
  laterSteps.current?.loadFurtherSteps();
}
