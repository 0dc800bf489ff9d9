/**
 * `npm run verification [-- --record]`: what sign-in and the desktop are tested for, and how each test fared in the last
 * `npm test` and `npm run test:dist`. With `--record` that is written to the pages in docs/.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandArguments } from './arguments.ts';
import { checkout } from './folders.mjs';
import { say } from './progress.mjs';
import { checkPage, readIfThere } from './verification/check.ts';
import { NOTHING_RECORDED, readRecorded, renderDocument } from './verification/document.ts';
import { PAGES } from './verification/pages.ts';
import { recordRuns } from './verification/runs.ts';

const { values } = commandArguments({ options: { record: { type: 'boolean', default: false } } });
for (const page of PAGES) {
  const existing = readIfThere(page.file);
  const document = renderDocument(page, recordRuns(page, existing === null ? NOTHING_RECORDED : readRecorded(existing)));
  if (values.record) {
    writeFileSync(path.join(checkout, page.file), document);
    const faults = checkPage(page);
    say(`${page.file} is written.${faults === '' ? '' : `\n${faults}`}`);
    if (faults !== '') process.exitCode = 1;
  } else {
    process.stdout.write(document);
  }
}
