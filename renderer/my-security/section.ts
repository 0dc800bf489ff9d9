import type { Intent } from '../../shared/bridge.ts';
import type { MySecurityPage, Problem } from '../../shared/sign-in/screens.ts';
import type { SectionName } from './section-status.tsx';

/** What each section of the page is given besides its content. */
export interface SectionProps {
  /** Sends an intent and remembers in which section, so that what comes of it is said there. */
  readonly act: (section: SectionName, intent: Intent) => void;
  /** The id of the section's heading, where focus goes when what had it is gone. */
  readonly headingId: string;
  readonly done: MySecurityPage['done'];
  /** The page's problem, when it came of something done in this section. */
  readonly problem: Problem | null;
  /** True while main waits for an answer to something done in this section. */
  readonly busy: boolean;
}
