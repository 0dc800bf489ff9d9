import { inWelsh } from '../on-demand.ts';
import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';
import { signInEn } from './sign-in.en.ts';

export type SignInWords = SameShape<typeof signInEn>;

const welsh = inWelsh(async (): Promise<SignInWords> => (await import('./sign-in.cy.ts')).signInCy);

/** The words of the first start, of the sign-in form and of what is beside every step, in the language on screen. */
export function useSignInWords(): SignInWords {
  return (useLanguage() === 'cy' ? welsh.current : null) ?? signInEn;
}
