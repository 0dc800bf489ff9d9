import type { Language } from '../../shared/applications.ts';
import { inWelsh } from '../on-demand.ts';
import { helpDeskCodeEn } from './help-desk-code.en.ts';
import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';

type HelpDeskCodeWords = SameShape<typeof helpDeskCodeEn>;

const welsh = inWelsh(async (): Promise<HelpDeskCodeWords> => (await import('./help-desk-code.cy.ts')).helpDeskCodeCy);

/** The words of giving a code from the help desk, in the language on screen. */
export function useHelpDeskCodeWords(): HelpDeskCodeWords {
  return helpDeskCodeWordsIn(useLanguage());
}

/** The same, in a language. */
export function helpDeskCodeWordsIn(language: Language): HelpDeskCodeWords {
  return (language === 'cy' ? welsh.current : null) ?? helpDeskCodeEn;
}
