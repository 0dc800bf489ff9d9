import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, outFolder } from '../folders.mjs';
import type { TestOutcome } from '../testing/reports.ts';
import type { Recorded } from './document.ts';
import { testCell } from './document.ts';
import type { Page, TestName } from './row.ts';

/** The parts of `npm test` that run tests, and `npm run test:dist`, and what a reader calls them. */
const PARTS = { unit: 'unit tests', api: 'API tests', desktop: 'desktop tests', artefact: 'artefact tests' } as const;
export type TestPart = keyof typeof PARTS;

/** How the tests of one part fared the last time that all of them ran. */
interface Run {
  readonly at: string;
  /** What was tested; null outside a checkout. */
  readonly commit: string | null;
  readonly outcomes: readonly TestOutcome[];
}

const fileOf = (part: TestPart): string => path.join(outFolder, 'tests', `${part}.json`);

/** Keeps how a whole part fared, for `npm run verification`. */
export function keepRun(part: TestPart, outcomes: readonly TestOutcome[]): void {
  const run: Run = {
    at: new Date().toISOString(),
    commit: commit(),
    outcomes: outcomes.map((each) => ({ ...each, file: path.relative(checkout, each.file).replaceAll(path.sep, '/') })),
  };
  mkdirSync(path.dirname(fileOf(part)), { recursive: true });
  writeFileSync(fileOf(part), JSON.stringify(run));
}

/** The results for a page's tables, of the last runs that were kept; where there were none, as recorded before. */
export function recordRuns({ sections }: Page, before: Recorded): Recorded {
  const runs = Object.keys(PARTS).flatMap((part) => readRun(part as TestPart));
  const outcomes = runs.flatMap(({ run }) => run.outcomes);
  const results = new Map(before.results);
  for (const test of sections.flatMap(({ rows }) => rows.flatMap(({ tests }) => tests))) {
    const result = resultOf(test, outcomes);
    if (result !== null) results.set(testCell(test), result);
  }
  return {
    runs: runsInWords(
      before.runs,
      runs.map(({ words }) => words),
    ),
    results,
  };
}

/** Which runs a page's results are of: of each part the newest, or the one whose results it keeps. */
export function runsInWords(before: string, newest: readonly string[]): string {
  const kept = before.replace(/\.$/, '').split(', ');
  const words = Object.values(PARTS).flatMap((part) => {
    const isOfPart = (run: string): boolean => run.startsWith(`${part} of `);
    return newest.find(isOfPart) ?? kept.find(isOfPart) ?? [];
  });
  return words.length === 0 ? before : `${words.join(', ')}.`;
}

/** Null when it was in none of the runs. Of `test.each` and of templates every one must have passed. */
export function resultOf({ file, title }: TestName, outcomes: readonly TestOutcome[]): string | null {
  const filled = new RegExp(`^${title.split(GAP).map(literally).join('.*')}$`, 's');
  const its = outcomes.filter((each) => each.file === file && filled.test(each.title));
  if (its.length === 0) return null;
  return its.find((each) => each.outcome !== 'passed')?.outcome ?? 'passed';
}
const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** What vitest fills in (`%s`, `$name`), and what a template does. */
const GAP = /%[sdifjo#]|\$\{[^}]*\}|\$\w+/;

function readRun(part: TestPart): { readonly run: Run; readonly words: string }[] {
  let run: Run;
  try {
    run = JSON.parse(readFileSync(fileOf(part), 'utf8')) as Run;
  } catch {
    return [];
  }
  const day = new Date(run.at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/London' });
  return [{ run, words: `${PARTS[part]} of ${day}${run.commit === null ? '' : ` (${run.commit})`}` }];
}

/** Short, with a `+` for what wasn't committed yet. */
function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    return `${git('rev-parse', '--short', 'HEAD').trim()}${changed ? '+' : ''}`;
  } catch {
    return null;
  }
}
