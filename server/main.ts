import { ConfigurationRefused, readConfiguration } from './configuration.ts';
import { isDatabaseAway } from './database/database.ts';
import { MigrationRefused } from './database/migrate.ts';
import { describeFault } from './http/faults.ts';
import { jsonLines } from './log.ts';
import { startServer } from './start.ts';

/** The Vu API in production: `npm run server`. */

const log = jsonLines((line) => process.stdout.write(line));

/** One line for the person who starts it, and no stack: that would bury the name of the setting. */
function refuse(line: string): never {
  process.stderr.write(`vu-api: ${line}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationRefused || error instanceof MigrationRefused) return error.message;
  if (isDatabaseAway(error)) return 'DATABASE_URL names a database that can’t be reached';
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
      return `LISTEN can’t be used (${error.code})`;
    // PostgreSQL's class 28 is authentication, 3D000 a database that isn't there.
    if (/^(?:28|3D000)/.test(String(error.code))) return 'DATABASE_URL names a database that refuses its user, its password or its name';
  }
  return `could not start: ${JSON.stringify(describeFault(error))}`;
}

try {
  const server = await startServer({ configuration: readConfiguration(), log });
  const stop = (signal: NodeJS.Signals) => {
    log.info('closing', { signal });
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  refuse(explain(error));
}
