import type { ApplicationId, Language } from '../../shared/applications.ts';
import type { TextMessageFault } from '../../shared/control/schemas.ts';
import type { Alert, Delivery } from '../../shared/sign-in/schemas.ts';

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

/** Word of something that happened to an account, on its way to its owner's phone. */
export interface AlertMessage {
  /** E.164. */
  readonly phoneNumber: string;
  readonly kind: Alert['kind'];
  readonly language: Language;
  /** Ours, without personal data, and the same at each try of one alert. */
  readonly reference: string;
  /** True when an earlier try may have been sent without anybody knowing: it is looked for first. */
  readonly triedBefore: boolean;
}

/** What sending has shown lately. */
export interface SendingCondition {
  /** Why nobody can be sent to; null while they can. */
  readonly because: TextMessageFault | null;
  /** Since when. */
  readonly since: Date | null;
  /** True when Notify last said that this server's clock is wrong. */
  readonly clockAlarm: boolean;
  /** When messages are tried again; null while they are. */
  readonly retryAt: Date | null;
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
  /** Sends an alert, at least once and as far as can be known only once. */
  sendAlert(message: AlertMessage): Promise<SendOutcome>;
  /** How a message is doing; null when that can't be learnt now. */
  delivery(notifyId: string): Promise<Delivery | null>;
  /** What sending has shown here. Other instances may know of more: see condition-record.ts. Asks nothing of the network. */
  condition(): SendingCondition;
  /** False while no message would be let through here. */
  available(): boolean;
}
