import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import type { NotifyClient as Client } from 'notifications-node-client';
import { onTestFinished } from 'vitest';
import { type StandIn, type StandInOptions, startNotifyStandIn } from '../../server/demo/notify-stand-in/stand-in.ts';

// Loaded as its own documentation says to, with the network library that it brings.
export const { NotifyClient } = createRequire(import.meta.url)('notifications-node-client') as { NotifyClient: typeof Client };

/** A stand-in for one test, stopped when the test ends. */
export async function standIn(options: StandInOptions = {}): Promise<StandIn> {
  const started = await startNotifyStandIn(options);
  onTestFinished(() => started.close());
  return started;
}

/** Notify's own client, untouched. */
export function realClient(notify: StandIn, apiKey: string = notify.apiKey): Client {
  return new NotifyClient(notify.url, apiKey);
}

/** A token as Notify's clients make them, or as they shouldn't. Undefined claims are left out. */
export function token(
  claims: Readonly<Record<string, unknown>>,
  secret: string,
  header: Readonly<Record<string, unknown>> = { alg: 'HS256', typ: 'JWT' },
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export const serviceIdOf = (apiKey: string): string => apiKey.slice(-73, -37);
export const secretOf = (apiKey: string): string => apiKey.slice(-36);

/** A good `Authorization` header for now, by the computer's own clock. */
export function bearer(apiKey: string): string {
  return `Bearer ${token({ iss: serviceIdOf(apiKey), iat: Math.floor(Date.now() / 1000) }, secretOf(apiKey))}`;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request, without a client in between. A string body goes as it is. */
export async function request(
  notify: StandIn,
  method: string,
  path: string,
  apiKey: string | null = notify.apiKey,
  body?: unknown,
): Promise<RawAnswer> {
  const response = await fetch(`${notify.url}${path}`, {
    method,
    headers: { ...(apiKey === null ? {} : { authorization: bearer(apiKey) }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

export const sendSms = (notify: StandIn, body: unknown, apiKey: string = notify.apiKey): Promise<RawAnswer> =>
  request(notify, 'POST', '/v2/notifications/sms', apiKey, body);

/** The whole answer that a refusal should be. */
export function refusal(status: number, error: string, ...messages: readonly string[]): RawAnswer {
  return { status, body: { status_code: status, errors: messages.map((message) => ({ error, message })) } };
}

/** A clock that is moved by hand. */
export class HandClock {
  #now: number;
  constructor(start = '2026-03-27T09:00:00.000Z') {
    this.#now = Date.parse(start);
  }
  now = (): Date => new Date(this.#now);
  move(milliseconds: number): void {
    this.#now += milliseconds;
  }
  set(instant: string): void {
    this.#now = Date.parse(instant);
  }
}
