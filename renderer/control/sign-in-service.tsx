import type { SignInService } from '../../shared/control/schemas.ts';
import type { ControlHome } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { useDelayed } from '../components/delayed.ts';
import { FactList } from '../components/fact-list.tsx';
import { Tag } from '../components/tag.tsx';
import { Panel } from '../shell/panel.tsx';
import { useWhen } from '../shell/when.ts';
import { send } from '../store.ts';
import { useControlWords } from '../words/control.ts';
import { dateOf, poundsOf, wholeNumber } from '../words/formats.ts';
import { useLanguage } from '../words/language.ts';
import { AsOf } from './as-of.tsx';

function Facts({ service }: { readonly service: SignInService }) {
  const { service: words } = useControlWords();
  const when = useWhen();
  const language = useLanguage();
  const { textMessages, because, since, clockAlarm, usage, budget } = service;
  const why = because === null ? '' : words.because[because];
  const sinceWhen = since === null ? '' : words.since(when.moment(since));
  return (
    <FactList
      facts={[
        {
          name: words.textMessages,
          value: <Tag kind={textMessages === 'ok' ? 'success' : 'danger'}>{words.states[textMessages]}</Tag>,
          note: textMessages === 'ok' ? null : `${why} ${sinceWhen}`.trim(),
        },
        {
          name: words.clock,
          value: <Tag kind={clockAlarm ? 'danger' : 'success'}>{clockAlarm ? words.clockAlarm : words.clockOk}</Tag>,
          note: clockAlarm ? words.clockAlarmBody : null,
        },
        {
          name: words.sent,
          value: words.sentOf(wholeNumber(usage.sentThisYear), wholeNumber(usage.freeAllowance)),
          note: words.yearStarts(dateOf(Date.parse(usage.yearStarts), language)),
        },
        {
          name: words.today,
          value: words.todayOf(wholeNumber(budget.sentToday), wholeNumber(budget.mostToday)),
          note: words.budgets[budget.budget],
        },
        {
          name: words.cost,
          value: usage.costPenceBeyond === 0 ? words.costNone : words.costWithoutVat(poundsOf(usage.costPenceBeyond)),
        },
      ]}
    />
  );
}

/** How sign-in is doing: text messages and why not, the clock, and what the year's texts cost. */
export function SignInServicePanel({ control }: { readonly control: ControlHome }) {
  const { service: words, refresh, reading } = useControlWords();
  const late = useDelayed(control.service === null && control.busy);
  return (
    <Panel
      title={words.title}
      aside={
        <Button dense working={control.busy && reading} onPress={() => void send({ kind: 'refresh-control' })}>
          {refresh}
        </Button>
      }
    >
      {control.service === null ? (
        <p role="status">{control.busy ? (late ? words.loading : null) : words.missing}</p>
      ) : (
        <>
          <Facts service={control.service} />
          <AsOf at={control.serviceAt} />
        </>
      )}
    </Panel>
  );
}
