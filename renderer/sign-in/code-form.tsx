import type { ReactNode } from 'react';
import { useState } from 'react';
import { type CodeFault, type CodeKind, readCode } from '../../shared/sign-in/codes.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { Problem, ProblemCode } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { CodeField } from '../components/code-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { useProblemWords } from '../words/problems.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { type StepWords, useStepWords } from '../words/steps.ts';
import { useStepForm } from './use-step-form.ts';

const FIELD_PROBLEMS: readonly ProblemCode[] = ['code-wrong', 'code-expired', 'code-used', 'code-malformed', 'code-missing'];

interface CodeFormProps {
  readonly kind: CodeKind;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly attemptsLeft: number;
  readonly label: string;
  readonly hint: string;
  /** What to say of something in which there isn't exactly one such code. */
  readonly malformed: StepWords['textCode']['malformed'];
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

function inMalformedWords(words: CodeFormProps['malformed'], found: CodeFault): string {
  return found.fault === 'character' ? words.character(found.character) : words[found.fault];
}

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
  const [found, setFound] = useState<CodeFault>({ fault: 'length' });
  const read = readCode(kind, code);
  const form = useStepForm({
    busy,
    problem,
    fieldProblems: FIELD_PROBLEMS,
    startsHere,
    check: () => {
      if (readIdentifier(code) === '') return 'code-missing';
      if ('code' in read) return null;
      // Of what was submitted: typing on must not change what was said of it.
      setFound(read);
      return 'code-malformed';
    },
    // The code alone: what else was pasted is nobody's business.
    submit: () => {
      if ('code' in read) void send({ kind: 'submit-code', code: read.code });
    },
  });
  const fault = form.fieldProblem;
  const attempts = problem?.attemptsLeft ?? attemptsLeft;
  const error =
    fault === null
      ? null
      : fault === 'code-malformed'
        ? inMalformedWords(malformed, found)
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
