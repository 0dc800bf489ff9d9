import { parseArgs } from 'node:util';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { keepUp, keysInUse } from '../audit/keys-in-use.ts';
import { sealPending } from '../audit/sealer.ts';
import { auditTrail } from '../audit/trail.ts';
import { systemClock } from '../clock.ts';
import { ConfigurationRefused, readOperatorConfiguration } from '../configuration.ts';
import { openDatabase } from '../database/database.ts';
import { MigrationRefused } from '../database/migrate.ts';
import { prepareDatabase } from '../database/prepare.ts';
import { databaseFault } from '../database/start-fault.ts';
import { describeFault } from '../http/faults.ts';
import { silentLog } from '../log.ts';
import { AdministrationRefused, administration } from '../sign-in/administration.ts';
import { AUDIT_COMMANDS } from './audit-commands.ts';
import type { Command, CommandResult } from './command.ts';
import { CommandRefused, UsageError } from './command.ts';
import { COMPUTER_COMMANDS } from './computer-commands.ts';
import { DATABASE_COMMANDS } from './database-commands.ts';
import { operatorAccount } from './operator-account.ts';
import { ORGANISATION_COMMANDS } from './organisation-commands.ts';
import { PEOPLE_COMMANDS } from './people-commands.ts';
import { POLICY_COMMANDS } from './policy-commands.ts';
import { forLine, forTerminal, jsonLine } from './terminal.ts';

/**
 * The operator's command line: what only those who run the server may do. It works on the database itself, so it
 * needs DATABASE_URL and VU_KEY_AUDIT (and VU_KEY_CODES for making a code), and no running API. Everything it changes is in the
 * audit trail, under the account of whoever logged in to run it.
 */

const COMMANDS: readonly Command[] = [
  ...POLICY_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...COMPUTER_COMMANDS,
  ...ORGANISATION_COMMANDS,
  ...AUDIT_COMMANDS,
  ...DATABASE_COMMANDS,
];

/** What a command does, once its arguments were read. */
type Work = ReturnType<Command['prepare']>;

const BELOW_ZERO = /^-\d/;
/** How an option begins once a word processor has made one dash of two, as in notes that commands are copied from. */
const PRETTY_OPTION = /^[-\u2010-\u2015\u2212]*[\u2010-\u2015\u2212]-*(?=[a-z][a-z-]*(?:=|$))/u;

/** The exit codes, also in the help. */
const EXIT = { done: 0, refused: 1, usage: 2, environment: 3 } as const;

/** Commands have one or two words of their own. */
function findCommand(words: readonly string[]): { command: Command; rest: string[] } | null {
  for (const length of [2, 1]) {
    const command = COMMANDS.find((each) => each.name === words.slice(0, length).map(readIdentifier).join(' '));
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  return null;
}

/** The command and its input, from what was typed. @throws UsageError */
function read(args: readonly string[]): { work: Work; json: boolean; envFile: string | null } | { help: string } {
  const names = Object.fromEntries(COMMANDS.flatMap((command) => Object.entries(command.options)));
  const { values, positionals } = parse(args, names);
  if (positionals.length === 0 || positionals[0] === 'help') return { help: helpOf(COMMANDS) };
  const found = findCommand(positionals);
  if (found === null) {
    const near = COMMANDS.filter((command) => command.name.startsWith(`${positionals[0]} `));
    if (values['help'] === true && near.length > 0) return { help: helpOf(near) };
    throw new UsageError(`there is no command "${positionals.slice(0, 2).join(' ')}"; --help lists them`);
  }
  const { command, rest } = found;
  if (values['help'] === true) return { help: helpOf([command]) };
  const { help: _, json, 'env-file': envFile, ...options } = values;
  for (const option of Object.keys(options)) {
    if (!(option in command.options)) throw new UsageError(`${command.name} has no option --${option}`);
  }
  if (rest.length !== command.words) throw new UsageError(`it is: ${command.name} ${command.usage}`);
  return { work: command.prepare({ words: rest, options }), json: json === true, envFile: typeof envFile === 'string' ? envFile : null };
}

function parse(args: readonly string[], names: Readonly<Record<string, 'value' | 'flag'>>) {
  try {
    const { values, positionals } = parseArgs({
      args: withNumbersBelowZero(args.map((each) => each.replace(PRETTY_OPTION, '--'))),
      allowPositionals: true,
      options: {
        ...Object.fromEntries(
          Object.entries(names).map(([name, kind]) => [name, { type: kind === 'value' ? ('string' as const) : ('boolean' as const) }]),
        ),
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        'env-file': { type: 'string' },
      },
    });
    return { values: values as Record<string, string | true>, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? mistakeIn(error.message) : 'wrong options');
  }
}

/** `--trust-days -1` as `--trust-days=-1`: the command says which numbers it takes, where Node would say how options are written. */
function withNumbersBelowZero(args: readonly string[]): string[] {
  return args.flatMap((each, at) => {
    const next = args[at + 1];
    if (/^--[a-z-]+$/.test(each) && next !== undefined && BELOW_ZERO.test(next)) return [`${each}=${next}`];
    return BELOW_ZERO.test(each) && /^--[a-z-]+$/.test(args[at - 1] ?? '') ? [] : [each];
  });
}

/** Node's own sentence goes on to explain; its first says what is wrong. */
function mistakeIn(message: string): string {
  const [, option] = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:is ambiguous|missing)/.exec(message) ?? [];
  return option === undefined ? (message.split(/\.\s/)[0] ?? message) : `${option} needs a value after it`;
}

function helpOf(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`);
  return [
    'Usage: npm run operator -- COMMAND [--json] [--env-file FILE]',
    '',
    ...lines,
    '',
    'Needs DATABASE_URL and VU_KEY_AUDIT, from the environment or from a file of NAME=value lines; user code needs VU_KEY_CODES too,',
    'and database migrate VU_MIGRATION_DATABASE_URL.',
    `Exit codes: ${EXIT.done} done, ${EXIT.refused} refused or bad news, ${EXIT.usage} wrong command, ${EXIT.environment} wrong settings or no database.`,
  ].join('\n');
}

async function run(work: Work, envFile: string | null, world: OperatorWorld): Promise<CommandResult> {
  const configuration = readOperatorConfiguration(envFile, world.environment);
  const prepared = await prepareDatabase(configuration, { mustOwnNothing: false }, silentLog);
  const database = openDatabase({ url: configuration.databaseUrl, poolSize: 2, log: silentLog });
  const clock = systemClock;
  const auditKeys = keysInUse(configuration.auditKeys);
  try {
    await keepUp(database, auditKeys);
    const result = await work({
      database,
      prepared: configuration.migrationUrl === null ? null : prepared,
      clock,
      auditKeys,
      codeKeys: configuration.codeKeys,
      actor: operatorAccount(),
      administration: administration({ database, clock, audit: auditTrail(auditKeys, clock) }),
    });
    // No API may be running to do it.
    await sealPending(database, auditKeys, silentLog);
    return result;
  } finally {
    await database.destroy();
  }
}

/** The line to show for an error, and the code to end with. */
function explain(error: unknown): { line: string; code: number } {
  if (error instanceof UsageError) return { line: error.message, code: EXIT.usage };
  if (error instanceof CommandRefused || error instanceof AdministrationRefused) return { line: error.message, code: EXIT.refused };
  if (error instanceof ConfigurationRefused || error instanceof MigrationRefused) return { line: error.message, code: EXIT.environment };
  const fault = databaseFault(error);
  if (fault !== null) return { line: `DATABASE_URL ${fault}`, code: EXIT.environment };
  return { line: `something went wrong: ${JSON.stringify(describeFault(error))}`, code: EXIT.refused };
}

/** What the command line has around it. */
export interface OperatorWorld {
  /** The process's own when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** Does what the arguments say; answers the exit code. Never throws. */
export async function runOperator(args: readonly string[], world: OperatorWorld): Promise<number> {
  try {
    const asked = read(args);
    if ('help' in asked) {
      world.write(`${asked.help}\n`);
      return EXIT.done;
    }
    const result = await run(asked.work, asked.envFile, world);
    world.write(`${asked.json ? jsonLine(result.data) : forTerminal(result.words)}\n`);
    return result.failed === true ? EXIT.refused : EXIT.done;
  } catch (error) {
    const { line, code } = explain(error);
    world.writeError(`operator: ${forLine(line)}\n`);
    return code;
  }
}
