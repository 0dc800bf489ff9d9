import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Details } from '../components/details.tsx';
import { useStepWords } from '../words/steps.ts';
import { ClockHelp } from './clock-help.tsx';
import { CodeForm } from './code-form.tsx';
import { hasOtherWay, OtherWays } from './other-ways.tsx';
import { OutageNotice } from './outage-notice.tsx';

type AuthenticatorCodeScreen = Extract<SecondFactorScreen, { name: 'authenticator-code' }>;

/** The code that the authenticator app shows now. */
export function AuthenticatorCode({ screen }: { readonly screen: AuthenticatorCodeScreen }) {
  const { authenticatorCode: words } = useStepWords();
  return (
    <>
      {/* Somebody who expects a text learns why it is the app that is asked for. */}
      {screen.notice === null ? null : <OutageNotice way="app-now" from={screen.textMessagesFrom} />}
      <CodeForm
        kind="authenticator"
        busy={screen.busy}
        problem={screen.problem}
        attemptsLeft={screen.attemptsLeft}
        label={words.label}
        hint={words.hint}
        malformed={words.malformed}
      />
      <ClockHelp problem={screen.problem} hasOtherWay={hasOtherWay(screen)} />
      <Details summary={words.notWorking}>
        <ul>
          {words.notWorkingSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </Details>
      <OtherWays canChooseAnother={screen.canChooseAnother} recoveryCodesLeft={screen.recoveryCodesLeft} passOffered={screen.passOffered} />
    </>
  );
}
