import type { ApplicationId, DesktopApplicationId, Language } from '../../shared/applications.ts';
import type { ApiErrorCode, ErrorDetails } from '../../shared/errors.ts';
import type { AnswerOf, BodyOf, Operation, ParamsOf } from '../../shared/operation.ts';
import type { About, Device, Token } from '../../shared/sign-in/schemas.ts';
import type { Managed } from './managed.ts';

/**
 * Everything that the sign-in workflow needs of the world. The workflow itself imports neither Electron nor Node and
 * has no clock, so each of these is given to it, and each can be replaced in a test.
 */

/** Why a call to the API came to nothing. Only `refused` is the API's own word. */
export type ApiFailure =
  /** This computer has no network. */
  | { readonly kind: 'offline' }
  /** The name doesn't resolve, or nothing listens there. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'certificate' }
  /** The certificate's dates don't fit this computer's clock. */
  | { readonly kind: 'clock' }
  | { readonly kind: 'proxy' }
  /** Something answered, but not a Vu API: a captive portal, another website, a redirect. */
  | { readonly kind: 'not-vu-api' }
  /** A Vu API, but an answer outside the contract that this desktop knows. */
  | { readonly kind: 'answer-unknown' }
  /** A 5xx without the contract's error body, e.g. from a gateway in front of the API. */
  | { readonly kind: 'server-error'; readonly status: number }
  | {
      readonly kind: 'refused';
      readonly code: ApiErrorCode;
      readonly details: ErrorDetails;
      /** Finds the request in the server's log. */
      readonly reference: string;
    };

export type Outcome<A> = { readonly ok: true; readonly answer: A } | { readonly ok: false; readonly failure: ApiFailure };

export interface ApiCall<O extends Operation> {
  readonly params: ParamsOf<O>;
  readonly body: BodyOf<O>;
  readonly bearer: string | null;
}

export interface Api {
  /** Calls an operation of the contract. Never rejects: whatever goes wrong is an outcome. */
  call<O extends Operation>(operation: O, input: ApiCall<O>): Promise<Outcome<AnswerOf<O>>>;
}

/** An address as typed or given, checked but not yet asked. */
export type AddressCheck =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly problem: 'address-invalid' | 'address-insecure' };

/** What came of giving the desktop an address. */
export type Connected =
  | { readonly ok: true; readonly address: string; readonly about: About }
  | { readonly ok: false; readonly problem: 'address-invalid' | 'address-insecure' | ApiFailure };

/** Where the API is. */
export interface Connection {
  /** The address in use, e.g. `https://vu.council.example`; null until one is known. */
  current(): string | null;
  /** True when IT sets it, so that it can't be changed here. */
  readonly managed: boolean;
  /** Reads an address as typed. Nothing leaves the computer for it: its name isn't looked up either. */
  check(typed: string): AddressCheck;
  /** Asks what answers at an address. The one in use stays. Never rejects. */
  ask(address: string): Promise<Connected>;
  /** Uses and saves an address that has just answered; any other is ignored. */
  use(address: string): void;
}

/** The person's own word, given where no page and no script of one can give it for them. */
export interface Consent {
  /**
   * Asks whether the API is to be at `to` from now on; `from` is where it is now, null where none is known yet. False
   * without a question while one is being asked.
   */
  toAddress(from: string | null, to: string): Promise<boolean>;
}

/** Whose trust, for what, at which API. The keychain hashes it; nothing of it is stored in the clear. */
export interface TrustKey {
  readonly address: string;
  readonly email: string;
  readonly application: ApplicationId;
}

/** Whose computer this is known to be at which API: a token that is no trust, and is for every application. */
export interface ComputerKey {
  readonly address: string;
  readonly email: string;
  readonly application: null;
}

/**
 * The tokens of this computer, of device trust and of people who have signed in here before. Never rejects and never takes longer than its own time limit.
 * `absent` and `unavailable` are told apart, but neither ever means that the computer is not trusted: a locked
 * keychain answers as if nothing were there.
 */
export interface TrustStore {
  read(
    key: TrustKey | ComputerKey,
  ): Promise<{ readonly kind: 'found'; readonly token: Token } | { readonly kind: 'absent' | 'unavailable' }>;
  /** `stored` in the keychain; or `this-run-only`, where the keychain could not keep it. */
  write(key: TrustKey | ComputerKey, token: Token): Promise<'stored' | 'this-run-only'>;
  /** After this the token is never presented again, whether or not the keychain could remove it. */
  forget(key: TrustKey): Promise<void>;
}

/** What is remembered on this computer between runs. None of it is secret. */
export interface Remembered {
  readonly language: Language;
  readonly application: DesktopApplicationId;
  /** Only of a person who chose to trust this computer; never on a shared desk. */
  readonly email: string | null;
}

export interface Settings {
  read(): Remembered;
  write(remembered: Remembered): void;
  /** What IT has set when the desktop starts; a change comes as a `managed` event. */
  readonly managed: Managed;
}

export interface Clipboard {
  /** Copies, and clears again after the time given unless something else was copied since. */
  copy(text: string, clearAfterMs: number): void;
}

export interface Files {
  /** Asks the person where a file is to go; null when they call it off. */
  choose(suggestedName: string): Promise<string | null>;
  /** Writes a file that only its owner may read; false when it could not be written. */
  write(path: string, text: string): Promise<boolean>;
}

export interface Updates {
  /** Puts a version that is ready in the place of this one and ends this one. False when that failed and all is as it was. */
  install(version: string, restart: boolean): boolean;
}

export interface Clock {
  /** Milliseconds since the epoch, by this computer. */
  now(): number;
  /** Runs `fn` once after `ms`; answers a function that stops it. */
  after(ms: number, fn: () => void): () => void;
}

/** A QR code's dark modules as one SVG path in a square of `size` units, without the quiet zone. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

export interface Ports {
  readonly api: Api;
  readonly connection: Connection;
  readonly consent: Consent;
  readonly trust: TrustStore;
  readonly settings: Settings;
  readonly clipboard: Clipboard;
  readonly files: Files;
  readonly updates: Updates;
  readonly clock: Clock;
  /** This computer, as the API and the person's list of computers know it. */
  readonly device: () => Device;
  readonly qr: (uri: string) => QrPath;
  readonly app: { readonly version: string; readonly electron: string; readonly compatibilityRuntime: boolean };
  /** False when this computer has no network at start. */
  readonly online: boolean;
  /** Takes a problem's reference and what was being asked, e.g. `SIGNIN-NET-01 about`; never anything about a person. */
  readonly log: (code: string) => void;
}
