import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './details.css';

export interface DetailsProps {
  readonly summary: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}

/** More for those who want it, in the browser's own disclosure. */
export function Details({ summary, open, children }: DetailsProps) {
  return (
    <details className="details" open={open}>
      <summary className="details__summary">
        <Icon name="forward" size={16} />
        {summary}
      </summary>
      <div className="details__content">{children}</div>
    </details>
  );
}
