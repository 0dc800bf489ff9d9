import { wordsOf } from './language.ts';
import { passesCy } from './passes.cy.ts';
import { passesEn } from './passes.en.ts';

/** Words of a team leader's side of passes, in the interface's language. */
export const usePassesWords = wordsOf(passesEn, passesCy);
