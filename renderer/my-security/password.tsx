import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../shared/sign-in/screens.ts';
import { passwordFault } from '../../shared/sign-in/typed.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Row } from '../components/layout.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { useWhen } from '../shell/when.ts';
import { useMySecurityWords } from '../words/my-security.ts';
import { useProblemWords } from '../words/problems.ts';
import { useShellWords } from '../words/shell.ts';
import type { SectionProps } from './section.ts';
import { SectionStatus } from './section-status.tsx';
import { SettingsSection } from './settings-section.tsx';
import './password.css';

interface Faults {
  readonly current: ReturnType<typeof passwordFault>;
  readonly chosen: ReturnType<typeof passwordFault>;
}

/** True for what is said at a field of the form rather than above it. */
export function belongsToField(problem: Problem | null): boolean {
  return problem !== null && (problem.code === 'password-refused' || problem.code === 'password-weak');
}

interface FormProps extends Pick<SectionProps, 'act' | 'busy' | 'problem'> {
  /** What the present password is called. */
  readonly current: string;
  /** The button beside the one that saves. */
  readonly beside: ReactNode;
}

/** The two fields of a new password, with what it must be. */
export function ChangePassword({ act, busy, problem, current: currentLabel, beside }: FormProps) {
  const { password: words, working } = useMySecurityWords();
  const inWords = useProblemWords();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const [faults, setFaults] = useState<Faults>({ current: null, chosen: null });
  const currentField = useRef<HTMLInputElement>(null);
  const chosenField = useRef<HTMLInputElement>(null);
  useEffect(() => currentField.current?.focus(), []);
  useEffect(() => {
    if (problem?.code === 'password-refused') currentField.current?.focus();
    if (problem?.code === 'password-weak') chosenField.current?.focus();
  }, [problem]);
  // What is found now takes the place of what was said of the try before.
  const sent = faults.current === null && faults.chosen === null ? problem : null;
  const faultAt = (code: Problem['code']) => (sent?.code === code ? inWords(sent).heading : null);
  const tooLong = (code: Problem['code']) => inWords({ code, reference: '', retryable: true, passwordFault: 'too-long' }).heading;
  const errorAt = (fault: Faults['current'], missing: string, long: Problem['code'], refused: Problem['code']) => {
    if (fault === null) return faultAt(refused);
    return fault === 'password-missing' ? missing : tooLong(long);
  };
  const currentError = errorAt(faults.current, words.currentMissing, 'password-too-long', 'password-refused');
  const chosenError = errorAt(faults.chosen, words.newMissing, 'password-weak', 'password-weak');
  return (
    <form
      className="change-password"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        const found: Faults = { current: passwordFault(current), chosen: passwordFault(chosen) };
        setFaults(found);
        if (found.current === null && found.chosen === null) {
          act('password', { kind: 'change-password', currentPassword: current, newPassword: chosen });
        } else (found.current === null ? chosenField : currentField).current?.focus();
      }}
    >
      <PasswordField ref={currentField} label={currentLabel} value={current} onChange={setCurrent} error={currentError} />
      <PasswordField
        ref={chosenField}
        label={words.new}
        autoComplete="new-password"
        value={chosen}
        onChange={setChosen}
        error={chosenError}
        hint={
          <div className="change-password__rules">
            <p>{words.rulesTitle}</p>
            <ul>
              {words.rules.map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ul>
            <p>{words.advice}</p>
          </div>
        }
      />
      <Row>
        <Button kind="primary" type="submit" working={busy && working}>
          {words.save}
        </Button>
        {beside}
      </Row>
    </form>
  );
}

/** When the password was last changed, and a form to change it. */
export function Password({ changedAt, headingId, act, busy, done, problem }: SectionProps & { readonly changedAt: string }) {
  const { password: words } = useMySecurityWords();
  const { cancel } = useShellWords();
  const when = useWhen();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (done === 'password-changed') setOpen(false);
  }, [done]);
  useEffect(() => {
    if (wasOpen.current && !open) button.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <SettingsSection title={words.title} lead={words.body} headingId={headingId}>
      <SectionStatus section="password" done={done} problem={open && belongsToField(problem) ? null : problem} />
      {open ? (
        <ChangePassword
          act={act}
          busy={busy}
          problem={problem}
          current={words.current}
          beside={<Button onPress={() => setOpen(false)}>{cancel}</Button>}
        />
      ) : (
        <div className="setting">
          <div className="setting__what">
            <Icon name="lock" />
            <span>{words.lastChanged(when.day(changedAt))}</span>
          </div>
          <div className="setting__actions">
            <Button ref={button} dense onPress={() => setOpen(true)}>
              {words.change}
            </Button>
          </div>
        </div>
      )}
    </SettingsSection>
  );
}
