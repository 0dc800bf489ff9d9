import { useEffect, useRef, useState } from 'react';
import { PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
import { passReasonFault, visibleText } from '../../shared/sign-in/pass-reason.ts';
import type { PassRequestItem, Problem } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { useNow } from '../components/countdown.tsx';
import { Row } from '../components/layout.tsx';
import { TextField } from '../components/text-field.tsx';
import { send } from '../store.ts';
import { timeOf } from '../words/formats.ts';
import { usePassesWords } from '../words/passes.ts';
import { useProblemWords } from '../words/problems.ts';

/** True of what is said at the reason itself. */
export function isAboutReason({ code }: Problem): boolean {
  return code === 'reason-refused' || code === 'reason-too-short';
}

interface GrantPassProps {
  readonly item: PassRequestItem;
  /** When a pass that is granted now would end, in milliseconds since the epoch. */
  readonly passUntil: number | null;
  /** Until when no code is asked for; null where one is. */
  readonly steppedUpUntil: number | null;
  readonly problem: Problem | null;
  readonly working: boolean;
  readonly onCancel: () => void;
}

/**
 * Vouching for somebody: what it opens, and why. On the page rather than in a dialog, so that the reason is still there
 * when the code that is asked for over it was not given.
 */
export function GrantPass({ item, passUntil, steppedUpUntil, problem, working, onCancel }: GrantPassProps) {
  const { grant: words } = usePassesWords();
  const inWords = useProblemWords();
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<ReturnType<typeof passReasonFault> | 'too-long'>(null);
  const asksForCode = useNow(steppedUpUntil ?? 0) >= (steppedUpUntil ?? 0);
  useEffect(() => field.current?.focus(), []);
  const refused = problem !== null && isAboutReason(problem) ? problem : null;
  useEffect(() => {
    if (refused !== null) field.current?.focus();
  }, [refused]);
  const said = (reasonFault: NonNullable<typeof fault>): string =>
    reasonFault === 'too-long' ? words.tooLong : inWords({ code: 'reason-too-short', reference: '', retryable: true, reasonFault }).heading;
  const error = fault === null ? (refused === null ? null : inWords(refused).heading) : said(fault);
  return (
    <form
      className="grant-pass"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (working) return;
        const visible = visibleText(reason);
        const found = visible.length > PASS_REASON_MOST ? 'too-long' : passReasonFault(visible);
        setFault(found);
        if (found === null) void send({ kind: 'grant-pass', id: item.id, reason: visible });
        else field.current?.focus();
      }}
    >
      <h3 className="grant-pass__heading">{words.heading(item.person)}</h3>
      <p>{words.check(item.number)}</p>
      <p>
        {passUntil === null ? words.untilUnknown : words.until(timeOf(passUntil))}
        {asksForCode ? ` ${words.asksForCode}` : null}
      </p>
      <TextField ref={field} label={words.reason} hint={words.hint} error={error} value={reason} onChange={setReason} />
      <Row>
        <Button dense kind="primary" type="submit" working={working && words.working}>
          {words.submit(item.person)}
        </Button>
        <Button dense onPress={onCancel}>
          {words.cancel}
        </Button>
      </Row>
    </form>
  );
}
