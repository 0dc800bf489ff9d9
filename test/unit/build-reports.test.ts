import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { quantile } from '../../build/bench/statistics.ts';
import {
  closingLine,
  outcomesOfPlaywright,
  outcomesOfVitest,
  type Tally,
  tallyOfPlaywright,
  tallyOfRun,
  tallyOfVitest,
} from '../../build/testing/reports.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tally = (passed: number, failed: number, skipped: Tally['skipped'] = []): Tally => ({ passed, failed, skipped });

test('vitest: passed, failed and skipped tests are counted, each once', () => {
  const assertionResults = [
    { fullName: 'in a group a', title: 'a', status: 'passed' },
    { fullName: 'in a group b', title: 'b', status: 'failed' },
    { fullName: 'in a group c', title: 'c', status: 'skipped' },
  ];
  const report = { testResults: [{ name: '/x.test.ts', status: 'failed', assertionResults }] };
  expect(tallyOfVitest(report)).toEqual(tally(1, 1, [{ name: 'in a group c', reason: 'no reason given' }]));
  expect(outcomesOfVitest(report)).toEqual([
    { file: '/x.test.ts', title: 'a', outcome: 'passed' },
    { file: '/x.test.ts', title: 'b', outcome: 'failed' },
    { file: '/x.test.ts', title: 'c', outcome: 'skipped' },
  ]);
});

test('vitest: a file that cannot be loaded is a failed test, though it has none', () => {
  expect(tallyOfVitest({ testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults: [] }] })).toEqual(tally(0, 1));
});

test('Playwright: tests of nested suites are counted, a flaky one as failed, a skipped one with its reason', () => {
  const test = (status: string, annotations: { type: string; description?: string }[] = []) => ({
    title: status,
    file: 'journeys/x.spec.ts',
    tests: [{ status, annotations }],
  });
  const report = {
    config: { rootDir: '/desktop' },
    suites: [
      {
        specs: [test('expected')],
        suites: [{ specs: [test('unexpected'), test('flaky'), test('skipped', [{ type: 'skip', description: 'no keychain' }])] }],
      },
    ],
  };
  expect(tallyOfPlaywright(report)).toEqual(tally(1, 2, [{ name: 'skipped', reason: 'no keychain' }]));
  const file = '/desktop/journeys/x.spec.ts';
  expect(outcomesOfPlaywright(report)).toEqual([
    { file, title: 'expected', outcome: 'passed' },
    { file, title: 'unexpected', outcome: 'failed' },
    { file, title: 'flaky', outcome: 'failed' },
    { file, title: 'skipped', outcome: 'skipped' },
  ]);
});

test('Playwright: what fails outside any test has failed', () => {
  expect(tallyOfPlaywright({ suites: [], errors: [{}] })).toEqual(tally(0, 1));
});

test.for<[what: string, report: string | null, code: number, expected: Tally]>([
  ['wrote no report and failed', null, 1, tally(0, 1)],
  ['wrote no report and says that all is well', null, 0, tally(0, 1)],
  ['wrote half a report', '{"testResults": [', 1, tally(0, 1)],
  ['failed and admits no failed test', '{"testResults": []}', 1, tally(0, 1)],
  ['ended well', '{"testResults": []}', 0, tally(0, 0)],
])('a runner that %s is counted for what it is', ([what, report, code, expected]) => {
  const file = path.join(folder, `${what}.json`);
  if (report !== null) writeFileSync(file, report);
  expect(tallyOfRun(file, code, tallyOfVitest)).toEqual(expected);
});

test('the closing line sums all parts, and speaks of skipped tests only when there are any', () => {
  expect(closingLine([tally(2, 0), tally(3, 1)])).toBe('5 passed, 1 failed');
  expect(closingLine([tally(2, 0, [{ name: 'a', reason: 'b' }])])).toBe('2 passed, 0 failed, 1 skipped');
});

test('a quantile lies between its neighbours', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([5], 0.9)).toBe(5);
  expect(() => quantile([], 0.5)).toThrow();
});
