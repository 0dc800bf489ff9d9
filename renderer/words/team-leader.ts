import type { SameShape } from './language.ts';
import { useLanguage } from './language.ts';
import { onDemand } from './on-demand.ts';
import { teamLeaderEn } from './team-leader.en.ts';

export type TeamLeaderWords = SameShape<typeof teamLeaderEn>;

const welsh = onDemand(async (): Promise<TeamLeaderWords> => (await import('./team-leader.cy.ts')).teamLeaderCy);

/** The words of asking a team leader, in the language on screen. */
export function useTeamLeaderWords(): TeamLeaderWords {
  return (useLanguage() === 'cy' ? welsh.current : null) ?? teamLeaderEn;
}
