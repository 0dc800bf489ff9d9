import { useState } from 'react';
import { ALERTS_KEPT_DAYS } from '../../shared/sign-in/limits.ts';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { Table } from '../components/table.tsx';
import { alone, useWhen } from '../shell/when.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useShellWords } from '../words/shell.ts';
import { SettingsSection } from './settings-section.tsx';
import './recent-sign-ins.css';

/** What leaves the rest of the page in reach. */
const SHOWN_AT_FIRST = 5;

/** What happened to the account, also what somebody has put away: a thief's dismissal hides nothing here. */
export function PastAlerts({ alerts }: { readonly alerts: MySecurity['alerts'] }) {
  const { happened: words } = useMySecurityWords();
  const { alerts: alertWords } = useShellWords();
  const when = useWhen();
  const [all, setAll] = useState(false);
  const shown = all ? alerts : alerts.slice(0, SHOWN_AT_FIRST);
  return (
    <SettingsSection title={words.title} lead={words.body(ALERTS_KEPT_DAYS)}>
      {alerts.length === 0 ? (
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
              key: 'what',
              heading: words.columns.what,
              cell: ({ kind, detail, method }) => alertWords.kinds[kind].title(detail, method),
            },
            {
              key: 'seen',
              heading: words.columns.seen,
              cell: ({ dismissedAt }) => (dismissedAt === null ? words.notDismissed : alone(when.moment(dismissedAt))),
            },
          ]}
          rows={shown}
          rowKey={({ at, kind, detail }) => `${at} ${kind} ${detail}`}
          empty={words.none}
        />
      )}
      {shown.length < alerts.length ? (
        <div className="recent__all">
          <Button kind="quiet" dense onPress={() => setAll(true)}>
            {words.showAll(alerts.length)}
          </Button>
        </div>
      ) : null}
    </SettingsSection>
  );
}
