import type { Report } from './circuit.ts';
import type { Client, Result } from './client.ts';
import type { NotifyEvent, NotifyLog } from './events.ts';
import type { Failure } from './failures.ts';
import type { SendOutcome } from './text-messages.ts';

/** What text messages and e-mails have in common on their way to Notify. */

/** Pauses after a rate limit. Notify's bucket gains 50 a second, so a short wait is enough or nothing is. */
export const RATE_LIMIT_PAUSES_MS = [250, 1_000] as const;
/** A message that isn't there right after a lost answer may still be on its way in: it is looked for again after this. */
export const LOOK_AGAIN_AFTER_MS = 1_000;

export type Pause = (milliseconds: number) => Promise<void>;

/** A message of any kind, as Notify takes it. */
export interface Outgoing {
  readonly type: 'sms' | 'email';
  readonly reference: string;
  /** Hands it to Notify, once. */
  readonly post: () => Promise<Result<string>>;
}

/**
 * Sends a message at most once, as far as can be known. Notify has no way to say "the same one again", so after a lost
 * answer the message is looked for by its reference, twice, and only sent again when it isn't there either time. When
 * that can't be found out it is not sent again.
 */
export async function sendOnce(message: Outgoing, client: Client, pause: Pause, log: NotifyLog): Promise<Result<string>> {
  const first = await postPatiently(message, pause);
  if (first.ok || !mayHaveBeenTaken(first.failure)) return first;
  const found = await client.find(message.type, message.reference);
  if (found.ok && found.value !== null) return recovered(found.value, message, log);
  // A server error is an answer: whoever asks again can have a message of their own.
  if (!found.ok || first.failure.kind === 'server-error') return first;
  await pause(LOOK_AGAIN_AFTER_MS);
  const foundLater = await client.find(message.type, message.reference);
  if (!foundLater.ok) return first;
  if (foundLater.value !== null) return recovered(foundLater.value, message, log);
  const second = await postPatiently(message, pause);
  if (second.ok || !mayHaveBeenTaken(second.failure)) return second;
  const foundAtLast = await client.find(message.type, message.reference);
  return foundAtLast.ok && foundAtLast.value !== null ? recovered(foundAtLast.value, message, log) : second;
}

/** Sends a message that may have been sent before, by a process that didn't live to hear of it. When that can't be found out it is not sent. */
export async function resume(message: Outgoing, client: Client, pause: Pause, log: NotifyLog): Promise<Result<string>> {
  const found = await client.find(message.type, message.reference);
  if (!found.ok) return found;
  return found.value === null ? await sendOnce(message, client, pause, log) : recovered(found.value, message, log);
}

/** A rate limit refuses before anything is done, so it is safe to try again. */
async function postPatiently(message: Outgoing, pause: Pause): Promise<Result<string>> {
  let result = await message.post();
  for (const milliseconds of RATE_LIMIT_PAUSES_MS) {
    if (result.ok || result.failure.kind !== 'rate-limit') break;
    await pause(milliseconds);
    result = await message.post();
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

export function reportOf(failure: Failure): Report {
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

export function outcomeOf(failure: Failure): SendOutcome {
  if (failure.kind === 'number-refused') return { outcome: 'number-refused' };
  if (failure.kind === 'no-answer') return { outcome: 'unavailable', because: failure.reached ? 'timeout' : 'network' };
  return { outcome: 'unavailable', because: failure.kind };
}

export function eventOf(failure: Failure, reference: string): NotifyEvent {
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

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
