import type { Language } from '../../shared/applications.ts';
import type { Delivery } from '../../shared/sign-in/schemas.ts';
import type { Clock } from '../clock.ts';
import { Circuit, type Report } from './circuit.ts';
import { type Client, createClient, type Result } from './client.ts';
import type { NotifyEvent, NotifyLog } from './events.ts';
import type { Failure } from './failures.ts';
import { SendingWatch } from './sending-watch.ts';
import { ALERT_EVENTS, personalisation } from './template.ts';
import type { SendOutcome, TextMessages } from './text-messages.ts';

/** How long one answer is waited for: someone is looking at a screen. Notify itself answers within a second. */
export const TIMEOUT_MS = 5_000;
/** Pauses after a rate limit. Notify's bucket gains 50 a second, so a short wait is enough or nothing is. */
export const RATE_LIMIT_PAUSES_MS = [250, 1_000] as const;
/** A message that isn't there right after a lost answer may still be on its way in: it is looked for again after this. */
export const LOOK_AGAIN_AFTER_MS = 1_000;

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

type Pause = (milliseconds: number) => Promise<void>;

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
        {
          templateId: inLanguage(options.templateIds, language),
          phoneNumber,
          values: { ...personalisation(code, application) },
          reference,
        },
        'code',
        false,
      ),
    async sendAlert({ phoneNumber, kind, language, reference, triedBefore }) {
      const { alertTemplateIds } = options;
      // Where there is no Welsh template, English words go into the English one.
      const spoken = language === 'cy' && alertTemplateIds.cy === undefined ? 'en' : language;
      const values = { event: ALERT_EVENTS[spoken][kind] };
      return await carry({ templateId: inLanguage(alertTemplateIds, spoken), phoneNumber, values, reference }, 'alert', triedBefore);
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

function inLanguage(ids: TemplateIds, language: Language): string {
  return (language === 'cy' ? ids.cy : undefined) ?? ids.en;
}

/** A message of any kind, as Notify takes it. */
interface Outgoing {
  readonly templateId: string;
  readonly phoneNumber: string;
  readonly values: Readonly<Record<string, string>>;
  readonly reference: string;
}

/**
 * Sends a message at most once, as far as can be known. Notify has no way to say "the same one again", so after a lost
 * answer the message is looked for by its reference, twice, and only sent again when it isn't there either time. When
 * that can't be found out it is not sent again.
 */
async function sendOnce(message: Outgoing, client: Client, pause: Pause, log: NotifyLog): Promise<Result<string>> {
  const first = await postPatiently(message, client, pause);
  if (first.ok || !mayHaveBeenTaken(first.failure)) return first;
  const found = await client.find(message.reference);
  if (found.ok && found.value !== null) return recovered(found.value, message, log);
  // A server error is an answer: whoever asks again can have a message of their own.
  if (!found.ok || first.failure.kind === 'server-error') return first;
  await pause(LOOK_AGAIN_AFTER_MS);
  const foundLater = await client.find(message.reference);
  if (!foundLater.ok) return first;
  if (foundLater.value !== null) return recovered(foundLater.value, message, log);
  const second = await postPatiently(message, client, pause);
  if (second.ok || !mayHaveBeenTaken(second.failure)) return second;
  const foundAtLast = await client.find(message.reference);
  return foundAtLast.ok && foundAtLast.value !== null ? recovered(foundAtLast.value, message, log) : second;
}

/** Sends a message that may have been sent before, by a process that didn't live to hear of it. When that can't be found out it is not sent. */
async function resume(message: Outgoing, client: Client, pause: Pause, log: NotifyLog): Promise<Result<string>> {
  const found = await client.find(message.reference);
  if (!found.ok) return found;
  return found.value === null ? await sendOnce(message, client, pause, log) : recovered(found.value, message, log);
}

/** A rate limit refuses before anything is done, so it is safe to try again. */
async function postPatiently(message: Outgoing, client: Client, pause: Pause): Promise<Result<string>> {
  const post = () => client.sendSms(message.templateId, message.phoneNumber, message.values, message.reference);
  let result = await post();
  for (const milliseconds of RATE_LIMIT_PAUSES_MS) {
    if (result.ok || result.failure.kind !== 'rate-limit') break;
    await pause(milliseconds);
    result = await post();
  }
  return result;
}

function recovered(notifyId: string, message: Outgoing, log: NotifyLog): Result<string> {
  log({ level: 'info', event: 'found-after-no-answer', reference: message.reference });
  return { ok: true, value: notifyId };
}

function mayHaveBeenTaken(failure: Failure): boolean {
  return failure.kind === 'server-error' || (failure.kind === 'no-answer' && failure.reached);
}

function reportOf(failure: Failure): Report {
  switch (failure.kind) {
    case 'number-refused':
    case 'misconfigured':
    case 'rate-limit':
      return 'answered';
    case 'daily-limit':
      return failure.everyone ? 'broken-today' : 'answered';
    case 'clock':
    case 'refused-key':
      return 'broken';
    case 'server-error':
    case 'no-answer':
      return 'failed';
  }
}

function outcomeOf(failure: Failure): SendOutcome {
  if (failure.kind === 'number-refused') return { outcome: 'number-refused' };
  if (failure.kind === 'no-answer') return { outcome: 'unavailable', because: failure.reached ? 'timeout' : 'network' };
  return { outcome: 'unavailable', because: failure.kind };
}

function eventOf(failure: Failure, reference: string): NotifyEvent {
  const facts = {
    reference,
    ...(failure.status === undefined ? {} : { status: failure.status }),
    ...(failure.error === undefined ? {} : { error: failure.error }),
  };
  switch (failure.kind) {
    case 'number-refused':
      return { ...facts, level: 'info', event: 'number-refused' };
    case 'misconfigured':
      return { ...facts, level: 'alarm', event: 'misconfigured', detail: failure.detail };
    case 'clock':
      // Authenticator codes are made from the time as well, so those fail too.
      return { ...facts, level: 'alarm', event: 'server-clock-wrong', detail: 'this server’s clock is out by more than 30 seconds' };
    case 'refused-key':
      return { ...facts, level: 'alarm', event: 'key-refused', detail: 'Notify does not accept the API key' };
    case 'rate-limit':
      return { ...facts, level: 'warning', event: 'rate-limited' };
    case 'daily-limit':
      return { ...facts, level: 'alarm', event: 'daily-limit-reached', detail: 'Notify’s counts start again at midnight UTC' };
    case 'server-error':
      return { ...facts, level: 'warning', event: 'server-error' };
    case 'no-answer':
      return {
        ...facts,
        level: 'warning',
        event: 'no-answer',
        detail: failure.reached ? 'the message may still arrive' : 'Notify could not be reached',
      };
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
