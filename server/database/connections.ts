import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { ConnectionFailed, isReadOnly } from './connecting.ts';
import { isLater, isQuick, isView } from './statement-hints.ts';

/** Statements kept prepared on each connection. The API has about a hundred; lists of varying length could make more. */
const PREPARED_MOST = 500;

/** What `pg` says when it gave up on an answer. The connection still waits for it, and so would whoever has it next. */
const SILENT = 'Query read timeout';
/**
 * What PostgreSQL says when a migration of another instance added a column to what a statement prepared earlier answers
 * with. All that is prepared on the connection is of the time before, so the connection is replaced.
 */
export const OUTDATED = 'cached plan must not change result type';

type Result = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>;
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The pool as Kysely sees it. What it does beyond handing out connections:
 *
 * - Each statement is prepared once on each connection.
 * - A transaction begins with its first statement, in one message; what may be sent later is (see statement-hints.ts).
 * - Quick look-ups outside transactions share one connection, on which each is sent without waiting for those before, and
 *   views another.
 * - Once a change is refused because the database takes none, no connection of before is used again: after a failover they may lead
 *   to what is a standby now, or stay as they were opened for as long as they last.
 * - A connection on which an answer never came, or whose statements are outdated, is thrown away.
 */
export function connectionsOf(pool: pg.Pool): PostgresPool {
  const prepared = preparing();
  const source = new Source(pool);
  // One at least is left for transactions.
  const quick = pool.options.max > 1 ? new SharedConnection(source, prepared) : null;
  const views = pool.options.max > 2 ? new SharedConnection(source, prepared) : null;
  const sharedFor = (text: string): SharedConnection | null => (isQuick(text) ? quick : isView(text) ? views : null);
  return {
    options: pool.options,
    end: async () => {
      quick?.end();
      views?.end();
      await pool.end();
    },
    connect: async () => {
      const connection = new Connection(source, sharedFor, prepared);
      return {
        // Kysely's other way to call it is for cursors, which nothing here opens.
        query: ((text: string, values: readonly unknown[]) => connection.query({ text, values })) as unknown as PostgresPoolClient['query'],
        release: (discard) => connection.release(discard === true),
      };
    },
  };
}

type Prepared = (statement: Statement) => pg.QueryConfig;

/** Names a statement by its text. */
function preparing(): Prepared {
  const names = new Map<string, string>();
  return ({ text, values }) => {
    const config = { text, values: [...values] };
    // Without a name: were that forgotten, by a pooler say, what is sent with it would be committed statement by statement.
    if (isBegin(text)) return config;
    const known = names.get(text);
    if (known !== undefined) return { ...config, name: known };
    if (names.size >= PREPARED_MOST) return config;
    const name = `vu-${names.size}`;
    names.set(text, name);
    return { ...config, name };
  };
}

const NOTHING: Result = { command: '', rowCount: 0, rows: [] };

/** What `pg` says of a connection that has broken; PostgreSQL's classes 08 and 57P say so as well, and so does the network. */
const BROKEN_MESSAGE = /Connection terminated|Client has encountered a connection error/;
const BROKEN_CODE = /^(?:08|57P|E[A-Z])/;

function makesUnusable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isReadOnly(error) || error.message === SILENT || error.message === OUTDATED || BROKEN_MESSAGE.test(error.message)) return true;
  return 'code' in error && typeof error.code === 'string' && BROKEN_CODE.test(error.code);
}

/** The pool, of which connections from before a failover are no longer given out. */
class Source {
  readonly #pool: pg.Pool;
  readonly #born = new WeakMap<pg.PoolClient, number>();
  #generation = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @throws ConnectionFailed */
  async take(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect().catch((error: unknown) => {
        throw new ConnectionFailed(error);
      });
      if (!this.#born.has(client)) this.#born.set(client, this.#generation);
      if (this.isCurrent(client)) return client;
      client.release(true);
    }
  }

  isCurrent(client: pg.PoolClient): boolean {
    return this.#born.get(client) === this.#generation;
  }

  /** What a statement on this connection failed with. */
  note(client: pg.PoolClient, error: unknown): void {
    // Of many that fail at once, the first speaks for all.
    if (isReadOnly(error) && this.isCurrent(client)) this.#generation += 1;
  }
}

/** One of the pool's connections, taken when it is needed. */
class Connection {
  readonly #source: Source;
  readonly #sharedFor: (text: string) => SharedConnection | null;
  readonly #prepared: Prepared;
  #client: pg.PoolClient | null = null;
  /** Begun, or to be with the next statement. */
  #inTransaction = false;
  /** To be sent before the next statement, with it. */
  #held: Statement[] = [];
  #unusable = false;
  /** Committed or given up: what was asked beside that which ended it must not come to be outside it. */
  #over = false;

  constructor(source: Source, sharedFor: (text: string) => SharedConnection | null, prepared: Prepared) {
    this.#source = source;
    this.#sharedFor = sharedFor;
    this.#prepared = prepared;
  }

  async query(statement: Statement): Promise<Result> {
    const { text } = statement;
    if (isBegin(text)) {
      this.#inTransaction = true;
      this.#over = false;
      this.#held.push(statement);
      // No transaction waits for its first statement while holding what others need, so the wait is here.
      this.#client ??= await this.#source.take();
      return NOTHING;
    }
    if (this.#over && text !== 'rollback') throw new Error('the transaction is over');
    const shared = this.#inTransaction ? null : this.#sharedFor(text);
    if (shared !== null) return await shared.query(statement);
    if (this.#inTransaction && isLater(text)) {
      this.#held.push(statement);
      return NOTHING;
    }
    const before = text === 'rollback' ? [] : this.#held;
    const neverBegan = text === 'rollback' && this.#held[0] !== undefined && isBegin(this.#held[0].text);
    this.#held = [];
    if (text === 'commit' || text === 'rollback') {
      this.#inTransaction = false;
      this.#over = true;
    }
    if (neverBegan) return { ...NOTHING, command: 'ROLLBACK' };
    return await this.#send([...before, statement]);
  }

  release(discard: boolean): void {
    this.#client?.release(discard || this.#unusable || !this.#source.isCurrent(this.#client));
    this.#client = null;
  }

  /** Sends statements in one message. The answer is the last one's; the error, the first. */
  async #send(statements: readonly Statement[]): Promise<Result> {
    this.#client ??= await this.#source.take();
    const client = this.#client;
    sendTogether(client);
    const outcomes = await Promise.allSettled(statements.map((statement) => client.query(this.#prepared(statement))));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      this.#unusable ||= makesUnusable(failed.reason);
      this.#source.note(client, failed.reason);
      throw failed.reason;
    }
    const last = outcomes.at(-1);
    return last?.status === 'fulfilled' ? last.value : NOTHING;
  }
}

/**
 * What this turn of the event loop sends on a connection is written to it at once. Each writing wakes PostgreSQL, which takes
 * longer than most statements do: 0.2 ms of this process's own time, measured in a virtual machine.
 */
function sendTogether({ connection: { stream } }: pg.PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

const isBegin = (text: string): boolean => /^(?:begin|start transaction)\b/.test(text);

/** A connection that look-ups share: taken from the pool when the first one comes, and again when it breaks. */
class SharedConnection {
  readonly #source: Source;
  readonly #prepared: Prepared;
  #client: Promise<pg.PoolClient> | null = null;

  constructor(source: Source, prepared: Prepared) {
    this.#source = source;
    this.#prepared = prepared;
  }

  async query(statement: Statement): Promise<Result> {
    this.#client ??= this.#take();
    const taken = this.#client;
    const client = await taken;
    if (!this.#source.isCurrent(client)) {
      this.#giveUp(taken, client);
      return await this.query(statement);
    }
    try {
      sendTogether(client);
      return await client.query(this.#prepared(statement));
    } catch (error) {
      if (!makesUnusable(error)) throw error;
      this.#giveUp(taken, client);
      if (!(error instanceof Error) || error.message !== OUTDATED) throw error;
      return await this.query(statement);
    }
  }

  end(): void {
    const taken = this.#client;
    this.#client = null;
    taken?.then(
      (client) => client.release(),
      () => {},
    );
  }

  async #take(): Promise<pg.PoolClient> {
    try {
      const client = await this.#source.take();
      const taken = this.#client;
      // The pool throws away a connection that ended, but only once it is given back.
      for (const event of ['end', 'error'] as const) client.once(event, () => this.#giveUp(taken, client));
      return client;
    } catch (error) {
      this.#client = null;
      throw error;
    }
  }

  #giveUp(taken: Promise<pg.PoolClient> | null, client: pg.PoolClient): void {
    if (taken === null || this.#client !== taken) return;
    this.#client = null;
    client.release(true);
  }
}
