import { useEffect, useRef, useState } from 'react';
import type { Alert } from '../../shared/sign-in/schemas.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useMedia } from '../components/media.ts';
import { send } from '../store.ts';
import { useShellWords } from '../words/shell.ts';
import { alone, useWhen } from './when.ts';
import './alerts.css';

/** As many as leave the page in sight; the rest are a press away. */
const SHOWN_AT_FIRST = 3;
/** Where several would leave nothing of the page: half of a laptop's display, or all of it at 150 % and more. */
const CRAMPED = '(max-height: 40rem)';

interface AlertsProps {
  readonly alerts: readonly Alert[];
  readonly onMySecurityPage: boolean;
  /** Where focus goes once the last alert has been dismissed. */
  readonly contentId: string;
}

/** What happened to the account that its owner should know of, each until dismissed. */
export function Alerts({ alerts, onMySecurityPage, contentId }: AlertsProps) {
  const words = useShellWords();
  const when = useWhen();
  const cramped = useMedia(CRAMPED);
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const dismissed = useRef<{ readonly id: string; readonly index: number } | null>(null);
  useEffect(() => {
    const gone = dismissed.current;
    if (gone === null || alerts.some(({ id }) => id === gone.id)) return;
    dismissed.current = null;
    // The pressed button went with its alert: carry on at the next one, or at the page.
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>('.alert__dismiss button') ?? [];
    const next = buttons[Math.min(gone.index, buttons.length - 1)];
    (next ?? document.getElementById(contentId))?.focus();
  }, [alerts, contentId]);
  if (alerts.length === 0) return null;
  const collapses = cramped && alerts.length > 1;
  const shown = all ? alerts : alerts.slice(0, SHOWN_AT_FIRST);
  const more = alerts.length - shown.length;
  return (
    <section className="alerts" aria-label={words.alerts.label}>
      {collapses ? (
        <div className="alerts__several">
          <Icon name="caution" />
          <strong>{words.alerts.several(alerts.length)}</strong>
          <Button kind="quiet" dense onPress={() => setOpened(!opened)}>
            {opened ? words.alerts.hide : words.alerts.show}
          </Button>
        </div>
      ) : null}
      {collapses && !opened ? null : (
        <ul ref={list} className="alerts__list">
          {shown.map((alert, index) => {
            const { title, advice } = words.alerts.kinds[alert.kind];
            const what = title(alert.detail, alert.method);
            return (
              <li key={alert.id} className="alert">
                <Icon name="caution" />
                <p className="alert__words">
                  <span className="alert__what">
                    <strong>{what}</strong>
                    <span className="alert__when">{alone(when.moment(alert.at))}</span>
                  </span>
                  <span className="alert__advice">
                    {advice}
                    {alert.dismissal === 'now' || alert.dismissalFrom === null
                      ? null
                      : ` ${words.alerts.stays[alert.dismissal](when.moment(alert.dismissalFrom))}`}
                  </span>
                </p>
                {alert.dismissal === 'later' ? null : (
                  <span className="alert__dismiss">
                    <Button
                      dense
                      label={words.alerts.dismissNamed(what)}
                      onPress={() => {
                        dismissed.current = { id: alert.id, index };
                        void send({ kind: 'dismiss-alert', id: alert.id });
                      }}
                    >
                      {words.dismiss}
                    </Button>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {(collapses && !opened) || (more === 0 && onMySecurityPage) ? null : (
        <div className="alerts__more">
          {more === 0 ? null : (
            <Button kind="quiet" dense onPress={() => setAll(true)}>
              {words.alerts.showMore(more)}
            </Button>
          )}
          {onMySecurityPage ? null : (
            <Button kind="quiet" dense onPress={() => void send({ kind: 'open-my-security' })}>
              {words.alerts.openMySecurity}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
