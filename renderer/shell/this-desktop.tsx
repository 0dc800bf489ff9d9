import type { View } from '../../shared/bridge.ts';
import { useCommonWords } from '../words/common.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';
import './this-desktop.css';

/** Which desktop this is, for when the help desk asks. */
export function ThisDesktop({ view }: { readonly view: View }) {
  const { desktop: words } = useWorkspacesWords();
  const common = useCommonWords();
  const { version, electron, compatibilityRuntime } = view.app;
  return (
    <p className="this-desktop">
      {`${words.version} ${version} · ${words.electron} ${electron}`}
      {view.managed.anything ? <span>{` · ${common.managed.by}`}</span> : null}
      {compatibilityRuntime ? <span>{` · ${words.compatibility}`}</span> : null}
    </p>
  );
}
