import type { ReactNode } from 'react';
import './panel.css';

interface PanelProps {
  readonly title: string;
  readonly lead?: string;
  /** Where focus goes when what had it is gone. */
  readonly headingId?: string;
  /** Beside the title, e.g. a count or a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of a page, under its own heading. */
export function Panel({ title, lead, headingId, aside, children }: PanelProps) {
  return (
    <section className="panel">
      <div className="panel__head">
        <h2 id={headingId} tabIndex={headingId === undefined ? undefined : -1} className="panel__title">
          {title}
        </h2>
        {aside}
      </div>
      {lead === undefined ? null : <p className="panel__lead">{lead}</p>}
      {children}
    </section>
  );
}
