import { controlCy } from './control.cy.ts';
import { controlEn } from './control.en.ts';
import { wordsOf } from './language.ts';

/** Words of what Control shows of sign-in, in the interface's language. */
export const useControlWords = wordsOf(controlEn, controlCy);
