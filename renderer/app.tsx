import { lazy, Suspense, useEffect } from 'react';
import type { View } from '../shared/bridge.ts';
import type { Screen } from '../shared/sign-in/screens.ts';
import { SignInJourney } from './sign-in/journey.tsx';
import { loadSteps } from './sign-in/steps.ts';
import { useMirror } from './store.ts';
import { Waiting } from './waiting.tsx';

const loadShell = () => import('./shell/signed-in.tsx');
/** What the workspaces need comes after the sign-in form, which is what everybody waits for. */
const SignedIn = lazy(loadShell);
/** Once in the life of an account. */
const NewPassword = lazy(() => import('./my-security/new-password.tsx'));

/** True once the person has begun to sign in, so that what comes after is worth fetching. */
function hasBegun(screen: Screen): boolean {
  switch (screen.name) {
    case 'starting':
    case 'connect':
      return false;
    case 'sign-in':
      return screen.busy;
    default:
      return true;
  }
}

function Shown({ view }: { readonly view: View }) {
  const { screen } = view;
  switch (screen.name) {
    case 'signed-in':
      return (
        <Suspense fallback={<Waiting />}>
          <SignedIn screen={screen} view={view} />
        </Suspense>
      );
    case 'new-password':
      return (
        <Suspense fallback={<Waiting />}>
          <NewPassword screen={screen} view={view} />
        </Suspense>
      );
    default:
      return <SignInJourney screen={screen} view={view} />;
  }
}

/** The window: the screen that main's newest view names. */
export function App() {
  const view = useMirror((mirror) => mirror.view);
  const begun = view !== null && hasBegun(view.screen);
  useEffect(() => {
    if (!begun) return;
    void loadShell();
    void loadSteps();
  }, [begun]);
  return view === null ? null : <Shown view={view} />;
}
