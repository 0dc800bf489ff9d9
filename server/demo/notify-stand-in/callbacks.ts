import { microsecondStamp, stampOrNull } from './stamps.ts';
import { type Notification, RECEIPTS, type Standing, type Status, standing, typeOf } from './store.ts';

/** How long the receiver has to answer. */
const ANSWER_WITHIN_MS = 5_000;
const RETRIES = 5;
const RETRY_AFTER_MS = 300_000;

export interface CallbackTarget {
  readonly url: string;
  readonly bearerToken: string;
}

interface Attempt {
  readonly at: number;
  readonly retriesLeft: number;
  readonly receipt: string;
}

/** Tells a service how its messages fared, and tells it again when it couldn't be told. */
export class Callbacks {
  #target: CallbackTarget | null;
  #attempts: Attempt[] = [];

  constructor(target: CallbackTarget | null) {
    this.#target = target;
  }

  aim(target: CallbackTarget | null): void {
    this.#target = target;
    this.#attempts = [];
  }

  /** Sends what is due by `now`: receipts not yet sent, then repeats whose time has come. Resolves when all were tried. */
  async settle(notifications: readonly Notification[], now: number): Promise<void> {
    const target = this.#target;
    if (!target) return;
    for (const notification of notifications.toReversed()) {
      const at = standing(notification, now);
      if (!RECEIPTS.has(at.status) || notification.receipt === at.status) continue;
      notification.receipt = at.status;
      this.#attempts.push({ at: now, retriesLeft: RETRIES, receipt: JSON.stringify(receiptOf(notification, at, at.status)) });
    }
    const due = this.#attempts.filter((attempt) => attempt.at <= now);
    this.#attempts = this.#attempts.filter((attempt) => attempt.at > now);
    await Promise.all(due.map((attempt) => this.#try(target, attempt, now)));
  }

  async #try(target: CallbackTarget, attempt: Attempt, now: number): Promise<void> {
    if ((await deliver(target, attempt.receipt)) || attempt.retriesLeft === 0) return;
    this.#attempts.push({ ...attempt, at: now + RETRY_AFTER_MS, retriesLeft: attempt.retriesLeft - 1 });
  }
}

/** False when it is worth trying again: no answer, the receiver's own fault, or too many requests. Nothing else is. */
async function deliver(target: CallbackTarget, receipt: string): Promise<boolean> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${target.bearerToken}` },
      body: receipt,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.status < 500 && response.status !== 429;
  } catch {
    return false;
  }
}

function receiptOf(notification: Notification, at: Standing, status: Status): Record<string, unknown> {
  return {
    id: notification.id,
    reference: notification.reference,
    to: notification.to,
    status,
    created_at: microsecondStamp(notification.createdAt),
    completed_at: stampOrNull(at.updatedAt),
    sent_at: stampOrNull(at.sentAt),
    notification_type: typeOf(notification),
    template_id: notification.templateId,
    template_version: notification.templateVersion,
  };
}
