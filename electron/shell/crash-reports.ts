import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './logs.ts';
import { redact } from './redaction.ts';

/** The newest few say what is wrong; a fault that comes back at each start must not fill the disk. */
const REPORTS_MOST = 10;
const OWNER_ONLY = 0o600;
const NAME = /^crash-[\dTZ-]+\.json$/;

/** Says what broke, in a fixed phrase, with facts. Logged and kept as a report of its own. Never throws. */
export type ReportCrash = (what: string, facts: Readonly<Record<string, unknown>>) => void;

export interface CrashReportOptions {
  readonly folder: string;
  readonly log: Log;
  readonly now: () => Date;
  /** What was running: versions, nothing about a person. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** The reports that are kept, oldest first. */
export function crashReports(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort();
  } catch {
    return [];
  }
}

/**
 * Keeps a report of each crash on this computer, and sends it nowhere. It says what broke and where in the program, with
 * everything personal taken out. Chromium's own crash reporter stays off: its dumps hold the memory of the process, and
 * with it passwords and codes.
 */
export function keepCrashReports({ folder, log, now, about }: CrashReportOptions): ReportCrash {
  return (what, facts) => {
    log('error', what, facts);
    const at = now().toISOString();
    try {
      mkdirSync(folder, { recursive: true });
      const report = { at, what, ...about, facts: redact(facts) };
      writeFileSync(join(folder, `crash-${at.replace(/[:.]/g, '-')}.json`), `${JSON.stringify(report, null, 2)}\n`, { mode: OWNER_ONLY });
      for (const old of crashReports(folder).slice(0, -REPORTS_MOST)) rmSync(join(folder, old), { force: true });
    } catch {
      // The log has it, where there is one.
    }
  };
}
