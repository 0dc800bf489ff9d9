import { runOperator } from '../../server/control/run-operator.ts';
import { testKeys } from './api.ts';
import type { Ended } from './ended-program.ts';

/** What the operator's command line needs to know of a database whose trail has the tests' keys. */
export const operatorEnvironment = (url: string) => ({
  DATABASE_URL: url,
  VU_KEY_AUDIT: `audit:${testKeys().audit.current.key.toString('base64')}`,
  VU_KEY_CODES: `codes:${testKeys().codes.current.key.toString('base64')}`,
});

/** The command line itself, in this process: starting Node dozens of times takes minutes. */
export async function runCommand(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let output = '';
  let errors = '';
  const code = await runOperator(args, {
    environment,
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, output, errors };
}
