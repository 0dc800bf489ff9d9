/**
 * What the notify area tells the operator. Facts only: never a code, a phone number, a key, or an error as the
 * network library made it (those carry all three).
 */
export interface NotifyEvent {
  /** `alarm` needs a person: the service can't send until someone changes something. */
  readonly level: 'info' | 'warning' | 'alarm';
  readonly event:
    | 'number-refused'
    | 'misconfigured'
    | 'server-clock-wrong'
    | 'key-refused'
    | 'rate-limited'
    | 'daily-limit-reached'
    | 'server-error'
    | 'no-answer'
    | 'found-after-no-answer'
    | 'circuit-opened'
    | 'circuit-closed'
    | 'callback-refused'
    | 'allowance-used'
    | 'budget-nearly-used'
    | 'budget-used';
  /** HTTP status that Notify answered with, if it answered. */
  readonly status?: number;
  /** The name of Notify's error class, e.g. `RateLimitError`; never its message, which can repeat what was sent. */
  readonly error?: string;
  /** Our own reference of the message, which holds no personal data. */
  readonly reference?: string;
  /** A short fixed explanation for whoever reads the log. */
  readonly detail?: string;
}

export type NotifyLog = (event: NotifyEvent) => void;
