import { useEffect, useId, useRef, useState } from 'react';
import type { PassAnswered, PassProblem, PassRequestItem, PassRequestsView, SignedInScreen } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { useDelayed } from '../components/delayed.ts';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { Tag } from '../components/tag.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { timeOf } from '../words/formats.ts';
import { usePassesWords } from '../words/passes.ts';
import { useProblemWords } from '../words/problems.ts';
import { useShellWords } from '../words/shell.ts';
import { GrantPass, isSaidInForm } from './grant-pass.tsx';
import { Panel } from './panel.tsx';
import { useRescuedFocus } from './rescue-focus.ts';
import './pass-requests.css';

function Dismiss() {
  const { dismiss } = useShellWords();
  return (
    <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
      {dismiss}
    </Button>
  );
}

/** What went wrong with a request, by the name of whoever asked: it may be gone from the list by now. */
function WentWrong({ about }: { readonly about: PassProblem }) {
  const words = usePassesWords();
  const common = useCommonWords();
  const inWords = useProblemWords();
  const { person, problem } = about;
  if (problem.code === 'pass-gone' || problem.code === 'not-found') {
    return (
      <Notice kind="caution" heading={words.gone(person)} headingLevel={3} actions={<Dismiss />}>
        <p>{words.goneBody}</p>
      </Notice>
    );
  }
  if (problem.code === 'pass-number-wrong') {
    return (
      <Notice kind="caution" heading={words.declinedByNumber(person)} headingLevel={3} actions={<Dismiss />}>
        <p>{words.declinedByNumberBody}</p>
      </Notice>
    );
  }
  if (problem.code === 'pass-limit') {
    return (
      <Notice kind="caution" heading={words.limit(person)} headingLevel={3} actions={<Dismiss />}>
        <p>{inWords(problem).body.join(' ')}</p>
      </Notice>
    );
  }
  const { heading, body } = inWords(problem);
  return (
    <Notice
      kind="danger"
      heading={words.problem(person)}
      headingLevel={3}
      actions={
        <>
          {problem.retryable ? (
            <Button dense onPress={() => void send({ kind: 'retry' })}>
              {common.tryAgain}
            </Button>
          ) : null}
          <Dismiss />
        </>
      }
    >
      <p>{[`${heading}.`, ...body, common.reference(problem.reference)].join(' ')}</p>
    </Notice>
  );
}

function Answered({ done }: { readonly done: PassAnswered }) {
  const { done: words } = usePassesWords();
  const { person, until } = done;
  const heading = done.answer === 'granted' ? words.granted(person, until === null ? null : timeOf(until)) : words.declined(person);
  return <Notice kind="success" heading={heading} headingLevel={3} announce="off" actions={<Dismiss />} />;
}

interface RequestProps {
  readonly item: PassRequestItem;
  readonly view: PassRequestsView;
  readonly problem: PassProblem | null;
}

/** Somebody who waits: who, for what and where, and the two answers. */
function Request({ item, view, problem }: RequestProps) {
  const words = usePassesWords();
  const common = useCommonWords();
  const [granting, setGranting] = useState(false);
  const letIn = useRef<HTMLButtonElement>(null);
  const wasGranting = useRef(false);
  useEffect(() => {
    // The form had focus, and went with it.
    if (!granting && wasGranting.current) letIn.current?.focus();
    wasGranting.current = granting;
  }, [granting]);
  const answering = view.answering === item.id;
  const which = item.ofThisPerson === 1 ? null : words.which(item.place, item.ofThisPerson);
  return (
    <li className="pass-request">
      <div className="pass-request__who">
        <span className="pass-request__name">
          <strong>{item.person}</strong>
          {which === null ? null : <Tag kind="info">{which}</Tag>}
        </span>
        <span className="quiet">{item.email}</span>
        <span className="quiet">{words.asked(common.applications[item.application], timeOf(item.requestedAt))}</span>
        {item.computerKnown ? (
          <span className="quiet">{words.onKnown(item.deviceName)}</span>
        ) : (
          <span className="pass-request__several">
            <Icon name="caution" size={16} />
            {words.onUnknown(item.deviceName)}
          </span>
        )}
        {item.ofThisPerson === 1 ? null : (
          <span className="pass-request__several">
            <Icon name="caution" size={16} />
            {words.several(item.person, item.ofThisPerson)}
          </span>
        )}
      </div>
      {granting ? (
        <GrantPass
          item={item}
          passUntil={view.passUntil}
          steppedUpUntil={view.steppedUpUntil}
          problem={problem?.problem ?? null}
          working={answering}
          onCancel={() => setGranting(false)}
        />
      ) : (
        <div className="pass-request__answers">
          {view.canGrant ? (
            <Button ref={letIn} dense kind="primary" label={words.letInNamed(item.person, which)} onPress={() => setGranting(true)}>
              {words.letIn}
            </Button>
          ) : null}
          <Button
            dense
            label={words.declineNamed(item.person, which)}
            working={answering && words.declining}
            onPress={() => void send({ kind: 'decline-pass', id: item.id })}
          >
            {words.decline}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Colleagues without their phone, for whoever may let them in. Nothing for anybody else. */
export function PassRequests({ screen }: { readonly screen: SignedInScreen }) {
  const words = usePassesWords();
  const id = useId();
  const { passRequests: view, passProblem: problem, passDone: done } = screen;
  const items = view?.items ?? null;
  const late = useDelayed(view !== null && items === null);
  useRescuedFocus(`${items?.map((item) => item.id).join(' ')} ${done?.person} ${problem?.id}`, id);
  if (view === null) return null;
  const inForm = problem !== null && isSaidInForm(problem.problem) && items?.some((item) => item.id === problem.id);
  return (
    <Panel
      title={words.title}
      lead={words.lead}
      headingId={id}
      aside={items === null || items.length === 0 ? null : <Tag kind="caution">{words.waiting(items.length)}</Tag>}
    >
      {problem === null || inForm ? null : <WentWrong about={problem} />}
      {/* Always there, so that what is put into it is announced. */}
      <div role="status" className="pass-requests__state">
        {done === null ? null : <Answered done={done} />}
        {items === null && late ? <p>{words.loading}</p> : null}
        {items?.length === 0 && done === null ? <p>{words.none}</p> : null}
      </div>
      {items !== null && items.length > 0 && !view.canGrant ? (
        <Notice kind="caution" heading={words.noGrantsLeft} headingLevel={3} />
      ) : null}
      {items === null || items.length === 0 ? null : (
        <ul className="pass-requests">
          {items.map((item) => (
            <Request key={item.id} item={item} view={view} problem={problem?.id === item.id ? problem : null} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
