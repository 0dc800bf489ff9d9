import type { View } from '../../shared/bridge.ts';
import type { SignedInScreen } from '../../shared/sign-in/screens.ts';
import { FactList } from '../components/fact-list.tsx';
import { Page } from '../components/heading.tsx';
import { Lines } from '../components/lines.tsx';
import { Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { HelpDesk } from '../shell/help-desk.tsx';
import { PageColumns } from '../shell/page-columns.tsx';
import { Panel } from '../shell/panel.tsx';
import { PassRequests } from '../shell/pass-requests.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ThisDesktop } from '../shell/this-desktop.tsx';
import { WhatYouCanOpen } from '../shell/what-you-can-open.tsx';
import { YourSignIn } from '../shell/your-sign-in.tsx';
import { useCommonWords } from '../words/common.ts';
import { useWorkspacesWords } from '../words/workspaces.ts';
import { Computers } from './computers.tsx';
import { HelpDeskCodes } from './help-desk-codes.tsx';
import { SignInServicePanel } from './sign-in-service.tsx';
import './home.css';

/** What a manager finds in Control today: how sign-in is set, what their groups allow, and who does what meanwhile. */
export function ControlHome({ screen, view }: { readonly screen: SignedInScreen; readonly view: View }) {
  const { product } = useCommonWords();
  const { control: words } = useWorkspacesWords();
  const held = screen.permissions;
  const { about } = view;
  const control = screen.page.name === 'workspace' ? screen.page.control : null;
  return (
    <Page heading={words.title} productName={product} lead={words.lead}>
      {control === null || control.problem === null ? null : <ProblemNotice problem={control.problem} dismissable />}
      <PageColumns
        main={
          <>
            <PassRequests screen={screen} />
            {control === null ? null : <SignInServicePanel control={control} />}
            {control === null ? null : <Computers control={control} />}
            {control === null ? null : <HelpDeskCodes control={control} />}
            <Panel title={words.statusTitle}>
              <FactList
                facts={[
                  {
                    name: words.twoFactor,
                    value: screen.twoFactor ? <Tag kind="success">{words.on}</Tag> : <Tag kind="caution">{words.off}</Tag>,
                    note: words.twoFactorNote,
                  },
                  { name: words.api, value: about === null ? words.apiUnknown : words.apiVersion(about.apiVersion) },
                  { name: words.notice, value: about?.notice?.[view.language] ?? words.noNotice },
                ]}
              />
            </Panel>
            <Panel title={words.todayTitle}>
              <Table
                caption={words.todayTitle}
                captionHidden
                columns={[
                  {
                    key: 'task',
                    heading: words.todayTask,
                    cell: ({ task }) => <span className="who-does-what__task">{task}</span>,
                    names: true,
                  },
                  { key: 'who', heading: words.todayWho, cell: ({ who }) => who },
                ]}
                rows={words.today}
                rowKey={({ task }) => task}
                empty=""
              />
            </Panel>
            <Panel title={words.permissionsTitle} lead={held.length === 0 ? words.permissionsNone : words.permissionsLead}>
              {held.length === 0 ? null : (
                <Lines columns icon="check" tone="success" lines={held.map((permission) => words.permissions[permission])} />
              )}
            </Panel>
          </>
        }
        side={
          <>
            <YourSignIn screen={screen} view={view} />
            <WhatYouCanOpen screen={screen} view={view} here="control" />
            <HelpDesk view={view} />
            <Panel title={words.laterTitle}>
              <Lines icon="clock" lines={words.later} />
            </Panel>
          </>
        }
      />
      <ThisDesktop view={view} />
    </Page>
  );
}
