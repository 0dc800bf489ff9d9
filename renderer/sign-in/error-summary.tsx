import type { Ref } from 'react';
import { Notice } from '../components/notice.tsx';
import './error-summary.css';

interface Fault {
  readonly fieldId: string;
  readonly text: string;
}

interface ErrorSummaryProps {
  readonly heading: string;
  readonly faults: readonly Fault[];
  readonly ref: Ref<HTMLDivElement>;
}

/** All that needs correcting, where there is more than one thing; each line leads to its field. */
export function ErrorSummary({ heading, faults, ref }: ErrorSummaryProps) {
  return (
    <div ref={ref} tabIndex={-1} className="error-summary">
      <Notice kind="danger" heading={heading}>
        <ul className="error-summary__list">
          {faults.map((fault) => (
            <li key={fault.fieldId}>
              <a
                href={`#${fault.fieldId}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(fault.fieldId)?.focus();
                }}
              >
                {fault.text}
              </a>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
