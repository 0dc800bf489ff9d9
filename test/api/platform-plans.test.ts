import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SETTING_UP } from '../../server/database/database.ts';
import { migrate } from '../../server/database/migrate.ts';
import { silentLog } from '../../server/log.ts';
import { hashPassword } from '../../server/sign-in/password.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { testKeys } from '../support/api.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';
import { addManyPeople } from '../support/many-people.ts';
import { PASSWORD, passwordBody, type SignInApi, startSignInApi } from '../support/sign-in.ts';

/** Tables with a row for each application or group, or with one alone. */
const FEW_ROWS = new Set(['application_policies', 'organisation', 'group_permissions', 'text_message_condition', 'text_message_usage']);

/** Enough for PostgreSQL to plan as for a whole council, in the tables that have a row for each person. */
const CROWD = 4_000;
const CROWDED = / on (?:users|group_members|authenticator_factors|text_message_factors)\w*:/;

const statements = new Set<string>();
const query = pg.Client.prototype.query;
let vu: SignInApi;
let empty: TestDatabase;
let crowded: TestDatabase;
beforeAll(async () => {
  // Listens in to what the API's own driver sends; nothing is changed on its way.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config] = args;
    if (typeof config === 'object' && config !== null && 'text' in config && 'name' in config) statements.add(String(config.text));
    return Reflect.apply(query, this, args);
  } as typeof query;
  vu = await startSignInApi();
  empty = await emptyDatabase();
  await migrate(empty.url, silentLog);
  crowded = await emptyDatabase();
  await migrate(crowded.url, silentLog);
  await addManyPeople(crowded.url, testKeys(), { count: CROWD, passwordHash: await hashPassword(PASSWORD) });
});
afterAll(async () => {
  pg.Client.prototype.query = query;
  await vu.close();
  await Promise.all([empty.drop(), crowded.drop()]);
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The places where a plan reads a table, or an index, from one end to the other. What stands under a limit stops early. */
function readsAll(node: PlanNode, underLimit = false): string[] {
  const table = node['Relation Name'] ?? node['Index Name'] ?? '';
  const whole = node['Node Type'] === 'Seq Scan' || (/Index/.test(node['Node Type']) && node['Index Cond'] === undefined);
  const here = whole && !underLimit && !FEW_ROWS.has(table) ? [`${node['Node Type']} on ${table}`] : [];
  return [...here, ...(node.Plans ?? []).flatMap((each) => readsAll(each, node['Node Type'] === 'Limit'))];
}

/** Where statements read a whole table, planned in a database as it is now. */
async function wholeReads(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(SETTING_UP);
  const found: string[] = [];
  try {
    const planned = [...statements].filter((text) => /^\s*(?:\/\*.*?\*\/\s*)?(?:select|insert|update|delete|with)\b/i.test(text));
    expect(planned.length).toBeGreaterThan(40);
    for (const text of planned) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (generic_plan, format json) ${text}`);
      const [row] = rows;
      for (const each of row ? readsAll(row['QUERY PLAN'][0].Plan) : []) found.push(`${each}: ${text.replace(/\s+/g, ' ').trim()}`);
    }
  } finally {
    await client.end();
  }
  return found;
}

test('no statement of a sign-in reads a whole table, planned while a database is new or when it is full', async () => {
  for (const method of ['text-message', 'authenticator'] as const) {
    const person = await vu.person();
    const secret = method === 'text-message' ? null : (await vu.withAuthenticator(person)).secret;
    if (secret === null) await vu.withText(person);
    vu.clock.advance({ minutes: 2 });
    const { challengeToken: token } = await vu.challenge(person);
    if (secret === null) await vu.client.answer(operations.sendTextMessage, { token });
    const answer =
      secret === null
        ? await vu.client.answer(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(person.phone) } })
        : await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret) } });
    if (answer.outcome !== 'signed-in') throw new Error('not signed in');
    const session = { token: answer.sessionToken };
    const trusted = await vu.client.answer(operations.trustThisComputer, session);
    await vu.client.answer(operations.readSession, session);
    await vu.client.answer(operations.readMySecurity, session);
    await vu.client.answer(operations.lockSession, session);
    await vu.client.answer(operations.unlockSession, { ...session, body: { password: person.password } });
    await vu.client.answer(operations.signOut, session);
    await vu.client.answer(operations.signInWithPassword, { body: passwordBody(person, { trustToken: trusted.trustToken }) });
  }
  expect(await wholeReads(empty.url)).toEqual([]);
  // Its other tables are as empty as in the first.
  expect((await wholeReads(crowded.url)).filter((found) => CROWDED.test(found))).toEqual([]);
});
