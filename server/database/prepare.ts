import pg from 'pg';
import type { Log } from '../log.ts';
import { grantAccess, readStanding, type Standing } from './access.ts';
import { codeOf, DatabaseUnfit } from './connecting.ts';
import { refuseUnfit } from './fitness.ts';
import { MIGRATIONS, MigrationRefused, migrate, pendingMigrations } from './migrate.ts';
import { onConnection } from './single-connection.ts';
import { databaseFault } from './start-fault.ts';

/** The two ways into one database. */
export interface DatabaseAddresses {
  /** As the API works with it, and the operator's command line. */
  readonly databaseUrl: string;
  /** As the owner of its tables, for migrations; null where somebody else runs them, or the two are one. */
  readonly migrationUrl: string | null;
}

export interface Prepared {
  /** The migrations that were applied now, by name. */
  readonly applied: readonly string[];
  /** Whom the API works as. */
  readonly role: string;
}

const NOT_PERMITTED = '42501';

/**
 * Brings the database up to date and gives the API's role what it needs. With an address for migrations that is done with it,
 * also by several instances at once; without one the database must be up to date, or its role own it.
 * @param options.mustOwnNothing in production, where the API doesn't run with a role that could change the audit trail
 * @throws DatabaseUnfit, whose message follows DATABASE_URL, for a role that could and for what refuseUnfit refuses; MigrationRefused
 */
export async function prepareDatabase(
  { databaseUrl, migrationUrl }: DatabaseAddresses,
  { mustOwnNothing }: { readonly mustOwnNothing: boolean },
  log: Log,
): Promise<Prepared> {
  await refuseUnfit(databaseUrl);
  const standing = await standingOf(databaseUrl);
  if (migrationUrl !== null) {
    const applied = await migrateAsOwner(migrationUrl, standing.role, log);
    // Anew, since the migrations may have taken from it what it had.
    if (mustOwnNothing) refusePower(await standingOf(databaseUrl));
    return { applied, role: standing.role };
  }
  if (mustOwnNothing) refusePower(standing);
  return { applied: await migrateAlone(databaseUrl, log), role: standing.role };
}

const standingOf = (url: string): Promise<Standing> => onConnection(url, 'vu-api standing', readStanding);

function refusePower({ power }: Standing): void {
  if (power === null) return;
  throw new DatabaseUnfit(
    `names a role that ${power}, so the audit trail would not be safe from the API: name one that owns nothing, and the owner in VU_MIGRATION_DATABASE_URL (docs/it/running-the-api.md, The database)`,
  );
}

/** What is wrong with the owner's address is said of that setting. */
async function migrateAsOwner(url: string, role: string, log: Log): Promise<string[]> {
  try {
    return await migrate(url, log, MIGRATIONS, async (owner) => {
      const own = await owner.query<{ role: string }>('select current_user as role');
      // One role for both is refused in production, and has all rights already.
      if (own.rows[0]?.role !== role) await grantAccess(owner, role);
    });
  } catch (error) {
    if (error instanceof MigrationRefused) throw error;
    const fault =
      codeOf(error) === NOT_PERMITTED
        ? 'names a role that may not make and change tables: make it the database’s owner'
        : databaseFault(error);
    throw fault === null ? error : new MigrationRefused(`VU_MIGRATION_DATABASE_URL ${fault}`);
  }
}

async function migrateAlone(url: string, log: Log): Promise<string[]> {
  try {
    const [next] = await pendingMigrations(url);
    return next === undefined ? [] : await migrate(url, log);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== NOT_PERMITTED) throw error;
    throw new MigrationRefused(
      'VU_MIGRATION_DATABASE_URL is missing: the database is not up to date, and the role of DATABASE_URL may not change it. Set it to the owner’s address, here or for npm run operator -- database migrate',
    );
  }
}
