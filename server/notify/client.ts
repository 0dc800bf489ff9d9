import axios from 'axios';
import { NotifyClient } from 'notifications-node-client';
import * as z from 'zod';
import { type Failure, readFailure } from './failures.ts';

/** GOV.UK Notify's own address. */
const NOTIFY_URL = 'https://api.notifications.service.gov.uk';
/** Answers are a few kilobytes; a page of 250 messages is under 400. */
const ANSWER_MOST_BYTES = 2 * 1024 * 1024;
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;
/** Key name, then two UUIDs: the service's and the secret. */
const API_KEY = /^.+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const sentAnswer = z.object({ id: z.uuid() });
const messageAnswer = z.object({ id: z.uuid(), status: z.string() });
const listAnswer = z.object({ notifications: z.array(z.object({ id: z.uuid(), reference: z.string().nullable() })) });

export interface ClientOptions {
  readonly apiKey: string;
  readonly baseUrl?: string;
  /** How long to wait for one answer. The library's own default is for ever. */
  readonly timeoutMs: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The few things asked of Notify, through its own client, with every error turned into a Failure where it arises. */
export interface Client {
  sendSms(templateId: string, phoneNumber: string, personalisation: Record<string, string>, reference: string): Promise<Result<string>>;
  sendEmail(templateId: string, address: string, personalisation: Record<string, string>, reference: string): Promise<Result<string>>;
  /** The status of a message, in Notify's word for it. */
  status(notifyId: string): Promise<Result<string>>;
  /** The id of the message of that kind with that reference, or null when Notify has none. */
  find(type: 'sms' | 'email', reference: string): Promise<Result<string | null>>;
}

/** @throws Error when the key is not of Notify's form; the message doesn't repeat it */
export function createClient({ apiKey, baseUrl = NOTIFY_URL, timeoutMs }: ClientOptions): Client {
  if (!API_KEY.test(apiKey)) throw new Error('the Notify API key is not of the form {name}-{service id}-{secret}');
  // The client joins the two without looking, and Notify has nothing at //v2.
  const url = baseUrl.replace(/\/+$/, '');
  const notify = new NotifyClient(url, apiKey);
  const http = axios.create({
    timeout: timeoutMs,
    // A redirect would take the token, the number and the code wherever it points.
    maxRedirects: 0,
    maxContentLength: ANSWER_MOST_BYTES,
    // A council's proxy can't reach this computer's own addresses.
    ...(LOOPBACK.test(new URL(url).hostname) ? { proxy: false as const } : {}),
  });
  // The same axios, whose types for `require` and for `import` don't know each other.
  notify.setClient(http as unknown as Parameters<typeof notify.setClient>[0]);
  return {
    sendSms: (templateId, phoneNumber, personalisation, reference) =>
      ask(
        () => notify.sendSms(templateId, phoneNumber, { personalisation, reference }),
        sentAnswer,
        ({ id }) => id,
      ),
    sendEmail: (templateId, address, personalisation, reference) =>
      ask(
        () => notify.sendEmail(templateId, address, { personalisation, reference }),
        sentAnswer,
        ({ id }) => id,
      ),
    status: (notifyId) =>
      ask(
        () => notify.getNotificationById(encodeURIComponent(notifyId)),
        messageAnswer,
        ({ status }) => status,
      ),
    find: (type, reference) =>
      ask(
        () => notify.getNotifications(type, undefined, reference),
        listAnswer,
        ({ notifications }) => notifications.find((notification) => notification.reference === reference)?.id ?? null,
      ),
  };
}

async function ask<A, T>(request: () => Promise<{ data: unknown }>, schema: z.ZodType<A>, read: (answer: A) => T): Promise<Result<T>> {
  try {
    const { data } = await request();
    const answer = schema.safeParse(data);
    // Something that isn't Notify, or cut short on the way: it may or may not have acted, as after a server error.
    return answer.success ? { ok: true, value: read(answer.data) } : { ok: false, failure: { kind: 'server-error' } };
  } catch (error) {
    return { ok: false, failure: readFailure(error) };
  }
}
