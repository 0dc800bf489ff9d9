import { useEffect, useRef, useState } from 'react';
import { PASS_REASON_LEAST, PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
import type { PassRequestItem, Problem } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
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
  readonly problem: Problem | null;
  readonly working: boolean;
  readonly onCancel: () => void;
}

/**
 * Vouching for somebody: what it opens, and why. On the page rather than in a dialog, so that the reason is still there
 * when the code that is asked for over it was not given.
 */
export function GrantPass({ item, passUntil, problem, working, onCancel }: GrantPassProps) {
  const { grant: words } = usePassesWords();
  const inWords = useProblemWords();
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<'short' | 'long' | null>(null);
  useEffect(() => field.current?.focus(), []);
  const refused = problem !== null && isAboutReason(problem) ? problem : null;
  useEffect(() => {
    if (refused !== null) field.current?.focus();
  }, [refused]);
  const local = { long: words.tooLong, short: inWords({ code: 'reason-too-short', reference: '', retryable: true }).heading };
  const error = fault === null ? (refused === null ? null : inWords(refused).heading) : local[fault];
  return (
    <form
      className="grant-pass"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (working) return;
        const { length } = reason.trim();
        const found = length < PASS_REASON_LEAST ? 'short' : length > PASS_REASON_MOST ? 'long' : null;
        setFault(found);
        if (found === null) void send({ kind: 'grant-pass', id: item.id, reason: reason.trim() });
        else field.current?.focus();
      }}
    >
      <h3 className="grant-pass__heading">{words.heading(item.person)}</h3>
      <p>{words.check}</p>
      <p>{passUntil === null ? words.untilUnknown : words.until(timeOf(passUntil))}</p>
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
