import type { NotSetUpScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { StepFacts } from './step-facts.tsx';

/** A second factor is needed and only the help desk can set it up: what to say to them. */
export function NotSetUp({ screen }: { readonly screen: NotSetUpScreen }) {
  const { notSetUp: words } = useStepWords();
  return (
    <>
      <StepFacts facts={[{ term: words.what, text: screen.email, icon: 'person' }]} />
      <div className="form__actions">
        <Button onPress={() => void send({ kind: 'back' })}>{words.again}</Button>
      </div>
    </>
  );
}
