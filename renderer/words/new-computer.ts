import { wordsOf } from './language.ts';
import { newComputerCy } from './new-computer.cy.ts';
import { newComputerEn } from './new-computer.en.ts';

/** Words about the code for a new computer, in the interface's language. */
export const useNewComputerWords = wordsOf(newComputerEn, newComputerCy);
