import pg from 'pg';
import type { Configuration } from '../../../server/configuration.ts';
import type { PasswordLine } from '../../../server/sign-in/password-line.ts';
import type { ApplicationId } from '../../../shared/applications.ts';
import type { Operation } from '../../../shared/operation.ts';
import { API_OPERATIONS } from '../../../shared/operations.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { SignedIn } from '../../../shared/sign-in/schemas.ts';
import type { ApiClient } from '../../support/client.ts';
import { pathOf } from '../../support/client.ts';
import { usedUpGuesses } from '../../support/guesses.ts';
import type { PasswordCost } from '../../support/password-cost.ts';
import { LEAST_COST, passwordsCosting } from '../../support/password-cost.ts';
import type { Challenged, SignInApi, TestPerson } from '../../support/sign-in.ts';
import { startSignInApi } from '../../support/sign-in.ts';

/** The whole contract: an operation that is added to it is attacked from that day on. */
export const CONTRACT: readonly Operation[] = API_OPERATIONS;

/** An API behind a proxy on this computer, which says who is calling, and a second instance on the same database. */
export interface Attacked extends SignInApi {
  readonly other: ApiClient;
  readonly otherUrl: string;
  /** The two in turn. */
  instance(index: number): ApiClient;
  /** Requests at once, over both instances in turn. */
  atOnce<T>(count: number, work: (client: ApiClient, index: number) => Promise<T>): Promise<T[]>;
  /** Somebody who has both factors and recovery codes, long enough ago that nothing of setting up still counts. */
  withEverything(): Promise<Victim>;
  /** One statement outside the API, as whoever administers the database could. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Makes whatever inserts into a table wait until `release`, as a slow disk or an unlucky moment would. */
  holdInserts(table: HeldTable): Promise<Held>;
  /** As if strangers had tried as many passwords at an address as they may; whether or not anybody has it. */
  exhaustGuesses(email: string): Promise<void>;
  sessionsOf(person: TestPerson): Promise<number>;
  wrongCodesOf(person: TestPerson): Promise<number>;
}

type HeldTable = 'sessions' | 'session_applications' | 'text_codes' | 'audit_pending';

export interface Held {
  /** Resolves when so many statements wait for a lock. */
  waiting(least: number): Promise<void>;
  release(): Promise<void>;
}

export interface Victim {
  readonly person: TestPerson;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The session in which all was set up; it has stepped up long ago. */
  readonly sessionToken: string;
}

export const BEHIND_A_PROXY: Partial<Configuration> = { trustedProxies: ['127.0.0.1/32', '::1/128'] };

export interface AttackOptions {
  readonly configuration?: Partial<Configuration>;
  /** What argon2id costs: more than the least where that is what the attack is about. */
  readonly passwordCost?: PasswordCost;
  /** Puts something between the APIs and their database. */
  readonly databaseUrl?: (url: string) => string;
  /** Where passwords wait, of each instance. */
  readonly line?: () => PasswordLine;
}

export async function attack({
  configuration = BEHIND_A_PROXY,
  passwordCost = LEAST_COST,
  databaseUrl,
  line,
}: AttackOptions = {}): Promise<Attacked> {
  const costAsBefore = passwordsCosting(passwordCost);
  const vu = await startSignInApi(configuration, databaseUrl, line);
  let rows: Promise<pg.Client> | null = null;
  // Ended by the tests that restart the database, like every other connection.
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: vu.api.database.url });
    client
      .on('error', () => {})
      .on('end', () => {
        rows = null;
      });
    await client.connect();
    return client;
  };
  const query: Attacked['query'] = async (text, values) => {
    rows ??= connect();
    return (await (await rows).query(text, values)).rows;
  };
  const { client: other, url: otherUrl } = await vu.api.another();
  const instance = (index: number): ApiClient => (index % 2 === 0 ? vu.client : other);
  const count = async (text: string, person: TestPerson): Promise<number> => {
    const [row] = await query<{ count: number }>(text, [person.id]);
    return row?.count ?? 0;
  };
  return {
    ...vu,
    query,
    holdInserts: (table) => holdInserts(query, table),
    other,
    otherUrl,
    instance,
    atOnce: (times, work) => Promise.all(Array.from({ length: times }, (_, index) => persistently(() => work(instance(index), index)))),
    withEverything: async () => {
      const person = await vu.person();
      const { secret, sessionToken } = await vu.withAuthenticator(person);
      const added = await vu.client.answer(operations.addTextMessage, { token: sessionToken, body: { phoneNumber: person.phone } });
      await vu.client.answer(operations.verifyTextMessage, { token: added.challengeToken, body: { code: vu.phones.codeTo(person.phone) } });
      const recoveryCodes = await vu.recoveryCodes(sessionToken);
      vu.clock.advance({ minutes: 14 });
      return { person, secret, recoveryCodes, sessionToken };
    },
    exhaustGuesses: async (email) => {
      const { text, values } = usedUpGuesses(email, vu.clock.now());
      await query(text, values);
    },
    sessionsOf: (person) => count('select count(*)::int as count from sessions where user_id = $1 and ended_at is null', person),
    wrongCodesOf: (person) => count('select wrong_codes as count from users where id = $1', person),
    close: async () => {
      await (await rows)?.end();
      await vu.close();
      costAsBefore();
    },
  };
}

/** The advisory lock that holds inserts up. */
const HELD = 4_711;

async function holdInserts(query: Attacked['query'], table: HeldTable): Promise<Held> {
  await query(`
    create or replace function wait_for_test() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(${HELD}); return new; end $$;
    create or replace trigger wait_for_test before insert on ${table} for each row execute function wait_for_test();
    select pg_advisory_lock(${HELD});`);
  return {
    waiting: async (least) => {
      let waiting = 0;
      while (waiting < least) {
        const [row] = await query<{ waiting: number }>(
          "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        waiting = row?.waiting ?? 0;
      }
    },
    release: async () => {
      await query(`select pg_advisory_unlock(${HELD}); drop trigger wait_for_test on ${table};`);
    },
  };
}

/** An attacker who is told to come back later does, as often as it takes: a busy computer must not look like a defence. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answered: unknown = await work();
    const isUnavailable =
      typeof answered === 'object' && answered !== null && 'error' in answered && outcomeOf(answered as Answered) === 'unavailable';
    if (!isUnavailable || tries === TRIES_MOST) return answered as T;
  }
}
const TRIES_MOST = 50;

/** `x-forwarded-for` as a proxy that is trusted writes it. */
export const from = (address: string): Readonly<Record<string, string>> => ({ 'x-forwarded-for': address });

export interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A request of an operation as an attacker makes it: nothing is checked before it is sent, nor when it is answered. */
export async function raw(
  url: string,
  operation: Pick<Operation, 'method' | 'path'>,
  request: {
    readonly params?: unknown;
    readonly body?: unknown;
    readonly token?: string | undefined;
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: string;
  } = {},
): Promise<Raw> {
  const post = operation.method === 'POST';
  const response = await fetch(`${url}${pathOf(operation as Operation, request.params)}${request.query ?? ''}`, {
    method: operation.method,
    headers: {
      ...(post && { 'content-type': 'application/json' }),
      ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
      ...request.headers,
    },
    ...(post && { body: JSON.stringify(request.body ?? {}) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Every string within an answer, however deep. */
export function stringsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (typeof content !== 'object' || content === null) return [];
  return Object.values(content).flatMap(stringsIn);
}

type Answered = { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly error: { readonly code: string } };

/** What became of a request: the outcome it had, or why it was refused. */
export function outcomeOf(answered: Answered): string {
  if (!answered.ok) return answered.error.code;
  const { answer } = answered;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'done';
}

/** How often each outcome came. */
export function tally(answers: readonly Answered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[outcomeOf(answer)] = (counts[outcomeOf(answer)] ?? 0) + 1;
  return counts;
}

/** The answer of a verification that must have signed in. */
export function signedIn(answer: { readonly outcome: string }): SignedIn {
  if (answer.outcome !== 'signed-in') throw new Error(`not signed in: ${answer.outcome}`);
  return answer as SignedIn;
}

/** A challenge of somebody who has a number, with a code on its way. */
export async function textChallenge(
  vu: Attacked,
  person: TestPerson,
  application: ApplicationId = 'customer-service-vu',
): Promise<Challenged & { readonly code: string }> {
  vu.clock.advance({ minutes: 1 });
  const challenged = await vu.challenge(person, { application });
  await vu.client.answer(operations.sendTextMessage, { token: challenged.challengeToken });
  return { ...challenged, code: vu.phones.codeTo(person.phone) };
}
