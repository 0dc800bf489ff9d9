import type { View } from '../../shared/bridge.ts';
import type { NewPasswordScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Frame } from '../sign-in/frame.tsx';
import { SecurityOverlay } from '../sign-in/security-overlay.tsx';
import { send } from '../store.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import { belongsToField, ChangePassword } from './password.tsx';

/** A temporary password, to be replaced by the person's own before there is anything else. */
export default function NewPassword({ screen, view }: { readonly screen: NewPasswordScreen; readonly view: View }) {
  const { mustChange: words } = useMySecurityWords();
  const { signOut } = useShellWords();
  const { problem, busy, overlay } = screen;
  return (
    <Frame
      view={view}
      step={screen.name}
      heading={words.heading}
      lead={words.lead}
      typing
      canGoBack={false}
      wide={false}
      fault={problem !== null}
    >
      {problem === null || belongsToField(problem) ? null : <ProblemNotice problem={problem} />}
      {/* For password managers, which need to know whose password this is. */}
      <input type="text" autoComplete="username" value={screen.email} readOnly hidden />
      <ChangePassword
        act={(_section, intent) => void send(intent)}
        busy={busy}
        problem={problem}
        current={words.current}
        beside={
          <Button kind="quiet" onPress={() => void send({ kind: 'sign-out' })}>
            {signOut}
          </Button>
        }
      />
      {overlay === null ? null : <SecurityOverlay overlay={overlay} view={view} />}
    </Frame>
  );
}
