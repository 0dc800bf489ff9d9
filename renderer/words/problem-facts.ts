import type { PassLimit, PasswordFault, PhoneNumberFault, ReasonFault } from '../../shared/errors.ts';
import type { ProblemCode } from '../../shared/sign-in/screens.ts';

/** What the words of a problem may depend on; absent where it isn't known. */
export interface ProblemFacts {
  readonly attemptsLeft?: number | undefined;
  /** Time of day in London from which the same can be tried, e.g. `14:05`. */
  readonly retryTime?: string | undefined;
  /** How far the phone's clock is out, in seconds; negative when it is slow. */
  readonly clockOffsetSeconds?: number | undefined;
  readonly phoneNumberFault?: PhoneNumberFault | undefined;
  readonly passwordFault?: PasswordFault | undefined;
  readonly reasonFault?: ReasonFault | undefined;
  readonly passLimit?: PassLimit | undefined;
}

/**
 * A problem in words. `heading` says what happened and stands alone beside a field;
 * `body` goes on to what is safe and what to do.
 */
export interface ProblemText {
  readonly heading: string;
  readonly body: readonly string[];
}

export type ProblemWords = { readonly [C in ProblemCode]: (facts: ProblemFacts) => ProblemText };
