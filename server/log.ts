/** Facts that go with a line of the log. Never codes, tokens, secrets, passwords, addresses of people or phone numbers. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** The server's own log: one JSON object a line, for a machine to collect. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Writes each line as JSON through `write`, e.g. `(line) => process.stdout.write(line)`. */
export function jsonLines(write: (line: string) => void): Log {
  const at = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Says nothing; for programs whose output is their own. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
