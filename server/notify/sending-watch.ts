import type { TextMessageFault } from '../../shared/control/schemas.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from './failures.ts';
import type { SendingCondition } from './text-messages.ts';

/** What an administrator would call a failure; null for what is one message's own matter. */
function faultOf(failure: Failure): TextMessageFault | null {
  switch (failure.kind) {
    case 'number-refused':
    case 'rate-limit':
      return null;
    case 'daily-limit':
      return failure.everyone ? 'daily-limit' : null;
    case 'misconfigured':
    case 'clock':
    case 'refused-key':
    case 'server-error':
    case 'no-answer':
      return failure.kind;
  }
}

/**
 * Keeps what sending has shown, for readiness and for Control. A wrong template or a restricted account doesn't open the
 * circuit, since others may be sent to, but it is told here.
 */
export class SendingWatch {
  readonly #clock: Clock;
  #because: TextMessageFault | null = null;
  #since: Date | null = null;
  #clockAlarm = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param failure null when the message was taken. @param flowing whether messages are still being tried. */
  note(failure: Failure | null, flowing: boolean, purpose: 'code' | 'alert'): void {
    // Notify looks at the clock before anything else, so every other answer of its own means that it is right.
    if (failure?.kind === 'clock') this.#clockAlarm = true;
    else if (failure === null || failure.kind === 'number-refused' || failure.kind === 'misconfigured') this.#clockAlarm = false;
    const fault = failure === null ? null : faultOf(failure);
    // A template for alerts that is wrong is in the log; nobody who waits for a code is worse off for it.
    if (fault === 'misconfigured' && purpose === 'alert') return;
    if (fault === 'misconfigured') this.#set(fault);
    // A message from before the circuit opened can't speak for what is after.
    else if (!flowing) this.#set(fault ?? this.#because);
    // One message's refusal shows that Notify answers, but not that the template is right.
    else if ((failure === null && purpose === 'code') || this.#because !== 'misconfigured') this.#set(null);
  }

  condition(): Omit<SendingCondition, 'retryAt'> {
    return { because: this.#because, since: this.#since, clockAlarm: this.#clockAlarm };
  }

  #set(because: TextMessageFault | null): void {
    this.#since = because === null ? null : (this.#since ?? this.#clock.now());
    this.#because = because;
  }
}
