import type { ReactNode } from 'react';
import type { Problem } from '../../shared/sign-in/screens.ts';
import { Notice } from '../components/notice.tsx';
import { Reference } from '../components/reference.tsx';
import { useStepWords } from '../words/steps.ts';

interface OutageNoticeProps {
  /** What is left to somebody here while no text message can be sent; `maybe` once one can be tried again. */
  readonly way: 'app' | 'link-app' | 'app-now' | 'others' | 'none' | 'later' | 'sent-code' | 'maybe';
  /** When they can be sent again, where that is known. */
  readonly from: number | null;
  /** The message that has just been refused, whose reference is said. */
  readonly problem?: Problem | null;
  readonly actions?: ReactNode;
}

/** Text messages are failing: that it is nobody's fault here, and what works meanwhile. */
export function OutageNotice({ way, from, problem = null, actions }: OutageNoticeProps) {
  const { outage: words } = useStepWords();
  const until = from ?? problem?.retryAt ?? null;
  const said = until !== null && (way === 'none' || way === 'later') ? 'limit' : way;
  return (
    <Notice
      kind="caution"
      heading={way === 'maybe' ? words.maybe : words.heading(until)}
      actions={actions}
      announce={problem === null ? 'polite' : 'assertive'}
    >
      <p>{words.ways[said]}</p>
      {problem === null ? null : (
        <p className="quiet">
          <Reference reference={problem.reference} />
        </p>
      )}
    </Notice>
  );
}
