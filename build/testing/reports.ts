import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What became of one part of the tests. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
}

/** How one test fared. `file` is as the runner has it: absolute. */
export interface TestOutcome {
  readonly file: string;
  /** Without the names of what it is grouped in. */
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

const NO_REASON = 'no reason given';

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly title: string;
      readonly status: string;
      readonly meta?: { readonly reason?: string };
    }[];
  }[];
}

/** Counts a report of vitest's JSON reporter. A file that failed without a test, such as one that can't be loaded, counts as a failed test. */
export function tallyOfVitest(report: VitestReport): Tally {
  let passed = 0;
  let failed = 0;
  const skipped: Skipped[] = [];
  for (const { status, assertionResults } of report.testResults) {
    let failedHere = 0;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failedHere += 1;
      else skipped.push({ name: test.fullName, reason: test.meta?.reason ?? NO_REASON });
    }
    failed += status === 'failed' && failedHere === 0 ? 1 : failedHere;
  }
  return { passed, failed, skipped };
}

/** Each test of a report of vitest's JSON reporter. */
export function outcomesOfVitest(report: VitestReport): TestOutcome[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => ({
      file: name,
      title,
      outcome: status === 'passed' || status === 'failed' ? status : 'skipped',
    })),
  );
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    /** From the root folder of the configuration. */
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  /** What failed outside any test, such as a file that can't be loaded. */
  readonly errors?: readonly unknown[];
  readonly config?: { readonly rootDir: string };
}

/** Counts a report of Playwright's JSON reporter. One that passed only at a second try has failed. */
export function tallyOfPlaywright(report: PlaywrightReport): Tally {
  let passed = 0;
  let failed = report.errors?.length ?? 0;
  const skipped: Skipped[] = [];
  const count = (suite: PlaywrightSuite): void => {
    for (const { title, tests } of suite.specs ?? []) {
      for (const { status, annotations = [] } of tests) {
        if (status === 'expected') passed += 1;
        else if (status === 'skipped')
          skipped.push({ name: title, reason: annotations.find(({ type }) => type === 'skip')?.description ?? NO_REASON });
        else failed += 1;
      }
    }
    for (const inner of suite.suites ?? []) count(inner);
  };
  count(report);
  return { passed, failed, skipped };
}

/** Each test of a report of Playwright's JSON reporter. */
export function outcomesOfPlaywright(report: PlaywrightReport): TestOutcome[] {
  const root = report.config?.rootDir ?? '';
  const inside = (suite: PlaywrightSuite): TestOutcome[] => [
    ...(suite.specs ?? []).map(({ title, file, tests }): TestOutcome => {
      const statuses = new Set(tests.map(({ status }) => status));
      const outcome =
        statuses.has('expected') && statuses.size === 1
          ? 'passed'
          : [...statuses].every((each) => each === 'skipped')
            ? 'skipped'
            : 'failed';
      return { file: path.join(root, file), title, outcome };
    }),
    ...(suite.suites ?? []).flatMap(inside),
  ];
  return inside(report);
}

/** The tally of a runner that wrote its report to `file` and ended with `code`. A runner that failed and admits nothing has failed once. */
export function tallyOfRun(file: string, code: number, read: (report: never) => Tally): Tally {
  // None when it ended before it could write one: what follows counts that as a failure.
  const tally = readReport(file, read) ?? { passed: 0, failed: code === 0 ? 1 : 0, skipped: [] };
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** What a report says; null when there is none that can be read. */
export function readReport<T>(file: string, read: (report: never) => T): T | null {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')) as never);
  } catch {
    return null;
  }
}

/** The sum of all parts, and the one line that ends a run. */
export function closingLine(tallies: readonly Tally[]): string {
  const sum = (key: 'passed' | 'failed'): number => tallies.reduce((total, tally) => total + tally[key], 0);
  const skipped = tallies.reduce((total, tally) => total + tally.skipped.length, 0);
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
