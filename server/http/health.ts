import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from '../database/migrate.ts';
import type { Tables } from '../database/tables.ts';
import type { TextMessages } from '../notify/text-messages.ts';

/** What `/readyz` says. Text messages failing doesn't make an instance unready: authenticator apps still work, and another instance would do no better. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly database: 'ok' | 'away';
  readonly migrations: 'ok' | 'behind' | 'unknown';
  readonly textMessages: 'ok' | 'failing';
}

export type Health = () => Promise<Readiness>;

/** Asks the database each time, and Notify never: its state is what sending has shown. */
export function health(database: Kysely<Tables>, migrations: readonly Migration[], textMessages: TextMessages): Health {
  return async () => {
    const applied = await countApplied(database, migrations);
    const upToDate = applied === migrations.length;
    return {
      status: upToDate ? 'ready' : 'not-ready',
      database: applied === null ? 'away' : 'ok',
      migrations: applied === null ? 'unknown' : upToDate ? 'ok' : 'behind',
      textMessages: textMessages.state(),
    };
  };
}

/** How many of these migrations the database has had; null when it can't be asked. */
async function countApplied(database: Kysely<Tables>, migrations: readonly Migration[]): Promise<number | null> {
  try {
    const { rows } = await sql<{ applied: number }>`
      select count(*) as applied from migration
      where (name, checksum) in (
        select * from unnest(${migrations.map((each) => each.name)}::text[], ${migrations.map((each) => each.checksum)}::text[])
      )`.execute(database);
    return rows[0]?.applied ?? 0;
  } catch {
    return null;
  }
}
