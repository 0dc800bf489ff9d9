import type { Kysely } from 'kysely';
import type * as z from 'zod';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { Actor } from '../audit/events.ts';
import type { Clock } from '../clock.ts';
import type { Prepared } from '../database/prepare.ts';
import type { Tables } from '../database/tables.ts';
import type { AuditKeyring, Keyring } from '../keys.ts';
import { textFault } from '../sign-in/administered-texts.ts';
import type { Administration } from '../sign-in/administration.ts';
import { forLine } from './terminal.ts';

/** What a command of the operator's works with. */
export interface OperatorContext {
  readonly database: Kysely<Tables>;
  /** What was done to the database before; null without an address for migrations. */
  readonly prepared: Prepared | null;
  readonly administration: Administration;
  readonly auditKeys: AuditKeyring;
  /** Null where they weren't given: all but one command do without. */
  readonly codeKeys: Keyring | null;
  readonly clock: Clock;
  readonly actor: Actor;
}

/** What a command has to say: words for people, and the same as data for `--json`. */
export interface CommandResult {
  readonly words: string;
  readonly data: unknown;
  /** True when the command worked but what it found is bad news, e.g. a broken trail. */
  readonly failed?: boolean;
}

/** The words after the command, and its options. Each option is given as text; one without a value as `true`. */
export interface CommandInput {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | true>>;
}

export interface Command {
  /** What it is called by, e.g. `policy set`. */
  readonly name: string;
  /** The words and options that follow, as help shows them. */
  readonly usage: string;
  readonly summary: string;
  /** How many words must follow. */
  readonly words: number;
  readonly options: Readonly<Record<string, 'value' | 'flag'>>;
  /**
   * Reads what was given, and answers what to do with it: a mistake is said before a setting or the database is looked for.
   * @throws UsageError
   */
  readonly prepare: (input: CommandInput) => (context: OperatorContext) => Promise<CommandResult>;
}

/** The command was given wrongly. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for can't be done. The message is one line. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** An option's value; @throws UsageError when it was left out. */
export function required(input: CommandInput, option: string): string {
  const value = optional(input, option);
  if (value === null) throw new UsageError(`--${option} is missing`);
  return value;
}

export function optional(input: CommandInput, option: string): string | null {
  const value = input.options[option];
  return typeof value === 'string' ? value : null;
}

/** A text as its schema wants it. @throws UsageError that says what it must be */
export function textOf(what: string, schema: z.ZodType<string, string>, text: string): string {
  const fault = textFault(schema, text);
  if (fault !== null) throw new UsageError(`${what} ${fault}`);
  return schema.parse(text);
}

/** `a,b` as a list, without empty parts. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map(readIdentifier)
    .filter((each) => each !== '');
}

/** One of a fixed list of words, read as an identifier. */
export function oneOf<T extends string>(what: string, allowed: readonly T[], text: string): T {
  const found = allowed.find((each) => each === readIdentifier(text));
  if (found === undefined) throw new UsageError(`"${text}" is no ${what}: there are ${allowed.join(', ')}`);
  return found;
}

/** A whole number within bounds. */
export function wholeNumber(what: string, text: string, least: number, most: number): number {
  const read = readIdentifier(text);
  const value = Number(read);
  if (!/^\d+$/.test(read) || value < least || value > most) throw new UsageError(`${what} must be a whole number from ${least} to ${most}`);
  return value;
}

/** `1 day`, `2 days`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Columns side by side, as wide as they need. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(forLine));
  const widths = headings.map((heading, column) => Math.max(heading.length, ...shown.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [headings, ...shown].map(line).join('\n');
}
