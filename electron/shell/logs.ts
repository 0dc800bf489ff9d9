import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { redact, redactText } from './redaction.ts';

/** Five files of a megabyte: weeks of ordinary use, and small enough to send to a help desk. */
const FILE_BYTES_MOST = 1024 * 1024;
const FILES = 5;
const FILE_NAME = 'vu-desktop';
const OWNER_ONLY = 0o600;

/** From the least to the gravest. */
const LOG_LEVELS = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes one line: when, how bad, what happened (a fixed phrase), and facts. */
export type Log = (level: LogLevel, what: string, facts?: Readonly<Record<string, unknown>>) => void;

export interface LogOptions {
  readonly folder: string;
  readonly now: () => Date;
  /** The least grave level that is written; asked for each line, since IT can change it. Everything when left out. */
  readonly least?: () => LogLevel;
  /** Bytes after which a new file begins; given by tests. */
  readonly bytesMost?: number;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** `name.log`, `name.1.log` … `name.4.log`, newest first. */
export function logFile(folder: string, age: number): string {
  return join(folder, age === 0 ? `${FILE_NAME}.log` : `${FILE_NAME}.${age}.log`);
}

/** The files that there are, newest first. */
export function logFiles(folder: string): string[] {
  return Array.from({ length: FILES }, (_, age) => logFile(folder, age)).filter((path) => existsSync(path));
}

function rotate(folder: string): void {
  rmSync(logFile(folder, FILES - 1), { force: true });
  for (let age = FILES - 2; age >= 0; age -= 1) {
    try {
      renameSync(logFile(folder, age), logFile(folder, age + 1));
    } catch {
      // One that isn't there yet has nowhere to go.
    }
  }
}

/**
 * A log in JSON lines. Written at once, since the line before a crash is the one that matters, and never throwing: a
 * full disk or a read-only folder costs the log, not the work.
 */
export function openLog(options: LogOptions): Log {
  const bytesMost = options.bytesMost ?? FILE_BYTES_MOST;
  const current = logFile(options.folder, 0);
  let size: number | null = null;
  return (level, what, facts) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(options.least?.() ?? 'info')) return;
    try {
      if (size === null) {
        mkdirSync(options.folder, { recursive: true });
        size = sizeOf(current);
      }
      const entry = {
        at: options.now().toISOString(),
        level,
        what: redactText(what),
        ...(facts === undefined ? {} : { facts: redact(facts) }),
      };
      const line = `${JSON.stringify(entry)}\n`;
      if (size > 0 && size + line.length > bytesMost) {
        rotate(options.folder);
        size = 0;
      }
      appendFileSync(current, line, { mode: OWNER_ONLY });
      size += Buffer.byteLength(line);
    } catch {
      // Nowhere is left to say it.
    }
  };
}
