import type { ApplicationId, DesktopApplicationId } from '../applications.ts';
import type { ApiErrorCode, PasswordFault, PhoneNumberFault } from '../errors.ts';
import type { Permission } from '../permissions.ts';
import type { Alert, Assurance, Delivery, MethodOffer, MySecurity } from './schemas.ts';

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
  | 'code-missing';

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
}

export interface SignInScreen extends Progress {
  readonly name: 'sign-in';
  readonly email: string;
  readonly application: DesktopApplicationId;
  /** Why the person is here, when not of their own accord. */
  readonly reason: SignedOutReason | null;
}

export type SignedOutReason = 'signed-out' | 'session-ended' | 'challenge-expired' | 'too-many-wrong-codes' | 'trust-ended';

/** The steps of giving a second factor, the same at sign-in and within a session. */
export type SecondFactorScreen =
  | (Progress & {
      readonly name: 'choose-method';
      readonly application: ApplicationId;
      readonly methods: readonly MethodOffer[];
      readonly mustEnrol: boolean;
      readonly numberEnding: string | null;
      readonly recoveryCodesLeft: number;
    })
  | (Progress & {
      readonly name: 'phone-number';
      readonly phoneNumber: string;
      readonly canChooseAnother: boolean;
    })
  | (Progress & {
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
      /** Rises with each message sent, so that the screen can say that another one is on its way. */
      readonly sends: number;
    })
  | (Progress & {
      readonly name: 'link-authenticator';
      /** The QR code's modules as one SVG path in a square of `size` units, without its quiet zone. */
      readonly qr: { readonly size: number; readonly path: string };
      readonly key: string;
      readonly issuer: string;
      readonly account: string;
      readonly expiresAt: number;
      readonly attemptsLeft: number;
      readonly canChooseAnother: boolean;
      /** Set for a moment after the key was copied. */
      readonly copied: boolean;
    })
  | (Progress & {
      readonly name: 'authenticator-code';
      readonly application: ApplicationId;
      readonly attemptsLeft: number;
      readonly canChooseAnother: boolean;
      readonly recoveryCodesLeft: number;
    })
  | (Progress & {
      readonly name: 'recovery-code';
      readonly attemptsLeft: number;
    });

export interface TrustScreen extends Progress {
  readonly name: 'trust-computer';
  readonly application: ApplicationId;
  readonly days: number;
  readonly computer: string;
}

export interface LockedOutScreen {
  readonly name: 'locked-out';
  /** Null when only an administrator can unlock. */
  readonly until: number | null;
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
  readonly purpose: 'step-up' | 'add-factor' | 'enter-application';
  readonly step: SecondFactorScreen | PasswordStepScreen | LockedOutScreen;
}

export interface MySecurityPage extends Progress {
  readonly name: 'my-security';
  /** Null while it is being fetched for the first time. */
  readonly content: MySecurity | null;
  /** New codes, until the person says that they are saved. */
  readonly recoveryCodes: readonly string[] | null;
  /** What was just done, to be said once. */
  readonly done: 'password-changed' | 'factor-added' | 'factor-removed' | 'computer-removed' | 'computers-removed' | null;
}

export interface WorkspacePage {
  readonly name: 'workspace';
  readonly workspace: DesktopApplicationId;
}

export interface SignedInScreen {
  readonly name: 'signed-in';
  readonly person: string;
  readonly email: string;
  readonly workspaces: readonly { readonly workspace: DesktopApplicationId; readonly entry: 'open' | 'step-up' | 'not-permitted' }[];
  readonly permissions: readonly Permission[];
  readonly assurance: Assurance;
  readonly twoFactor: boolean;
  readonly page: WorkspacePage | MySecurityPage;
  readonly overlay: SecurityOverlay | null;
  readonly alerts: readonly Alert[];
  /** True once if trust was wanted but the keychain could not keep it: said once, then dismissed. */
  readonly cannotRemember: boolean;
  readonly problem: Problem | null;
}

export interface StartingScreen {
  readonly name: 'starting';
}

export type Screen =
  | StartingScreen
  | ConnectScreen
  | SignInScreen
  | SecondFactorScreen
  | TrustScreen
  | LockedOutScreen
  | NotSetUpScreen
  | NotPermittedScreen
  | SessionLockedScreen
  | SignedInScreen;

export type ScreenName = Screen['name'];
