import type { View } from '../../shared/bridge.ts';
import type { NewPasswordScreen, Screen, SignedInScreen } from '../../shared/sign-in/screens.ts';
import { useDelayed } from '../components/delayed.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { useTeamLeaderWords } from '../words/team-leader.ts';
import { Connect } from './connect.tsx';
import { Frame } from './frame.tsx';
import { headingOf, startsWithTyping } from './headings.ts';
import { NotPermitted } from './not-permitted.tsx';
import { NotSetUp } from './not-set-up.tsx';
import { SecondFactorStep } from './second-factor.tsx';
import { SessionLocked } from './session-locked.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { TrustComputer } from './trust-computer.tsx';

export type JourneyScreen = Exclude<Screen, NewPasswordScreen | SignedInScreen>;

function Content({ screen, view }: { readonly screen: JourneyScreen; readonly view: View }) {
  switch (screen.name) {
    case 'starting':
      return null;
    case 'connect':
      return <Connect screen={screen} />;
    case 'sign-in':
      return <SignInForm screen={screen} addressManaged={view.addressManaged} managed={view.managed} about={view.about} />;
    case 'trust-computer':
      return <TrustComputer screen={screen} limited={view.managed.deviceTrust === 'limited'} />;
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

/** Steps that nothing comes before, or that are left by their own button. */
const WITHOUT_BACK: ReadonlySet<JourneyScreen['name']> = new Set(['starting', 'sign-in', 'session-locked', 'trust-computer']);

/** Every screen from the first start to being signed in, and the locked session. */
export function SignInJourney({ screen, view }: { readonly screen: JourneyScreen; readonly view: View }) {
  const words = useSignInWords();
  const { heading, lead } = headingOf(screen, words, useTeamLeaderWords());
  // Starting is usually over before its words could be read.
  const waited = useDelayed(screen.name === 'starting');
  if (screen.name === 'starting' && !waited) return null;
  return (
    <Frame
      view={view}
      step={screen.name}
      heading={heading}
      lead={lead}
      typing={startsWithTyping(screen)}
      canGoBack={screen.name === 'connect' ? screen.canGoBack : !WITHOUT_BACK.has(screen.name)}
      wide={screen.name === 'link-authenticator'}
      fault={'problem' in screen && screen.problem !== null}
    >
      <Content key={screen.name} screen={screen} view={view} />
    </Frame>
  );
}
