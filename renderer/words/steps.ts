import type { Language } from '../../shared/applications.ts';
import { inWelsh } from '../on-demand.ts';
import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';
import { stepsEn } from './steps.en.ts';

export type StepWords = SameShape<typeof stepsEn>;

const welsh = inWelsh(async (): Promise<StepWords> => (await import('./steps.cy.ts')).stepsCy);

/** The words of the steps after the sign-in form and of the locked session, in a language. */
export function stepWordsIn(language: Language): StepWords {
  return (language === 'cy' ? welsh.current : null) ?? stepsEn;
}

/** The same, in the language on screen. */
export function useStepWords(): StepWords {
  return stepWordsIn(useLanguage());
}
