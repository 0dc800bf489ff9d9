import { useState } from 'react';
import type { ManagedView } from '../../shared/bridge.ts';
import { computerNames } from '../../shared/control/computer-names.ts';
import type { MySecurity, TrustedDevice } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Managed } from '../components/managed.tsx';
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

interface TrustedComputersProps extends SectionProps {
  readonly content: MySecurity;
  readonly deviceTrust: ManagedView['deviceTrust'];
}

/** The computers that ask for no code, this one marked, each of them or all to be removed after asking. */
export function TrustedComputers({ content, deviceTrust, headingId, act, busy, ...status }: TrustedComputersProps) {
  const common = useCommonWords();
  const { cancel } = useShellWords();
  const { computers: words, working } = useMySecurityWords();
  const when = useWhen();
  const { trustedDevices: computers, twoFactor } = content;
  // One computer that is trusted for two applications has two rows, told apart by those.
  const called = computerNames(computers);
  const [removing, setRemoving] = useState<TrustedDevice | 'all' | null>(null);
  const sorted = computers.toSorted((a, b) => Number(b.thisComputer) - Number(a.thisComputer) || b.expiresAt.localeCompare(a.expiresAt));
  const bodyOne = (here: boolean) => {
    if (!twoFactor) return words.confirmOne.bodyOff;
    return here ? words.confirmOne.bodyHere : words.confirmOne.body;
  };
  return (
    <SettingsSection title={words.title} lead={twoFactor ? words.body : words.bodyOff} headingId={headingId}>
      <SectionStatus section="computers" {...status} />
      {deviceTrust === 'free' ? null : <Managed what={deviceTrust === 'off' ? common.managed.trustOff : common.managed.trustLimited} />}
      {computers.length === 0 ? (
        <p className="settings-section__empty">{twoFactor ? words.none : words.noneOff}</p>
      ) : (
        <Table
          caption={words.tableLabel}
          captionHidden
          columns={[
            {
              key: 'computer',
              heading: words.columns.computer,
              names: true,
              cell: (computer) => (
                <span className="trusted-computer">
                  <span className="setting__name">
                    {called(computer.deviceId)}
                    {computer.thisComputer ? <Tag kind="info">{words.thisComputer}</Tag> : null}
                  </span>
                  <span className="trusted-computer__more">
                    {words.trustedFor(common.applications[computer.application], when.day(computer.trustedAt))}
                  </span>
                </span>
              ),
            },
            {
              key: 'last-used',
              heading: words.columns.lastUsed,
              cell: ({ lastUsedAt }) => alone(lastUsedAt === null ? words.notUsed : when.moment(lastUsedAt)),
            },
            {
              key: 'until',
              heading: words.columns.until,
              cell: ({ expiresAt }) => alone(when.moment(expiresAt)),
            },
            {
              key: 'action',
              heading: words.columns.action,
              align: 'end',
              cell: (computer) => (
                <Button
                  dense
                  label={words.removeNamed(called(computer.deviceId), common.applications[computer.application])}
                  onPress={() => setRemoving(computer)}
                >
                  {words.remove}
                </Button>
              ),
            },
          ]}
          rows={sorted}
          rowKey={({ id }) => id}
          empty={words.none}
        />
      )}
      {computers.length > 1 ? (
        <div className="trusted-computers__all">
          <Button dense working={busy && working} onPress={() => setRemoving('all')}>
            {words.removeAll}
          </Button>
        </div>
      ) : null}
      {removing === 'all' ? (
        <ConfirmDialog
          heading={words.confirmAll.title}
          confirm={words.confirmAll.confirm}
          cancel={cancel}
          onConfirm={() => act('computers', { kind: 'remove-all-trusted-devices' })}
          onClose={() => setRemoving(null)}
        >
          {twoFactor ? words.confirmAll.body(computers.length) : words.confirmAll.bodyOff}
        </ConfirmDialog>
      ) : null}
      {removing === null || removing === 'all' ? null : (
        <ConfirmDialog
          heading={words.confirmOne.title(called(removing.deviceId))}
          confirm={words.confirmOne.confirm}
          cancel={cancel}
          onConfirm={() => act('computers', { kind: 'remove-trusted-device', id: removing.id })}
          onClose={() => setRemoving(null)}
        >
          {bodyOne(removing.thisComputer)(common.applications[removing.application])}
        </ConfirmDialog>
      )}
    </SettingsSection>
  );
}
