import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Problem, ProblemCode } from '../../shared/sign-in/screens.ts';
import { passwordFault } from '../../shared/sign-in/typed.ts';
import { Button } from '../components/button.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useProblemWords } from '../words/problems.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { useStepWords } from '../words/steps.ts';
import { useStepForm } from './use-step-form.ts';

const FIELD_PROBLEMS: readonly ProblemCode[] = ['password-refused', 'password-missing'];

interface PasswordFormProps {
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly label: string;
  readonly submitLabel: string;
  readonly onPassword: (password: string) => void;
  /** Between the field and the button, e.g. whose password it is. */
  readonly before?: ReactNode;
  readonly beside?: ReactNode;
  /** Under the button. */
  readonly after?: ReactNode;
}

/** A password alone, to unlock or to confirm. */
export function PasswordForm({ busy, problem, label, submitLabel, onPassword, before, beside, after }: PasswordFormProps) {
  const { checking } = useSignInWords();
  const _words = useStepWords();
  const inWords = useProblemWords();
  const [password, setPassword] = useState('');
  const form = useStepForm({
    busy,
    problem,
    fieldProblems: FIELD_PROBLEMS,
    check: () => passwordFault(password),
    submit: () => onPassword(password),
  });
  const error = form.fieldProblem === null ? null : inWords({ code: form.fieldProblem, reference: '', retryable: true }).heading;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {form.pageProblem === null ? null : <ProblemNotice problem={form.pageProblem} retry={false} />}
      {before}
      <PasswordField ref={form.field} label={label} error={error} value={password} onChange={setPassword} />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={busy && checking}>
          {submitLabel}
        </Button>
        {beside}
      </div>
      {after}
    </form>
  );
}
