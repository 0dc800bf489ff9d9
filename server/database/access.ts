import pg from 'pg';

/**
 * What the API's role may do in the database. It owns nothing: whoever takes over the API, or only a statement of it, can add to
 * the audit trail and can't change it, empty it or switch off what guards it.
 */

/** What of a table or view is narrower than the rule for all others, by name. */
const NARROWER: Readonly<Record<string, string>> = {
  audit_trail: 'select, insert',
  // An entry leaves it when it is sealed, which a trigger sees to.
  audit_pending: 'select, insert, delete',
  audit_entry: 'select',
  migration: 'select',
  // That production refuses this database must stay so.
  demo_council: 'select',
};
const ANY_OTHER = 'select, insert, update, delete';

/**
 * Gives the role what it needs of all that is there now, and takes from it all else: run after each migration, so that no
 * migration has to. On the connection of the tables' owner.
 */
export async function grantAccess(owner: pg.Client, role: string): Promise<void> {
  const { rows } = await owner.query<{ name: string; sequence: boolean; database: string }>(`
    select relname as name, relkind = 'S' as sequence, current_database() as database from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') and pg_has_role(relowner, 'member')`);
  const to = pg.escapeIdentifier(role);
  const statements = rows.flatMap(({ name, sequence }) => {
    const [kind, rights] = sequence ? ['sequence', 'usage'] : ['table', NARROWER[name] ?? ANY_OTHER];
    const on = `on ${kind} public.${pg.escapeIdentifier(name)}`;
    return [`revoke all ${on} from ${to}`, `grant ${rights} ${on} to ${to}`];
  });
  const database = pg.escapeIdentifier(rows[0]?.database ?? '');
  await owner.query('begin');
  try {
    for (const statement of [
      // Nor may it put a table of its own in front of one of ours.
      'revoke create on schema public from public',
      `revoke create on schema public from ${to}`,
      `revoke temporary, create on database ${database} from public, ${to}`,
      `grant usage on schema public to ${to}`,
      ...statements,
    ])
      await owner.query(statement);
    await owner.query('commit');
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
}

/** A role, and what it could do to the audit trail that the API must not be able to; null for nothing. */
export interface Standing {
  readonly role: string;
  readonly power: string | null;
}

/** In the order in which they are said: what has to be undone first. */
const POWERS = {
  superuser: 'is a superuser',
  owner: 'owns the tables',
  database: 'owns the database',
  creator: 'may make tables in the database',
  roles: 'may give itself other rights',
  server: 'may write the server’s files or run its programs',
  triggers: 'may switch triggers off',
  trail: 'may change the audit trail',
} as const;

/** What a role is and can do, on a connection of its own, by itself or as a member of another. */
export async function readStanding(client: pg.Client): Promise<Standing> {
  const { rows } = await client.query<{ role: string } & Record<keyof typeof POWERS, boolean | null>>(`
    select current_user as role, own.rolsuper as superuser, own.rolcreaterole or own.rolreplication as roles,
      pg_has_role(datdba, 'member') as database,
      has_database_privilege(datname, 'create') or has_schema_privilege('public', 'create') as creator,
      exists (
        select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member')
        union all select from pg_proc where pronamespace = 'public'::regnamespace and pg_has_role(proowner, 'member')
      ) as owner,
      exists (
        select from pg_roles where rolname in ('pg_write_server_files', 'pg_execute_server_program') and pg_has_role(oid, 'member')
      ) as server,
      has_parameter_privilege('session_replication_role', 'set') as triggers,
      has_table_privilege(to_regclass('public.audit_trail'), 'update, delete, truncate, trigger')
        or has_any_column_privilege(to_regclass('public.audit_trail'), 'update') as trail
    from pg_roles as own join pg_database on datname = current_database() where own.rolname = current_user`);
  const [row] = rows;
  if (row === undefined) throw new Error('the database does not know the role that is connected to it');
  const power = (Object.keys(POWERS) as (keyof typeof POWERS)[]).find((each) => row[each] === true);
  return { role: row.role, power: power === undefined ? null : POWERS[power] };
}
