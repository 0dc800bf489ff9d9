import type { Problem } from '../../shared/sign-in/screens.ts';
import { inWelsh } from '../on-demand.ts';
import { timeOf } from './formats.ts';
import { useLanguage } from './language.ts';
import type { ProblemText, ProblemWords } from './problem-facts.ts';
import { problemsEn } from './problems.en.ts';

const welsh = inWelsh(async (): Promise<ProblemWords> => (await import('./problems.cy.ts')).problemsCy);

/** A function that puts a problem into the words of the language on screen. */
export function useProblemWords(): (problem: Problem) => ProblemText {
  const words = (useLanguage() === 'cy' ? welsh.current : null) ?? problemsEn;
  return (problem) =>
    words[problem.code]({
      attemptsLeft: problem.attemptsLeft,
      retryTime: problem.retryAt === undefined ? undefined : timeOf(problem.retryAt),
      clockOffsetSeconds: problem.clockOffsetSeconds,
      phoneNumberFault: problem.phoneNumberFault,
      passwordFault: problem.passwordFault,
      reasonFault: problem.reasonFault,
      passLimit: problem.passLimit,
    });
}
