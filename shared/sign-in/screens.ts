import type { ApplicationId, DesktopApplicationId, Method } from '../applications.ts';
import type { Computer, HelpDeskCodePurpose, SignInService } from '../control/schemas.ts';
import type { ApiErrorCode, PassLimit, PasswordFault, PhoneNumberFault, ReasonFault } from '../errors.ts';
import type { Permission } from '../permissions.ts';
import type { Alert, Assurance, Challenge, Delivery, MethodOffer, MySecurity } from './schemas.ts';

/**
 * What the renderer is told to show. Main makes each screen whole; the renderer adds nothing but words and what is
 * being typed. Instants are milliseconds since the epoch by this computer's clock, already corrected for the
 * server's, so that a countdown is `at - Date.now()`.
 */

/** What went wrong, besides what the API itself refuses. */
export type LocalProblemCode =
  /** This computer has no network. */
  | 'offline'
  /** The API's address can't be reached. */
  | 'api-unreachable'
  | 'api-timeout'
  /** The API's certificate is not one that this computer trusts. */
  | 'certificate-refused'
  /** This computer's clock is too far from the server's. */
  | 'clock-wrong'
  /** A proxy on the way wants its own sign-in. */
  | 'proxy-refused'
  /** Something answered, but not a Vu API. */
  | 'not-vu-api'
  /** The API answered in a way that this desktop doesn't know. */
  | 'answer-unknown'
  | 'address-invalid'
  | 'address-insecure'
  /** What was typed can't be a code, so it was not sent and no try was used. */
  | 'code-malformed'
  | 'email-missing'
  | 'password-missing'
  /** Longer than any can be, so it was not sent. */
  | 'email-too-long'
  | 'password-too-long'
  | 'code-missing'
  /** A leader's reason that says too little to be sent. */
  | 'reason-too-short'
  /** Team leaders' passes were turned off since the person began. */
  | 'passes-off'
  /** New recovery codes were not confirmed in time, so they don't work. */
  | 'recovery-codes-lapsed';

export type ProblemCode = ApiErrorCode | LocalProblemCode;

/** A problem, as data. `reference` is what the person can quote to the help desk, e.g. `SIGNIN-NET-01`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly reference: string;
  /** True when trying the same again makes sense. */
  readonly retryable: boolean;
  readonly attemptsLeft?: number;
  /** When the same can be tried again. */
  readonly retryAt?: number;
  readonly phoneNumberFault?: PhoneNumberFault;
  readonly passwordFault?: PasswordFault;
  /** With `reason-refused` and `reason-too-short`. */
  readonly reasonFault?: ReasonFault;
  /** With `pass-limit`. */
  readonly passLimit?: PassLimit;
  /** With `code-wrong`: how far the phone's clock is out, in seconds; negative when it is slow. */
  readonly clockOffsetSeconds?: number;
}

/** Common to every screen where something can be under way or have gone wrong. */
interface Progress {
  /** True while main waits for an answer. */
  readonly busy: boolean;
  readonly problem: Problem | null;
}

/** First run: where the council's API is. */
export interface ConnectScreen extends Progress {
  readonly name: 'connect';
  readonly address: string;
  /** False at the first start, before which there is nothing. */
  readonly canGoBack: boolean;
}

export interface SignInScreen extends Progress {
  readonly name: 'sign-in';
  readonly email: string;
  readonly application: DesktopApplicationId;
  /** Why the person is here, when not of their own accord. */
  readonly reason: SignedOutReason | null;
}

export type SignedOutReason =
  | 'signed-out'
  /** The same, on a computer that the person trusts, so that their address stays in the form. */
  | 'signed-out-remembered'
  /** By its own time limit, or for a reason that nobody gave. */
  | 'session-ended'
  | 'ended-by-administrator'
  | 'password-changed'
  | 'factor-changed'
  /** By the person, or by somebody who says so, in another session of theirs. */
  | 'ended-elsewhere'
  /** Two-step sign-in was turned on, and the password alone is no longer enough. */
  | 'two-factor-on'
  | 'challenge-expired'
  | 'too-many-wrong-codes'
  | 'trust-ended';

/** What each step of giving a second factor can say besides its own question. */
interface FactorProgress extends Progress {
  /** What is wrong with a method that policy allows, through no fault of the person's. */
  readonly notice: Challenge['notice'];
  /** When text messages go again, where that is known; null otherwise. By the server's clock, as it is not counted down to. */
  readonly textMessagesFrom: number | null;
  /** True when a team leader can be asked for a pass instead; not once one was granted. */
  readonly passOffered: boolean;
  /** A pass that was granted while the person was looking at this step instead of waiting for it: by whom, and until when. */
  readonly passGranted: { readonly leaderName: string | null; readonly until: number | null } | null;
}

/** The steps of giving a second factor, the same at sign-in and within a session. */
export type SecondFactorScreen =
  | (FactorProgress & {
      readonly name: 'choose-method';
      readonly application: ApplicationId;
      readonly methods: readonly MethodOffer[];
      readonly mustEnrol: boolean;
      readonly numberEnding: string | null;
      readonly recoveryCodesLeft: number;
    })
  | (FactorProgress & {
      /** The person has only what the application doesn't take: they show who they are with that before setting up what it does. */
      readonly name: 'prove-identity';
      readonly application: ApplicationId;
      /** What the application takes: what is set up next. */
      readonly takes: readonly Method[];
      readonly proveWith: Challenge['proveWith'];
      readonly numberEnding: string | null;
      readonly recoveryCodesLeft: number;
    })
  | (FactorProgress & {
      readonly name: 'phone-number';
      readonly phoneNumber: string;
      /** The application that takes no other method, which is why this one is set up; null where the person chose it. */
      readonly onlyFor: ApplicationId | null;
      readonly canChooseAnother: boolean;
    })
  | (FactorProgress & {
      readonly name: 'text-code';
      readonly application: ApplicationId;
      readonly numberEnding: string;
      readonly firstTime: boolean;
      readonly codeExpiresAt: number;
      readonly resendAt: number;
      readonly resendsLeft: number;
      readonly delivery: Delivery;
      readonly attemptsLeft: number;
      readonly canChooseAnother: boolean;
      readonly recoveryCodesLeft: number;
      /** What is set up after this code, which only shows who the person is; null when the code is all. */
      readonly thenSetUp: Method | null;
      /** Rises with each message sent, so that the screen can say that another one is on its way. */
      readonly sends: number;
    })
  | (FactorProgress & {
      readonly name: 'link-authenticator';
      /** As for a phone number. */
      readonly onlyFor: ApplicationId | null;
      /** The QR code's modules as one SVG path in a square of `size` units, without its quiet zone. */
      readonly qr: { readonly size: number; readonly path: string };
      readonly key: string;
      readonly issuer: string;
      readonly account: string;
      /** True when the person has an app, which this one takes the place of once its code was given. */
      readonly replaces: boolean;
      readonly expiresAt: number;
      readonly attemptsLeft: number;
      readonly canChooseAnother: boolean;
      /** Set for a moment after the key was copied. */
      readonly copied: boolean;
    })
  | (FactorProgress & {
      readonly name: 'authenticator-code';
      readonly application: ApplicationId;
      readonly attemptsLeft: number;
      readonly canChooseAnother: boolean;
      readonly recoveryCodesLeft: number;
      /** As for a text message's code. */
      readonly thenSetUp: Method | null;
    })
  | (FactorProgress & {
      readonly name: 'recovery-code';
      readonly attemptsLeft: number;
    })
  | (FactorProgress & {
      readonly name: 'help-desk-code';
      readonly application: ApplicationId;
      readonly attemptsLeft: number;
      /** What is set up after it; null where the person then chooses. */
      readonly next: Method | null;
      /** True where the application takes nothing else, which is why it is set up. */
      readonly onlyTakes: boolean;
    })
  | (FactorProgress & {
      readonly name: 'ask-team-leader';
      readonly application: ApplicationId;
      /**
       * `asking` until the request is there, `waiting` for a leader, `granted` while the sign-in is being finished (which
       * it does by itself), `declined`, or `limit` when the person has had too many passes or asked too often.
       */
      readonly state: 'asking' | 'waiting' | 'granted' | 'declined' | 'limit';
      /** What the person tells the leader, who sees it beside the request; null while there is none. */
      readonly number: number | null;
      /** Who granted or declined it. */
      readonly leaderName: string | null;
      /** When a sign-in with the granted pass will end. */
      readonly until: number | null;
      readonly requestedAt: number | null;
      /** When this sign-in is over, and the request with it. */
      readonly expiresAt: number;
    });

export interface TrustScreen extends Progress {
  readonly name: 'trust-computer';
  readonly application: ApplicationId;
  readonly days: number;
  /**
   * When trust would end, where a time of day ends it before its days do; null where only they count. By the server's
   * clock: it is the time that the council has set, to be read and not counted down to.
   */
  readonly until: number | null;
  readonly computer: string;
}

export interface LockedOutScreen {
  readonly name: 'locked-out';
  /** Null when only an administrator can unlock. */
  readonly until: number | null;
}

/** Whoever forgot their password gives their address, and is sent a code if it is somebody's. */
export interface ForgottenPasswordScreen extends Progress {
  readonly name: 'forgotten-password';
  readonly email: string;
}

/** The code that was sent by e-mail, if it was. */
export interface PasswordCodeScreen extends Progress {
  readonly name: 'password-code';
  readonly email: string;
  readonly attemptsLeft: number;
}

/** The new password of whoever has shown who they are. */
export interface ChoosePasswordScreen extends Progress {
  readonly name: 'choose-password';
  readonly email: string;
}

/** Two-factor is required, but this person is not allowed to set it up without the help desk. */
export interface NotSetUpScreen {
  readonly name: 'not-set-up';
  readonly email: string;
}

export interface NotPermittedScreen {
  readonly name: 'application-not-permitted';
  readonly application: ApplicationId;
}

export interface SessionLockedScreen extends Progress {
  readonly name: 'session-locked';
  readonly person: string;
  readonly email: string;
  readonly because: 'asked' | 'idle' | 'computer-locked';
}

/** Asking for the password instead of a code, where the organisation has two-factor turned off. */
export interface PasswordStepScreen extends Progress {
  readonly name: 'password-step';
}

/** A step-up or an added factor, over the work and never instead of it. */
export interface SecurityOverlay {
  readonly purpose: 'step-up' | 'add-factor' | 'enter-application' | 'renew-trust';
  /** With `enter-application`: which. */
  readonly opens: DesktopApplicationId | null;
  /** Where nothing but an app's code will do: the application that takes nothing else, or the person's own account; null otherwise. */
  readonly appBecause: ApplicationId | 'account' | null;
  readonly step: SecondFactorScreen | PasswordStepScreen | LockedOutScreen;
}

export interface MySecurityPage extends Progress {
  readonly name: 'my-security';
  /** Null while it is being fetched for the first time. */
  readonly content: MySecurity | null;
  /** New codes, until the person says that they are saved. They don't work before that. */
  readonly recoveryCodes: readonly string[] | null;
  /** When the new codes lapse unless the person says that they are saved. */
  readonly recoveryCodesConfirmBy: number | null;
  /** How saving the new codes to a file is going, or went; null when it was not asked for, or called off. */
  readonly recoveryCodesFile: 'saving' | 'saved' | 'failed' | null;
  /** What was just done, to be said once. */
  readonly done:
    | 'password-changed'
    | 'factor-added'
    | 'factor-removed'
    | 'computer-removed'
    | 'computers-removed'
    | 'session-ended'
    | 'sessions-ended'
    | 'recovery-codes-confirmed'
    | null;
}

/** Everything on one computer was ended: how much that was. */
export interface ComputerEnded {
  /** As it was called in the list of computers. */
  readonly name: string;
  readonly sessions: number;
  readonly trusts: number;
  readonly people: number;
}

/** A code that was made for somebody, shown until it is put away. */
export interface HelpDeskCodeMade {
  readonly person: string;
  readonly email: string;
  readonly code: string;
  readonly purpose: HelpDeskCodePurpose;
  readonly expiresAt: number;
}

/** What Control's home page shows of sign-in. */
export interface ControlHome extends Progress {
  /** Null while it is being fetched for the first time. */
  readonly service: SignInService | null;
  /** Null while they are being fetched for the first time. */
  readonly computers: readonly Computer[] | null;
  /** When each of the two was read, which may be long ago where the API can't be reached. */
  readonly serviceAt: number | null;
  readonly computersAt: number | null;
  /** The one that this desktop runs on. */
  readonly thisComputer: string;
  /** The computer that is being ended. */
  readonly ending: string | null;
  readonly done: ComputerEnded | null;
  /** A code for somebody is being made; the code; and why there is none. */
  readonly issuing: boolean;
  readonly code: HelpDeskCodeMade | null;
  readonly codeProblem: Problem | null;
}

export interface WorkspacePage {
  readonly name: 'workspace';
  readonly workspace: DesktopApplicationId;
  /** Only in Control, for whoever manages it. */
  readonly control: ControlHome | null;
}

/** Somebody who waits for a team leader. */
export interface PassRequestItem {
  readonly id: string;
  readonly person: string;
  readonly email: string;
  readonly application: ApplicationId;
  readonly deviceName: string;
  /** Whether this person has signed in on it before; of another, its name is what it calls itself. */
  readonly computerKnown: boolean;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Which of the requests in this person's name it is, the oldest being 1. */
  readonly place: number;
  /** How many requests wait in this person's name, this one counted: of several, at most one can be theirs. */
  readonly ofThisPerson: number;
}

/** What a team leader sees of the people who wait. */
export interface PassRequestsView {
  /** Oldest first; null until they are known. */
  readonly items: readonly PassRequestItem[] | null;
  /** False when the leader has granted as many today as one may. */
  readonly canGrant: boolean;
  readonly grantsLeft: number;
  /** When a pass that is granted now would end; null until it is known. */
  readonly passUntil: number | null;
  /** Until when the leader's own code still counts, so that none is asked for; null where one is. */
  readonly steppedUpUntil: number | null;
  /** The request that is being answered. */
  readonly answering: string | null;
}

/** What went wrong with a request. It may be gone from the list by then, so it says whose it was. */
export interface PassProblem {
  readonly id: string;
  readonly person: string;
  readonly problem: Problem;
}

export interface PassAnswered {
  readonly answer: 'granted' | 'declined';
  readonly person: string;
  /** When the pass that was granted ends. */
  readonly until: number | null;
}

export interface SignedInScreen {
  readonly name: 'signed-in';
  readonly person: string;
  readonly email: string;
  readonly workspaces: readonly { readonly workspace: DesktopApplicationId; readonly entry: 'open' | 'step-up' | 'not-permitted' }[];
  readonly permissions: readonly Permission[];
  readonly assurance: Assurance;
  /** When the session ends at the latest. */
  readonly endsAt: number;
  readonly twoFactor: boolean;
  readonly page: WorkspacePage | MySecurityPage;
  readonly overlay: SecurityOverlay | null;
  readonly alerts: readonly Alert[];
  /** True once if trust was wanted but the keychain could not keep it: said once, then dismissed. */
  readonly cannotRemember: boolean;
  /** Null for whoever may not grant passes. */
  readonly passRequests: PassRequestsView | null;
  readonly passProblem: PassProblem | null;
  /** Which request was just answered, to be said once. */
  readonly passDone: PassAnswered | null;
  /** This computer's trust for the application that was signed in to; null where there is none. */
  readonly trust: { readonly expiresAt: number } | null;
  /** True when that runs out soon and can be renewed, unless the person has put the warning away. */
  readonly trustWarning: boolean;
  /** While trust is being renewed. */
  readonly renewingTrust: boolean;
  /** True once when it was, to be said once. */
  readonly trustRenewed: boolean;
  readonly problem: Problem | null;
}

/** A temporary password is replaced before anything else; a second factor that is needed for it comes over this. */
export interface NewPasswordScreen extends Progress {
  readonly name: 'new-password';
  readonly person: string;
  readonly email: string;
  readonly overlay: SecurityOverlay | null;
}

export interface StartingScreen {
  readonly name: 'starting';
}

export type Screen =
  | StartingScreen
  | ConnectScreen
  | SignInScreen
  | SecondFactorScreen
  | ForgottenPasswordScreen
  | PasswordCodeScreen
  | ChoosePasswordScreen
  | TrustScreen
  | LockedOutScreen
  | NotSetUpScreen
  | NotPermittedScreen
  | SessionLockedScreen
  | NewPasswordScreen
  | SignedInScreen;

export type ScreenName = Screen['name'];
