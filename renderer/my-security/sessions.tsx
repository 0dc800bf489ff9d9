import { useState } from 'react';
import { computerNames } from '../../shared/control/computer-names.ts';
import type { MySecurity, OwnSession } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { alone, useWhen } from '../shell/when.ts';
import { useCommonWords } from '../words/common.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import type { SectionProps } from './section.ts';
import { SectionStatus } from './section-status.tsx';
import { SettingsSection } from './settings-section.tsx';
import './trusted-computers.css';

interface SessionsProps extends SectionProps {
  readonly content: MySecurity;
}

/** Where the person is signed in, this session marked, each other or all others to be ended after asking. */
export function Sessions({ content: { sessions }, headingId, act, busy, ...status }: SessionsProps) {
  const common = useCommonWords();
  const { cancel } = useShellWords();
  const { sessions: words, working } = useMySecurityWords();
  const when = useWhen();
  const called = computerNames(sessions.map(({ deviceId, deviceName }) => ({ deviceId, name: deviceName })));
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null);
  const others = sessions.filter(({ thisSession }) => !thisSession);
  return (
    <SettingsSection title={words.title} lead={words.body} headingId={headingId}>
      <SectionStatus section="sessions" {...status} />
      <Table
        caption={words.title}
        captionHidden
        columns={[
          {
            key: 'place',
            heading: words.columns.place,
            names: true,
            cell: (session) => (
              <span className="trusted-computer">
                <span className="setting__name">
                  {called(session.deviceId)}
                  {session.thisSession ? <Tag kind="info">{words.thisSession}</Tag> : null}
                  {session.locked ? <Tag kind="info">{words.locked}</Tag> : null}
                </span>
                <span className="trusted-computer__more">{common.applications[session.application]}</span>
              </span>
            ),
          },
          { key: 'since', heading: words.columns.since, cell: ({ startedAt }) => alone(when.moment(startedAt)) },
          { key: 'last-used', heading: words.columns.lastUsed, cell: ({ lastUsedAt }) => alone(when.moment(lastUsedAt)) },
          {
            key: 'action',
            heading: words.columns.action,
            align: 'end',
            cell: (session) =>
              session.thisSession ? null : (
                <Button
                  dense
                  label={words.endNamed(called(session.deviceId), common.applications[session.application], when.moment(session.startedAt))}
                  onPress={() => setEnding(session)}
                >
                  {words.end}
                </Button>
              ),
          },
        ]}
        rows={sessions}
        rowKey={({ id }) => id}
        empty={words.only}
        stacks
      />
      {others.length === 0 ? <p className="settings-section__empty">{words.only}</p> : null}
      {others.length > 1 ? (
        <div className="trusted-computers__all">
          <Button dense working={busy && working} onPress={() => setEnding('others')}>
            {words.endOthers}
          </Button>
        </div>
      ) : null}
      {ending === 'others' ? (
        <ConfirmDialog
          heading={words.confirmAll.title}
          confirm={words.confirmAll.confirm}
          cancel={cancel}
          onConfirm={() => act('sessions', { kind: 'end-other-sessions' })}
          onClose={() => setEnding(null)}
        >
          {words.confirmAll.body}
        </ConfirmDialog>
      ) : null}
      {ending === null || ending === 'others' ? null : (
        <ConfirmDialog
          heading={words.confirmOne.title(called(ending.deviceId))}
          confirm={words.confirmOne.confirm}
          cancel={cancel}
          onConfirm={() => act('sessions', { kind: 'end-session', id: ending.id })}
          onClose={() => setEnding(null)}
        >
          {words.confirmOne.body}
        </ConfirmDialog>
      )}
    </SettingsSection>
  );
}
