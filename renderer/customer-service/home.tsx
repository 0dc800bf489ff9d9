import type { View } from '../../shared/bridge.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Page } from '../components/heading.tsx';
import { Lines } from '../components/lines.tsx';
import { HelpDesk } from '../shell/help-desk.tsx';
import { PageColumns } from '../shell/page-columns.tsx';
import { Panel } from '../shell/panel.tsx';
import { PassRequests } from '../shell/pass-requests.tsx';
import { ThisDesktop } from '../shell/this-desktop.tsx';
import { WhatYouCanOpen } from '../shell/what-you-can-open.tsx';
import { YourSignIn } from '../shell/your-sign-in.tsx';
import { useCommonWords } from '../words/common.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';

/** What an agent finds in Customer Service Vu today, and what isn't there yet, said plainly. */
export function CustomerServiceHome({ screen, view }: { readonly screen: SignedInScreen; readonly view: View }) {
  const { product } = useCommonWords();
  const { customerService: words } = useWorkspacesWords();
  return (
    <Page heading={words.title} productName={product} lead={words.lead}>
      <PageColumns
        main={
          <>
            <PassRequests screen={screen} />
            <YourSignIn screen={screen} view={view} />
            <WhatYouCanOpen screen={screen} view={view} here="customer-service-vu" />
          </>
        }
        side={
          <>
            <HelpDesk view={view} />
            <Panel title={words.todayTitle}>
              <Lines icon="check" tone="success" lines={words.today} />
            </Panel>
            <Panel title={words.laterTitle}>
              <Lines icon="clock" lines={words.later} />
              <p className="panel__lead">{words.laterNote}</p>
            </Panel>
          </>
        }
      />
      <ThisDesktop view={view} />
    </Page>
  );
}
