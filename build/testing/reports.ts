import { readFileSync } from 'node:fs';

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

const NO_REASON = 'no reason given';

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
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

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  /** What failed outside any test, such as a file that can't be loaded. */
  readonly errors?: readonly unknown[];
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

/** The tally of a runner that wrote its report to `file` and ended with `code`. A runner that failed and admits nothing has failed once. */
export function tallyOfRun(file: string, code: number, read: (report: never) => Tally): Tally {
  let tally: Tally = { passed: 0, failed: 0, skipped: [] };
  try {
    tally = read(JSON.parse(readFileSync(file, 'utf8')) as never);
  } catch {
    // It ended before it could write one: what follows counts that as a failure.
    if (code === 0) return { ...tally, failed: 1 };
  }
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** The sum of all parts, and the one line that ends a run. */
export function closingLine(tallies: readonly Tally[]): string {
  const sum = (key: 'passed' | 'failed'): number => tallies.reduce((total, tally) => total + tally[key], 0);
  const skipped = tallies.reduce((total, tally) => total + tally.skipped.length, 0);
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
