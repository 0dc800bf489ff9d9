import type { DesktopApplicationId, Language, Method } from '../../shared/applications.ts';
import type { Computer, HelpDeskCodePurpose, SignInService } from '../../shared/control/schemas.ts';
import type { About, AuthenticatorEnrolment, Challenge, MySecurity, PassRequests, Session } from '../../shared/sign-in/schemas.ts';
import type * as screens from '../../shared/sign-in/screens.ts';
import type { Problem, SessionLockedScreen, SignedOutReason } from '../../shared/sign-in/screens.ts';
import type { Attempt } from './effects.ts';
import type { UpdateNews } from './events.ts';
import type { Managed } from './managed.ts';

/** What a stage waits for, and what went wrong last. */
export interface Progress {
  readonly pending: Attempt | null;
  readonly problem: Problem | null;
}

/** What is true whatever stage the person is at. */
export interface Common {
  /** What the screens are in: IT's word where there is one. */
  readonly language: Language;
  /** What the person has chosen, kept for when IT has no say. */
  readonly ownLanguage: Language;
  readonly about: About | null;
  /** The `about` call under way. */
  readonly asking: Attempt | null;
  readonly online: boolean;
  readonly address: string | null;
  /** True where it is not for the person to change: IT's, or an argument's. */
  readonly addressManaged: boolean;
  /** How often in this run the person was asked about another address and kept the one that they had. */
  readonly addressesDeclined: number;
  readonly managed: Managed;
  /** Server's clock minus this computer's, in milliseconds. */
  readonly clockOffset: number;
  readonly lastApplication: DesktopApplicationId;
  readonly rememberedEmail: string | null;
  /**
   * When the person last did something here. The system's idle time alone would lock a session that was unlocked a
   * moment ago by input that the system doesn't count: a test driver's, some remote-control and assistive tools'.
   */
  readonly presentAt: number;
  /** Null when there is nothing to say. */
  readonly update: Update | null;
}

/** A new version, and what the person has said about it. */
export type Update =
  | {
      readonly kind: 'ready';
      readonly version: string;
      /** The person has said that it may be installed once they have signed out. */
      readonly atSignOut: boolean;
      /** The person doesn't want to hear of it within this session. */
      readonly putAway: boolean;
      readonly installing: boolean;
    }
  | Exclude<UpdateNews, { kind: 'ready' }>;

/** Which step of giving a second factor the person is at. */
export type FactorStep =
  /** The first step is being fetched; the screen before it stays, busy, so that nothing flickers. */
  | { readonly name: 'opening' }
  /** Who the person is was proven, and what they set up next is being fetched; what was shown before stays, busy. */
  | { readonly name: 'proved'; readonly before: Journey }
  | { readonly name: 'choose-method' }
  | { readonly name: 'phone-number' }
  | { readonly name: 'text-code' }
  | { readonly name: 'link-authenticator'; readonly enrolment: AuthenticatorEnrolment; readonly copiedUntil: number | null }
  | { readonly name: 'authenticator-code' }
  | { readonly name: 'recovery-code' }
  /** What is set up next takes a code from the help desk. */
  | { readonly name: 'help-desk-code' }
  /** `from` is the step that it came from, to go back to. */
  | { readonly name: 'ask-team-leader'; readonly from: FactorStep; readonly limit: boolean };

/** A challenge on its way to being met; the same at sign-in and in an overlay. */
export interface Journey extends Progress {
  readonly token: string;
  readonly challenge: Challenge;
  readonly step: FactorStep;
  /** What `retry` does again. Never holds a code. */
  readonly again: { readonly kind: 'method'; readonly method: Method } | { readonly kind: 'resend' } | { readonly kind: 'pass' } | null;
  /** As typed on first use, so that it can be corrected. */
  readonly phoneNumber: string;
  readonly sends: number;
  /** Asks how the text message or the request for a pass is doing: when next, and the call under way. */
  readonly poll: { readonly at: number; readonly pending: Attempt | null };
}

/** Something done within a session that may need a step-up first, after which it goes on by itself. */
export type Action =
  | { readonly kind: 'enter'; readonly workspace: DesktopApplicationId }
  | { readonly kind: 'change-password'; readonly currentPassword: string; readonly newPassword: string }
  | { readonly kind: 'add-text-message' }
  | { readonly kind: 'send-to-new-number'; readonly phoneNumber: string }
  | { readonly kind: 'add-authenticator' }
  | { readonly kind: 'remove-factor'; readonly method: Method }
  | { readonly kind: 'remove-trusted-device'; readonly id: string }
  | { readonly kind: 'remove-all-trusted-devices' }
  | { readonly kind: 'end-session'; readonly id: string }
  | { readonly kind: 'end-other-sessions' }
  | { readonly kind: 'make-recovery-codes' }
  /** Until the server knows that they are saved, new codes don't work and the earlier ones do. */
  | { readonly kind: 'confirm-recovery-codes' }
  | { readonly kind: 'grant-pass'; readonly id: string; readonly person: string; readonly number: number; readonly reason: string }
  | { readonly kind: 'decline-pass'; readonly id: string; readonly person: string }
  /** Trust is offered for a while after a second factor; `steppedUp` once one was asked for, so that it is asked for once. */
  | { readonly kind: 'renew-trust'; readonly steppedUp: boolean }
  /** One that was caused here, which takes a second factor first. */
  | { readonly kind: 'dismiss-alert'; readonly id: string }
  | { readonly kind: 'end-computer'; readonly deviceId: string; readonly name: string }
  | { readonly kind: 'issue-help-desk-code'; readonly email: string; readonly purpose: HelpDeskCodePurpose; readonly reason: string };

export interface Overlay {
  readonly purpose: 'step-up' | 'add-factor' | 'enter-application';
  /** What goes on once the step-up is met. */
  readonly after: Action | null;
  readonly step:
    | { readonly kind: 'journey'; readonly journey: Journey }
    | ({ readonly kind: 'password' } & Progress)
    | { readonly kind: 'new-number'; readonly phoneNumber: string; readonly problem: Problem | null }
    | { readonly kind: 'locked-out'; readonly until: number | null };
}

export interface MySecurityPage {
  readonly name: 'my-security';
  readonly content: MySecurity | null;
  readonly reading: Attempt | null;
  readonly problem: Problem | null;
  readonly done: screens.MySecurityPage['done'];
}
export type Page = { readonly name: 'workspace'; readonly workspace: DesktopApplicationId } | MySecurityPage;

/** Something to be read again and again: when next, the call under way, and how often in a row it has failed. */
export interface Polling {
  readonly at: number;
  readonly pending: Attempt | null;
  readonly failures: number;
}

/** Those who wait for a team leader's pass, for whoever may grant one. */
export interface Passes extends Polling {
  readonly content: PassRequests | null;
  readonly problem: screens.PassProblem | null;
  readonly done: screens.PassAnswered | null;
}

/** What Control shows of sign-in, as it was last read. */
export interface ControlContent {
  /** True from when the page is opened until it is being read. */
  readonly wanted: boolean;
  readonly service: SignInService | null;
  readonly serviceAt: number | null;
  readonly readingService: Attempt | null;
  readonly computers: readonly Computer[] | null;
  readonly computersAt: number | null;
  readonly readingComputers: Attempt | null;
  readonly problem: Problem | null;
  readonly done: screens.ComputerEnded | null;
  /** The last code that was made for somebody, until it is put away or the page left. */
  readonly code: screens.HelpDeskCodeMade | null;
  readonly codeProblem: Problem | null;
}

/** New recovery codes, from when they are made until they are confirmed or lapse. */
export interface NewRecoveryCodes {
  readonly codes: readonly string[];
  readonly confirmBy: string;
  /** The file under way: being chosen, then written. */
  readonly saving: Attempt | null;
  readonly file: 'saved' | 'failed' | null;
}

/** The one place where a session's token is. */
export interface SignedInStage {
  readonly name: 'signed-in';
  readonly token: string;
  /** The last attempt that was given out before the session had this token: that one and those before it went with another. */
  readonly tokenSince: Attempt;
  readonly session: Session;
  /** As it was typed, which is what device trust is kept under. */
  readonly email: string;
  readonly entered: readonly DesktopApplicationId[];
  readonly page: Page;
  readonly overlay: Overlay | null;
  /**
   * The one action under way: its own call, or the start of the step-up that it needs. What came of renewed trust goes
   * to the keychain last.
   */
  readonly doing: {
    readonly attempt: Attempt;
    readonly action: Action;
    readonly call: 'own' | 'step-up' | 'keychain';
  } | null;
  /** What `retry` does again. Never an action with a password. */
  readonly again: Action | null;
  readonly recoveryCodes: NewRecoveryCodes | null;
  readonly passes: Passes;
  readonly control: ControlContent;
  /** The warning that trust runs out: of which end it warns, and whether the person has put it away. */
  readonly trustWarning: { readonly of: string; readonly putAway: boolean } | null;
  readonly trustRenewed: boolean;
  readonly cannotRemember: boolean;
  readonly problem: Problem | null;
  readonly dismissing: readonly Attempt[];
  /** Asks whether the session still stands: when next, and the call under way. */
  readonly check: { readonly at: number; readonly pending: Attempt | null };
}

export interface SignInStage extends Progress {
  readonly name: 'sign-in';
  readonly email: string;
  readonly application: DesktopApplicationId;
  readonly reason: SignedOutReason | null;
}

interface Applicant {
  readonly email: string;
  readonly application: DesktopApplicationId;
}

export type SecondFactorStage = Applicant & { readonly name: 'second-factor'; readonly journey: Journey };

/** On the way to a new password for whoever forgot theirs. */
export type ForgottenStage = Applicant &
  Progress & {
    readonly name: 'forgotten-password';
    readonly step:
      | { readonly name: 'address' }
      | { readonly name: 'code'; readonly recoveryToken: string; readonly expiresAt: number; readonly attemptsLeft: number }
      | { readonly name: 'factor'; readonly journey: Journey }
      | { readonly name: 'choose'; readonly token: string };
  };

export type TrustStage = Progress & {
  readonly name: 'trust-computer';
  readonly token: string;
  readonly session: Session;
  readonly email: string;
  readonly days: number;
  /** Where a time of day ends trust before its days do: when, by the server's clock. */
  readonly until: string | null;
};

export type LockedStage = Progress & {
  readonly name: 'session-locked';
  readonly inside: SignedInStage;
  readonly because: SessionLockedScreen['because'];
};

export type ConnectStage = Progress & { readonly name: 'connect'; readonly address: string; readonly canGoBack: boolean };

export type Stage =
  | { readonly name: 'starting' }
  | ConnectStage
  | SignInStage
  | SecondFactorStage
  | ForgottenStage
  | TrustStage
  | SignedInStage
  | LockedStage
  | (Applicant & { readonly name: 'locked-out'; readonly until: number | null })
  | (Applicant & { readonly name: 'not-set-up' })
  | (Applicant & { readonly name: 'application-not-permitted' });

/** A lock or sign-out that the server doesn't know about yet. Its token is good for nothing else any more. */
export interface Errand {
  readonly kind: 'lock' | 'sign-out';
  readonly token: string;
  /** When the token stops meaning anything, so that there is no point in trying any longer. */
  readonly expiresAt: number;
  readonly tries: number;
}

export interface Outbox {
  readonly errands: readonly Errand[];
  /** The first errand's call under way. */
  readonly pending: Attempt | null;
  readonly retryAt: number;
}

export interface State {
  readonly common: Common;
  readonly stage: Stage;
  readonly outbox: Outbox;
  /** The last attempt given out. */
  readonly attempts: Attempt;
}

/** What is known before anything has happened. */
export type Beginning = Omit<Common, 'language' | 'about' | 'asking' | 'clockOffset' | 'presentAt' | 'update' | 'addressesDeclined'>;

/** What the workflow begins with, before `started`. */
export function initialState(given: Beginning): State {
  return {
    common: {
      ...given,
      language: given.managed.language ?? given.ownLanguage,
      about: null,
      asking: null,
      clockOffset: 0,
      addressesDeclined: 0,
      presentAt: 0,
      update: null,
    },
    stage: { name: 'starting' },
    outbox: { errands: [], pending: null, retryAt: 0 },
    attempts: 0,
  };
}
