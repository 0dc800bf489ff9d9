import type { ReactNode } from 'react';
import type { Problem } from '../../shared/sign-in/screens.ts';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useProblemWords } from '../words/problems.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Reference } from './reference.tsx';

export interface ProblemNoticeProps {
  readonly problem: Problem;
  /** More to press, after "Try again". */
  readonly actions?: ReactNode;
  /** Left out where the form's own button already tries again. */
  readonly retry?: boolean;
  readonly headingLevel?: 2 | 3;
  /** What else to do about it in this place, said first. */
  readonly first?: string | null;
}

/** A problem in plain words: what happened, what is safe, what to do, and what to quote to the help desk. */
export function ProblemNotice({ problem, actions, retry = problem.retryable, headingLevel = 2, first = null }: ProblemNoticeProps) {
  const common = useCommonWords();
  const { heading, body } = useProblemWords()(problem);
  return (
    <Notice
      kind="danger"
      heading={heading}
      headingLevel={headingLevel}
      actions={
        retry || actions ? (
          <>
            {retry ? <Button onPress={() => void send({ kind: 'retry' })}>{common.tryAgain}</Button> : null}
            {actions}
          </>
        ) : null
      }
    >
      {first === null ? null : <p>{first}</p>}
      {body.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="quiet">
        <Reference reference={problem.reference} />
      </p>
    </Notice>
  );
}
