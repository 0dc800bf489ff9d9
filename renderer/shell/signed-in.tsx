import { useEffect, useRef } from 'react';
import type { View } from '../../shared/bridge.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { SkipLink } from '../components/layout.tsx';
import { ControlHome } from '../control/home.tsx';
import { CustomerServiceHome } from '../customer-service/home.tsx';
import { MySecurity } from '../my-security/my-security.tsx';
import { SecurityOverlay } from '../sign-in/security-overlay.tsx';
import { useCommonWords } from '../words/common.ts';
import { useShellWords } from '../words/shell.ts';
import { Alerts } from './alerts.tsx';
import { ContextBar } from './context-bar.tsx';
import { Notices } from './notices.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { Rail } from './rail.tsx';
import { useRescuedFocus } from './rescue-focus.ts';
import './signed-in.css';

const CONTENT_ID = 'content';

function PageOf({ screen, view }: { readonly screen: SignedInScreen; readonly view: View }) {
  const { page } = screen;
  if (page.name === 'my-security') return <MySecurity page={page} email={screen.email} deviceTrust={view.managed.deviceTrust} />;
  switch (page.workspace) {
    case 'customer-service-vu':
      return <CustomerServiceHome screen={screen} view={view} />;
    case 'control':
      return <ControlHome screen={screen} view={view} />;
  }
}

/**
 * What people have in front of them all day: rail, context bar, and the page. The overlay lies over the page and never
 * takes its place, so that a check asked for in the middle of the work loses none of it.
 */
export default function SignedIn({ screen, view }: { readonly screen: SignedInScreen; readonly view: View }) {
  const common = useCommonWords();
  const words = useShellWords();
  const { page } = screen;
  const pageKey = page.name === 'workspace' ? page.workspace : page.name;
  const place = page.name === 'workspace' ? common.applications[page.workspace] : words.mySecurity;
  const work = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page starts at its top; the key is the page
  useEffect(() => {
    if (work.current !== null) work.current.scrollTop = 0;
    // In a narrow window it is the document that scrolls.
    window.scrollTo(0, 0);
  }, [pageKey]);
  // What had focus before an overlay is gone when the session was locked under it, since all of this was drawn anew then.
  useRescuedFocus(`${screen.overlay === null}`, CONTENT_ID);
  return (
    <div className="shell">
      <SkipLink to={CONTENT_ID}>{words.skipToContent}</SkipLink>
      <Rail screen={screen} />
      <ContextBar screen={screen} view={view} place={place} />
      <div className="shell__work" ref={work}>
        <Notices screen={screen} view={view} contentId={CONTENT_ID} />
        <Alerts alerts={screen.alerts} onMySecurityPage={page.name === 'my-security'} contentId={CONTENT_ID} />
        <main id={CONTENT_ID} className="shell__main" tabIndex={-1}>
          <PageBoundary key={pageKey}>
            <PageOf screen={screen} view={view} />
          </PageBoundary>
        </main>
      </div>
      {screen.overlay === null ? null : <SecurityOverlay overlay={screen.overlay} view={view} />}
    </div>
  );
}
