import { useState } from 'react';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { ChoosePasswordScreen, ForgottenPasswordScreen, PasswordCodeScreen, ProblemCode } from '../../shared/sign-in/screens.ts';
import { emailFault, passwordFault } from '../../shared/sign-in/typed.ts';
import { Button } from '../components/button.tsx';
import { Details } from '../components/details.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { send } from '../store.ts';
import { useProblemWords } from '../words/problems.ts';
import { useStepWords } from '../words/steps.ts';
import { CodeForm } from './code-form.tsx';
import { useStepForm } from './use-step-form.ts';

type ForgottenScreen = ForgottenPasswordScreen | PasswordCodeScreen | ChoosePasswordScreen;

/** The way to a new password for whoever forgot theirs, but for the second factor, which is as in a sign-in. */
export function ForgottenPassword({ screen }: { readonly screen: ForgottenScreen }) {
  switch (screen.name) {
    case 'forgotten-password':
      return <Address screen={screen} />;
    case 'password-code':
      return <Code screen={screen} />;
    case 'choose-password':
      return <Choose screen={screen} />;
  }
}

const ADDRESS_PROBLEMS: readonly ProblemCode[] = ['email-missing', 'email-too-long'];

function Address({ screen }: { readonly screen: ForgottenPasswordScreen }) {
  const { forgottenPassword: words, sending } = useStepWords();
  const inWords = useProblemWords();
  const [email, setEmail] = useState(screen.email);
  const form = useStepForm({
    busy: screen.busy,
    problem: screen.problem,
    fieldProblems: ADDRESS_PROBLEMS,
    check: () => emailFault(email),
    submit: () => void send({ kind: 'ask-password-code', email: readIdentifier(email) }),
  });
  const fault = form.fieldProblem;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {form.pageProblem === null ? null : <ProblemNotice problem={form.pageProblem} retry={false} />}
      <TextField
        ref={form.field}
        label={words.label}
        error={fault === null ? null : inWords({ code: fault, reference: '', retryable: true }).heading}
        value={email}
        onChange={setEmail}
        type="email"
        inputMode="email"
        autoComplete="username"
      />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={screen.busy && sending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}

function Code({ screen }: { readonly screen: PasswordCodeScreen }) {
  const { passwordCode: words } = useStepWords();
  return (
    <>
      <CodeForm
        kind="password"
        busy={screen.busy}
        problem={screen.problem}
        attemptsLeft={screen.attemptsLeft}
        label={words.label}
        hint={words.hint}
        malformed={words.malformed}
      />
      <Details summary={words.nothing}>
        {words.nothingSteps.map((step) => (
          <p key={step}>{step}</p>
        ))}
      </Details>
    </>
  );
}

const PASSWORD_PROBLEMS: readonly ProblemCode[] = ['password-weak', 'password-missing', 'password-too-long'];

function Choose({ screen }: { readonly screen: ChoosePasswordScreen }) {
  const { choosePassword: words, continue: working } = useStepWords();
  const inWords = useProblemWords();
  const [password, setPassword] = useState('');
  const form = useStepForm({
    busy: screen.busy,
    problem: screen.problem,
    fieldProblems: PASSWORD_PROBLEMS,
    check: () => passwordFault(password),
    submit: () => void send({ kind: 'choose-password', newPassword: password }),
  });
  const fault = form.fieldProblem;
  const said = screen.problem?.code === fault ? screen.problem : null;
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {form.pageProblem === null ? null : <ProblemNotice problem={form.pageProblem} retry={false} />}
      {/* For password managers, which need to know whose password this is. */}
      <input type="text" autoComplete="username" value={screen.email} readOnly hidden />
      <PasswordField
        ref={form.field}
        label={words.label}
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        error={fault === null ? null : inWords(said ?? { code: fault, reference: '', retryable: true }).heading}
      />
      <div className="form__actions">
        <Button kind="primary" type="submit" working={screen.busy && working}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}
