import type { Language } from '../../shared/applications.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import { useSignInWords } from '../words/sign-in.ts';

/** How to reach the council's help desk: the same words in the same place on every step. */
export function HelpDesk({ about, language }: { readonly about: About | null; readonly language: Language }) {
  const { help } = useSignInWords();
  const phone = about?.help.phone ?? null;
  const email = about?.help.email ?? null;
  const hours = about?.help.hours?.[language] ?? null;
  const known = [
    { term: help.phone, text: phone, strong: true },
    { term: help.email, text: email, strong: false },
    { term: help.hours, text: hours, strong: false },
  ].filter((line) => line.text !== null);
  return (
    <div className="help-desk">
      <h2 className="help-desk__heading">{help.heading}</h2>
      {known.length === 0 ? <p>{help.unknown}</p> : null}
      {known.length === 0 ? null : (
        <dl className="help-desk__list">
          {known.map((line) => (
            <div key={line.term}>
              <dt>{line.term}</dt>
              <dd className={line.strong ? 'help-desk__phone' : undefined}>{line.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
