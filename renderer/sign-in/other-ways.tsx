import { Button } from '../components/button.tsx';
import { send } from '../store.ts';
import { useSignInWords } from '../words/sign-in.ts';

interface OtherWaysProps {
  readonly canChooseAnother: boolean;
  readonly recoveryCodesLeft: number;
}

/** The ways on for someone who can't give the code that was asked for. */
export function OtherWays({ canChooseAnother, recoveryCodesLeft }: OtherWaysProps) {
  const words = useSignInWords();
  if (!canChooseAnother && recoveryCodesLeft === 0) return null;
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
    </div>
  );
}
