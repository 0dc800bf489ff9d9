import { expect, test } from 'vitest';
import { NOTHING_RECORDED, readRecorded, renderDocument, testCell, verificationFaults } from '../../build/verification/document.ts';
import { PAGES } from '../../build/verification/pages.ts';
import type { Page, Section } from '../../build/verification/row.ts';
import { testsIn } from '../../build/verification/row.ts';
import { resultOf, runsInWords } from '../../build/verification/runs.ts';
import { testTitles } from '../../build/verification/titles.ts';

const FILE = 'test/api/a.test.ts';
const SOURCE = "test('a code | is refused', () => check());\ntest.each([1])('a lock of %i minutes', () => check());";
const read = (file: string): string | null => (file === FILE ? SOURCE : null);
const tests = testsIn(FILE);

const pageOf = (sections: readonly Section[]): Page => ({ file: 'docs/page.md', name: 'page', introduction: '# Page\n', sections });
const section = (...rows: Section['rows']): Section[] => [{ heading: 'Weaknesses', about: 'Known ones.', column: 'Weakness', rows }];
const GOOD = section(
  { id: '1', what: 'Codes', tests: tests('a code | is refused') },
  { id: '2', what: 'Locks', tests: tests('a lock of %i minutes'), note: 'A note.' },
  { id: '3', what: 'Fingers', tests: [], doesNotApply: 'There are none.' },
);
const faultsOf = (sections: Section[], document = renderDocument(pageOf(sections), NOTHING_RECORDED)) =>
  verificationFaults(pageOf(sections), document, read);

test('a table whose tests are there, and a page that is its own, is in order', () => {
  expect(faultsOf(GOOD)).toEqual([]);
});

test('a line without a test is a fault, unless it says why it doesn’t apply', () => {
  expect(faultsOf(section({ id: '4', what: 'Keys', tests: [] }))).toEqual([expect.stringContaining('Weaknesses, 4')]);
  expect(faultsOf(section({ id: '4', what: 'Keys', tests: tests('a code | is refused'), doesNotApply: 'None.' }))).toHaveLength(1);
});

test('a test that isn’t there, by its very title and in that file, is a fault, and so is one that is there twice', () => {
  for (const title of ['a code is refused', 'a code | is refused ', 'a lock of 5 minutes', ''])
    expect(faultsOf(section({ id: '1', what: 'Codes', tests: tests(title) }))).toEqual([expect.stringContaining('has no test called')]);
  expect(faultsOf(section({ id: '1', what: 'Codes', tests: testsIn('test/api/b.test.ts')('a code | is refused') }))).toHaveLength(1);
  const document = renderDocument(pageOf(GOOD), NOTHING_RECORDED);
  expect(verificationFaults(pageOf(GOOD), document, (file) => `${read(file)}\n${read(file)}`)).toHaveLength(2);
});

test('a page that is missing, changed by hand, or of an older table is a fault', () => {
  const document = renderDocument(pageOf(GOOD), NOTHING_RECORDED);
  expect(verificationFaults(pageOf(GOOD), null, read)).toHaveLength(1);
  expect(faultsOf(GOOD, document.replace('Codes', 'Keys'))).toHaveLength(1);
  expect(faultsOf(GOOD, `${document}\n`)).toHaveLength(1);
  expect(faultsOf([...GOOD, ...section({ id: '9', what: 'More', tests: tests('a code | is refused') })], document)).toHaveLength(1);
});

test('results are read back from the page that they were written to, and one that wasn’t passed is a fault', () => {
  const [code] = tests('a code | is refused');
  if (code === undefined) throw new Error('no test');
  const recorded = { runs: 'API tests of 27 March 2026 (abc1234).', results: new Map([[testCell(code), 'passed']]) };
  const document = renderDocument(pageOf(GOOD), recorded);
  expect(readRecorded(document)).toEqual(recorded);
  expect(document).toContain('not run yet');
  expect(faultsOf(GOOD, document)).toEqual([]);
  expect(faultsOf(GOOD, document.replace('| passed |', '| failed |'))).toEqual([expect.stringContaining('failed')]);
});

test('a part that was not run again keeps its results, and the page goes on saying of which run they are', () => {
  const before = 'unit tests of 1 May 2026 (aaaaaaa), artefact tests of 2 May 2026 (bbbbbbb).';
  expect(runsInWords(before, ['unit tests of 3 May 2026 (ccccccc)'])).toBe(
    'unit tests of 3 May 2026 (ccccccc), artefact tests of 2 May 2026 (bbbbbbb).',
  );
  expect(runsInWords(before, [])).toBe(before);
  expect(runsInWords(NOTHING_RECORDED.runs, [])).toBe(NOTHING_RECORDED.runs);
  expect(runsInWords(NOTHING_RECORDED.runs, ['API tests of 3 May 2026 (ccccccc)'])).toBe('API tests of 3 May 2026 (ccccccc).');
});

test('of a test with gaps in its title every run of it counts', () => {
  const [lock] = tests('a lock of %i minutes');
  if (lock === undefined) throw new Error('no test');
  const run = (title: string, outcome: 'passed' | 'failed', file = FILE) => ({ file, title, outcome });
  expect(resultOf(lock, [run('a lock of 15 minutes', 'passed'), run('a lock of 30 minutes', 'passed')])).toBe('passed');
  expect(resultOf(lock, [run('a lock of 15 minutes', 'passed'), run('a lock of 30 minutes', 'failed')])).toBe('failed');
  expect(resultOf(lock, [run('a lock of 15 minutes', 'passed', 'test/api/b.test.ts'), run('no lock', 'passed')])).toBeNull();
});

test('titles are found as vitest and Playwright take them, and not in comments or in other calls', () => {
  const source = [
    "test('plain', () => check());",
    'test("quoted", { timeout: 1, skip: false }, async () => check());',
    "describe('group', () => { it('inside', () => { check(); }); });",
    "test.each([1])('each %i', () => check());",
    "test.for<[number]>([[1]])('for %i', () => check());",
    `for (const kind of kinds) test(\`made of \${kind}\`, () => check());`,
    "test('elsewhere', elsewhere);",
    "// test('commented', () => check());",
    "expect('test').toBe('test'); check('other', () => check());",
  ].join('\n');
  expect(testTitles('a.test.ts', source)).toEqual(['plain', 'quoted', 'inside', 'each %i', 'for %i', `made of \${kind}`, 'elsewhere']);
});

test.each([
  "test.skip('a', () => check());",
  "test.skip.each([1])('a', () => check());",
  "test.todo('a');",
  "test.fails('a', () => check());",
  "test.fixme('a', () => check());",
  "test.skipIf(true)('a', () => check());",
  "test.skipIf(true || onLinux)('a', () => check());",
  "test.skipIf(1 === 1).each([1])('a', () => check());",
  "test.runIf(false)('a', () => check());",
  "test.runIf()('a', () => check());",
  "test.each([])('a', () => check());",
  "describe.skip('group', () => { test('a', () => check()); });",
  "describe.skipIf(true)('group', () => { describe('inner', () => { test('a', () => check()); }); });",
  "describe.todo('group', () => { test('a', () => check()); });",
  "test.describe.fixme('group', () => { test('a', () => check()); });",
  "describe('group', { skip: true }, () => { test('a', () => check()); });",
  "test('a', { skip: true }, () => check());",
  "test('a', { timeout: 5, todo: true }, () => check());",
  "test('a', { fails: true }, () => check());",
  "test('a', { skip: true || onLinux }, () => check());",
  "test('a', () => {});",
  "test('a', async () => { /* later */ });",
  "test('a', () => undefined);",
  "test('a', { timeout: 5 });",
  "test('a');",
  "test.each([1])('a', () => {});",
  "test('a', () => { test.skip(); check(); });",
  "test('a', () => { test.fixme(true, 'later'); check(); });",
  "test('a', ({ skip }) => { skip(); check(); });",
  "test('a', (context) => { context.skip('later'); check(); });",
  "test.describe('group', () => { test.skip(true, 'later'); test('a', () => check()); });",
  "test.skip(true, 'later'); test('a', () => check());",
  "if (false) test('a', () => check());",
  "if (0) { describe('group', () => { test('a', () => check()); }); }",
  "false && test('a', () => check());",
  "true || test('a', () => check());",
  "for (const each of []) test('a', () => check());",
])('a test that runs nowhere is no test of a line: %s', (source) => {
  expect(testTitles('a.test.ts', source)).toEqual([]);
});

test.each([
  "test.skipIf(process.platform === 'win32')('a', () => check());",
  "test.runIf(isRoot).each([1])('a', () => check());",
  "describe.skipIf(!LINUX)('group', () => { test('a', () => check()); });",
  "test('a', { skip: process.platform === 'win32' }, () => check());",
  "test('a', () => { test.skip(process.platform !== 'linux', 'only there'); check(); });",
  "if (isRoot) test('a', () => check());",
  "test.skip('b', () => check()); test('a', () => check());",
  "test.todo('b'); if (false) test('c', () => check()); test('a', () => check());",
  "test.skip('a', () => check()); test('a', () => check());",
])('a test that runs on some systems only, or beside one that runs nowhere, is there: %s', (source) => {
  expect(testTitles('a.test.ts', source)).toEqual(['a']);
});

test('every weakness, pitfall, item of the checklist and requirement of the standard has its line, each once', () => {
  const sections = PAGES.flatMap((page) => page.sections);
  const idsOf = (heading: string) => sections.find((each) => each.heading.includes(heading))?.rows.map(({ id }) => id);
  const upTo = (last: number) => Array.from({ length: last }, (_, at) => String(at + 1));
  expect(idsOf('comparable products')).toEqual(upTo(33));
  expect(idsOf('Electron’s own')).toEqual(upTo(20));
  expect(idsOf('Pitfalls')).toEqual(upTo(44));
  const requirements = { '6.3': 8, '6.4': 6, '6.5': 8, '6.6': 4 };
  const whole = Object.entries(requirements).flatMap(([part, count]) => Array.from({ length: count }, (_, at) => `${part}.${at + 1}`));
  const ids = idsOf('ASVS') ?? [];
  expect(ids.filter((id) => whole.includes(id))).toEqual(whole);
  // Of other sections there are those that attacks showed something of.
  expect(new Set(ids).size).toBe(ids.length);
});
