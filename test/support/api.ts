import { createHash } from 'node:crypto';
import { asApiRole } from '../../build/postgres.ts';
import type { Configuration } from '../../server/configuration.ts';
import { seedCouncil } from '../../server/demo/council.ts';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { startNotifyStandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import type { DemoAccount } from '../../server/demo/people.ts';
import { ACCOUNTS } from '../../server/demo/people.ts';
import type { Keys } from '../../server/keys.ts';
import type { Log, LogFields } from '../../server/log.ts';
import { silentLog } from '../../server/log.ts';
import { createTextMessages, type TextMessagesOptions } from '../../server/notify/govuk-notify.ts';
import type { TextMessages } from '../../server/notify/text-messages.ts';
import type { Services } from '../../server/services.ts';
import type { PasswordLine } from '../../server/sign-in/password-line.ts';
import type { RunningServer } from '../../server/start.ts';
import { startServer } from '../../server/start.ts';
import { TEXT_CODE_ALPHABET, TEXT_CODE_LENGTH } from '../../shared/sign-in/limits.ts';
import type { ApiClient } from './client.ts';
import { apiClient } from './client.ts';
import type { AdjustableClock } from './clock.ts';
import { frozenClock } from './clock.ts';
import type { TestDatabase } from './database.ts';
import { freshDatabase } from './database.ts';
import { authenticatorCode } from './totp.ts';

/** A Friday morning in the Welsh spring. Later than what the template holds. */
const MORNING_OF_TESTS = '2026-03-27T09:00:00.000Z';
/** Before any date that a test or this computer could have. */
const SEEDED_AT = '2025-01-15T09:00:00.000Z';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

export interface StartApiOptions {
  /** Stands still at a fixed moment when absent. A desktop needs `runningClock()`. */
  readonly clock?: AdjustableClock;
  /** False for a database with no people in it. */
  readonly council?: boolean;
  /** Instead of the real sender on the stand-in. */
  readonly textMessages?: TextMessages;
  /** How long the real sender waits, of each instance; as in production when absent. */
  readonly waits?: Pick<TextMessagesOptions, 'timeoutMs' | 'pause'>;
  readonly configuration?: Partial<Configuration>;
  /** Puts something between the API and its database. */
  readonly databaseUrl?: (url: string) => string;
  /** Where passwords wait, of each instance; as in production when absent. */
  readonly line?: () => PasswordLine;
}

/** A real API on loopback with a database, a clock and a Notify stand-in of its own. */
export interface StartedApi {
  readonly url: string;
  readonly client: ApiClient;
  readonly clock: AdjustableClock;
  readonly database: TestDatabase;
  readonly configuration: Configuration;
  readonly services: Services;
  readonly notify: StandIn;
  /** Everything that the API logged so far. */
  readonly log: readonly LogLine[];
  /** One of the made-up council's people, by key (server/demo/people.ts). */
  person(key: string): DemoAccount;
  /** What the person's authenticator app shows now. */
  authenticatorCode(person: DemoAccount, stepsAway?: number): string;
  /** The code of the newest text message to a number; throws when there is none. */
  textCode(phone: string): string;
  /** Sends the alerts that are due to go to phones. Here nothing else does. */
  sendAlertTexts(): Promise<number>;
  /** The same of e-mails, with the codes for new passwords. */
  sendEmails(): Promise<number>;
  /** Stops the server, leaving the database; `startAgain` brings it back at the same address. */
  stop(): Promise<void>;
  startAgain(): Promise<void>;
  /** A second instance on the same database. It stops with the first. */
  another(): Promise<{
    readonly url: string;
    readonly client: ApiClient;
    readonly services: Services;
    sendAlertTexts(): Promise<number>;
  }>;
  close(): Promise<void>;
}

/** Keys of the tests. They must stay the same over a run, since the template's secrets are under them. */
export function testKeys(): Keys {
  const key = (label: string) => createHash('sha256').update(`vu test key ${label}`).digest();
  const ring = (label: string) => ({ current: { id: label, key: key(label) }, byId: new Map([[label, key(label)]]) });
  return { codes: ring('codes'), audit: ring('audit'), authenticator: ring('authenticator') };
}

export async function startApi(options: StartApiOptions = {}): Promise<StartedApi> {
  const clock = options.clock ?? frozenClock(MORNING_OF_TESTS);
  const withCouncil = options.council ?? true;
  const database = await freshDatabase(withCouncil ? { name: councilTemplateName(), fill: fillWithCouncil } : undefined);
  const notify = await startNotifyStandIn({ clock });
  const databaseUrl = options.databaseUrl?.(database.apiUrl) ?? database.apiUrl;
  const configuration = {
    ...demoConfiguration(databaseUrl, options.databaseUrl?.(database.url) ?? database.url, notify),
    ...options.configuration,
  };
  const lines: LogLine[] = [];
  const log = collect(lines);
  const start = (at: Configuration) =>
    startServer({
      configuration: at,
      clock,
      log,
      alertTexts: false,
      ...(options.line && { line: options.line() }),
      ...textMessagesFor(at, clock, options),
    });

  let server = await start(configuration);
  if (withCouncil) await seedCouncil(server.services, configuration);
  const { url } = server;
  const others: RunningServer[] = [];

  return {
    url,
    client: apiClient(url),
    clock,
    database,
    configuration,
    get services() {
      return server.services;
    },
    notify,
    log: lines,
    person: (key) => {
      const found = ACCOUNTS.find((account) => account.key === key);
      if (found === undefined) throw new Error(`the made-up council has nobody called ${key}`);
      return found;
    },
    authenticatorCode: (person, stepsAway = 0) => {
      if (person.authenticatorSecret === null) throw new Error(`${person.name} has no authenticator app`);
      return authenticatorCode(person.authenticatorSecret, clock.now(), stepsAway);
    },
    textCode: (phone) => newestCode(notify, phone),
    sendAlertTexts: () => server.sendAlertTexts(),
    sendEmails: () => server.sendEmails(),
    stop: () => server.close(),
    startAgain: async () => {
      server = await start({ ...configuration, listen: { host: '127.0.0.1', port: Number(new URL(url).port) } });
    },
    another: async () => {
      const other = await start(configuration);
      others.push(other);
      return { url: other.url, client: apiClient(other.url), services: other.services, sendAlertTexts: () => other.sendAlertTexts() };
    },
    close: async () => {
      await Promise.all([server, ...others].map((each) => each.close()));
      await notify.close();
      await database.drop();
    },
  };
}

function textMessagesFor(
  { notify }: Configuration,
  clock: AdjustableClock,
  { textMessages, waits }: StartApiOptions,
): { readonly textMessages?: TextMessages } {
  if (textMessages) return { textMessages };
  return waits ? { textMessages: createTextMessages({ ...notify, clock, ...waits }) } : {};
}

function demoConfiguration(databaseUrl: string, migrationUrl: string, notify: StandIn): Configuration {
  return {
    mode: 'demo',
    databaseUrl,
    migrationUrl,
    poolSize: 10,
    listen: { host: '127.0.0.1', port: 0 },
    tls: null,
    secure: false,
    trustedProxies: [],
    keys: testKeys(),
    notify: {
      apiKey: notify.apiKey,
      templateIds: notify.templateIds,
      alertTemplateIds: notify.alertTemplateIds,
      emailTemplateIds: notify.emailTemplateIds,
      baseUrl: notify.url,
    },
  };
}

/** Changes with the council, so that a template of an earlier one isn't taken for it. */
function councilTemplateName(): string {
  return `council ${createHash('sha256').update(JSON.stringify(ACCOUNTS)).digest('hex')}`;
}

async function fillWithCouncil(url: string): Promise<void> {
  const notify = await startNotifyStandIn();
  const configuration = demoConfiguration(asApiRole(url), url, notify);
  const server = await startServer({ configuration, clock: frozenClock(SEEDED_AT), log: silentLog });
  await seedCouncil(server.services, configuration);
  await server.close();
  await notify.close();
}

function collect(lines: LogLine[]): Log {
  const at =
    (level: LogLine['level']) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, fields });
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

const CODE = new RegExp(`(?<![A-Z0-9])[${TEXT_CODE_ALPHABET}]{${TEXT_CODE_LENGTH}}(?![A-Z0-9])`);

/** Numbers are compared without their spacing and country code. */
const national = (phone: string): string => phone.replace(/\D/g, '').replace(/^44/, '0');

function newestCode(notify: StandIn, phone: string): string {
  const to = notify.outbox().filter((each) => national(each.to) === national(phone));
  const code = to.map((each) => CODE.exec(each.body)?.[0]).find((each) => each !== undefined);
  if (code === undefined) throw new Error('no text message with a code was sent to that number');
  return code;
}
