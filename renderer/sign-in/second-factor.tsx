import { Suspense } from 'react';
import type { LockedOutScreen, PasswordStepScreen, SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { comesLater } from '../components/comes-later.ts';
import { send } from '../store.ts';
import { useStepWords } from '../words/steps.ts';
import { AuthenticatorCode } from './authenticator-code.tsx';
import { ChooseMethod } from './choose-method.tsx';
import { LockedOut } from './locked-out.tsx';
import { PassGranted } from './pass-granted.tsx';
import { PasswordForm } from './password-form.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { RecoveryCode } from './recovery-code.tsx';
import { TextCode } from './text-code.tsx';

/** What few people see comes after the other steps. */
const linking = comesLater(async () => (await import('./link-authenticator.tsx')).LinkAuthenticator);
const asking = comesLater(async () => (await import('./ask-team-leader.tsx')).AskTeamLeader);
const allowing = comesLater(async () => (await import('./help-desk-code.tsx')).HelpDeskCode);
const proving = comesLater(async () => (await import('./prove-identity.tsx')).ProveIdentity);

/** Fetches what a few second factors need, while the password is being looked at. */
export function loadFurtherSteps(): void {
  for (const { fetch } of [linking, asking, proving, allowing]) void fetch();
}

/** The password, where a step-up has no code to ask for. */
function PasswordStep({ screen }: { readonly screen: PasswordStepScreen }) {
  const { passwordStep: words } = useStepWords();
  return (
    <PasswordForm
      busy={screen.busy}
      problem={screen.problem}
      label={words.password}
      submitLabel={words.submit}
      onPassword={(password) => void send({ kind: 'step-up-with-password', password })}
    />
  );
}

type StepScreen = SecondFactorScreen | PasswordStepScreen | LockedOutScreen;

/** What is under the heading of a step of the second factor: the same in a window of its own and over the work. */
export function SecondFactorStep({ screen }: { readonly screen: StepScreen }) {
  const granted = 'passGranted' in screen ? screen.passGranted : null;
  return (
    <Suspense>
      {granted === null ? null : <PassGranted granted={granted} />}
      <Step screen={screen} />
    </Suspense>
  );
}

function Step({ screen }: { readonly screen: StepScreen }) {
  switch (screen.name) {
    case 'choose-method':
      return <ChooseMethod screen={screen} />;
    case 'prove-identity':
      return <proving.Component screen={screen} />;
    case 'phone-number':
      return <PhoneNumber screen={screen} />;
    case 'text-code':
      return <TextCode screen={screen} />;
    case 'link-authenticator':
      return <linking.Component screen={screen} />;
    case 'authenticator-code':
      return <AuthenticatorCode screen={screen} />;
    case 'recovery-code':
      return <RecoveryCode screen={screen} />;
    case 'help-desk-code':
      return <allowing.Component screen={screen} />;
    case 'ask-team-leader':
      return <asking.Component screen={screen} />;
    case 'locked-out':
      return <LockedOut screen={screen} />;
    case 'password-step':
      return <PasswordStep screen={screen} />;
  }
}
