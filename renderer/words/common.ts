import { inWelsh } from '../on-demand.ts';
import { commonEn } from './common.en.ts';
import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';

type CommonWords = SameShape<typeof commonEn>;

const welsh = inWelsh(async (): Promise<CommonWords> => (await import('./common.cy.ts')).commonCy);

/** Words that every area shares, in the language on screen. */
export function useCommonWords(): CommonWords {
  return (useLanguage() === 'cy' ? welsh.current : null) ?? commonEn;
}
