import { useEffect, useId, useRef, useState } from 'react';
import type { HelpDeskCodePurpose } from '../../shared/control/schemas.ts';
import { EMAIL_MOST, HELP_DESK_CODE_PURPOSES, PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
import { visibleText } from '../../shared/sign-in/pass-reason.ts';
import type { ControlHome, Problem } from '../../shared/sign-in/screens.ts';
import { Button } from '../components/button.tsx';
import { Row } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { RadioCards } from '../components/radio-cards.tsx';
import { TextField } from '../components/text-field.tsx';
import { Panel } from '../shell/panel.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useWhen } from '../shell/when.ts';
import { send } from '../store.ts';
import { useControlWords } from '../words/control.ts';
import { useProblemWords } from '../words/problems.ts';
import './help-desk-codes.css';

/** Where what went wrong is said: at the address, at the reason, or above the form. */
function placeOf({ code }: Problem): 'email' | 'reason' | 'form' {
  if (code === 'email-missing' || code === 'not-found' || code === 'not-permitted') return 'email';
  return code === 'reason-refused' || code === 'reason-too-short' ? 'reason' : 'form';
}

/** A code for a colleague, once a manager knows that it is them. On the page, so that what was typed outlasts a step-up over it. */
export function HelpDeskCodes({ control }: { readonly control: ControlHome }) {
  const { helpDeskCodes: words } = useControlWords();
  const inWords = useProblemWords();
  const when = useWhen();
  const headingId = useId();
  const emailField = useRef<HTMLInputElement>(null);
  const reasonField = useRef<HTMLInputElement>(null);
  const away = useRef<HTMLDivElement>(null);
  const [email, setEmail] = useState('');
  const [purpose, setPurpose] = useState<HelpDeskCodePurpose>('enrol');
  const [reason, setReason] = useState('');
  const [tooLong, setTooLong] = useState<'email' | 'reason' | null>(null);
  const { code, codeProblem: problem, issuing } = control;
  const place = problem === null ? null : placeOf(problem);
  useEffect(() => {
    if (place === 'email') emailField.current?.focus();
    if (place === 'reason') reasonField.current?.focus();
  }, [place]);
  useEffect(() => {
    if (code === null) return;
    setEmail('');
    setReason('');
    away.current?.focus();
  }, [code]);
  const emailSays: Partial<Record<Problem['code'], string>> = {
    'email-missing': words.emailMissing,
    'not-found': words.notFound,
    'not-permitted': words.own,
  };
  return (
    <Panel title={words.title} lead={words.lead} headingId={headingId}>
      {problem === null || place !== 'form' ? null : <ProblemNotice problem={problem} dismissable />}
      {/* Always there, so that what is put into it is announced. */}
      <div role="status" ref={away} tabIndex={-1} className="computers__done help-desk-codes__made">
        {code === null ? null : (
          <Notice
            kind="success"
            heading={words.made(code.person)}
            headingLevel={3}
            announce="off"
            actions={
              <Button dense onPress={() => void send({ kind: 'dismiss-notice' })}>
                {words.away}
              </Button>
            }
          >
            <p className="help-desk-codes__code mono">{code.code}</p>
            <p>{words.readOut}</p>
            <p>{words.until(when.moment(new Date(code.expiresAt).toISOString()))}</p>
          </Notice>
        )}
      </div>
      <form
        className="form"
        noValidate
        aria-labelledby={headingId}
        onSubmit={(event) => {
          event.preventDefault();
          if (issuing) return;
          // What neither boundary takes is said here; what is missing or unfit, by what comes back.
          const found = email.length > EMAIL_MOST ? 'email' : visibleText(reason).length > PASS_REASON_MOST ? 'reason' : null;
          setTooLong(found);
          if (found === 'email') emailField.current?.focus();
          else if (found === 'reason') reasonField.current?.focus();
          else void send({ kind: 'issue-help-desk-code', purpose, email, reason: visibleText(reason) });
        }}
      >
        <TextField
          ref={emailField}
          type="email"
          label={words.email}
          hint={words.emailHint}
          error={tooLong === 'email' ? words.notFound : problem !== null && place === 'email' ? (emailSays[problem.code] ?? null) : null}
          value={email}
          onChange={setEmail}
        />
        <RadioCards
          legend={words.legend}
          layout="beside"
          options={HELP_DESK_CODE_PURPOSES.map((value) => ({
            value,
            label: words.purposes[value].label,
            description: words.purposes[value].text,
          }))}
          value={purpose}
          onChange={setPurpose}
        />
        <TextField
          ref={reasonField}
          label={words.reason}
          hint={words.reasonHint}
          error={tooLong === 'reason' ? words.tooLong : problem !== null && place === 'reason' ? inWords(problem).heading : null}
          value={reason}
          onChange={setReason}
        />
        <Row>
          <Button dense kind="primary" type="submit" working={issuing && words.working}>
            {words.submit}
          </Button>
        </Row>
      </form>
    </Panel>
  );
}
