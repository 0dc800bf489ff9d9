import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';

/** Straight to the other method, where a text message won't do; `firstTime` when that has to be linked first. */
export function AppInstead({ firstTime }: { readonly firstTime: boolean }) {
  const { appInstead } = useStepWords();
  return (
    <Button dense onPress={() => void send({ kind: 'choose-method', method: 'authenticator' })}>
      {firstTime ? appInstead.link : appInstead.use}
    </Button>
  );
}
