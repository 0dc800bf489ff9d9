import type { Language } from '../../shared/applications.ts';
import type { Delivery } from '../../shared/sign-in/schemas.ts';
import type { Clock } from '../clock.ts';
import { eventOf, type Outgoing, outcomeOf, type Pause, reportOf, resume, sendOnce, wait } from './carrying.ts';
import { Circuit } from './circuit.ts';
import { createClient } from './client.ts';
import type { NotifyLog } from './events.ts';
import { SendingWatch } from './sending-watch.ts';
import { ALERT_EVENTS, personalisation } from './template.ts';
import type { SendOutcome, TextMessages } from './text-messages.ts';

/** How long one answer is waited for: someone is looking at a screen. Notify itself answers within a second. */
export const TIMEOUT_MS = 5_000;

/** Notify's ids of one text in each language. */
export interface TemplateIds {
  readonly en: string;
  readonly cy?: string;
}

export interface TextMessagesOptions {
  /** `{key name}-{service id}-{secret}` as Notify shows it once. */
  readonly apiKey: string;
  /** Where Notify is; GOV.UK's own service when absent. */
  readonly baseUrl?: string;
  /** Notify's ids of the two templates; Welsh falls back to English where a council has none. */
  readonly templateIds: TemplateIds;
  /** Those of alerts. */
  readonly alertTemplateIds: TemplateIds;
  /** How long to wait for one answer, in milliseconds. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
  readonly log?: NotifyLog;
  /** Waits so many milliseconds; tests pass their own so that nothing sleeps. */
  readonly pause?: Pause;
}

/** What Notify's statuses mean to the person who waits. One that isn't here isn't known, and says nothing. */
const DELIVERIES: ReadonlyMap<string, Delivery> = new Map([
  ['created', 'accepted'],
  ['sending', 'sending'],
  ['pending', 'waiting-for-phone'],
  ['sent', 'sending'],
  ['delivered', 'delivered'],
  ['temporary-failure', 'phone-unreachable'],
  ['permanent-failure', 'number-unknown'],
  ['technical-failure', 'failed'],
]);

/** Reads one of Notify's statuses; null for one that no text message has. */
export function readDelivery(status: string): Delivery | null {
  return DELIVERIES.get(status) ?? null;
}

/**
 * Text messages through GOV.UK Notify.
 * @throws Error when the API key is not of Notify's form
 */
export function createTextMessages(options: TextMessagesOptions): TextMessages {
  const { clock, timeoutMs = TIMEOUT_MS, log = () => {}, pause = wait } = options;
  const client = createClient({
    apiKey: options.apiKey,
    timeoutMs,
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
  });
  const circuit = new Circuit(clock);
  const watch = new SendingWatch(clock);
  const text = (templateId: string, phoneNumber: string, values: Record<string, string>, reference: string): Outgoing => ({
    type: 'sms',
    reference,
    post: () => client.sendSms(templateId, phoneNumber, values, reference),
  });
  const carry = async (message: Outgoing, purpose: 'code' | 'alert', triedBefore: boolean): Promise<SendOutcome> => {
    const admission = circuit.admit();
    if (!admission) return { outcome: 'unavailable', because: 'circuit-open' };
    const result = await (triedBefore ? resume(message, client, pause, log) : sendOnce(message, client, pause, log));
    const change = circuit.report(admission, result.ok ? 'answered' : reportOf(result.failure));
    if (!result.ok) log(eventOf(result.failure, message.reference));
    if (change === 'opened')
      log({ level: 'alarm', event: 'circuit-opened', detail: 'no text messages are tried until Notify takes them again' });
    if (change === 'closed') log({ level: 'info', event: 'circuit-closed' });
    watch.note(result.ok ? null : result.failure, circuit.closed, purpose);
    return result.ok ? { outcome: 'sent', notifyId: result.value } : outcomeOf(result.failure);
  };

  return {
    send: ({ phoneNumber, code, application, language, reference }) =>
      carry(
        text(inLanguage(options.templateIds, language), phoneNumber, { ...personalisation(code, application) }, reference),
        'code',
        false,
      ),
    async sendAlert({ phoneNumber, kind, language, reference, triedBefore }) {
      const { alertTemplateIds } = options;
      // Where there is no Welsh template, English words go into the English one.
      const spoken = language === 'cy' && alertTemplateIds.cy === undefined ? 'en' : language;
      const values = { event: ALERT_EVENTS[spoken][kind] };
      return await carry(text(inLanguage(alertTemplateIds, spoken), phoneNumber, values, reference), 'alert', triedBefore);
    },
    async delivery(notifyId) {
      // While Notify is out, everyone who waits for a code asks every few seconds; none of them should wait for a time-out.
      if (!circuit.closed) return null;
      const result = await client.status(notifyId);
      return result.ok ? readDelivery(result.value) : null;
    },
    condition: () => ({ ...watch.condition(), retryAt: circuit.openUntil }),
    available: () => circuit.admitting,
  };
}

export function inLanguage(ids: TemplateIds, language: Language): string {
  return (language === 'cy' ? ids.cy : undefined) ?? ids.en;
}
