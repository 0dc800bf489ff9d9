import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { send } from '../store.ts';
import { timeOf } from '../words/formats.ts';
import { useTeamLeaderWords } from '../words/team-leader.ts';

type Granted = NonNullable<SecondFactorScreen['passGranted']>;

/** A leader has let the person in while they were looking at another way: nothing happens by itself, since they may be typing. */
export function PassGranted({ granted: { leaderName, until } }: { readonly granted: Granted }) {
  const { granted, meanwhile } = useTeamLeaderWords();
  return (
    <Notice
      kind="success"
      heading={granted.heading(leaderName)}
      actions={<Button onPress={() => void send({ kind: 'ask-team-leader' })}>{meanwhile.go}</Button>}
    >
      <p>{meanwhile.body(until === null ? null : timeOf(until))}</p>
    </Notice>
  );
}
