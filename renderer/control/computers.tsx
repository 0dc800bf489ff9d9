import { useId, useState } from 'react';
import { computerNames } from '../../shared/control/computer-names.ts';
import type { Computer } from '../../shared/control/schemas.ts';
import type { ControlHome } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { useDelayed } from '../components/delayed.ts';
import { Notice } from '../components/notice.tsx';
import type { Column } from '../components/table.tsx';
import { Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Panel } from '../shell/panel.tsx';
import { useRescuedFocus } from '../shell/rescue-focus.ts';
import { alone, useWhen } from '../shell/when.ts';
import { send } from '../store.ts';
import { useControlWords } from '../words/control.ts';
import { useShellWords } from '../words/shell.ts';
import { AsOf } from './as-of.tsx';

/** What is counted on each. */
const FIGURES = ['people', 'signedIn', 'trusted'] as const;

function Fact({ name, value }: { readonly name: string; readonly value: string | number }) {
  return (
    <span>
      {name} <strong>{value}</strong>
    </span>
  );
}

/** The computers that people sign in on, each to be emptied of everybody at once. */
export function Computers({ control }: { readonly control: ControlHome }) {
  const { computers: words } = useControlWords();
  const { dismiss } = useShellWords();
  const when = useWhen();
  const id = useId();
  const [asking, setAsking] = useState<Computer | null>(null);
  const { computers, thisComputer, done, ending } = control;
  const called = computerNames(computers ?? []);
  const late = useDelayed(computers === null && control.busy);
  useRescuedFocus(`${done?.name} ${ending}`, id);
  const columns: readonly Column<Computer>[] = [
    {
      key: 'computer',
      heading: words.columns.computer,
      names: true,
      // In columns of their own the figures would push what can be done out of sight, in Welsh even in a wide window.
      cell: (computer) => (
        <span className="computer">
          <span className="computer__name">
            {called(computer.deviceId)}
            {computer.deviceId === thisComputer ? <Tag kind="info">{words.thisComputer}</Tag> : null}
          </span>
          <span className="computer__platform">
            {computer.platform === null ? words.platformUnknown : words.platforms[computer.platform]}
          </span>
          <span className="computer__facts">
            {FIGURES.map((key) => (
              <Fact key={key} name={words.columns[key]} value={computer[key]} />
            ))}
            <Fact name={words.columns.lastSeen} value={alone(when.moment(computer.lastSeenAt))} />
          </span>
        </span>
      ),
    },
    {
      key: 'action',
      heading: words.columns.action,
      align: 'end',
      cell: (computer) => (
        <Button
          dense
          label={words.endNamed(called(computer.deviceId))}
          working={ending === computer.deviceId && words.ending}
          onPress={() => setAsking(computer)}
        >
          {words.end}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={words.title} lead={words.lead} headingId={id}>
      {/* Always there, so that what is put into it is announced. */}
      <div role="status" className="computers__done">
        {done === null ? null : (
          <Notice
            kind="success"
            heading={words.done(done.name)}
            headingLevel={3}
            announce="off"
            actions={
              <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
                {dismiss}
              </Button>
            }
          >
            <p>{words.doneBody(done.sessions, done.trusts, done.people)}</p>
          </Notice>
        )}
      </div>
      {computers === null ? (
        <p role="status">{control.busy ? (late ? words.loading : null) : words.missing}</p>
      ) : (
        <>
          <Table
            caption={words.title}
            captionHidden
            columns={columns}
            rows={computers}
            rowKey={({ deviceId }) => deviceId}
            empty={words.none}
            stacks
          />
          <AsOf at={control.computersAt} />
        </>
      )}
      {asking === null ? null : (
        <ConfirmDialog
          heading={words.confirm.title(called(asking.deviceId))}
          confirm={words.confirm.confirm}
          cancel={words.confirm.cancel}
          onConfirm={() => void send({ kind: 'end-computer', deviceId: asking.deviceId })}
          onClose={() => setAsking(null)}
        >
          {words.confirm.body(asking.signedIn)}
        </ConfirmDialog>
      )}
    </Panel>
  );
}
