import { useId, useState } from 'react';
import type { ProblemCode, SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Countdown, useNow } from '../components/countdown.tsx';
import { Details } from '../components/details.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { clockOf } from '../words/formats.ts';
import { useStepWords } from '../words/steps.ts';
import { AppInstead } from './app-instead.tsx';
import { CodeForm } from './code-form.tsx';
import { DeliveryState } from './delivery-state.tsx';
import { OtherWays } from './other-ways.tsx';
import { OutageNotice } from './outage-notice.tsx';
import './text-code.css';

type TextCodeScreen = Extract<SecondFactorScreen, { name: 'text-code' }>;

/** Problems of sending, said beside the button that sends rather than above the code. */
const SENDING_PROBLEMS: readonly ProblemCode[] = [
  'resend-too-soon',
  'resend-limit',
  'text-message-limit',
  'new-number-limit',
  'text-message-unavailable',
];

/** Asking for another code: from when, and how many more there are. */
function Resend({ screen }: { readonly screen: TextCodeScreen }) {
  const { textCode: words, sending } = useStepWords();
  const id = useId();
  const now = useNow(screen.resendAt);
  const none = screen.resendsLeft === 0;
  const soon = now < screen.resendAt;
  const state = none ? words.noneLeft : soon ? words.resendAt(clockOf(screen.resendAt - now)) : words.resendsLeft(screen.resendsLeft);
  // Another message was sent since this step was opened: said once for each.
  const [firstSends] = useState(screen.sends);
  const again = screen.sends > firstSends;
  const problem = screen.problem !== null && SENDING_PROBLEMS.includes(screen.problem.code) ? screen.problem : null;
  return (
    <div className="resend">
      {problem === null ? null : (
        <ProblemNotice
          problem={problem}
          retry={false}
          actions={screen.canChooseAnother ? <AppInstead firstTime={screen.firstTime} /> : null}
        />
      )}
      <div className="resend__row">
        <Button
          disabled={none || soon}
          working={screen.busy && sending}
          describedBy={id}
          onPress={() => void send({ kind: 'resend-text-message' })}
        >
          {words.resend}
        </Button>
        <span className="resend__state" id={id}>
          {state}
        </span>
      </div>
      <p className="resend__again" role="status" key={screen.sends}>
        {again ? words.sentAgain : null}
      </p>
    </div>
  );
}

/** What to look at when no message comes, and who can change the number. */
function NotReceived({ screen }: { readonly screen: TextCodeScreen }) {
  const { textCode: words } = useStepWords();
  return (
    <Details summary={words.notReceived}>
      <ul>
        {words.notReceivedSteps(screen.numberEnding).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      {screen.firstTime ? (
        <div>
          <Button onPress={() => void send({ kind: 'correct-phone-number' })}>{words.correct}</Button>
        </div>
      ) : (
        <p>{words.numberChanged}</p>
      )}
    </Details>
  );
}

/** The code from the text message: how the message is doing, how long the code works, and what to do without it. */
export function TextCode({ screen }: { readonly screen: TextCodeScreen }) {
  const { textCode: words, timeLeft } = useStepWords();
  // Not said twice: a message that could not be sent has just been refused with the same words.
  const isFailing = screen.notice !== null && screen.problem?.code !== 'text-message-unavailable';
  return (
    <>
      <CodeForm
        kind="text"
        busy={screen.busy}
        problem={screen.problem}
        attemptsLeft={screen.attemptsLeft}
        label={words.label}
        hint={words.hint}
        malformed={words.malformed}
        elsewhere={SENDING_PROBLEMS}
        under={
          <p className="code-form__under">
            <Icon name="clock" size={16} />
            <Countdown until={screen.codeExpiresAt} sentence={words.clock} announcement={timeLeft.announcement} ended={words.expired} />
          </p>
        }
      />
      <section className="message-state" aria-label={words.message}>
        {isFailing ? (
          <OutageNotice
            way="sent-code"
            from={screen.textMessagesFrom}
            actions={screen.canChooseAnother ? <AppInstead firstTime={screen.firstTime} /> : null}
          />
        ) : (
          <DeliveryState screen={screen} />
        )}
        {/* Another code to a number that isn't there would be lost as well. */}
        {screen.delivery === 'number-unknown' && !isFailing ? null : (
          <>
            <Resend screen={screen} />
            <NotReceived screen={screen} />
          </>
        )}
      </section>
      <OtherWays canChooseAnother={screen.canChooseAnother} recoveryCodesLeft={screen.recoveryCodesLeft} passOffered={screen.passOffered} />
    </>
  );
}
