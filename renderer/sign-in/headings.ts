import type { LockedOutScreen, PasswordStepScreen, Screen, SecondFactorScreen, SignedInScreen } from '../../shared/sign-in/screens.ts';
import type { SignInWords } from '../words/sign-in.ts';
import type { TeamLeaderWords } from '../words/team-leader.ts';

/** The heading of a step and the one sentence under it. */
export interface StepHeading {
  readonly heading: string;
  readonly lead: string | null;
}

export type StepScreen = Exclude<Screen, SignedInScreen> | SecondFactorScreen | PasswordStepScreen | LockedOutScreen;

/** What a step is called, in a window of its own and over the work alike. */
export function headingOf(screen: StepScreen, words: SignInWords, teamLeader: TeamLeaderWords): StepHeading {
  switch (screen.name) {
    case 'starting':
      return { heading: words.starting.heading, lead: null };
    case 'connect':
      return words.connect;
    case 'sign-in':
      return words.signIn;
    case 'choose-method':
      return screen.mustEnrol
        ? { heading: words.chooseMethod.headingFirst, lead: words.chooseMethod.leadFirst(screen.application) }
        : { heading: words.chooseMethod.heading, lead: words.chooseMethod.lead(screen.application) };
    case 'phone-number':
      return words.phoneNumber;
    case 'text-code':
      return { heading: words.textCode.heading, lead: words.textCode.lead(screen.numberEnding) };
    case 'link-authenticator':
      return words.linkAuthenticator;
    case 'authenticator-code':
      return words.authenticatorCode;
    case 'recovery-code':
      return words.recoveryCode;
    case 'ask-team-leader':
      return { heading: teamLeader.heading, lead: teamLeader.lead(screen.application) };
    case 'trust-computer':
      return { heading: words.trust.heading, lead: words.trust.lead(screen.days) };
    case 'locked-out':
      return words.lockedOut;
    case 'not-set-up':
      return words.notSetUp;
    case 'application-not-permitted':
      return { heading: words.notPermitted.heading(screen.application), lead: words.notPermitted.lead };
    case 'session-locked':
      return { heading: words.locked.heading, lead: words.locked.because[screen.because] };
    case 'password-step':
      return words.passwordStep;
  }
}

/** Steps with one thing to type: focus goes straight there, and the heading is announced instead. */
const TYPING: ReadonlySet<StepScreen['name']> = new Set([
  'connect',
  'sign-in',
  'phone-number',
  'text-code',
  'authenticator-code',
  'recovery-code',
  'session-locked',
  'password-step',
]);

/** True when the step's own field takes focus, so that its heading must not. */
export function startsWithTyping(screen: StepScreen): boolean {
  return TYPING.has(screen.name);
}
