import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { AppInstead } from './app-instead.tsx';
import { hasOtherWay } from './other-ways.tsx';

type TextCodeScreen = Extract<SecondFactorScreen, { name: 'text-code' }>;

/** How the message is doing, in words, as the network tells it; with a way on when it won't arrive. */
export function DeliveryState({ screen }: { readonly screen: TextCodeScreen }) {
  const words = useStepWords();
  const { delivery, deliveryBody, orAnotherWay, anotherWayInstead, correct, numberChanged } = words.textCode;
  const state = screen.delivery;
  if (state === 'accepted' || state === 'sending' || state === 'delivered') {
    return (
      <p className="delivery" role="status">
        <Icon name={state === 'delivered' ? 'success' : 'message'} />
        {delivery[state]}
      </p>
    );
  }
  const correctable = (state === 'number-unknown' || state === 'failed') && screen.firstTime;
  const another = state === 'number-unknown' ? anotherWayInstead : orAnotherWay;
  return (
    <Notice
      kind="caution"
      heading={delivery[state]}
      actions={
        correctable || screen.canChooseAnother ? (
          <>
            {correctable ? (
              <Button dense onPress={() => void send({ kind: 'correct-phone-number' })}>
                {correct}
              </Button>
            ) : null}
            {screen.canChooseAnother ? <AppInstead firstTime={screen.firstTime} /> : null}
          </>
        ) : null
      }
    >
      <p>{hasOtherWay(screen) ? `${deliveryBody[state]} ${another}` : deliveryBody[state]}</p>
      {state === 'number-unknown' && !screen.firstTime ? <p>{numberChanged}</p> : null}
    </Notice>
  );
}
