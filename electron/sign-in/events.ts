import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Intent } from '../../shared/bridge.ts';
import type { AnswerOf } from '../../shared/operation.ts';
import type { Attempt, OperationName, OperationNamed } from './effects.ts';
import type { Managed } from './managed.ts';
import type { Connected, Outcome } from './ports.ts';

/** What is to be said about another version of the program. */
export type UpdateNews =
  /** Fetched and checked; it takes the place of this one when somebody says so. */
  | { readonly kind: 'ready'; readonly version: string }
  /** This is it, since the last run. */
  | { readonly kind: 'installed'; readonly version: string; readonly from: string }
  /** It was to be installed and isn't; this is still the version before. */
  | { readonly kind: 'failed'; readonly version: string };

/** What happens outside the window and the API. The shell reports these. */
export type OutsideEvent =
  | { readonly kind: 'network'; readonly online: boolean }
  /** The operating system's screen was locked, or the person switched away. */
  | { readonly kind: 'computer-locked' }
  /** The computer is going to sleep. */
  | { readonly kind: 'suspended' }
  /** The computer woke up, or its screen was unlocked: what is shown may be out of date. */
  | { readonly kind: 'resumed' }
  /** A link was opened that asks to sign in to an application. */
  | { readonly kind: 'link'; readonly application: DesktopApplicationId }
  | { readonly kind: 'update'; readonly news: UpdateNews }
  /** How long nobody has touched the computer; report it every `IDLE_REPORT_SECONDS`. */
  | { readonly kind: 'idle'; readonly seconds: number }
  /** IT has changed what it manages here. */
  | { readonly kind: 'managed'; readonly managed: Managed };

/** How often the shell should report idle time; the lock is at most this late. */
export const IDLE_REPORT_SECONDS = 15;

/** The answer to a call, tagged with the attempt and the operation that asked for it. */
export type Answered = {
  readonly [N in OperationName]: {
    readonly kind: 'answered';
    readonly attempt: Attempt;
    readonly operation: N;
    readonly outcome: Outcome<AnswerOf<OperationNamed<N>>>;
  };
}[OperationName];

export type Happening =
  | { readonly kind: 'started' }
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'outside'; readonly event: OutsideEvent }
  | Answered
  /** Whether the person wants the API to be at an address, and which that is, read from what was typed. */
  | { readonly kind: 'address-agreed'; readonly attempt: Attempt; readonly address: string; readonly agreed: boolean }
  | { readonly kind: 'connected'; readonly attempt: Attempt; readonly result: Connected }
  | { readonly kind: 'trust-remembered'; readonly attempt: Attempt; readonly how: 'stored' | 'this-run-only' }
  /** Null when the person called it off. */
  | { readonly kind: 'file-chosen'; readonly attempt: Attempt; readonly path: string | null }
  | { readonly kind: 'file-written'; readonly attempt: Attempt; readonly ok: boolean }
  /** A moment named by `nextWake` has come. One that comes early or late is harmless. */
  | { readonly kind: 'wake' }
  | { readonly kind: 'quit' };

/** `at` is the time of the event by this computer's clock, so that the workflow needs none of its own. */
export type Event = Happening & { readonly at: number };
