import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Countdown } from '../components/countdown.tsx';
import { useDelayed } from '../components/delayed.ts';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { timeOf } from '../words/formats.ts';
import { useStepWords } from '../words/steps.ts';
import { useTeamLeaderWords } from '../words/team-leader.ts';
import { StepFacts } from './step-facts.tsx';

type AskTeamLeaderScreen = Extract<SecondFactorScreen, { name: 'ask-team-leader' }>;

/** How the request is doing, with what to do meanwhile. */
function RequestState({ screen }: { readonly screen: AskTeamLeaderScreen }) {
  const words = useTeamLeaderWords();
  const late = useDelayed(screen.state === 'asking');
  const { number, leaderName, until } = screen;
  switch (screen.state) {
    case 'asking':
      return late ? <p>{words.asking}</p> : null;
    case 'waiting':
      return (
        <Notice kind="info" heading={words.waiting.heading} announce="off">
          {number === null ? null : <p>{words.waiting.body(number)}</p>}
        </Notice>
      );
    case 'granted':
      return (
        <Notice kind="success" heading={words.granted.heading(leaderName)} announce="off">
          <p>{words.granted.body(until === null ? null : timeOf(until))}</p>
        </Notice>
      );
    case 'declined':
      return (
        <Notice kind="caution" heading={words.declined.heading(leaderName)} announce="off">
          <p>{words.declined.body}</p>
        </Notice>
      );
    case 'limit':
      return (
        <Notice kind="caution" heading={words.limit.heading} announce="off">
          <p>{words.limit.body}</p>
        </Notice>
      );
  }
}

/** Waiting for somebody who lets one in: how the request is doing, and the ways on from each state of it. */
export function AskTeamLeader({ screen }: { readonly screen: AskTeamLeaderScreen }) {
  const words = useTeamLeaderWords();
  const common = useCommonWords();
  const { timeLeft, anotherWay } = useStepWords();
  const { state, problem, busy, number, requestedAt } = screen;
  const isOver = state === 'declined' || state === 'limit';
  return (
    <>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {/* Always there, so that what becomes of the request is announced. */}
      <div role="status">{problem !== null && state === 'asking' ? null : <RequestState screen={screen} />}</div>
      {requestedAt === null || number === null ? null : (
        <StepFacts
          facts={[
            { term: words.number, text: String(number), icon: 'key' },
            { term: words.application, text: common.applications[screen.application], icon: 'shield' },
            { term: words.asked, text: timeOf(requestedAt), icon: 'clock' },
          ]}
        />
      )}
      {state === 'waiting' ? (
        <p className="code-form__under">
          <Icon name="clock" size={16} />
          <Countdown until={screen.expiresAt} sentence={words.clock} announcement={timeLeft.announcement} ended={words.ended} />
        </p>
      ) : null}
      {state === 'granted' ? null : (
        <div className={isOver ? 'form__actions' : 'form__others'}>
          {state === 'declined' && screen.passOffered ? (
            <Button kind="primary" working={busy && words.asking} onPress={() => void send({ kind: 'ask-team-leader' })}>
              {words.again}
            </Button>
          ) : null}
          <Button kind={isOver ? 'secondary' : 'quiet'} onPress={() => void send({ kind: 'back' })}>
            {anotherWay}
          </Button>
        </div>
      )}
    </>
  );
}
