import type { Delivery } from '../../shared/sign-in/schemas.ts';
import type { Clock } from '../clock.ts';
import { Circuit, type Report } from './circuit.ts';
import { type Client, createClient, type Result } from './client.ts';
import type { NotifyEvent, NotifyLog } from './events.ts';
import type { Failure } from './failures.ts';
import { personalisation } from './template.ts';
import type { CodeMessage, SendOutcome, TextMessages } from './text-messages.ts';

/** How long one answer is waited for: someone is looking at a screen. Notify itself answers within a second. */
export const TIMEOUT_MS = 5_000;
/** Pauses after a rate limit. Notify's bucket gains 50 a second, so a short wait is enough or nothing is. */
export const RATE_LIMIT_PAUSES_MS = [250, 1_000] as const;
/** A message that isn't there right after a lost answer may still be on its way in: it is looked for again after this. */
export const LOOK_AGAIN_AFTER_MS = 1_000;

export interface TextMessagesOptions {
  /** `{key name}-{service id}-{secret}` as Notify shows it once. */
  readonly apiKey: string;
  /** Where Notify is; GOV.UK's own service when absent. */
  readonly baseUrl?: string;
  /** Notify's ids of the two templates; Welsh falls back to English where a council has none. */
  readonly templateIds: { readonly en: string; readonly cy?: string };
  /** How long to wait for one answer, in milliseconds. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
  readonly log?: NotifyLog;
  /** Waits so many milliseconds; tests pass their own so that nothing sleeps. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** What Notify's statuses mean to the person who waits. One that isn't here isn't known, and says nothing. */
const DELIVERIES: ReadonlyMap<string, Delivery> = new Map([
  ['created', 'sending'],
  ['sending', 'sending'],
  ['pending', 'sending'],
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
  const post = (message: CodeMessage): Promise<Result<string>> => {
    const templateId = (message.language === 'cy' ? options.templateIds.cy : undefined) ?? options.templateIds.en;
    return client.sendSms(templateId, message.phoneNumber, { ...personalisation(message.code, message.application) }, message.reference);
  };
  // Nothing opens the circuit over a wrong template or a restricted account, since others may be sent to; but readiness tells.
  let misconfigured = false;

  return {
    async send(message) {
      const admission = circuit.admit();
      if (!admission) return { outcome: 'unavailable', because: 'circuit-open' };
      const result = await sendOnce(message, post, client, pause, log);
      const change = circuit.report(admission, result.ok ? 'answered' : reportOf(result.failure));
      if (!result.ok) log(eventOf(result.failure, message.reference));
      if (change === 'opened')
        log({ level: 'alarm', event: 'circuit-opened', detail: 'no text messages are tried until Notify takes them again' });
      if (change === 'closed') log({ level: 'info', event: 'circuit-closed' });
      if (result.ok) misconfigured = false;
      else if (result.failure.kind === 'misconfigured') misconfigured = true;
      return result.ok ? { outcome: 'sent', notifyId: result.value } : outcomeOf(result.failure);
    },
    async delivery(notifyId) {
      // While Notify is out, everyone who waits for a code asks every few seconds; none of them should wait for a time-out.
      if (!circuit.closed) return null;
      const result = await client.status(notifyId);
      return result.ok ? readDelivery(result.value) : null;
    },
    state: () => (circuit.closed && !misconfigured ? 'ok' : 'failing'),
    available: () => circuit.admitting,
  };
}

/**
 * Sends a message at most once, as far as can be known. Notify has no way to say "the same one again", so after a lost
 * answer the message is looked for by its reference, twice, and only sent again when it isn't there either time. When
 * that can't be found out it is not sent again.
 */
async function sendOnce(
  message: CodeMessage,
  post: (message: CodeMessage) => Promise<Result<string>>,
  client: Client,
  pause: (milliseconds: number) => Promise<void>,
  log: NotifyLog,
): Promise<Result<string>> {
  const first = await postPatiently(message, post, pause);
  if (first.ok || !mayHaveBeenTaken(first.failure)) return first;
  const found = await client.find(message.reference);
  if (found.ok && found.value !== null) return recovered(found.value, message, log);
  // A server error is an answer: whoever asks again can have a message of their own.
  if (!found.ok || first.failure.kind === 'server-error') return first;
  await pause(LOOK_AGAIN_AFTER_MS);
  const foundLater = await client.find(message.reference);
  if (!foundLater.ok) return first;
  if (foundLater.value !== null) return recovered(foundLater.value, message, log);
  const second = await postPatiently(message, post, pause);
  if (second.ok || !mayHaveBeenTaken(second.failure)) return second;
  const foundAtLast = await client.find(message.reference);
  return foundAtLast.ok && foundAtLast.value !== null ? recovered(foundAtLast.value, message, log) : second;
}

/** A rate limit refuses before anything is done, so it is safe to try again. */
async function postPatiently(
  message: CodeMessage,
  post: (message: CodeMessage) => Promise<Result<string>>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<Result<string>> {
  let result = await post(message);
  for (const milliseconds of RATE_LIMIT_PAUSES_MS) {
    if (result.ok || result.failure.kind !== 'rate-limit') break;
    await pause(milliseconds);
    result = await post(message);
  }
  return result;
}

function recovered(notifyId: string, message: CodeMessage, log: NotifyLog): Result<string> {
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
