import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { ApplicationId } from '../../shared/applications.ts';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { Configuration } from '../configuration.ts';
import { POOL_SIZE_DEFAULT } from '../database/database.ts';
import { jsonLines } from '../log.ts';
import { CALLBACK_PATH, CALLBACK_TOKEN_LEAST } from '../notify/callback.ts';
import type { RunningServer } from '../start.ts';
import { startServer } from '../start.ts';
import { seedCouncil } from './council.ts';
import type { DemoFolder } from './demo-folder.ts';
import { openDemoFolder } from './demo-folder.ts';
import type { StandIn } from './notify-stand-in/stand-in.ts';
import { startNotifyStandIn } from './notify-stand-in/stand-in.ts';
import { ACCOUNTS } from './people.ts';

/** A PostgreSQL that the caller can start. `build/postgres.ts` is one; `server` may not import it. */
export type StartPostgres = (options: { readonly dataDir: string; readonly fresh: boolean }) => Promise<{
  /** As the owner of all that is in it. */
  readonly url: string;
  /** As the role that the API runs with. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}>;

export interface DemoOptions {
  readonly postgres: StartPostgres;
  /** Holds the database, the keys and what is remembered; made when missing. For one demo at a time. */
  readonly dataDir: string;
  /** Forgets people, keys and trust first. */
  readonly fresh?: boolean;
  /** Must be free when given. Otherwise that of the last start, or any free one. */
  readonly port?: number;
  readonly notifyPort?: number;
  readonly clock?: Clock;
  /** Told of each text message "sent", e.g. to print a line. */
  readonly onMessage?: (message: { readonly to: string; readonly body: string }) => void;
}

/** One account, as the JSON line of `npm run demo:api` has it. */
export interface PrintedAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly phone: string | null;
  readonly authenticatorSecret: string | null;
  readonly recoveryCodes: readonly string[];
  readonly applications: readonly ApplicationId[];
  readonly purpose: string;
}

/** The facts of a running demo that its line gives. */
export interface DemoLine {
  readonly api: string;
  /** The stand-in; what was sent is at `/outbox` of it. */
  readonly notify: string;
  readonly accounts: readonly PrintedAccount[];
  /** For `npm run operator -- --env-file FILE`. Written anew at each start, as the database's port is another. */
  readonly operatorFile: string;
}

export interface RunningDemo {
  /** What to print, as one line of JSON, when ready. */
  readonly line: DemoLine;
  readonly server: RunningServer;
  readonly notify: StandIn;
  /** Stops the API, then the stand-in, then PostgreSQL. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, the Notify stand-in and the API with the made-up council, all on loopback. A caller prints
 * `JSON.stringify(demo.line)` and calls `stop()` at the end; the API's own log goes to `api.log` in the data folder,
 * so that standard output stays the caller's.
 * @throws Error when a port that was asked for is taken; what was started by then is stopped again
 */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const fresh = options.fresh ?? false;
  const folder = openDemoFolder(options.dataDir, fresh);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let last = stops.pop(); last !== undefined; last = stops.pop()) await last();
  };
  try {
    const postgres = await options.postgres({ dataDir: folder.postgres, fresh });
    stops.push(() => postgres.stop());
    const notify = await startOnPort(options.notifyPort, folder.ports?.notify, (port) =>
      startNotifyStandIn({
        port,
        ...(options.clock && { clock: options.clock }),
        ...(options.onMessage && { onMessage: options.onMessage }),
      }),
    );
    stops.push(() => notify.close());
    const server = await startOnPort(options.port, folder.ports?.api, (port) => startApi(options, folder, postgres, notify, port));
    stops.push(() => server.close());
    folder.rememberPorts({ api: portOf(server.url), notify: portOf(notify.url) });
    return {
      line: {
        api: server.url,
        notify: notify.url,
        accounts: printedAccounts(),
        operatorFile: folder.writeOperatorFile(postgres),
      },
      server,
      notify,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startApi(
  options: DemoOptions,
  folder: DemoFolder,
  postgres: { readonly url: string; readonly apiUrl: string },
  notify: StandIn,
  port: number,
): Promise<RunningServer> {
  const callbackToken = randomBytes(CALLBACK_TOKEN_LEAST).toString('base64url');
  const configuration: Configuration = {
    mode: 'demo',
    databaseUrl: postgres.apiUrl,
    migrationUrl: postgres.url,
    poolSize: POOL_SIZE_DEFAULT,
    listen: { host: '127.0.0.1', port },
    tls: null,
    secure: false,
    trustedProxies: [],
    keys: folder.keys,
    notify: {
      apiKey: notify.apiKey,
      templateIds: notify.templateIds,
      alertTemplateIds: notify.alertTemplateIds,
      emailTemplateIds: notify.emailTemplateIds,
      baseUrl: notify.url,
      callbackToken,
    },
  };
  const file = createWriteStream(folder.log, { flags: 'w', mode: 0o600 });
  const server = await startServer({ configuration, clock: options.clock ?? systemClock, log: jsonLines((line) => file.write(line)) });
  try {
    await seedCouncil(server.services, configuration);
    notify.control.callback({ url: `${server.url}${CALLBACK_PATH}`, bearerToken: callbackToken });
  } catch (error) {
    await server.close();
    throw error;
  }
  return { ...server, close: () => server.close().finally(() => file.end()) };
}

/** The port asked for; else the one of last time if it is still free; else any. */
async function startOnPort<T>(asked: number | undefined, remembered: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (const port of [asked, remembered]) {
    if (port === undefined) continue;
    try {
      return await start(port);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      if (port === asked) throw new Error(`Port ${port} is in use by another program. Name another, or leave it out for a free one.`);
    }
  }
  return start(0);
}

const portOf = (url: string): number => Number(new URL(url).port);

function printedAccounts(): PrintedAccount[] {
  return ACCOUNTS.map(({ email, password, name, phone, authenticatorSecret, recoveryCodes, applications, purpose }) => ({
    email,
    password,
    name,
    phone,
    authenticatorSecret,
    recoveryCodes,
    applications,
    purpose,
  }));
}
