import { randomUUID } from 'node:crypto';
import { fragmentCount } from './gsm.ts';
import type { NotifyPhoneNumber } from './phone-number.ts';
import type { KeyType } from './services.ts';

/** Every status that Notify knows, in the order in which its refusals list them. */
export const STATUSES = [
  'cancelled',
  'created',
  'sending',
  'sent',
  'delivered',
  'pending',
  'failed',
  'technical-failure',
  'temporary-failure',
  'permanent-failure',
  'pending-virus-check',
  'validation-failed',
  'virus-scan-failed',
  'returned-letter',
] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses of a text message that tell `completed_at`. */
const COMPLETED: ReadonlySet<Status> = new Set([
  'sent',
  'delivered',
  'failed',
  'technical-failure',
  'temporary-failure',
  'permanent-failure',
  'cancelled',
]);
/** What `failed` stands for when a list is asked for. */
const FAILED: readonly Status[] = [
  'technical-failure',
  'temporary-failure',
  'permanent-failure',
  'validation-failed',
  'virus-scan-failed',
  'returned-letter',
];
/** Statuses that end the wait for a receipt; these and only these are called back about. */
export const RECEIPTS: ReadonlySet<Status> = new Set(['delivered', 'temporary-failure', 'permanent-failure', 'technical-failure']);

/** A message is with the network this long after it was taken, and on the phone this long after. */
export const SENDING_AFTER_MS = 1_000;
export const DELIVERED_AFTER_MS = 3_000;
/** A phone that is off: first the network keeps trying. (Really for up to 72 hours; nobody tries a demo for that long.) */
export const PENDING_AFTER_MS = 3_000;
export const GIVEN_UP_AFTER_MS = 8_000;
/** Notify forgets a message after seven days. */
export const RETENTION_MS = 7 * 24 * 60 * 60 * 1000;
/** A page of a list. */
export const PAGE_SIZE = 250;
/** What one fragment costs, in pounds before VAT. */
export const POUNDS_PER_FRAGMENT = 0.024;

/** Numbers whose messages fail, as Notify's test keys have it; here for every key, so that a demo can show it. */
const TEMPORARY_FAILURE_ENDING = '7700900003';
const PERMANENT_FAILURE_ENDING = '7700900002';
/** The same of addresses. */
const SIMULATED_FATES: Readonly<Record<string, Status>> = {
  'temp-fail@simulator.notify': 'temporary-failure',
  'perm-fail@simulator.notify': 'permanent-failure',
};

export interface Step {
  readonly status: Status;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Notification {
  readonly id: string;
  readonly serviceId: string;
  readonly keyType: KeyType;
  /** As it was supplied, trimmed. */
  readonly to: string;
  /** Null for an e-mail. */
  readonly number: NotifyPhoneNumber | null;
  /** Null for a text message. */
  readonly subject: string | null;
  readonly reference: string | null;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly body: string;
  /** What the phone shows, with the service's name before it. */
  readonly handsetBody: string;
  /** The code within the message, when its template has one, so that the outbox can show it large. */
  readonly code: string | null;
  readonly fragments: number;
  /** Microseconds since the epoch, never the same twice: what lists are in order of. */
  readonly createdAt: number;
  steps: readonly Step[];
  /** The receipt that was last called back about. */
  receipt: Status | null;
}

export type NewNotification = Pick<
  Notification,
  'serviceId' | 'keyType' | 'to' | 'number' | 'subject' | 'reference' | 'templateId' | 'templateVersion' | 'body' | 'handsetBody' | 'code'
>;

/** What Notify calls the two kinds of message. */
export const typeOf = (notification: Pick<Notification, 'number'>): 'sms' | 'email' => (notification.number === null ? 'email' : 'sms');

/** Every message that was taken, newest last, with statuses that follow the clock. */
export class Store {
  #notifications: Notification[] = [];
  #lastCreatedAt = 0;

  add(message: NewNotification, now: number): Notification {
    this.#lastCreatedAt = Math.max(now * 1000, this.#lastCreatedAt + 1);
    const notification: Notification = {
      ...message,
      id: randomUUID(),
      fragments: message.number === null ? 0 : fragmentCount(message.handsetBody),
      createdAt: this.#lastCreatedAt,
      steps: courseOf(message, now),
      receipt: null,
    };
    this.#notifications.push(notification);
    return notification;
  }

  /** Messages that are still remembered, newest first. */
  all(now: number): Notification[] {
    this.#notifications = this.#notifications.filter((notification) => notification.createdAt / 1000 > now - RETENTION_MS);
    return this.#notifications.toReversed();
  }

  find(id: string, now: number): Notification | undefined {
    return this.all(now).find((notification) => notification.id === id);
  }

  /** Says from now on how a message fares, whatever was in store for it. */
  setStatus(notification: Notification, status: Status, now: number): void {
    notification.steps = [...notification.steps.filter((step) => step.at <= now), { status, at: now }];
    notification.receipt = null;
  }

  clear(): void {
    this.#notifications = [];
  }
}

export interface Standing {
  readonly status: Status;
  readonly sentAt: number | null;
  readonly updatedAt: number | null;
  readonly completedAt: number | null;
}

/** How a message is doing at a moment. */
export function standing(notification: Notification, now: number): Standing {
  const past = notification.steps.filter((step) => step.at <= now);
  const current = past.at(-1) ?? { status: 'created' as const, at: now };
  return {
    status: current.status,
    sentAt: past.find((step) => step.status === 'sending' || step.status === 'sent')?.at ?? null,
    updatedAt: past.length > 1 ? current.at : null,
    completedAt: COMPLETED.has(current.status) ? current.at : null,
  };
}

/** Whether a status is among those asked for; none asked for means any. */
export function matchesStatus(status: Status, wanted: readonly string[]): boolean {
  return (
    wanted.length === 0 || wanted.some((name) => (name === 'failed' ? FAILED.includes(status) || status === 'failed' : name === status))
  );
}

function courseOf(message: NewNotification, now: number): Step[] {
  const start: Step[] = [{ status: 'created', at: now }];
  // Networks abroad send no receipts, so this is the last that is heard of it. What a test key sends reaches no network.
  if (message.number !== null && message.keyType !== 'test' && message.number.international && !message.number.crownDependency)
    return [...start, { status: 'sent', at: now + SENDING_AFTER_MS }];
  start.push({ status: 'sending', at: now + SENDING_AFTER_MS });
  if (message.number === null) return [...start, { status: SIMULATED_FATES[message.to] ?? 'delivered', at: now + DELIVERED_AFTER_MS }];
  const number = message.number.normalised;
  if (number.endsWith(PERMANENT_FAILURE_ENDING)) return [...start, { status: 'permanent-failure', at: now + DELIVERED_AFTER_MS }];
  if (number.endsWith(TEMPORARY_FAILURE_ENDING))
    return [...start, { status: 'pending', at: now + PENDING_AFTER_MS }, { status: 'temporary-failure', at: now + GIVEN_UP_AFTER_MS }];
  return [...start, { status: 'delivered', at: now + DELIVERED_AFTER_MS }];
}
