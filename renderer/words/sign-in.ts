import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';
import { onDemand } from './on-demand.ts';
import { signInEn } from './sign-in.en.ts';

export type SignInWords = SameShape<typeof signInEn>;

const welsh = onDemand(async (): Promise<SignInWords> => (await import('./sign-in.cy.ts')).signInCy);

/** The words of the sign-in journey, in the language on screen. */
export function useSignInWords(): SignInWords {
  return (useLanguage() === 'cy' ? welsh.current : null) ?? signInEn;
}
