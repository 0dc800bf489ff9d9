import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { useStepWords } from '../words/steps.ts';
import { CodeForm } from './code-form.tsx';
import { OtherWays } from './other-ways.tsx';

type RecoveryCodeScreen = Extract<SecondFactorScreen, { name: 'recovery-code' }>;

/** One of the codes that the person saved for the day when the phone isn't there. */
export function RecoveryCode({ screen }: { readonly screen: RecoveryCodeScreen }) {
  const { recoveryCode: words } = useStepWords();
  return (
    <>
      <CodeForm
        kind="recovery"
        busy={screen.busy}
        problem={screen.problem}
        attemptsLeft={screen.attemptsLeft}
        label={words.label}
        hint={words.hint}
        malformed={words.malformed}
      />
      <OtherWays canChooseAnother passOffered={screen.passOffered} />
    </>
  );
}
