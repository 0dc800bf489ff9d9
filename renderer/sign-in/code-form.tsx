import type { ReactNode } from 'react';
import { useState } from 'react';
import {
  foreignCharacter,
  readAuthenticatorCode,
  readHelpDeskCode,
  readPasswordCode,
  readRecoveryCode,
  readTextCode,
} from '../../shared/sign-in/codes.ts';
import { CODE_INPUT_MOST, HELP_DESK_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
import type { Problem, ProblemCode } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { CodeField } from '../components/code-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { useProblemWords } from '../words/problems.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { useStepWords } from '../words/steps.ts';
import { useStepForm } from './use-step-form.ts';

const READ = {
  text: readTextCode,
  authenticator: readAuthenticatorCode,
  recovery: readRecoveryCode,
  'help-desk': readHelpDeskCode,
  password: readPasswordCode,
} as const;

const FIELD_PROBLEMS: readonly ProblemCode[] = ['code-wrong', 'code-expired', 'code-used', 'code-malformed', 'code-missing'];

interface CodeFormProps {
  readonly kind: keyof typeof READ;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly attemptsLeft: number;
  readonly label: string;
  readonly hint: string;
  /** What to say of something that can't be such a code; told the first character that none has, if there is one. */
  readonly malformed: (foreign: string | null) => string;
  readonly submitLabel?: string;
  /** Problems that this step says in its own place, e.g. of sending. */
  readonly elsewhere?: readonly ProblemCode[];
  /** False where there is something to do before the code can be typed. */
  readonly startsHere?: boolean;
  /** Between the field and the button, e.g. the time left. */
  readonly under?: ReactNode;
  /** Beside the button. */
  readonly beside?: ReactNode;
}

/** Below this, how many tries are left is worth saying before a mistake is made. */
const FEW_TRIES = 2;

/** A code and its button, the same for all three kinds of code. */
export function CodeForm({
  kind,
  busy,
  problem,
  attemptsLeft,
  label,
  hint,
  malformed,
  submitLabel,
  elsewhere = [],
  startsHere = true,
  under,
  beside,
}: CodeFormProps) {
  const { checking } = useSignInWords();
  const words = useStepWords();
  const inWords = useProblemWords();
  const [code, setCode] = useState('');
  const [foreign, setForeign] = useState<string | null>(null);
  const form = useStepForm({
    busy,
    problem,
    fieldProblems: FIELD_PROBLEMS,
    startsHere,
    check: () => {
      if (code.trim() === '') return 'code-missing';
      // Of what was submitted: typing on must not change what was said of it.
      setForeign(foreignCharacter(code, kind === 'help-desk' ? HELP_DESK_CODE_ALPHABET : undefined));
      return READ[kind](code) === null || code.length > CODE_INPUT_MOST ? 'code-malformed' : null;
    },
    submit: () => void send({ kind: 'submit-code', code }),
  });
  const fault = form.fieldProblem;
  const attempts = problem?.attemptsLeft ?? attemptsLeft;
  const error =
    fault === null
      ? null
      : fault === 'code-malformed'
        ? malformed(foreign)
        : inWords(problem?.code === fault ? { ...problem, attemptsLeft: attempts } : { code: fault, reference: '', retryable: true })
            .heading;
  const pageProblem = form.pageProblem !== null && elsewhere.includes(form.pageProblem.code) ? null : form.pageProblem;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {pageProblem === null ? null : <ProblemNotice problem={pageProblem} retry={false} />}
      <div className="code-form__field">
        <CodeField kind={kind} ref={form.field} label={label} hint={hint} error={error} value={code} onChange={setCode} />
        {under}
        {error === null && attemptsLeft <= FEW_TRIES ? <p className="code-form__tries">{words.triesLeft(attemptsLeft)}</p> : null}
      </div>
      <div className="form__actions">
        <Button kind="primary" type="submit" working={busy && checking}>
          {submitLabel ?? words.continue}
        </Button>
        {beside}
      </div>
    </form>
  );
}
