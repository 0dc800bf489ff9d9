import { useState } from 'react';
import type { PhoneNumberFault } from '../../shared/errors.ts';
import type { ProblemCode, SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { phoneNumberFault } from '../../shared/sign-in/typed.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { send } from '../store.ts';
import { useProblemWords } from '../words/problems.ts';
import { useStepWords } from '../words/steps.ts';
import { OtherWays } from './other-ways.tsx';
import { OutageNotice } from './outage-notice.tsx';
import { useStepForm } from './use-step-form.ts';

type PhoneNumberScreen = Extract<SecondFactorScreen, { name: 'phone-number' }>;

const FIELD_PROBLEMS: readonly ProblemCode[] = ['phone-number-invalid'];

/** The phone number, asked for on first use. Left as it was typed: only the server reads and judges it. */
export function PhoneNumber({ screen }: { readonly screen: PhoneNumberScreen }) {
  const words = useStepWords();
  const inWords = useProblemWords();
  const [phoneNumber, setPhoneNumber] = useState(screen.phoneNumber);
  const [fault, setFault] = useState<PhoneNumberFault | null>(null);
  const form = useStepForm({
    busy: screen.busy,
    problem: screen.problem,
    fieldProblems: FIELD_PROBLEMS,
    check: () => {
      const found = phoneNumberFault(phoneNumber);
      setFault(found);
      return found === null ? null : 'phone-number-invalid';
    },
    submit: () => void send({ kind: 'submit-phone-number', phoneNumber }),
  });
  const error =
    form.fieldProblem === null
      ? null
      : inWords({
          code: form.fieldProblem,
          reference: '',
          retryable: true,
          phoneNumberFault: fault ?? screen.problem?.phoneNumberFault ?? 'not-valid',
        }).heading;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {form.pageProblem === null ? null : <ProblemNotice problem={form.pageProblem} retry={false} />}
      {screen.notice === null || form.pageProblem !== null ? null : (
        <OutageNotice way={screen.canChooseAnother ? 'link-app' : 'later'} from={screen.textMessagesFrom} />
      )}
      <TextField
        ref={form.field}
        label={words.phoneNumber.label}
        hint={words.phoneNumber.hint}
        error={error}
        value={phoneNumber}
        onChange={setPhoneNumber}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        width="phone"
      />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={screen.busy && words.sending}>
          {words.phoneNumber.submit}
        </Button>
        <OtherWays canChooseAnother={screen.canChooseAnother} passOffered={screen.passOffered} />
      </div>
    </form>
  );
}
