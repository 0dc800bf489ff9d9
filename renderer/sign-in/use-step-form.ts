import type { FormEvent, RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Problem, ProblemCode } from '../../shared/sign-in/screens.ts';

interface StepFormOptions {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Problems that belong to the field rather than to the whole step. */
  readonly fieldProblems: readonly ProblemCode[];
  /** False where there is something to read or do before typing, so that focus stays with the heading. */
  readonly startsHere?: boolean;
  /** What is wrong with what was typed, before anything is sent; null when it can be sent. */
  readonly check: () => ProblemCode | null;
  readonly submit: () => void;
}

interface StepForm {
  readonly field: RefObject<HTMLInputElement | null>;
  /** The problem to say at the field: one found here, or one that main sent. */
  readonly fieldProblem: ProblemCode | null;
  /** The problem to say above the form. */
  readonly pageProblem: Problem | null;
  readonly onSubmit: (event: FormEvent) => void;
}

/**
 * A step with one thing to type: the field has focus from the start, is checked before sending, and gets focus back
 * with its content selected when the answer is that it was wrong. What was typed stays until the step is left.
 */
export function useStepForm({ busy, problem, fieldProblems, startsHere = true, check, submit }: StepFormOptions): StepForm {
  const field = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<ProblemCode | null>(null);
  const wrongField = problem !== null && fieldProblems.includes(problem.code);

  useEffect(() => {
    if (startsHere) field.current?.focus();
  }, [startsHere]);

  // Only when an answer has just come: a view that repeats an old problem must not disturb typing.
  const wasBusy = useRef(busy);
  useEffect(() => {
    if (wasBusy.current && !busy && wrongField) {
      field.current?.focus();
      field.current?.select();
    }
    wasBusy.current = busy;
  }, [busy, wrongField]);

  return {
    field,
    fieldProblem: found ?? (wrongField ? problem.code : null),
    // What is found now takes the place of what was said of the try before.
    pageProblem: wrongField || found !== null ? null : problem,
    onSubmit: (event) => {
      event.preventDefault();
      if (busy) return;
      const fault = check();
      setFound(fault);
      if (fault === null) submit();
      else {
        field.current?.focus();
        field.current?.select();
      }
    },
  };
}
