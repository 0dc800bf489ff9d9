import { useState } from 'react';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { alone, useWhen } from '../shell/when.ts';
import { useCommonWords } from '../words/common.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { SettingsSection } from './settings-section.tsx';
import './recent-sign-ins.css';

type RecentSignIn = MySecurity['recentSignIns'][number];

/** About a week of someone who signs in once or twice a day. */
const SHOWN_AT_FIRST = 8;

const KINDS = { 'wrong-code': 'caution', 'codes-locked': 'danger', refused: 'danger' } as const;

/** What signed in as this person lately. What went as it should is plain, so that the rest stands out. */
export function RecentSignIns({ signIns }: { readonly signIns: readonly RecentSignIn[] }) {
  const common = useCommonWords();
  const { recent: words } = useMySecurityWords();
  const when = useWhen();
  const [all, setAll] = useState(false);
  const shown = all ? signIns : signIns.slice(0, SHOWN_AT_FIRST);
  return (
    <SettingsSection title={words.title} lead={words.body}>
      {signIns.length === 0 ? (
        <p className="settings-section__empty">{words.none}</p>
      ) : (
        <Table
          caption={words.tableLabel}
          captionHidden
          columns={[
            {
              key: 'when',
              heading: words.columns.when,
              names: true,
              cell: ({ at }) => <span className="recent__when">{alone(when.moment(at))}</span>,
            },
            {
              key: 'where',
              heading: words.columns.where,
              cell: ({ application, deviceName }) => (
                <>
                  {common.applications[application]} <span className="recent__computer">{words.on(deviceName)}</span>
                </>
              ),
            },
            { key: 'how', heading: words.columns.how, cell: ({ method }) => (method === null ? words.howUnknown : words.how[method]) },
            {
              key: 'outcome',
              heading: words.columns.outcome,
              cell: ({ outcome }) =>
                outcome === 'signed-in' ? words.outcomes[outcome] : <Tag kind={KINDS[outcome]}>{words.outcomes[outcome]}</Tag>,
            },
          ]}
          rows={shown}
          rowKey={({ at, deviceName, outcome }) => `${at} ${deviceName} ${outcome}`}
          empty={words.none}
        />
      )}
      {shown.length < signIns.length ? (
        <div className="recent__all">
          <Button kind="quiet" dense onPress={() => setAll(true)}>
            {words.showAll(signIns.length)}
          </Button>
        </div>
      ) : null}
    </SettingsSection>
  );
}
