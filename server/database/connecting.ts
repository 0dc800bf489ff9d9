/**
 * No connection to the database could be had: it is away, full, or refuses us. Whatever the reason, what was asked hasn't
 * begun, and may be asked again later. `code` is that of the reason, for the log.
 */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed';
  readonly code: string | null;

  constructor(cause: unknown) {
    super('no connection to the database could be had', { cause });
    this.code = codeOf(cause);
  }
}

/** The database is there, but the API can't work with it as it is. The message follows the setting's name. */
export class DatabaseUnfit extends Error {
  override readonly name = 'DatabaseUnfit';
}

/** What a statement that changes something is refused with (25006), and on a standby one that only names a table without a log. */
const READ_ONLY = '25006';
const IN_RECOVERY = /cannot access temporary or unlogged relations during recovery/;

/** True when PostgreSQL takes no changes on that connection: it leads to a standby, or was opened while the database was read-only. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Error && (codeOf(error) === READ_ONLY || IN_RECOVERY.test(error.message));
}

/** The code that an error, or what is behind it, has; null for none. */
export function codeOf(error: unknown): string | null {
  // Of a host with several addresses, the last one's says as much as any.
  const one = error instanceof AggregateError ? error.errors.at(-1) : error;
  return one instanceof Error && 'code' in one && typeof one.code === 'string' ? one.code : null;
}
