import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { testDataFolder } from '../../build/folders.mjs';
import { freePort } from '../../build/free-port.ts';
import { type Postgres, startPostgres } from '../../build/postgres.ts';
import { reachableFolder } from '../../build/reachable-folder.ts';
import type { Configuration } from '../../server/configuration.ts';
import { prepareDatabase } from '../../server/database/prepare.ts';
import { silentLog } from '../../server/log.ts';
import { hashPassword } from '../../server/sign-in/password.ts';
import { testKeys } from '../support/api.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { addManyPeople, type OneOfMany } from '../support/many-people.ts';
import { PASSWORD } from '../support/sign-in.ts';
import type { Target } from './plan.ts';

/** A PostgreSQL of its own, two instances of the API on it, and the phones: all that a council has, and can lose. */
export interface World {
  readonly people: readonly OneOfMany[];
  readonly databaseUrl: string;
  /** Where an instance can be reached, as a load balancer would choose: in turn, and one that is up if there is one. */
  anInstance(): string;
  /** Resolves when PostgreSQL and one instance or more are there. */
  usable(): Promise<void>;
  /** Resolves when all that was killed is back. */
  whole(): Promise<void>;
  /** Does nothing to what is down already. */
  kill(target: Exclude<Target, 'desktop'>): void;
  /** The server's time, which stands still until it is moved. */
  now(): Date;
  advance(milliseconds: number): void;
  /** Codes that arrived on a phone, newest last. */
  codesTo(phone: string): readonly string[];
  readonly kills: Readonly<Record<Exclude<Target, 'desktop'>, number>>;
  /** What the API said that it should never say. */
  readonly complaints: readonly string[];
  /** Stops the instances, and with them whoever seals the trail; the database stays. */
  stopInstances(): Promise<void>;
  close(): Promise<void>;
}

const INSTANCES = 2;
const POSTGRES = 'postgres';
const nameOf = (index: number): string => `api-${index}`;
const MORNING = '2026-03-27T09:00:00.000Z';
/** Lines of the log that a database which was killed explains. */
const EXPECTED = new Set([
  'database-connection-lost',
  'database-away',
  'audit-sealing-failed',
  'housekeeping-failed',
  'alert-texts-failed',
  'emails-failed',
]);

export async function startWorld(people: number, hasFactors: (index: number) => boolean): Promise<World> {
  // The real thing, writing to the disk before it says that it has: what was acknowledged must survive.
  const dataDir = reachableFolder(path.join(testDataFolder(), `faults-${process.pid}`));
  let postgres = await startPostgres({ dataDir, fresh: true, durable: true });
  const { url: databaseUrl, port } = postgres;
  await prepareDatabase({ databaseUrl: postgres.apiUrl, migrationUrl: databaseUrl }, { mustOwnNothing: true }, silentLog);
  const keys = testKeys();
  const everyone = await addManyPeople(databaseUrl, keys, {
    count: people,
    passwordHash: await hashPassword(PASSWORD),
    hasFactors,
    permissions: ['sign-in-pass-granting'],
  });

  let now = new Date(MORNING);
  const phones = new Map<string, string[]>();
  const complaints: string[] = [];
  const ports = await Promise.all(Array.from({ length: INSTANCES }, freePort));
  const startInstance = (index: number): Promise<ApiProcess> =>
    startApiProcess({
      configuration: configurationFor(postgres.apiUrl, keys, ports[index] ?? 0),
      clock: { at: now.getTime() },
      onTextMessage: (phone, code) => phones.set(phone, [...(phones.get(phone) ?? []), code]),
      onLog: (event, fields) => {
        if (!EXPECTED.has(event)) complaints.push(`${event} ${JSON.stringify(fields)}`);
      },
    });
  const instances = await Promise.all(ports.map((_, index) => startInstance(index)));

  const kills = { api: 0, postgres: 0 };
  const down = new Map<string, Promise<void>>();
  let databaseUp: Promise<unknown> = Promise.resolve();
  const repair = (name: string, work: () => Promise<void>): Promise<void> => {
    // Counted as up whatever came of it: whoever waits for one that never comes would wait without end.
    const repaired = work()
      .catch((error: unknown) => void complaints.push(String(error)))
      .finally(() => down.delete(name));
    down.set(name, repaired);
    return repaired;
  };
  const stopInstances = async (): Promise<void> => {
    await Promise.all(instances.map((instance) => instance.stop()));
  };
  let turn = 0;
  return {
    people: everyone,
    databaseUrl,
    anInstance: () => {
      turn += 1;
      const up = instances.filter((_, index) => !down.has(nameOf(index)));
      const from = up.length > 0 ? up : instances;
      return from[turn % from.length]?.url ?? '';
    },
    usable: async () => {
      while (down.has(POSTGRES) || down.size >= INSTANCES) await Promise.race(down.values());
    },
    whole: async () => {
      while (down.size > 0) await Promise.all(down.values());
    },
    kill: (target) => {
      if (target === 'postgres') {
        if (down.has(POSTGRES)) return;
        kills.postgres += 1;
        databaseUp = repair(POSTGRES, async () => {
          await killPostgres(dataDir, postgres);
          postgres = await startAgain(() => startPostgres({ dataDir, port, durable: true }));
        });
        return;
      }
      const index = kills.api % INSTANCES;
      if (down.has(nameOf(index))) return;
      kills.api += 1;
      void repair(nameOf(index), async () => {
        await instances[index]?.kill();
        instances[index] = await startAgain(async () => {
          // It would refuse to start without a database, and whoever supervises it would try again.
          await databaseUp;
          return await startInstance(index);
        });
      });
    },
    now: () => now,
    advance: (milliseconds) => {
      now = new Date(now.getTime() + milliseconds);
      for (const instance of instances) instance.setClock({ at: now.getTime() });
    },
    codesTo: (phone) => phones.get(phone) ?? [],
    kills,
    complaints,
    stopInstances,
    close: async () => {
      await stopInstances();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** kill -9 of the postmaster; its supervisor then kills what is left of its process group. Resolves when all are gone. */
async function killPostgres(dataDir: string, postgres: Postgres): Promise<void> {
  process.kill(Number(readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  await postgres.stop();
}

/** How often a supervisor tries, while the database may be killed as well. */
const START_TRIES = 20;

async function startAgain<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === START_TRIES) throw error;
    }
  }
}

function configurationFor(databaseUrl: string, keys: Configuration['keys'], port: number): Configuration {
  return {
    mode: 'demo',
    databaseUrl,
    // They are up to date, and nobody migrates a database that is being killed.
    migrationUrl: null,
    poolSize: 10,
    listen: { host: '127.0.0.1', port },
    tls: null,
    secure: false,
    trustedProxies: ['127.0.0.1'],
    keys,
    notify: { apiKey: '', templateIds: { en: '' }, alertTemplateIds: { en: '' } },
  };
}
