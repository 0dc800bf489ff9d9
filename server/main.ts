import { ConfigurationRefused, readConfiguration } from './configuration.ts';
import { MigrationRefused } from './database/migrate.ts';
import { databaseFault } from './database/start-fault.ts';
import { describeFault } from './http/faults.ts';
import { jsonLines } from './log.ts';
import { steadyOutput } from './log-output.ts';
import { startServer } from './start.ts';

/** The Vu API in production: `npm run server`. */

const log = jsonLines(steadyOutput(process.stdout));
// Nor does it matter whether anybody reads the other one.
process.stderr.on('error', () => {});

/** What Node was doing when an address could not be listened on. */
const LISTENING = new Set(['listen', 'bind', 'getaddrinfo']);
const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has that port',
  EACCES: 'only an administrator may use that port',
  EADDRNOTAVAIL: 'this computer has no such address',
};

const STOPPED_UNASKED = 1;

/** One line for the person who starts it, and no stack: that would bury the name of the setting. */
function refuse(line: string): never {
  process.stderr.write(`vu-api: ${line}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationRefused || error instanceof MigrationRefused) return error.message;
  const fault = databaseFault(error);
  if (fault !== null) return `DATABASE_URL ${fault}`;
  if (error instanceof Error && 'syscall' in error && 'code' in error && LISTENING.has(String(error.syscall))) {
    return `LISTEN can’t be used (${error.code}): ${LISTEN_FAULTS[String(error.code)] ?? 'give an address of this computer and a port'}`;
  }
  const { error: name, code, at } = describeFault(error);
  return `could not start: ${name}${code === null ? '' : ` ${code}`} at ${at}`;
}

try {
  const server = await startServer({ configuration: readConfiguration(), log });
  // Whatever else may end it: a stop that nobody asked for must look like one to whoever starts it again.
  process.exitCode = STOPPED_UNASKED;
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
