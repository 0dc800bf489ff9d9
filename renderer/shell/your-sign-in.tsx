import type { View } from '../../shared/bridge.ts';
import type { Assurance } from '../../shared/sign-in/schemas.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { FactList } from '../components/fact-list.tsx';
import { useShellWords } from '../words/shell.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';
import { Panel } from './panel.tsx';
import { alone, useWhen } from './when.ts';

/** Who is signed in, how that was checked and when, and when it ends. */
export function YourSignIn({ screen, view }: { readonly screen: SignedInScreen; readonly view: View }) {
  const { signedInWith } = useShellWords();
  const { signIn: words } = useWorkspacesWords();
  const when = useWhen();
  const { method, at } = screen.assurance;
  const notes: Readonly<Record<Assurance['method'], string | null>> = {
    'trusted-device': words.trustedNote,
    'recovery-code': words.recoveryNote,
    'team-leader-pass': words.passNote,
    // With two-factor turned on, a password alone opens only what asks for no more; there is nothing to explain.
    password: screen.twoFactor ? null : words.passwordNote,
    authenticator: null,
    'text-message': null,
  };
  const council = view.about?.organisation[view.language];
  return (
    <Panel title={words.title}>
      <FactList
        facts={[
          { name: words.name, value: screen.person },
          { name: words.email, value: screen.email },
          ...(council === undefined ? [] : [{ name: words.council, value: council }]),
          { name: words.method, value: signedInWith[method], note: notes[method] },
          { name: words.at, value: alone(when.moment(at)) },
          { name: words.ends, value: words.endsAt(alone(when.moment(new Date(screen.endsAt).toISOString()))) },
        ]}
      />
    </Panel>
  );
}
