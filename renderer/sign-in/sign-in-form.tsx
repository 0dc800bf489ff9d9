import type { FormEvent } from 'react';
import { Suspense, useEffect, useId, useRef, useState } from 'react';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { ManagedView } from '../../shared/bridge.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import type { ProblemCode, SignedOutReason, SignInScreen } from '../../shared/sign-in/screens.ts';
import { emailFault, passwordFault } from '../../shared/sign-in/typed.ts';
import { Button } from '../components/button.tsx';
import { comesLater } from '../components/comes-later.ts';
import { Managed } from '../components/managed.tsx';
import { Notice } from '../components/notice.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { RadioCards } from '../components/radio-cards.tsx';
import { TextField } from '../components/text-field.tsx';
import { send } from '../store.ts';
import { useCommonWords } from '../words/common.ts';
import { useProblemWords } from '../words/problems.ts';
import { useSignInWords } from '../words/sign-in.ts';
import { ApplicationNeeds } from './application-needs.tsx';
import { ErrorSummary } from './error-summary.tsx';

const REASON_KINDS: Readonly<Record<SignedOutReason, 'success' | 'info' | 'caution'>> = {
  'signed-out': 'success',
  'signed-out-remembered': 'success',
  'session-ended': 'info',
  'ended-by-administrator': 'caution',
  'password-changed': 'info',
  'factor-changed': 'info',
  'two-factor-on': 'info',
  'ended-elsewhere': 'info',
  'challenge-expired': 'caution',
  'too-many-wrong-codes': 'caution',
  'trust-ended': 'info',
};

const newComputer = comesLater(async () => (await import('./new-computer-code.tsx')).NewComputerCode);

const DESKTOP_APPLICATIONS: readonly DesktopApplicationId[] = ['customer-service-vu', 'control'];

interface Faults {
  readonly email: ReturnType<typeof emailFault>;
  readonly password: ReturnType<typeof passwordFault>;
}

interface SignInFormProps {
  readonly screen: SignInScreen;
  readonly addressManaged: boolean;
  readonly managed: ManagedView;
  /** Null until the API has said who it is; reaching it is then worth trying without a password. */
  readonly about: About | null;
}

/** E-mail address, password and what to open. */
export function SignInForm({ screen, addressManaged, managed, about }: SignInFormProps) {
  const words = useSignInWords();
  const common = useCommonWords();
  const inWords = useProblemWords();
  const id = useId();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const [email, setEmail] = useState(screen.email);
  const [password, setPassword] = useState('');
  const [application, setApplication] = useState(screen.application);
  const [faults, setFaults] = useState<Faults>({ email: null, password: null });
  const several = faults.email !== null && faults.password !== null;
  const { busy } = screen;
  // What is found now takes the place of what was said of the try before.
  const problem = faults.email === null && faults.password === null ? screen.problem : null;

  // A link that was opened chooses on the form that is there; what has been typed stays.
  const asked = screen.application;
  useEffect(() => setApplication(asked), [asked]);

  // Someone who has signed in here before only has the password to type.
  const startAtPassword = screen.email !== '';
  useEffect(() => {
    (startAtPassword ? passwordField : emailField).current?.focus();
    // For `npm run bench -- startup`: from here on the form takes typing, once it is on the screen.
    performance.mark('sign-in-usable');
  }, [startAtPassword]);

  // Once asked for it stays, since a mistyped password doesn't make this computer any better known.
  const codeNeeded = problem?.code === 'new-computer-code-needed';
  const [helpDeskCode, setHelpDeskCode] = useState<string | null>(null);
  const [codeRefused, setCodeRefused] = useState(false);
  const codeSent = useRef(false);
  useEffect(() => {
    if (!codeNeeded) return;
    setHelpDeskCode((typed) => typed ?? '');
    setCodeRefused(codeSent.current);
  }, [codeNeeded]);

  const refused = problem?.code === 'credentials-refused';
  const wasBusy = useRef(busy);
  useEffect(() => {
    if (wasBusy.current && !busy && refused) {
      passwordField.current?.focus();
      passwordField.current?.select();
    }
    wasBusy.current = busy;
  }, [busy, refused]);

  useEffect(() => {
    if (several) summary.current?.focus();
  }, [several]);

  const messageOf = (found: ProblemCode | null, sent: ProblemCode): string | null => {
    const code = found ?? (problem?.code === sent ? sent : null);
    return code === null ? null : inWords({ code, reference: '', retryable: true }).heading;
  };
  const emailError = messageOf(faults.email, 'email-missing');
  const passwordError = messageOf(faults.password, 'password-missing');

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    const found: Faults = { email: emailFault(email), password: passwordFault(password) };
    setFaults(found);
    if (found.email === null && found.password === null) {
      const code = helpDeskCode?.trim() ?? '';
      codeSent.current = code !== '';
      setCodeRefused(false);
      void send({
        kind: 'submit-password',
        email: readIdentifier(email),
        password,
        application,
        ...(code !== '' && { helpDeskCode: code }),
      });
    } else if (found.email !== null && found.password !== null) summary.current?.focus();
    else (found.email === null ? passwordField : emailField).current?.focus();
  };

  const ownPlace = problem?.code === 'email-missing' || problem?.code === 'password-missing';
  const reason = screen.reason === null ? null : words.signIn.reasons[screen.reason];
  return (
    <form className="form" noValidate onSubmit={submit}>
      {several ? (
        <ErrorSummary
          ref={summary}
          heading={words.summary}
          faults={[
            { fieldId: `${id}-email`, text: emailError ?? '' },
            { fieldId: `${id}-password`, text: passwordError ?? '' },
          ]}
        />
      ) : null}
      {problem === null || ownPlace || several ? null : <ProblemNotice problem={problem} retry={problem.retryable && about === null} />}
      {screen.reason === null || reason === null || problem !== null || several ? null : (
        <Notice kind={REASON_KINDS[screen.reason]} heading={reason.heading}>
          <p>{reason.body}</p>
        </Notice>
      )}
      <TextField
        id={`${id}-email`}
        ref={emailField}
        label={words.signIn.email}
        error={emailError}
        value={email}
        onChange={setEmail}
        type="email"
        inputMode="email"
        autoComplete="username"
      />
      <PasswordField
        id={`${id}-password`}
        ref={passwordField}
        label={words.signIn.password}
        error={passwordError}
        value={password}
        onChange={setPassword}
      />
      {about === null || about.passwordByEmail === true ? (
        <div>
          <Button
            kind="quiet"
            onPress={() => void send({ kind: 'forget-password', email: emailFault(email) === null ? readIdentifier(email) : '' })}
          >
            {words.signIn.forgotten}
          </Button>
        </div>
      ) : null}
      {helpDeskCode === null ? null : (
        <Suspense fallback={null}>
          <newComputer.Component refused={codeRefused} value={helpDeskCode} onChange={setHelpDeskCode} />
        </Suspense>
      )}
      <RadioCards
        legend={words.signIn.application}
        layout="beside"
        options={(managed.applications ?? DESKTOP_APPLICATIONS).map((value) => ({ value, label: common.applications[value] }))}
        value={application}
        onChange={setApplication}
      />
      {managed.applications === null ? null : <Managed what={common.managed.applications} />}
      <ApplicationNeeds about={about} managed={managed} application={application} />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={busy && words.checking}>
          {words.signIn.submit}
        </Button>
        {addressManaged ? null : (
          <Button kind="quiet" onPress={() => void send({ kind: 'change-address' })}>
            {words.signIn.changeAddress}
          </Button>
        )}
        {managed.address ? <Managed what={common.managed.address} /> : null}
      </div>
    </form>
  );
}
