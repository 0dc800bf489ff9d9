import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Details } from '../components/details.tsx';
import { Notice } from '../components/notice.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { AskTeamLeaderButton } from './other-ways.tsx';
import './prove-identity.css';

type ProveIdentityScreen = Extract<SecondFactorScreen, { name: 'prove-identity' }>;

/** Before what an application takes can be set up: what happens now, what then, and who helps whoever can't. */
export function ProveIdentity({ screen }: { readonly screen: ProveIdentityScreen }) {
  const words = useStepWords();
  const { proveIdentity, chooseMethod } = words;
  const [first] = screen.proveWith;
  const [next] = screen.takes;
  if (first === undefined || next === undefined) return null;
  const { method } = first;
  const byRecoveryCode = method === 'recovery-code';
  // Said with the outage that it is of, and not twice.
  const ownPlace = screen.problem?.code === 'text-message-unavailable' && !first.available;
  return (
    <>
      {screen.problem === null || ownPlace ? null : <ProblemNotice problem={screen.problem} retry={false} />}
      {first.available ? null : (
        <Notice kind="caution" heading={words.outage.heading(screen.textMessagesFrom)} announce="off">
          <p>{screen.recoveryCodesLeft > 0 ? proveIdentity.unavailableWithCodes : proveIdentity.unavailableBody}</p>
        </Notice>
      )}
      <ol className="prove-steps">
        <li>
          <p>{proveIdentity.now[method](screen.numberEnding)}</p>
        </li>
        <li>
          <p>{byRecoveryCode ? proveIdentity.afterRecoveryCode : proveIdentity.next[next]}</p>
        </li>
      </ol>
      <div className="form__actions">
        <Button
          kind="primary"
          disabled={!first.available}
          working={screen.busy && (method === 'text-message' ? words.sending : words.waiting)}
          onPress={() => void send({ kind: 'choose-method', method })}
        >
          {proveIdentity.start[method]}
        </Button>
        {byRecoveryCode || screen.recoveryCodesLeft === 0 ? null : (
          <Button kind="quiet" onPress={() => void send({ kind: 'choose-method', method: 'recovery-code' })}>
            {chooseMethod.recoveryCodes(screen.recoveryCodesLeft)}
          </Button>
        )}
        {screen.passOffered ? <AskTeamLeaderButton /> : null}
      </div>
      <Details summary={proveIdentity.cannot[method]}>
        <p>{proveIdentity.helpDesk}</p>
        <p>{proveIdentity.why}</p>
      </Details>
    </>
  );
}
