import type { Language } from '../../shared/applications.ts';
import { inWelsh } from '../on-demand.ts';
import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';
import { teamLeaderEn } from './team-leader.en.ts';

export type TeamLeaderWords = SameShape<typeof teamLeaderEn>;

const welsh = inWelsh(async (): Promise<TeamLeaderWords> => (await import('./team-leader.cy.ts')).teamLeaderCy);

/** The words of asking a team leader, in the language on screen. */
export function useTeamLeaderWords(): TeamLeaderWords {
  return teamLeaderWordsIn(useLanguage());
}

/** The same, in a language. */
export function teamLeaderWordsIn(language: Language): TeamLeaderWords {
  return (language === 'cy' ? welsh.current : null) ?? teamLeaderEn;
}
