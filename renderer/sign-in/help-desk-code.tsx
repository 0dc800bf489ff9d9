import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Details } from '../components/details.tsx';
import { useHelpDeskCodeWords } from '../words/help-desk-code.ts';
import { CodeForm } from './code-form.tsx';

type HelpDeskCodeScreen = Extract<SecondFactorScreen, { name: 'help-desk-code' }>;

/** What somebody was read out who sets up more than what they have is good for. */
export function HelpDeskCode({ screen }: { readonly screen: HelpDeskCodeScreen }) {
  const words = useHelpDeskCodeWords();
  return (
    <>
      <CodeForm
        kind="help-desk"
        busy={screen.busy}
        problem={screen.problem}
        attemptsLeft={screen.attemptsLeft}
        label={words.label}
        hint={words.hint}
        malformed={words.malformed}
      />
      <Details summary={words.getting}>
        {words.gettingSteps.map((step) => (
          <p key={step}>{step}</p>
        ))}
        <p>{words.why}</p>
      </Details>
    </>
  );
}
