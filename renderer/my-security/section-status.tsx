import type { MySecurityPage, Problem } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { send } from '../store.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import './section-status.css';

/** The sections in which something can be done. */
export type SectionName = 'factors' | 'recovery' | 'computers' | 'sessions' | 'password';

type Done = NonNullable<MySecurityPage['done']>;

const SECTION_OF: Readonly<Record<Done, SectionName>> = {
  'password-changed': 'password',
  'factor-added': 'factors',
  'factor-removed': 'factors',
  'computer-removed': 'computers',
  'computers-removed': 'computers',
  'session-ended': 'sessions',
  'sessions-ended': 'sessions',
  'recovery-codes-confirmed': 'recovery',
};

interface SectionStatusProps {
  readonly section: SectionName;
  readonly done: MySecurityPage['done'];
  /** The page's problem, when it came of something done in this section. */
  readonly problem: Problem | null;
}

/** What came of the last thing done, said where it was done and not at the top of a long page. */
export function SectionStatus({ section, done, problem }: SectionStatusProps) {
  const words = useMySecurityWords();
  const { dismiss } = useShellWords();
  const mine = done !== null && SECTION_OF[done] === section ? done : null;
  return (
    <>
      {/* Always there, so that what is put into it is announced. */}
      <div role="status" className="section-status">
        {mine === null ? null : (
          <div className="section-status__done">
            <Icon name="success" />
            <p className="section-status__words">{words.done[mine]}</p>
            <Button kind="quiet" dense onPress={() => void send({ kind: 'dismiss-notice' })}>
              {dismiss}
            </Button>
          </div>
        )}
      </div>
      {problem === null ? null : <ProblemNotice problem={problem} dismissable />}
    </>
  );
}
