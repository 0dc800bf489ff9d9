import { wordsOf } from './language.ts';
import { updatesCy } from './updates.cy.ts';
import { updatesEn } from './updates.en.ts';

/** Words about new versions, in the interface's language. */
export const useUpdatesWords = wordsOf(updatesEn, updatesCy);
