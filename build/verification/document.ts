import path from 'node:path';
import type { Page, TestName } from './row.ts';
import { testTitles } from './titles.ts';

/** What is in a page besides the tables themselves: how the tests went, and when that was. */
export interface Recorded {
  /** Which runs the results are of, in words. */
  readonly runs: string;
  /** By test, as its cell has it. */
  readonly results: ReadonlyMap<string, string>;
}

const NOT_RUN = 'not run yet';
export const NOTHING_RECORDED: Recorded = { runs: 'none yet', results: new Map() };

const RUNS = 'Results of: ';

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** How a test is named in the table: a link to its file, and its title. */
export function testCell({ file, title }: TestName): string {
  return cell(`[${path.posix.basename(file).replace(/\.(test|spec)\.ts$/, '')}](../${file}): ${title}`);
}

/** The whole page. A test without a result says so. */
export function renderDocument({ introduction, sections }: Page, { runs, results }: Recorded): string {
  const parts = [introduction, `${RUNS}${runs}\n`];
  for (const { heading, about, column, rows } of sections) {
    const lines = [`| | ${column} | Test | Result |`, '|---|---|---|---|'];
    for (const { id, what, tests, note, doesNotApply } of rows) {
      const first = `${id} | ${cell(what)}${note === undefined ? '' : `<br>${cell(note)}`}`;
      if (doesNotApply !== undefined) lines.push(`| ${first} | ${cell(doesNotApply)} | doesn’t apply |`);
      for (const [at, test] of tests.entries()) {
        const named = testCell(test);
        lines.push(`| ${at === 0 ? first : ' | '} | ${named} | ${results.get(named) ?? NOT_RUN} |`);
      }
    }
    parts.push(`## ${heading}\n\n${about}\n\n${lines.join('\n')}\n`);
  }
  return parts.join('\n');
}

/** Takes the results out of a page again, so that whether its tables are up to date can be told without running anything. */
export function readRecorded(document: string): Recorded {
  const results = new Map<string, string>();
  for (const line of document.split('\n')) {
    const cells = line.split(/(?<!\\)\|/).map((each) => each.trim());
    const [test, result] = cells.slice(-3);
    if (cells.length === 6 && test?.startsWith('[') && result !== undefined && result !== NOT_RUN) results.set(test, result);
  }
  const runs = document.split('\n').find((line) => line.startsWith(RUNS));
  return { runs: runs?.slice(RUNS.length) ?? NOTHING_RECORDED.runs, results };
}

/**
 * What is wrong with the tables: a line without a test, a test that isn't in its file or is there twice, one that failed
 * when it was recorded, or a page that isn't theirs. Empty when all is well.
 * @param read the text of a file of the checkout; null when there is none.
 */
export function verificationFaults(page: Page, document: string | null, read: (file: string) => string | null): string[] {
  const { file: itself, sections } = page;
  const rows = sections.flatMap(({ heading, rows }) => rows.map((row) => ({ ...row, place: `${heading}, ${row.id}` })));
  const faults = rows.flatMap(({ place, tests, doesNotApply }) =>
    (tests.length === 0) === (doesNotApply === undefined)
      ? [`${place}: has neither a test nor a reason why there is none, or has both`]
      : [],
  );
  const titles = new Map<string, readonly string[] | null>();
  for (const { place, tests } of rows) {
    for (const { file, title } of tests) {
      if (!titles.has(file)) {
        const source = read(file);
        titles.set(file, source === null ? null : testTitles(file, source));
      }
      const declared = titles.get(file)?.filter((each) => each === title).length ?? 0;
      if (declared !== 1)
        faults.push(
          `${place}: ${file} has ${declared === 0 ? 'no' : 'more than one'} test called “${title}”${declared === 0 ? ' that runs' : ''}`,
        );
    }
  }
  if (document === null) return [...faults, `${itself} is missing: npm run verification -- --record`];
  const recorded = readRecorded(document);
  for (const [test, result] of recorded.results) if (result !== 'passed') faults.push(`${test} ${result} when it was last recorded`);
  if (renderDocument(page, recorded) !== document) faults.push(`${itself} is out of date: npm run verification -- --record`);
  return faults;
}
