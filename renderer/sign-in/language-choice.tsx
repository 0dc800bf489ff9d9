import type { Language } from '../../shared/applications.ts';
import { classes } from '../components/classes.ts';
import { Managed } from '../components/managed.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { LANGUAGE_TAGS } from '../words/language.ts';

const LANGUAGES: readonly Language[] = ['en', 'cy'];

/** English or Welsh, each in its own language; main remembers the choice. */
export function LanguageChoice({ language, managed }: { readonly language: Language; readonly managed: boolean }) {
  const words = useCommonWords();
  if (managed) return <Managed what={words.managed.language} />;
  return (
    <fieldset className="language-choice" aria-label={words.language}>
      {LANGUAGES.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={LANGUAGE_TAGS[choice]}
          className={classes('language-choice__option', choice === language && 'language-choice__option--chosen')}
          aria-pressed={choice === language}
          onClick={() => {
            if (choice !== language) void send({ kind: 'choose-language', language: choice });
          }}
        >
          {words.languages[choice]}
        </button>
      ))}
    </fieldset>
  );
}
