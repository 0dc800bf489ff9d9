/**
 * `npm test [-- --only check|unit|api|desktop] [file…]`: all the tests of the sources. A part that fails doesn't keep the
 * next ones from running. The last line says how many tests passed and failed, checks included.
 * `npm run test:dist [-- file…]` is the part `artefact`: it builds what IT installs, and installs it on this machine.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandArguments } from './arguments.ts';
import { runChecks } from './check/checks.ts';
import { inheritedEnvironment } from './environment.mjs';
import { checkout, nodeModules } from './folders.mjs';
import { runUntilStopped } from './stopping.ts';
import { supervise } from './supervised.ts';
import {
  closingLine,
  outcomesOfPlaywright,
  outcomesOfVitest,
  readReport,
  type Tally,
  tallyOfPlaywright,
  tallyOfRun,
  tallyOfVitest,
} from './testing/reports.ts';
import { keepRun } from './verification/runs.ts';

const PARTS = ['check', 'unit', 'api', 'desktop', 'artefact'] as const;
type Part = (typeof PARTS)[number];
/** Changes the machine that it runs on, so it isn't run unasked. */
const ONLY_WHEN_ASKED: Part = 'artefact';

/** A runner puts away what it started; Playwright's own limit for that is 30 s. */
const RUNNER_GRACE_MS = 30_000;
const INTERRUPTED = 130;

const { values, positionals: filters } = commandArguments({
  options: { only: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

await runUntilStopped(async (stopped) => {
  const chosen = chooseParts(values.only ?? []);
  const reports = mkdtempSync(path.join(os.tmpdir(), 'vu-test-'));
  const tallies: Tally[] = [];
  for (const part of chosen) {
    if (stopped.aborted) break;
    print(`\n── ${part} ──`);
    tallies.push(await runPart(part, path.join(reports, `${part}.json`), stopped));
  }
  rmSync(reports, { recursive: true, force: true });
  for (const { name, reason } of tallies.flatMap(({ skipped }) => skipped)) print(`skipped: ${name} (${reason})`);
  print(`\n${closingLine(tallies)}`);
  if (stopped.aborted) return INTERRUPTED;
  return tallies.some(({ failed }) => failed > 0) ? 1 : 0;
});

function chooseParts(only: readonly string[]): readonly Part[] {
  const unknown = only.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`There is no part called "${unknown}". There are: ${PARTS.join(', ')}.`);
  if (only.length > 0) return PARTS.filter((part) => only.includes(part));
  // A file to look at means that its part is wanted, and not the checks of everything.
  const usual = PARTS.filter((part) => part !== ONLY_WHEN_ASKED);
  return filters.length > 0 ? usual.filter((part) => part !== 'check' && filters.some((filter) => mayBeIn(filter, part))) : usual;
}

/** `test/api/…` names its part; anything else may be in any. */
function mayBeIn(filter: string, part: Part): boolean {
  const named = PARTS.find((each) => filter.includes(`test/${each}/`));
  return named === undefined || named === part;
}

async function runPart(part: Part, report: string, stopped: AbortSignal): Promise<Tally> {
  if (part === 'check') return check();
  const cli =
    part === 'desktop'
      ? [path.join('playwright', 'cli.js'), 'test', '--reporter=list,json']
      : [
          path.join('vitest', 'vitest.mjs'),
          'run',
          '--project',
          part,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
          // They share what is installed on the machine.
          ...(part === 'artefact' ? ['--no-file-parallelism'] : []),
        ];
  const [program = '', ...args] = cli;
  const runner = supervise(process.execPath, [path.join(nodeModules, program), ...args, ...filters], {
    signals: ['SIGINT', 'SIGTERM'],
    graceMs: RUNNER_GRACE_MS,
    env: { ...inheritedEnvironment(), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    cwd: checkout,
    stdout: 'inherit',
    stderr: 'inherit',
  });
  const stop = (): void => void runner.stop();
  stopped.addEventListener('abort', stop);
  const code = await runner.exited;
  stopped.removeEventListener('abort', stop);
  // Of some files only, it would say of all others that they don't exist.
  if (filters.length === 0 && !stopped.aborted)
    keepRun(part, readReport(report, part === 'desktop' ? outcomesOfPlaywright : outcomesOfVitest) ?? []);
  return tallyOfRun(report, code, part === 'desktop' ? tallyOfPlaywright : tallyOfVitest);
}

async function check(): Promise<Tally> {
  const results = await runChecks(({ name, ok, output, seconds }) =>
    print(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)${ok ? '' : `\n${output}\n`}`),
  );
  const passed = results.filter(({ ok }) => ok).length;
  return { passed, failed: results.length - passed, skipped: [] };
}
