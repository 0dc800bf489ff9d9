import type { ApplicationId, Language } from '../../shared/applications.ts';
import type { Delivery } from '../../shared/sign-in/schemas.ts';

/** A sign-in code on its way to a phone. */
export interface CodeMessage {
  /** E.164, e.g. `+447700900123`. */
  readonly phoneNumber: string;
  readonly code: string;
  readonly application: ApplicationId;
  readonly language: Language;
  /**
   * Ours, without personal data, and a new one for each message: after a lost answer the message is looked up by it, so
   * one that an earlier message had would be taken for proof that this one was sent.
   */
  readonly reference: string;
}

export type SendOutcome =
  | { readonly outcome: 'sent'; readonly notifyId: string }
  /** Notify won't send to this number; trying again won't help. */
  | { readonly outcome: 'number-refused' }
  /** Nobody can be sent to at the moment: an outage, a limit, a key or a clock. Not the person's fault. */
  | {
      readonly outcome: 'unavailable';
      readonly because: /** No answer, and it couldn't be found out whether the message was taken: it may still arrive. */
        | 'timeout'
        /** Notify couldn't be reached, so nothing was sent. */
        | 'network'
        | 'rate-limit'
        | 'daily-limit'
        | 'refused-key'
        | 'clock'
        | 'server-error'
        | 'misconfigured'
        | 'circuit-open';
    };

/** The way out to phones. Never logs codes, numbers or keys, whatever happens. */
export interface TextMessages {
  send(message: CodeMessage): Promise<SendOutcome>;
  /** How a message is doing; null when that can't be learnt now. */
  delivery(notifyId: string): Promise<Delivery | null>;
  /** What readiness reports. Asks nothing of the network. */
  state(): 'ok' | 'failing';
  /** False while sending is known not to work, so that the other method can be offered first. */
  available(): boolean;
}
