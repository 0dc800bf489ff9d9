import type { Problem } from '../../shared/sign-in/screens.ts';
import { timeOf } from './formats.ts';
import { useLanguage } from './language.ts';
import type { ProblemText, ProblemWords } from './problem-facts.ts';
import { problemsCy } from './problems.cy.ts';
import { problemsEn } from './problems.en.ts';

const CATALOGUES: Readonly<Record<'en' | 'cy', ProblemWords>> = { en: problemsEn, cy: problemsCy };

/** A function that puts a problem into the words of the language on screen. */
export function useProblemWords(): (problem: Problem) => ProblemText {
  const words = CATALOGUES[useLanguage()];
  return (problem) =>
    words[problem.code]({
      attemptsLeft: problem.attemptsLeft,
      retryTime: problem.retryAt === undefined ? undefined : timeOf(problem.retryAt),
      phoneNumberFault: problem.phoneNumberFault,
      passwordFault: problem.passwordFault,
    });
}
