import type { ReactNode } from 'react';
import './fact-list.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A quieter sentence under the value. */
  readonly note?: string | null;
}

/** Names and values under each other, aligned so that the eye can run down either. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="fact-list">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="fact-list__row">
          <dt className="fact-list__name">{name}</dt>
          <dd className="fact-list__value">
            {value}
            {note === undefined || note === null ? null : <span className="fact-list__note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
