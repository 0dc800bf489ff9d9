import { useId } from 'react';
import type { SessionLockedScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { PasswordForm } from './password-form.tsx';
import { StepFacts } from './step-facts.tsx';

/** The locked session: whose it is, and nothing of what was open in it. */
export function SessionLocked({ screen }: { readonly screen: SessionLockedScreen }) {
  const { locked: words } = useStepWords();
  const switching = useId();
  return (
    <PasswordForm
      busy={screen.busy}
      problem={screen.problem}
      label={words.password}
      submitLabel={words.submit}
      onPassword={(password) => void send({ kind: 'unlock', password })}
      before={
        <>
          <StepFacts facts={[{ term: words.signedIn, text: screen.person, icon: 'person' }]} />
          {/* For password managers, which need to know whose password this is. */}
          <input type="text" autoComplete="username" value={screen.email} readOnly hidden />
        </>
      }
      beside={
        <>
          <Button icon="switch" describedBy={switching} onPress={() => void send({ kind: 'switch-user' })}>
            {words.switchUser}
          </Button>
          <Button kind="quiet" onPress={() => void send({ kind: 'sign-out' })}>
            {words.signOut}
          </Button>
        </>
      }
      after={
        <p className="quiet" id={switching}>
          {words.switching(screen.person)}
        </p>
      }
    />
  );
}
