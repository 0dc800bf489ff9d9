import type { ReactNode } from 'react';
import './facts.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A quieter sentence under the value. */
  readonly note?: string | null;
}

/** Names and values under each other, aligned so that the eye can run down either. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="facts__row">
          <dt className="facts__name">{name}</dt>
          <dd className="facts__value">
            {value}
            {note === undefined || note === null ? null : <span className="facts__note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
