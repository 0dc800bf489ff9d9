import { useEffect, useRef, useState } from 'react';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { PASS_NUMBER_LEAST, PASS_NUMBER_MOST, PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
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

/** True of what is said at the number itself. With the last try the request and its form are gone. */
function isAboutNumber({ code, attemptsLeft }: Problem): boolean {
  return code === 'pass-number-wrong' && attemptsLeft !== 0;
}

/** True of what is said at the reason itself. */
function isAboutReason({ code }: Problem): boolean {
  return code === 'reason-refused' || code === 'reason-too-short';
}

export function isSaidInForm(problem: Problem): boolean {
  return isAboutNumber(problem) || isAboutReason(problem);
}

/** The number of a request as it was typed; null when it can't be one. */
function readNumber(typed: string): number | null {
  const read = readIdentifier(typed);
  const number = /^\d\d$/.test(read) ? Number(read) : 0;
  return number >= PASS_NUMBER_LEAST && number <= PASS_NUMBER_MOST ? number : null;
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
  const numberField = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [number, setNumber] = useState('');
  const [numberMissing, setNumberMissing] = useState(false);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<ReturnType<typeof passReasonFault> | 'too-long'>(null);
  const asksForCode = useNow(steppedUpUntil ?? 0) >= (steppedUpUntil ?? 0);
  useEffect(() => numberField.current?.focus(), []);
  const wrongNumber = problem !== null && isAboutNumber(problem) ? problem : null;
  const refused = problem !== null && isAboutReason(problem) ? problem : null;
  useEffect(() => {
    if (wrongNumber !== null) numberField.current?.focus();
    if (refused !== null) field.current?.focus();
  }, [wrongNumber, refused]);
  const numberError = numberMissing ? words.numberMissing : wrongNumber === null ? null : inWords(wrongNumber).heading;
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
        const read = readNumber(number);
        setNumberMissing(read === null);
        if (read === null) numberField.current?.focus();
        else if (found !== null) field.current?.focus();
        else void send({ kind: 'grant-pass', id: item.id, number: read, reason: visible });
      }}
    >
      <h3 className="grant-pass__heading">{words.heading(item.person)}</h3>
      <p>{words.check}</p>
      <p>
        {passUntil === null ? words.untilUnknown : words.until(timeOf(passUntil))}
        {asksForCode ? ` ${words.asksForCode}` : null}
      </p>
      <TextField
        ref={numberField}
        label={words.number}
        hint={words.numberHint}
        error={numberError}
        value={number}
        onChange={setNumber}
        inputMode="numeric"
        width="phone"
        mono
      />
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
