import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../clock.ts';
import type { EmailTemplateIds } from '../../notify/emails.ts';
import { Callbacks, type CallbackTarget } from './callbacks.ts';
import { type Control, makeControl } from './control.ts';
import { Faults } from './faults.ts';
import { Limits } from './limits.ts';
import { makeListener } from './listener.ts';
import { type OutboxMessage, outboxMessage } from './outbox-page.ts';
import { apiKeyText, makeServices, SENDER_IDS, SERVICE_IDS, type Service } from './services.ts';
import { Store } from './store.ts';
import { makeTemplates, TEMPLATE_IDS } from './templates.ts';
import { nowOf, type World } from './world.ts';

/** How often receipts are looked for when the clock is the computer's; a test's clock is moved and settled by hand. */
const SETTLE_EVERY_MS = 500;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

export interface StandInOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Loopback only: anything else is refused. */
  readonly host?: string;
  /** Moves statuses, limits and time stamps. */
  readonly clock?: Clock;
  /** Judges the age of tokens; the computer's own time unless a test signs its own tokens. */
  readonly tokenClock?: Clock;
  readonly onMessage?: (message: OutboxMessage) => void;
  /** Where delivery receipts go, and the bearer token that goes with them. */
  readonly callback?: CallbackTarget;
  /** What phones show before each message. */
  readonly serviceName?: string;
  /** Numbers and addresses that a team key, and a service in trial mode, may send to. */
  readonly team?: readonly string[];
  readonly guestList?: readonly string[];
  /** Changes a service's limits or permissions, by id. */
  readonly services?: (services: ReadonlyMap<string, Service>) => ReadonlyMap<string, Service>;
}

export interface StandIn {
  /** Without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly teamApiKey: string;
  readonly testApiKey: string;
  /** Keys that are refused or restricted, each for its own reason. */
  readonly otherApiKeys: { readonly revoked: string; readonly trial: string; readonly archived: string; readonly unpermitted: string };
  readonly templateIds: { readonly en: string; readonly cy: string };
  readonly alertTemplateIds: { readonly en: string; readonly cy: string };
  readonly emailTemplateIds: EmailTemplateIds;
  readonly otherTemplateIds: typeof TEMPLATE_IDS;
  readonly senderIds: typeof SENDER_IDS;
  readonly serviceIds: typeof SERVICE_IDS;
  readonly control: Control;
  /** What was sent, newest first. */
  outbox(): OutboxMessage[];
  /** Stops at once, also with requests that are never answered. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for GOV.UK Notify's servers on this computer. It shows every code that it is given, so it can't be
 * reached from anywhere else.
 * @throws Error when the host is not loopback, the port is taken, or the guest list is too long
 */
export async function startNotifyStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { host = '127.0.0.1', clock = systemClock } = options;
  if (!LOOPBACK.test(host)) throw new Error(`the Notify stand-in only listens on this computer, not on ${host}`);
  const made = makeServices({
    name: options.serviceName ?? 'Vu',
    team: options.team ?? ['07700 900801', '07700 900802', 'notify.team@council.example'],
    guestList: options.guestList ?? ['07700 900803'],
  });
  const services = options.services?.(made) ?? made;
  const server = createServer();
  const url = await listen(server, host, options.port ?? 0);
  const world: World = {
    clock,
    tokenClock: options.tokenClock ?? systemClock,
    root: `${url}/`,
    services,
    templates: makeTemplates(clock.now()),
    store: new Store(),
    limits: new Limits(),
    faults: new Faults(),
    callbacks: new Callbacks(options.callback ?? null),
    onMessage: (notification) => options.onMessage?.(outboxMessage(notification, nowOf(world))),
  };
  const control = makeControl(world);
  const listener = makeListener(world, control);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => void listener(request, response));
  const ticking = clock === systemClock ? setInterval(() => void control.settle(), SETTLE_EVERY_MS).unref() : undefined;
  const key = (service: keyof typeof SERVICE_IDS, name: string): string => {
    const found = services.get(SERVICE_IDS[service]);
    if (!found) throw new Error(`the stand-in has no service ${service}`);
    return apiKeyText(found, name);
  };
  return {
    url,
    apiKey: key('live', 'live'),
    teamApiKey: key('live', 'team'),
    testApiKey: key('live', 'test'),
    otherApiKeys: {
      revoked: key('live', 'old'),
      trial: key('trial', 'trial'),
      archived: key('archived', 'archived'),
      unpermitted: key('unpermitted', 'unpermitted'),
    },
    templateIds: { en: TEMPLATE_IDS.en, cy: TEMPLATE_IDS.cy },
    alertTemplateIds: { en: TEMPLATE_IDS.alertEn, cy: TEMPLATE_IDS.alertCy },
    emailTemplateIds: {
      code: { en: TEMPLATE_IDS.emailCodeEn, cy: TEMPLATE_IDS.emailCodeCy },
      invitation: { en: TEMPLATE_IDS.emailInvitationEn, cy: TEMPLATE_IDS.emailInvitationCy },
      alert: { en: TEMPLATE_IDS.emailAlertEn, cy: TEMPLATE_IDS.emailAlertCy },
    },
    otherTemplateIds: TEMPLATE_IDS,
    senderIds: SENDER_IDS,
    serviceIds: SERVICE_IDS,
    control,
    outbox: () => world.store.all(nowOf(world)).map((notification) => outboxMessage(notification, nowOf(world))),
    close: async () => {
      clearInterval(ticking);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
