import { sql } from 'kysely';

/**
 * What a statement can ask of connections.ts, as a comment at its beginning. On a network to the database, and between
 * processes of one machine as much, it is not statements that cost time but waiting for one before sending the next.
 */

/** Looks something up by key, in a moment, and changes nothing. Outside a transaction it shares a connection with others of its kind. */
export const QUICK = sql.raw('/* quick */');
/**
 * What comes of it is not needed: in a transaction it is sent together with the next statement that isn't like it, or
 * with the commit. Whoever executes it is told nothing of its rows. If it fails, so does that next statement.
 */
export const LATER = sql.raw('/* later */');

export const isQuick = (text: string): boolean => text.trimStart().startsWith('/* quick */');
export const isLater = (text: string): boolean => text.trimStart().startsWith('/* later */');
