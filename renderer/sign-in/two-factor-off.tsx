import { Notice } from '../components/notice.tsx';
import { useSignInWords } from '../words/sign-in.ts';

/** Says that the organisation signs in with passwords only, and who can change that. */
export function TwoFactorOff() {
  const { twoFactorOff } = useSignInWords();
  return (
    <Notice kind="info" heading={twoFactorOff.heading} announce="off">
      <p>{twoFactorOff.body}</p>
    </Notice>
  );
}
