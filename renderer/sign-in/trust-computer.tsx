import type { TrustScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Managed } from '../components/managed.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useStepWords } from '../words/steps.ts';
import { StepFacts } from './step-facts.tsx';

/** Whether this computer may stand in for the second factor. Neither answer is the default: Enter does nothing by itself. */
export function TrustComputer({ screen, limited }: { readonly screen: TrustScreen; readonly limited: boolean }) {
  const common = useCommonWords();
  const { trust: words, waiting } = useStepWords();
  return (
    <>
      {screen.problem === null ? null : <ProblemNotice problem={screen.problem} retry={false} />}
      <StepFacts
        facts={[
          { term: words.computer, text: screen.computer, icon: 'computer' },
          { term: words.application, text: common.applications[screen.application], icon: 'shield' },
        ]}
      />
      <div className="prose">
        <p>{words.own}</p>
        <p>{words.end}</p>
        {limited ? <Managed what={common.managed.trustLimited} /> : null}
      </div>
      <div className="form__actions">
        <Button kind="primary" working={screen.busy && waiting} onPress={() => void send({ kind: 'answer-trust', trust: true })}>
          {words.yes(screen.days, screen.until)}
        </Button>
        <Button disabled={screen.busy} onPress={() => void send({ kind: 'answer-trust', trust: false })}>
          {words.no}
        </Button>
      </div>
    </>
  );
}
