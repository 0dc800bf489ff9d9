import type { Language } from '../../shared/applications.ts';
import type { View } from '../../shared/bridge.ts';
import type { NewPasswordScreen, Screen, SignedInScreen } from '../../shared/sign-in/screens.ts';
import { useDelayed } from '../components/delayed.ts';
import { type SignInWords, useSignInWords } from '../words/sign-in.ts';
import { Connect } from './connect.tsx';
import { Frame } from './frame.tsx';
import type { LaterScreen, StepHeading } from './headings.ts';
import { SignInForm } from './sign-in-form.tsx';
import { laterSteps } from './steps.ts';

export type JourneyScreen = Exclude<Screen, NewPasswordScreen | SignedInScreen>;

/** The steps after the form. They are there before a view that needs them is shown; a window without them is said to be broken. */
function steps() {
  if (laterSteps.current === null) throw new Error('The script of the steps after the sign-in form did not come');
  return laterSteps.current;
}

function LaterStep({ screen, view }: { readonly screen: LaterScreen; readonly view: View }) {
  const Step = steps().LaterStep;
  return <Step screen={screen} view={view} />;
}

function Content({ screen, view }: { readonly screen: JourneyScreen; readonly view: View }) {
  switch (screen.name) {
    case 'starting':
      return null;
    case 'connect':
      return <Connect screen={screen} />;
    case 'sign-in':
      return <SignInForm screen={screen} addressManaged={view.addressManaged} managed={view.managed} about={view.about} />;
    default:
      return <LaterStep screen={screen} view={view} />;
  }
}

/** What a step is called, and whether its own field takes the focus. */
function describe(screen: JourneyScreen, words: SignInWords, language: Language): StepHeading & { readonly typing: boolean } {
  switch (screen.name) {
    case 'starting':
      return { heading: words.starting.heading, lead: null, typing: false };
    case 'connect':
      return { ...words.connect, typing: true };
    case 'sign-in':
      return { ...words.signIn, typing: true };
    default:
      return { ...steps().headingOf(screen, language), typing: steps().startsWithTyping(screen) };
  }
}

/** Steps that nothing comes before, or that are left by their own button. */
const WITHOUT_BACK: ReadonlySet<JourneyScreen['name']> = new Set(['starting', 'sign-in', 'session-locked', 'trust-computer']);

/** Every screen from the first start to being signed in, and the locked session. */
export function SignInJourney({ screen, view }: { readonly screen: JourneyScreen; readonly view: View }) {
  const words = useSignInWords();
  const { heading, lead, typing } = describe(screen, words, view.language);
  // Starting is usually over before its words could be read.
  const waited = useDelayed(screen.name === 'starting');
  if (screen.name === 'starting' && !waited) return null;
  return (
    <Frame
      view={view}
      step={screen.name}
      heading={heading}
      lead={lead}
      typing={typing}
      canGoBack={screen.name === 'connect' ? screen.canGoBack : !WITHOUT_BACK.has(screen.name)}
      wide={screen.name === 'link-authenticator'}
      fault={'problem' in screen && screen.problem !== null}
    >
      <Content key={screen.name} screen={screen} view={view} />
    </Frame>
  );
}
