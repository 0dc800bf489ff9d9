import type { View } from '../../shared/bridge.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Icon } from '../components/icon.tsx';
import { VisuallyHidden } from '../components/layout.tsx';
import { useShellWords } from '../words/shell.ts';
import './context-bar.css';

/** Above the work: whose service this is, where in it one is, and who is signed in. */
export function ContextBar({ screen, view, place }: { readonly screen: SignedInScreen; readonly view: View; readonly place: string }) {
  const words = useShellWords();
  const council = view.about?.organisation[view.language] ?? null;
  return (
    <header className="context-bar">
      <p className="context-bar__place">
        <VisuallyHidden>{`${words.contextLabel}: `}</VisuallyHidden>
        {council === null ? null : (
          <>
            <span className="context-bar__council">{council}</span>
            <Icon name="forward" size={16} />
          </>
        )}
        <strong>{place}</strong>
      </p>
      <p className="context-bar__person">
        <Icon name="person" />
        <span className="context-bar__who">
          <VisuallyHidden>{`${words.signedInAs} `}</VisuallyHidden>
          <strong className="context-bar__name">{screen.person}</strong>
          <span className="context-bar__email">{screen.email}</span>
        </span>
      </p>
    </header>
  );
}
