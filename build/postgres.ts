import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { type PostgresPrograms, postgresPrograms } from './postgres-programs.ts';
import { reachableFolder } from './reachable-folder.ts';
import { type Supervised, supervise } from './supervised.ts';
import { asUser, unprivilegedUser } from './unprivileged.mjs';

export interface PostgresOptions {
  /** Holds the cluster, its password and its log; made when missing. One running PostgreSQL at a time. */
  readonly dataDir: string;
  /** Throws away what the folder holds. */
  readonly fresh?: boolean;
  /** A free one where it isn't given. */
  readonly port?: number;
  /** False for tests: a lost power supply may then cost the data. */
  readonly durable?: boolean;
  readonly removeAtStop?: boolean;
}

export interface Postgres {
  /** Of its `postgres` database, as its superuser. */
  readonly url: string;
  /** The same as the API's role, which owns nothing. */
  readonly apiUrl: string;
  readonly port: number;
  /** What it has to say goes here. */
  readonly log: string;
  /** Resolves when it is gone, asked or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown; resolves when it is gone. Safe to call again. */
  stop(): Promise<void>;
}

const SUPERUSER = 'vu';
const API_ROLE = 'vu_api';
const DATABASE = 'postgres';
const PASSWORD_BYTES = 24;
/** A start takes 0.2 s here; recovery after a crash can take seconds. */
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;
/** How long a cluster whose command was just killed may take to go. */
const GONE_WITHIN_MS = 10_000;
/** A port that was free can be taken by the time that it is used. */
const PORT_TRIES = 5;
/** PostgreSQL's fast shutdown, and then its immediate one. */
const SHUTDOWN: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const SHUTDOWN_GRACE_MS = 5_000;
/** Lines of `postmaster.pid`, counted from 0 (PostgreSQL's src/include/utils/pidfile.h). */
const PID_LINE = 0;
const STATUS_LINE = 7;
const LOG_TAIL_LINES = 12;

/** Starts an embedded PostgreSQL on loopback. It can't outlive this process, however that ends. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const programs = postgresPrograms();
  const dataDir = reachableFolder(options.dataDir);
  const cluster = path.join(dataDir, 'cluster');
  await waitUntilGone(cluster);
  if (options.fresh === true) for (const name of readdirSync(dataDir)) rmSync(path.join(dataDir, name), { recursive: true, force: true });
  const password = initialised(dataDir, cluster) ?? initialise(programs, dataDir, cluster);

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const log = path.join(dataDir, 'postgres.log');
    const running = launch(programs, cluster, port, log, options.durable ?? true);
    if (await ready(running, cluster)) {
      const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;
      await makeApiRole(url);
      return {
        url,
        apiUrl: asApiRole(url),
        port,
        log,
        ended: running.exited.then(() => undefined),
        stop: async () => {
          await running.stop();
          if (options.removeAtStop === true)
            for (const folder of new Set([dataDir, options.dataDir])) rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    await running.stop();
    const said = tail(log);
    if (options.port !== undefined || attempt === PORT_TRIES || !said.includes('Address already in use'))
      throw new Error(`PostgreSQL did not start:\n${said}`);
  }
}

/**
 * The address with the API's role in the superuser's place. Its password follows from the superuser's, so that it is the same at
 * the next start without being kept.
 */
export function asApiRole(url: string): string {
  const address = new URL(url);
  address.password = createHash('sha256').update(`${API_ROLE} ${address.password}`).digest('hex');
  address.username = API_ROLE;
  return address.href;
}

async function makeApiRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [API_ROLE]);
    if (rowCount === 0) await client.query(`create role ${API_ROLE} login password '${new URL(asApiRole(url)).password}'`);
  } finally {
    await client.end();
  }
}

const passwordFile = (dataDir: string): string => path.join(dataDir, 'password');

/** The password of a cluster that was made whole; a half-made one has none, since it is written last. */
function initialised(dataDir: string, cluster: string): string | null {
  return existsSync(cluster) && existsSync(passwordFile(dataDir)) ? readFileSync(passwordFile(dataDir), 'utf8').trim() : null;
}

function initialise(programs: PostgresPrograms, dataDir: string, cluster: string): string {
  rmSync(cluster, { recursive: true, force: true });
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const unfinished = `${passwordFile(dataDir)}.new`;
  writeFileSync(unfinished, `${password}\n`, { mode: 0o600 });
  if (unprivilegedUser !== null) chownSync(unfinished, unprivilegedUser.uid, unprivilegedUser.gid);
  const command = [
    programs.initdb,
    ...['--pgdata', cluster, '--username', SUPERUSER, '--pwfile', unfinished, '--auth', 'scram-sha-256'],
    // C.UTF-8 sorts by code point, the same on every machine, and still knows that Ŵ is the capital of ŵ.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    // It is made again when it is lost.
    '--no-sync',
  ];
  const { file, args } = unprivilegedUser === null ? { file: programs.initdb, args: command.slice(1) } : asUser(unprivilegedUser, command);
  const made = spawnSync(file, args, { encoding: 'utf8', cwd: dataDir, windowsHide: true });
  if (made.status !== 0)
    throw new Error(`PostgreSQL's data could not be made:\n${made.error?.message ?? `${made.stdout}${made.stderr}`.trim()}`);
  rmSync(unfinished);
  writeFileSync(passwordFile(dataDir), `${password}\n`, { mode: 0o600 });
  chmodSync(passwordFile(dataDir), 0o600);
  return password;
}

function launch(programs: PostgresPrograms, cluster: string, port: number, log: string, durable: boolean): Supervised {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // TCP on loopback only: a socket file would be one more thing to leave behind.
    unix_socket_directories: '',
    // Two API instances, the tests' pools and a person with psql.
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const output = openSync(log, 'w', 0o600);
  const running = supervise(
    programs.postgres,
    ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      signals: SHUTDOWN,
      graceMs: SHUTDOWN_GRACE_MS,
      user: unprivilegedUser,
      cwd: path.dirname(cluster),
      stdout: output,
      stderr: output,
    },
  );
  closeSync(output);
  return running;
}

/** Follows `postmaster.pid` as pg_ctl does. False when PostgreSQL ends instead. */
async function ready(running: Supervised, cluster: string): Promise<boolean> {
  let ended = false;
  void running.exited.then(() => {
    ended = true;
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!ended && Date.now() < until) {
    if (postmaster(cluster)[STATUS_LINE]?.trim() === 'ready') return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

function postmaster(cluster: string): readonly string[] {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/**
 * Waits for the cluster of a command that was killed a moment ago. A `postmaster.pid` of a process that is gone, or
 * whose number another program has now, is taken away: PostgreSQL itself refuses to start in the second case.
 */
async function waitUntilGone(cluster: string): Promise<void> {
  const until = Date.now() + GONE_WITHIN_MS;
  while (existsSync(path.join(cluster, 'postmaster.pid'))) {
    const pid = Number(postmaster(cluster)[PID_LINE]);
    if (!Number.isInteger(pid) || !isPostgresOf(pid, cluster)) {
      rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
      return;
    }
    if (Date.now() > until)
      throw new Error(
        `Another command is using this checkout's PostgreSQL (process ${pid}). Stop that one first, or give another --data-dir.`,
      );
    await delay(LOOK_EVERY_MS);
  }
}

function isPostgresOf(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform === 'win32') return true;
  const asked = spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  return asked.error !== undefined || asked.stdout.includes(cluster);
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-LOG_TAIL_LINES).join('\n');
}
