import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { send } from '../store.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { AppInstead } from './app-instead.tsx';

type TextCodeScreen = Extract<SecondFactorScreen, { name: 'text-code' }>;

/** How the message is doing, in words, as the network tells it; with a way on when it won't arrive. */
export function DeliveryState({ screen }: { readonly screen: TextCodeScreen }) {
  const words = useSignInWords();
  const { delivery, deliveryBody, correct } = words.textCode;
  const state = screen.delivery;
  if (state === 'accepted' || state === 'sending' || state === 'delivered') {
    return (
      <p className="delivery" role="status">
        <Icon name={state === 'delivered' ? 'success' : 'message'} />
        {delivery[state]}
      </p>
    );
  }
  return (
    <Notice
      kind="caution"
      heading={delivery[state]}
      actions={
        <>
          {state !== 'phone-unreachable' && screen.firstTime ? (
            <Button onPress={() => void send({ kind: 'correct-phone-number' })}>{correct}</Button>
          ) : null}
          {screen.canChooseAnother ? <AppInstead firstTime={screen.firstTime} /> : null}
        </>
      }
    >
      <p>{deliveryBody[state]}</p>
    </Notice>
  );
}
