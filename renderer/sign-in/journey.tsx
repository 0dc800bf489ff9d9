import type { View } from '../../shared/bridge.ts';
import type { Screen, SignedInScreen } from '../../shared/sign-in/screens.ts';

export type JourneyScreen = Exclude<Screen, SignedInScreen>;

/** Every screen from the first start to being signed in, and the locked session. */
export function SignInJourney({ screen }: { readonly screen: JourneyScreen; readonly view: View }) {
  return <main>{screen.name}</main>;
}
