import { wordsOf } from './language.ts';
import { shellCy } from './shell.cy.ts';
import { shellEn } from './shell.en.ts';

/** Words of the frame around the work, in the interface's language. */
export const useShellWords = wordsOf(shellEn, shellCy);
