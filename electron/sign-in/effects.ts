import type { DesktopApplicationId, Language } from '../../shared/applications.ts';
import * as control from '../../shared/control/operations.ts';
import type { BodyOf, ParamsOf } from '../../shared/operation.ts';
import * as signIn from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import * as recovery from '../../shared/sign-in/recovery-operations.ts';
import type { ComputerKey, Remembered, TrustKey } from './ports.ts';

const { SIGN_IN_OPERATIONS: _signIn, ...signInByName } = signIn;
const { PASS_OPERATIONS: _passes, ...passesByName } = passes;
const { RECOVERY_OPERATIONS: _recovery, ...recoveryByName } = recovery;
const { CONTROL_OPERATIONS: _control, ...controlByName } = control;

/** The operations that the desktop calls, by name. */
export const OPERATIONS = { ...signInByName, ...recoveryByName, ...passesByName, ...controlByName };
export type OperationName = keyof typeof OPERATIONS;
export type OperationNamed<N extends OperationName> = (typeof OPERATIONS)[N];

/** Ties an answer to the request that asked for it. Rises with each; an answer to any but the current one is stale. */
export type Attempt = number;

/** A call to the API, as data. Its answer comes back as an `answered` event with the same attempt. */
export type CallEffect = {
  readonly [N in OperationName]: {
    readonly kind: 'call';
    readonly attempt: Attempt;
    readonly operation: N;
    readonly bearer: string | null;
    readonly params: ParamsOf<OperationNamed<N>>;
    readonly body: BodyOf<OperationNamed<N>>;
  };
}[OperationName];

/** What the workflow asks the world to do. Secrets pass through here on their way out and are not kept. */
export type Effect =
  | CallEffect
  /** Reads the trust token, if there may be one, and sends it with the password. Answers as `signInWithPassword`. */
  | {
      readonly kind: 'sign-in';
      readonly attempt: Attempt;
      readonly email: string;
      readonly password: string;
      readonly application: DesktopApplicationId;
      readonly language: Language;
      readonly trust: TrustKey | null;
      /** Where there is the token of somebody who has signed in here before. */
      readonly computer: ComputerKey | null;
      /** From the help desk, where a computer needs it that the person hasn't used before. */
      readonly helpDeskCode?: string;
      /** The longest that trust may last here, in days; left out where IT set no limit. */
      readonly trustMostDays?: number;
    }
  /** Asks for a code for a new password, for this computer. Answers as `askForPasswordCode`. */
  | {
      readonly kind: 'ask-password-code';
      readonly attempt: Attempt;
      readonly email: string;
      readonly application: DesktopApplicationId;
      readonly language: Language;
    }
  /** Asks the person, outside the page, whether the API is to be at an address as typed; `from` is where it is now. */
  | { readonly kind: 'agree-on-address'; readonly attempt: Attempt; readonly from: string | null; readonly typed: string }
  | { readonly kind: 'connect'; readonly attempt: Attempt; readonly address: string }
  | { readonly kind: 'use-address'; readonly address: string }
  /** Attempt is null where nobody waits for how it went. */
  | { readonly kind: 'remember-trust'; readonly attempt: Attempt | null; readonly key: TrustKey; readonly token: string }
  /** Nobody waits for it: where it can't be kept, this computer is not known the next time, and nothing else. */
  | { readonly kind: 'remember-computer'; readonly key: ComputerKey; readonly token: string }
  | { readonly kind: 'forget-trust'; readonly key: TrustKey }
  | { readonly kind: 'copy'; readonly text: string; readonly clearAfterMs: number }
  /** Asks the person where a file is to go. What goes into it is not known to anybody until they have said so. */
  | { readonly kind: 'choose-file'; readonly attempt: Attempt; readonly suggestedName: string }
  | { readonly kind: 'write-file'; readonly attempt: Attempt; readonly path: string; readonly text: string }
  | { readonly kind: 'save'; readonly remembered: Remembered }
  /** Puts the new version in place; starts it, unless the person is closing the program. */
  | { readonly kind: 'install-update'; readonly version: string; readonly restart: boolean };

type Nothing = Record<string, never>;
type InputOf<N extends OperationName> = (BodyOf<OperationNamed<N>> extends Nothing
  ? { readonly body?: never }
  : { readonly body: BodyOf<OperationNamed<N>> }) &
  (ParamsOf<OperationNamed<N>> extends Nothing ? { readonly params?: never } : { readonly params: ParamsOf<OperationNamed<N>> });

/** A call of `operation`. What it has no body or parameters for is left out of `input`. */
export function call<N extends OperationName>(attempt: Attempt, bearer: string | null, operation: N, input: InputOf<N>): CallEffect {
  // The compiler can't relate one member of a mapped union to its generic key; InputOf has checked the pair.
  return { kind: 'call', attempt, operation, bearer, params: input.params ?? {}, body: input.body ?? {} } as unknown as CallEffect;
}
