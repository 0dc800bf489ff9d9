import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { useTeamLeaderWords } from '../words/team-leader.ts';

/** Asks those who may let a colleague in for one shift. */
export function AskTeamLeaderButton() {
  const { ask } = useTeamLeaderWords();
  return (
    <Button kind="quiet" onPress={() => void send({ kind: 'ask-team-leader' })}>
      {ask}
    </Button>
  );
}

interface OtherWaysProps {
  readonly canChooseAnother: boolean;
  readonly recoveryCodesLeft?: number;
  readonly passOffered: boolean;
}

/** Whether there are any. */
export function hasOtherWay({ canChooseAnother, recoveryCodesLeft = 0, passOffered }: OtherWaysProps): boolean {
  return canChooseAnother || recoveryCodesLeft > 0 || passOffered;
}

/** The ways on for someone who can't give the code that was asked for. */
export function OtherWays({ canChooseAnother, recoveryCodesLeft = 0, passOffered }: OtherWaysProps) {
  const words = useStepWords();
  if (!hasOtherWay({ canChooseAnother, recoveryCodesLeft, passOffered })) return null;
  return (
    <div className="form__others">
      {canChooseAnother ? (
        <Button kind="quiet" onPress={() => void send({ kind: 'choose-another-method' })}>
          {words.anotherWay}
        </Button>
      ) : null}
      {recoveryCodesLeft > 0 ? (
        <Button kind="quiet" onPress={() => void send({ kind: 'choose-method', method: 'recovery-code' })}>
          {words.useRecoveryCode}
        </Button>
      ) : null}
      {passOffered ? <AskTeamLeaderButton /> : null}
    </div>
  );
}
