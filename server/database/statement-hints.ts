import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * What a statement can ask of connections.ts, as a comment at its beginning. On a network to the database, and between
 * processes of one machine as much, it is not statements that cost time but waiting for one before sending the next.
 */

/** Looks up a token by its hash, in a moment, and changes nothing. Outside a transaction it shares a connection with others of its kind. */
export const QUICK = sql.raw('/* quick */');
/**
 * Looks up what somebody is shown, and changes nothing. The same on a connection of its own: should a view have to wait for
 * a table, everybody's session would otherwise wait with it.
 */
export const VIEW = sql.raw('/* view */');
const LATER = '/* later */';

/**
 * Executes what nothing has to come back of: in a transaction it is sent together with the next statement that isn't like
 * it, or with the commit. If it fails, so does that next statement.
 */
export async function later(database: Kysely<Tables>, statement: RawBuilder<unknown>): Promise<void> {
  await sql`${sql.raw(LATER)} ${statement}`.execute(database);
}

const startsWith =
  (hint: string) =>
  (text: string): boolean =>
    text.trimStart().startsWith(hint);
export const isQuick = startsWith('/* quick */');
export const isView = startsWith('/* view */');
export const isLater = startsWith(LATER);
