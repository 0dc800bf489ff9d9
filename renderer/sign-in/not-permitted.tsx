import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';

/** The password was right, but the account may not open what was asked for. */
export function NotPermitted() {
  const { notPermitted: words } = useStepWords();
  return (
    <>
      <div className="prose">
        <p>{words.what}</p>
      </div>
      <div className="form__actions">
        <Button kind="primary" onPress={() => void send({ kind: 'back' })}>
          {words.again}
        </Button>
      </div>
    </>
  );
}
