import { wordsOf } from './language.ts';
import { signInCy } from './sign-in.cy.ts';
import { signInEn } from './sign-in.en.ts';

/** The words of the sign-in journey, in the language on screen. */
export const useSignInWords = wordsOf(signInEn, signInCy);
export type SignInWords = ReturnType<typeof useSignInWords>;
