import { commonCy } from './common.cy.ts';
import { commonEn } from './common.en.ts';
import { wordsOf } from './language.ts';

/** Words that every area shares, in the language on screen. */
export const useCommonWords = wordsOf(commonEn, commonCy);
