import { useState } from 'react';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { ADDRESS_MOST } from '../../shared/sign-in/limits.ts';
import type { ConnectScreen, ProblemCode } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { send } from '../store.ts';
import { useProblemWords } from '../words/problems.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { useStepForm } from './use-step-form.ts';

const FIELD_PROBLEMS: readonly ProblemCode[] = ['address-invalid', 'address-insecure'];

/** What a slip of the finger in the address looks like. */
const UNANSWERED: readonly ProblemCode[] = ['api-unreachable', 'api-timeout'];

/** First start: where the council's API is. Main checks that it answers before it is saved. */
export function Connect({ screen }: { readonly screen: ConnectScreen }) {
  const words = useSignInWords();
  const inWords = useProblemWords();
  const [address, setAddress] = useState(screen.address);
  const read = readIdentifier(address);
  const form = useStepForm({
    busy: screen.busy,
    problem: screen.problem,
    fieldProblems: FIELD_PROBLEMS,
    check: () => (read === '' || read.length > ADDRESS_MOST ? 'address-invalid' : null),
    submit: () => void send({ kind: 'connect', address: read }),
  });
  const error = form.fieldProblem === null ? null : inWords({ code: form.fieldProblem, reference: '', retryable: true }).heading;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {form.pageProblem === null ? null : (
        <ProblemNotice
          problem={form.pageProblem}
          retry={false}
          first={UNANSWERED.includes(form.pageProblem.code) ? words.connect.checkAddress : null}
        />
      )}
      <TextField
        ref={form.field}
        label={words.connect.address}
        hint={words.connect.addressHint}
        error={error}
        value={address}
        onChange={setAddress}
        type="url"
        autoComplete="url"
        inputMode="url"
      />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={screen.busy && words.checking}>
          {words.connect.submit}
        </Button>
      </div>
    </form>
  );
}
