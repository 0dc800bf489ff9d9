import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareDatabase } from '../../server/database/prepare.ts';
import { silentLog } from '../../server/log.ts';
import { startServer } from '../../server/start.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyDatabase } from '../support/database.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';

/** What whoever has the API's role can do to the database, and who may not be it. */

let api: StartedApi;
let attacker: pg.Client;
beforeAll(async () => {
  api = await startApi();
  await api.client.call(signInWithPassword, {
    body: {
      email: api.person('both').email,
      password: 'wrong-password-27',
      application: 'customer-service-vu',
      device: { id: crypto.randomUUID(), name: 'Desk 4', platform: 'linux' },
      language: 'en',
      trustToken: null,
    },
  });
  // What nobody has in a database that was set up as the document says; a copy of a template has PostgreSQL's own rule again.
  await prepareDatabase({ databaseUrl: api.database.apiUrl, migrationUrl: api.database.url }, { mustOwnNothing: true }, silentLog);
  attacker = new pg.Client({ connectionString: api.database.apiUrl });
  await attacker.connect();
});
afterAll(async () => {
  await attacker.end();
  await api.close();
});

const PERMISSION = '42501';
const trail = () => api.database.query('select seq, content, mac, chain from audit_trail order by seq');

test.each([
  `update audit_trail set content = replace(content, 'wrong', 'right')`,
  'update audit_trail set mac = mac',
  'delete from audit_trail',
  'truncate audit_trail',
  'truncate audit_pending',
  `update audit_pending set content = ''`,
  'merge into audit_trail using (select 1::bigint as seq) as one on audit_trail.seq = one.seq when matched then delete',
  `insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
     select seq, content, key_id, mac, previous, chain, chain_key_id from audit_trail on conflict (seq) do update set mac = excluded.mac`,
  'alter table audit_trail disable trigger all',
  'alter table audit_trail disable trigger audit_trail_is_append_only',
  'alter table audit_pending disable trigger user',
  'drop trigger audit_trail_is_append_only on audit_trail',
  'drop table audit_trail',
  'alter table audit_trail rename to audit_trail_of_before',
  'alter table audit_trail owner to current_user',
  'create trigger mine before insert on audit_trail for each row execute function audit_refuse()',
  'create rule mine as on insert to audit_trail do instead nothing',
  'create or replace function audit_refuse() returns trigger language plpgsql as $$ begin return null; end $$',
  'create or replace function audit_pending_leaves_sealed() returns trigger language plpgsql as $$ begin return null; end $$',
  'drop function audit_refuse() cascade',
  'create or replace view audit_entry as select null::bigint as seq',
  'set session_replication_role = replica',
  'set local session_replication_role = replica',
  `select set_config('session_replication_role', 'replica', false)`,
  'alter role current_user set session_replication_role = replica',
  'alter database "%d" set session_replication_role = replica',
  'alter system set session_replication_role = replica',
  'set role vu',
  'set session authorization vu',
  'grant vu to current_user',
  'alter role current_user superuser',
  'create role mallory superuser',
  // In front of ours, for whoever looks there first.
  'create table public.audit_trail_2 (seq bigint)',
  'create schema vu_api',
  'create temporary table audit_trail (seq bigint)',
  'create extension dblink',
  'create function public.mine() returns int language sql as $$ select 1 $$',
  // What it needn't read.
  'select * from pg_authid',
  `select pg_read_file('/etc/passwd')`,
  `copy audit_trail to program 'cat'`,
  `copy audit_trail to '/tmp/vu-trail'`,
  `select lo_export(1, '/tmp/vu-trail')`,
  // Nor may it make an old version of the tables look like the new one, or the demo's people look like a council's.
  `insert into migration (name, checksum) values ('9999-mine.sql', '')`,
  'delete from migration',
  'drop table demo_council',
  'alter table users disable trigger all',
  'create index mine on users (email)',
])('the API’s role may not: %s', async (statement) => {
  const before = await trail();
  expect(before.length).toBeGreaterThan(0);
  await expect(attacker.query(statement.replace('%d', new URL(api.database.url).pathname.slice(1)))).rejects.toMatchObject({
    code: PERMISSION,
  });
  // The API goes on sealing behind it.
  expect((await trail()).slice(0, before.length)).toEqual(before);
});

test('an entry that waits can’t be taken out before it is sealed', async () => {
  await attacker.query('begin');
  await attacker.query(
    `insert into audit_pending (id, content, key_id, mac) values (gen_random_uuid(), '{}', 'x', decode(repeat('00', 32), 'hex'))`,
  );
  await expect(attacker.query('delete from audit_pending')).rejects.toMatchObject({ code: PERMISSION });
  await attacker.query('rollback');
});

test('of every table the API’s role has what the rule says, and of none that a migration adds another has to be asked for', async () => {
  const rights = () =>
    api.database.query<{ name: string; rights: string }>(
      `select relname as name, (
         select string_agg(lower(privilege_type), ' ' order by privilege_type) from aclexplode(relacl) where grantee = 'vu_api'::regrole
       ) as rights
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
    );
  const addresses = { databaseUrl: api.database.apiUrl, migrationUrl: api.database.url };
  await api.database.query('create table added_later (id int)');
  // What somebody gave it in a hurry is taken back.
  await api.database.query('grant all on audit_trail, audit_pending, migration to vu_api; grant update (content) on audit_trail to vu_api');
  await prepareDatabase(addresses, { mustOwnNothing: true }, silentLog);
  const found = new Map((await rights()).map(({ name, rights }) => [name, rights]));
  const narrower = new Map([...found].filter(([, each]) => each !== 'delete insert select update'));
  expect(Object.fromEntries(narrower)).toEqual({
    audit_trail: 'insert select',
    audit_pending: 'delete insert select',
    audit_entry: 'select',
    migration: 'select',
    demo_council: 'select',
  });
  expect(found.get('added_later')).toBe('delete insert select update');
  await attacker.query('insert into added_later values (1)');
  await api.database.query('drop table added_later');
});

const ROLES = `vu_r${randomBytes(4).toString('hex')}`;
const [OWNER, WEAK] = [`${ROLES}_owner`, `${ROLES}_api`];
describe('a council’s database', () => {
  let council: TestDatabase;

  /** Another's address of the council's database. */
  function as(role: string): string {
    const url = new URL(council.url);
    url.username = role;
    url.password = 'a-long-random-one';
    return url.href;
  }

  beforeEach(async () => {
    council = await emptyDatabase();
    const name = new URL(council.url).pathname.slice(1);
    // As docs/it/running-the-api.md has it.
    for (const role of [OWNER, WEAK]) await council.query(`create role ${role} login password 'a-long-random-one'`);
    await council.query(`alter database ${name} owner to ${OWNER}`);
    return async () => {
      await council.drop();
      for (const role of [WEAK, OWNER]) await api.database.query(`drop role ${role}`);
    };
  });

  /** Starts production, and answers what it says. */
  async function production(databaseUrl: string, migrationUrl: string | null): Promise<string> {
    const configuration = { ...api.configuration, mode: 'production', databaseUrl, migrationUrl } as const;
    try {
      const server = await startServer({ configuration, clock: api.clock, log: silentLog, alertTexts: false });
      await server.close();
      return 'started';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  test('production starts with a role that owns nothing, and one that owns its database and nothing more', async () => {
    expect(await production(as(WEAK), as(OWNER))).toBe('started');
    // Up to date, it starts without the owner's address as well.
    expect(await production(as(WEAK), null)).toBe('started');
    const made = await council.query<{ owner: string }>(
      `select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(made).toEqual([{ owner: OWNER }]);
  });

  test('production without the owner’s address on a database that is not up to date names the setting', async () => {
    expect(await production(as(WEAK), null)).toMatch(/^VU_MIGRATION_DATABASE_URL is missing: the database is not up to date/);
  });

  test('production whose two addresses are the wrong way round, or both the weak one, names the one that is wrong', async () => {
    expect(await production(as(OWNER), as(WEAK))).toMatch(/^VU_MIGRATION_DATABASE_URL names a role that may not make and change tables/);
    expect(await production(as(WEAK), as(WEAK))).toMatch(/^VU_MIGRATION_DATABASE_URL names a role that may not make and change tables/);
  });

  test.each<[string, string, (weak: string, owner: string) => string]>([
    ['superuser', 'is a superuser', (weak) => `alter role ${weak} superuser`],
    ['owner of a table', 'owns the tables', (weak) => `alter table organisation owner to ${weak}`],
    ['owner of a trigger’s function', 'owns the tables', (weak) => `alter function audit_refuse() owner to ${weak}`],
    ['member of the owner', 'owns the tables', (weak, owner) => `grant ${owner} to ${weak}`],
    ['member of the owner by another', 'owns the tables', (weak, owner) => `grant ${owner} to vu_between; grant vu_between to ${weak}`],
    ['maker of tables', 'may make tables in the database', (weak) => `grant create on schema public to ${weak}`],
    ['maker of roles', 'may give itself other rights', (weak) => `alter role ${weak} createrole`],
    ['replica', 'may give itself other rights', (weak) => `alter role ${weak} replication`],
    ['runner of programs', 'may write the server’s files or run its programs', (weak) => `grant pg_execute_server_program to ${weak}`],
    ['switch of triggers', 'may switch triggers off', (weak) => `grant set on parameter session_replication_role to ${weak}`],
    ['writer of everything', 'may change the audit trail', (weak) => `grant pg_write_all_data to ${weak}`],
    ['changer of one column', 'may change the audit trail', (weak) => `grant update (content) on audit_trail to ${weak}`],
  ])('production refuses to serve as a %s', async (_, power, grant) => {
    await prepareDatabase({ databaseUrl: as(WEAK), migrationUrl: as(OWNER) }, { mustOwnNothing: true }, silentLog);
    await council.query('drop role if exists vu_between; create role vu_between');
    await council.query(grant(WEAK, OWNER));
    try {
      expect(await production(as(WEAK), null)).toMatch(
        new RegExp(`^names a role that ${power}, so the audit trail would not be safe.*VU_MIGRATION`),
      );
    } finally {
      await council.query(
        `reassign owned by ${WEAK} to ${OWNER}; revoke ${OWNER} from vu_between; drop owned by ${WEAK}; drop role vu_between`,
      );
    }
  });

  test('a council with one role for all goes on with a second one, and refuses until then', async () => {
    // What an earlier version left: all of it made by the role that the API has.
    await prepareDatabase({ databaseUrl: as(OWNER), migrationUrl: null }, { mustOwnNothing: false }, silentLog);
    expect(await production(as(OWNER), null)).toMatch(/^names a role that owns the tables/);
    expect(await production(as(OWNER), as(OWNER))).toMatch(/^names a role that owns the tables/);
    expect(await production(as(WEAK), as(OWNER))).toBe('started');
    expect(await production(as(WEAK), null)).toBe('started');
  });

  test('the operator’s command migrates as the owner, and all others work with the API’s role', async () => {
    const own = { ...operatorEnvironment(as(WEAK)), VU_MIGRATION_DATABASE_URL: as(OWNER) };
    expect(await runCommand(['two-factor', 'show'], operatorEnvironment(as(WEAK)))).toMatchObject({
      code: 3,
      errors: expect.stringMatching(/^operator: VU_MIGRATION_DATABASE_URL is missing: the database is not up to date/),
    });
    const migrated = await runCommand(['database', 'migrate'], own);
    expect(migrated).toMatchObject({ code: 0, errors: '' });
    expect(migrated.output).toMatch(new RegExp(`^Up to date: \\d+ migrations applied\\. ${WEAK} has what the API needs`));
    const weak = (...args: string[]) => runCommand(args, operatorEnvironment(as(WEAK)));
    expect(await weak('database', 'migrate')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('VU_MIGRATION_DATABASE_URL is missing'),
    });
    for (const args of [
      ['user', 'create', '--email', 'a@council.example', '--name', 'A B', '--applications', 'control'],
      ['two-factor', 'on'],
      ['policy', 'set', 'control', '--trust-days', '1'],
      ['organisation', 'set', '--issuer', 'Vu'],
      ['user', 'disable', 'a@council.example'],
      ['user', 'list'],
      ['computer', 'list'],
      ['audit', 'show'],
      ['audit', 'verify'],
    ])
      expect([args, await weak(...args)]).toEqual([args, expect.objectContaining({ code: 0, errors: '' })]);
  });
});
