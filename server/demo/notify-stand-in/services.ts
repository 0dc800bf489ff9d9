import { randomUUID } from 'node:crypto';
import { PhoneFaultError, readPhoneNumber } from './phone-number.ts';

/** `normal` is what Notify's pages call a live key. */
export type KeyType = 'normal' | 'team' | 'test';

export interface ApiKey {
  readonly name: string;
  readonly type: KeyType;
  readonly secret: string;
  readonly revoked: boolean;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** In trial mode: only the team and its guest list can be sent to. */
  readonly restricted: boolean;
  readonly sendsTexts: boolean;
  readonly sendsEmails: boolean;
  readonly international: boolean;
  readonly landlines: boolean;
  readonly keys: readonly ApiKey[];
  readonly team: readonly string[];
  /** Numbers outside the team, `GUEST_LIST_MOST` at most. */
  readonly guestList: readonly string[];
  readonly defaultSender: string;
  readonly senders: ReadonlyMap<string, string>;
  readonly requestsPerMinute: number;
  readonly textsPerDay: number;
  readonly internationalTextsPerDay: number;
  readonly emailsPerDay: number;
  /** What is before the @ of the address that its e-mails come from. */
  readonly emailFrom: string;
}

/** Notify's limits for a live service, and for one in trial mode. */
export const LIVE_REQUESTS_PER_MINUTE = 3000;
export const LIVE_TEXTS_PER_DAY = 250_000;
export const LIVE_INTERNATIONAL_TEXTS_PER_DAY = 100;
export const TRIAL_TEXTS_PER_DAY = 50;
export const LIVE_EMAILS_PER_DAY = 250_000;
export const TRIAL_EMAILS_PER_DAY = 50;

/** Fixed ids, so that a configuration keeps working when the stand-in is started again. Keys are new each time. */
export const SERVICE_IDS = {
  live: '6f5c1ab2-6a3f-4a0c-9d53-0d6a53a20b11',
  trial: '0b7a4f0e-2f0d-4b1c-8f4e-3a1f6e5cbb22',
  archived: '5d1c80b4-93c4-4a57-86a6-7be8e3df2e33',
  keyless: '7e3f2c94-11d8-4f53-a5e9-9c9d6f0b4d44',
  unpermitted: 'c2a9d7e6-5b38-47f2-b0c1-1d4e8a7f6e55',
} as const;

export const SENDER_IDS = {
  name: '1f2e3d4c-5b6a-4798-8a6b-5c4d3e2f1a01',
  replyTo: '1f2e3d4c-5b6a-4798-8a6b-5c4d3e2f1a03',
  phoneNumber: '1f2e3d4c-5b6a-4798-8a6b-5c4d3e2f1a02',
} as const;

const SENDERS: ReadonlyMap<string, string> = new Map([
  [SENDER_IDS.name, 'Council'],
  [SENDER_IDS.phoneNumber, '07123123123'],
]);

/** As many as Notify's page for it has fields. */
const GUEST_LIST_MOST = 5;

export interface ServiceOptions {
  readonly name: string;
  readonly team: readonly string[];
  readonly guestList: readonly string[];
}

/**
 * One service for each situation that Notify answers differently in, by its id.
 * @throws Error when the guest list is longer than Notify has room for
 */
export function makeServices({ name, team, guestList }: ServiceOptions): ReadonlyMap<string, Service> {
  if (guestList.length > GUEST_LIST_MOST) throw new Error(`a guest list holds ${GUEST_LIST_MOST} numbers at most`);
  const live: Service = {
    id: SERVICE_IDS.live,
    name,
    active: true,
    restricted: false,
    sendsTexts: true,
    sendsEmails: true,
    international: false,
    landlines: false,
    // The revoked one comes first: a token that a later key signed must still get past it.
    keys: [makeKey('old', 'normal', true), makeKey('live', 'normal'), makeKey('team', 'team'), makeKey('test', 'test')],
    team,
    guestList,
    defaultSender: 'GOVUK',
    senders: SENDERS,
    requestsPerMinute: LIVE_REQUESTS_PER_MINUTE,
    textsPerDay: LIVE_TEXTS_PER_DAY,
    internationalTextsPerDay: LIVE_INTERNATIONAL_TEXTS_PER_DAY,
    emailsPerDay: LIVE_EMAILS_PER_DAY,
    emailFrom: name.toLowerCase().replace(/[^a-z0-9]+/g, '.'),
  };
  const trial: Service = {
    ...live,
    id: SERVICE_IDS.trial,
    restricted: true,
    international: true,
    keys: [makeKey('trial', 'normal'), makeKey('trial-test', 'test')],
    textsPerDay: TRIAL_TEXTS_PER_DAY,
    emailsPerDay: TRIAL_EMAILS_PER_DAY,
  };
  const archived: Service = { ...live, id: SERVICE_IDS.archived, active: false, keys: [makeKey('archived', 'normal')] };
  const keyless: Service = { ...live, id: SERVICE_IDS.keyless, keys: [] };
  const unpermitted: Service = {
    ...live,
    id: SERVICE_IDS.unpermitted,
    sendsTexts: false,
    sendsEmails: false,
    keys: [makeKey('unpermitted', 'normal')],
  };
  return new Map([live, trial, archived, keyless, unpermitted].map((service) => [service.id, service]));
}

/** `{key name}-{service id}-{secret}`: the only form in which Notify gives a key out. */
export function apiKeyText(service: Service, name: string): string {
  const key = service.keys.find((candidate) => candidate.name === name);
  if (!key) throw new Error(`the stand-in's service has no key named ${name}`);
  return `${key.name}-${service.id}-${key.secret}`;
}

/** Whether trial mode or a team key keeps a message from this number or address. A test key may pretend to send to anyone. */
export function mayReceive(service: Service, key: ApiKey, number: string): boolean {
  if (key.type === 'test' || (key.type === 'normal' && !service.restricted)) return true;
  const wanted = comparable(number);
  return [...service.team, ...service.guestList].some((member) => comparable(member) === wanted);
}

function comparable(number: string): string {
  try {
    return readPhoneNumber(number).normalised;
  } catch (error) {
    if (!(error instanceof PhoneFaultError)) throw error;
    return number.trim().toLowerCase();
  }
}

function makeKey(name: string, type: KeyType, revoked = false): ApiKey {
  return { name, type, secret: randomUUID(), revoked };
}
