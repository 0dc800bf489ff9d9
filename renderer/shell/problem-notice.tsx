import type { Problem } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Reference } from '../components/reference.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useProblemWords } from '../words/problems.ts';
import { useShellWords } from '../words/shell.ts';

interface ProblemNoticeProps {
  readonly problem: Problem;
  /** False where there is nothing to go on with until it is put right. */
  readonly dismissable: boolean;
}

/** What went wrong, what is safe and what to do, with what can be done from here. */
export function ProblemNotice({ problem, dismissable }: ProblemNoticeProps) {
  const common = useCommonWords();
  const { dismiss } = useShellWords();
  const { heading, body } = useProblemWords()(problem);
  return (
    <Notice
      kind="danger"
      heading={heading}
      actions={
        <>
          {problem.retryable ? (
            <Button dense onPress={() => void send({ kind: 'retry' })}>
              {common.tryAgain}
            </Button>
          ) : null}
          {dismissable ? (
            <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
              {dismiss}
            </Button>
          ) : null}
        </>
      }
    >
      <p>
        {body.map((sentence) => `${sentence} `)}
        <Reference reference={problem.reference} />
      </p>
    </Notice>
  );
}
