import type { View } from '../../shared/bridge.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { PolicyFault } from '../components/policy-fault.tsx';
import { send, useMirror } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useShellWords } from '../words/shell.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useRescuedFocus } from './rescue-focus.ts';
import { TrustNotice } from './trust-notice.tsx';
import UpdateNotice from './update-notice.tsx';
import './notices.css';

interface NoticesProps {
  readonly screen: SignedInScreen;
  readonly view: View;
  /** Where focus goes once a notice has been dismissed. */
  readonly contentId: string;
}

/** Short notices above the work: they stay in sight while it scrolls, until dismissed. */
export function Notices({ screen, view, contentId }: NoticesProps) {
  useRescuedFocus(
    `${screen.problem?.code} ${screen.cannotRemember} ${screen.trustWarning} ${screen.trustRenewed} ${view.update?.kind}`,
    contentId,
  );
  const common = useCommonWords();
  const words = useShellWords();
  const refusal = useMirror((mirror) => mirror.refusal);
  const dismiss = (
    <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
      {words.dismiss}
    </Button>
  );
  return (
    <div className="notices">
      {/* Always there, so that going off line is announced. */}
      <p className="notices__offline" role="status">
        {view.offline ? (
          <>
            <Icon name="info" />
            <span>{words.offline}</span>
          </>
        ) : null}
      </p>
      <PolicyFault reference={view.managed.fault} />
      {screen.problem === null ? null : <ProblemNotice problem={screen.problem} dismissable />}
      <TrustNotice screen={screen} />
      {view.update === null ? null : <UpdateNotice update={view.update} />}
      {refusal === null ? null : <Notice kind="caution" heading={common.refusal[refusal]} />}
      {screen.cannotRemember ? (
        <Notice kind="info" heading={words.cannotRemember.title} actions={dismiss}>
          <p>{words.cannotRemember.body}</p>
        </Notice>
      ) : null}
    </div>
  );
}
