import { Suspense } from 'react';
import type { View } from '../../shared/bridge.ts';
import { comesLater } from '../components/comes-later.ts';
import type { LaterScreen } from './headings.ts';
import { NotPermitted } from './not-permitted.tsx';
import { NotSetUp } from './not-set-up.tsx';
import { SecondFactorStep } from './second-factor.tsx';
import { SessionLocked } from './session-locked.tsx';
import { TrustComputer } from './trust-computer.tsx';

export { headingOf, startsWithTyping } from './headings.ts';
export { loadFurtherSteps } from './second-factor.tsx';

/** What few people see comes when it is asked for. */
const forgotten = comesLater(async () => (await import('./forgotten-password.tsx')).ForgottenPassword);

/** What is under the heading of a step after the sign-in form. */
export function LaterStep({ screen, view }: { readonly screen: LaterScreen; readonly view: View }) {
  switch (screen.name) {
    case 'trust-computer':
      return <TrustComputer screen={screen} limited={view.managed.deviceTrust === 'limited'} />;
    case 'forgotten-password':
    case 'password-code':
    case 'choose-password':
      return (
        <Suspense>
          <forgotten.Component screen={screen} />
        </Suspense>
      );
    case 'not-set-up':
      return <NotSetUp screen={screen} />;
    case 'application-not-permitted':
      return <NotPermitted />;
    case 'session-locked':
      return <SessionLocked screen={screen} />;
    default:
      return <SecondFactorStep screen={screen} />;
  }
}
