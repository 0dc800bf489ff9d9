import type { ApplicationId, Language, Method } from '../../shared/applications.ts';
import type {
  ConnectScreen,
  NewPasswordScreen,
  PasswordStepScreen,
  Screen,
  SignedInScreen,
  SignInScreen,
  StartingScreen,
} from '../../shared/sign-in/screens.ts';
import { helpDeskCodeWordsIn } from '../words/help-desk-code.ts';
import { type StepWords, stepWordsIn } from '../words/steps.ts';
import { teamLeaderWordsIn } from '../words/team-leader.ts';

/** The heading of a step and the one sentence under it. */
export interface StepHeading {
  readonly heading: string;
  readonly lead: string | null;
}

/** A step that comes after the sign-in form, or the locked session. */
export type LaterScreen = Exclude<Screen, StartingScreen | ConnectScreen | SignInScreen | NewPasswordScreen | SignedInScreen>;

type StepScreen = LaterScreen | PasswordStepScreen;

/** What a step is called, in a window of its own and over the work alike. */
export function headingOf(screen: StepScreen, language: Language): StepHeading {
  const words = stepWordsIn(language);
  switch (screen.name) {
    case 'choose-method':
      return screen.mustEnrol
        ? { heading: words.chooseMethod.headingFirst, lead: words.chooseMethod.leadFirst(screen.application) }
        : { heading: words.chooseMethod.heading, lead: words.chooseMethod.lead(screen.application) };
    case 'prove-identity':
      return { heading: words.proveIdentity.heading, lead: proofLead(screen, words) };
    case 'phone-number':
      return forced(words.phoneNumber, screen.onlyFor, 'text-message', words);
    case 'text-code':
      return before(screen.thenSetUp, { heading: words.textCode.heading, lead: words.textCode.lead(screen.numberEnding) }, words);
    case 'link-authenticator':
      return forced(words.linkAuthenticator, screen.onlyFor, 'authenticator', words);
    case 'authenticator-code':
      return before(screen.thenSetUp, words.authenticatorCode, words);
    case 'recovery-code':
      return words.recoveryCode;
    case 'help-desk-code': {
      const { heading, lead, leadEither } = helpDeskCodeWordsIn(language);
      const next = screen.next === null ? leadEither : lead[screen.next];
      const why = screen.next === null ? null : because(screen.application, [screen.next], words);
      return { heading, lead: screen.onlyTakes && why !== null ? `${why} ${next}` : next };
    }
    case 'ask-team-leader': {
      const { heading, lead } = teamLeaderWordsIn(language);
      return { heading, lead: lead(screen.application) };
    }
    case 'forgotten-password':
      return words.forgottenPassword;
    case 'password-code':
      return { heading: words.passwordCode.heading, lead: words.passwordCode.lead(screen.email) };
    case 'choose-password':
      return words.choosePassword;
    case 'trust-computer':
      return { heading: words.trust.heading, lead: words.trust.lead(screen.days, screen.until) };
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

/** Why there is no choice of method: the application takes one alone, which the council decided. */
function because(application: ApplicationId, [only]: readonly Method[], { proveIdentity }: StepWords): string | null {
  return only === undefined ? null : proveIdentity.onlyTakes[only](application);
}

function proofLead({ application, takes, proveWith: [first] }: Extract<StepScreen, { name: 'prove-identity' }>, words: StepWords) {
  const why = because(application, takes, words);
  // A recovery code lets the person in at once, so nothing is set up now.
  return first?.method === 'recovery-code' ? why : `${why} ${words.proveIdentity.setUpNow}`;
}

function forced({ heading, lead }: StepHeading, onlyFor: ApplicationId | null, method: Method, words: StepWords): StepHeading {
  return { heading, lead: onlyFor === null ? lead : `${because(onlyFor, [method], words)} ${lead}` };
}

/** A code that only shows who the person is says what comes after it. */
function before(thenSetUp: Method | null, { heading, lead }: StepHeading, { proveIdentity }: StepWords): StepHeading {
  return { heading, lead: thenSetUp === null ? lead : `${lead} ${proveIdentity.thenSetUp[thenSetUp]}` };
}

/** Steps with one thing to type: focus goes straight there, and the heading is announced instead. */
const TYPING: ReadonlySet<StepScreen['name']> = new Set([
  'phone-number',
  'text-code',
  'authenticator-code',
  'recovery-code',
  'help-desk-code',
  'session-locked',
  'forgotten-password',
  'password-code',
  'choose-password',
  'password-step',
]);

/** True when the step's own field takes focus, so that its heading must not. */
export function startsWithTyping(screen: StepScreen): boolean {
  return TYPING.has(screen.name);
}
