import { wordsOf } from './language.ts';
import { mySecurityCy } from './my-security.cy.ts';
import { mySecurityEn } from './my-security.en.ts';

/** Words of the My security page, in the interface's language. */
export const useMySecurityWords = wordsOf(mySecurityEn, mySecurityCy);
