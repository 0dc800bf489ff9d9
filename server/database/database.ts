import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import { ConnectionFailed, isReadOnly } from './connecting.ts';
import { connectionsOf, OUTDATED } from './connections.ts';
import type { Tables } from './tables.ts';

/** Longest wait for a connection, new or from the pool, before a request is told that the service is unavailable. */
const CONNECT_MILLISECONDS = 1_500;
/** Longest that PostgreSQL works on one statement. Every statement of the API takes milliseconds. */
const STATEMENT_MILLISECONDS = 5_000;
/** When the server itself hangs and can't keep its own limit, the client gives up; a little after the server would. */
const ANSWER_MILLISECONDS = 6_000;
/** A transaction that an instance left open, e.g. because it was paused, must not hold its row locks for long. */
const IDLE_TRANSACTION_MILLISECONDS = 10_000;
/**
 * The pool closes a connection that nobody needed for ten seconds unless told otherwise. Opening another and planning every
 * statement anew on it takes tens of milliseconds, which in a quiet hour every third person would wait for.
 */
const KEPT_FOR_EVER = 0;
/** Network equipment forgets connections on which nothing moves for some minutes; a sign of life each minute is in good time. */
const KEEP_ALIVE_MILLISECONDS = 60_000;
/** Connections of one instance. Twice the cores of a small database server keeps it busy without queueing inside it. */
export const POOL_SIZE_DEFAULT = 10;

/**
 * Times are in UTC. Statements are planned once for each connection and not again for each value: all of them look
 * things up by key, so one plan serves every value, and planning takes longer than running (a session check: 0.38 ms of
 * 0.44). A plan made while a table is still empty must not read all of it when it has grown: without that setting
 * each sign-in of a new database's first morning read every session there was. None is long enough to be compiled.
 * Whoever waited for somebody's row sees what happened meanwhile, which a database set to a stricter isolation would hide.
 */
const CONNECTION_SETTINGS = {
  default_transaction_isolation: 'read committed',
  TimeZone: 'UTC',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  enable_seqscan: 'off',
  statement_timeout: STATEMENT_MILLISECONDS,
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_MILLISECONDS,
};
/** Set once the connection is there, and not as it begins: a pooler such as PgBouncer refuses those, or leaves them out without a word. */
export const SETTING_UP = Object.entries(CONNECTION_SETTINGS)
  .map(([name, value]) => `set ${name} = '${value}'`)
  .join('; ');

/** PostgreSQL's object ids of the types that are read otherwise than `pg` does by itself. */
const INT8 = pg.types.builtins.INT8;

/** Counts and sequence numbers come as numbers; one that a number can't hold exactly is a fault, not a rounding. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint of the database is larger than a number can hold');
  return value;
}

const readers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? readInt8 : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  readonly log: Log;
}

/**
 * Opens the pool; connects when first used. Times are in UTC. Closing is `destroy()`.
 * @param options.url a PostgreSQL connection string
 */
export function openDatabase(options: DatabaseOptions): Kysely<Tables> {
  const pool = new pg.Pool({
    // It waits for the promise before it gives the connection to anybody.
    onConnect: (client) => client.query(SETTING_UP),
    connectionString: options.url,
    max: options.poolSize ?? POOL_SIZE_DEFAULT,
    application_name: 'vu-api',
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: ANSWER_MILLISECONDS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
    idleTimeoutMillis: KEPT_FOR_EVER,
    pipeline: true,
    types: readers,
  });
  // A connection that PostgreSQL closes, idle or in use, would otherwise end the process. The pool opens another.
  pool.on('error', () => options.log.warn('database-connection-lost'));
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connectionsOf(pool) }) });
}

/** SQLSTATEs that mean "not now": connection trouble (08), resources (53), shutdown or a time limit (57), and a lock's (55P03). */
const NOT_NOW = /^(?:08|53|57|55P03|25P03)/;
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EHOSTUNREACH']);
/** What `pg` and `pg-pool` say without a code. */
const NOT_NOW_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|driver has already been destroyed|Cannot use a pool after calling end/;

/** True for an error that means that the database can't be reached or can't answer now, so that trying later may work. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof ConnectionFailed || isReadOnly(error)) return true;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  if (error.message === OUTDATED) return true;
  if ('code' in error && typeof error.code === 'string') return NOT_NOW.test(error.code) || NETWORK_CODES.has(error.code);
  return NOT_NOW_MESSAGE.test(error.message);
}
