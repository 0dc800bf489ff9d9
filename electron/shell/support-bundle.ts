import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
// Its build for browsers has no worker threads, which main has no use for.
import { zipSync } from 'fflate/browser';
import { crashReports } from './crash-reports.ts';
import { logFiles } from './logs.ts';
import { isRecord } from './record.ts';
import { redact, redactText } from './redaction.ts';

export interface SupportEntry {
  /** With forward slashes, relative. */
  readonly name: string;
  readonly content: string;
}

export interface SupportFacts {
  readonly logs: string;
  readonly crashes: string;
  /** Versions of the program and of the system. */
  readonly about: Readonly<Record<string, unknown>>;
  /** What IT has set, by name: a value may be an address or a list that is nobody else's business. */
  readonly policies: readonly string[];
}

/** A line of the log again without what is personal: it may have been written by a version that knew less of what that is. */
function cleanLine(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    if (isRecord(entry)) return JSON.stringify({ ...entry, what: redact(entry['what']), facts: redact(entry['facts']) });
  } catch {
    // Cut off half-way, by a full disk.
  }
  return redactText(line);
}

function cleanLog(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => (line === '' ? line : cleanLine(line)))
    .join('\n');
}

/** Each file of the bundle, or none of it where it can't be read. */
function entry(name: string, read: () => string): SupportEntry[] {
  try {
    return [{ name, content: read() }];
  } catch {
    return [];
  }
}

/**
 * What a help desk needs to see, and nothing about a person: the log, the reports of crashes, versions, and the names of
 * the policies that are set. No settings, nothing of the keychain, and no policy's value.
 */
export function supportEntries({ logs, crashes, about, policies }: SupportFacts): SupportEntry[] {
  return [
    { name: 'about.json', content: `${JSON.stringify({ ...about, policies }, null, 2)}\n` },
    ...logFiles(logs).flatMap((path) => entry(`logs/${basename(path)}`, () => cleanLog(path))),
    ...crashReports(crashes).flatMap((name) =>
      entry(`crashes/${name}`, () => `${JSON.stringify(redact(JSON.parse(readFileSync(join(crashes, name), 'utf8'))), null, 2)}\n`),
    ),
  ];
}

/** The years that a zip file can tell of, with a margin for time zones. */
const ZIP_YEARS = { first: 1981, last: 2098 } as const;

/** As near to it as a zip file can say: a computer whose clock has lost its battery is one that asks for help. */
function zipTime(at: Date): Date {
  const year = at.getUTCFullYear();
  if (year < ZIP_YEARS.first) return new Date(Date.UTC(ZIP_YEARS.first, 0));
  return year > ZIP_YEARS.last ? new Date(Date.UTC(ZIP_YEARS.last, 0)) : at;
}

/** The entries in one zip file, which every system opens, with this time on each. */
export function supportArchive(entries: readonly SupportEntry[], at: Date): Uint8Array {
  return zipSync(Object.fromEntries(entries.map(({ name, content }) => [name, Buffer.from(content)])), { mtime: zipTime(at) });
}

/** A name by which a help desk sees of when it is, e.g. `vu-desktop-support-2026-03-27.zip`. */
export function supportFileName(at: Date): string {
  return `vu-desktop-support-${at.toISOString().slice(0, 'yyyy-mm-dd'.length)}.zip`;
}
