/**
 * `npm run verification [-- --record]`: the attacks that sign-in is tested with, and how each fared in the last
 * `npm test`. With `--record` that is written to docs/verification.md.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from './folders.mjs';
import { say } from './progress.mjs';
import { checkVerification, readIfThere, VERIFICATION_DOCUMENT } from './verification/check.ts';
import { NOTHING_RECORDED, readRecorded, renderDocument } from './verification/document.ts';
import { recordRuns } from './verification/runs.ts';
import { SECTIONS } from './verification/sections.ts';

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
const existing = readIfThere(VERIFICATION_DOCUMENT);
const document = renderDocument(SECTIONS, recordRuns(SECTIONS, existing === null ? NOTHING_RECORDED : readRecorded(existing)));
if (values.record) {
  writeFileSync(VERIFICATION_DOCUMENT, document);
  const faults = checkVerification();
  say(`${path.relative(checkout, VERIFICATION_DOCUMENT)} is written.${faults === '' ? '' : `\n${faults}`}`);
  process.exitCode = faults === '' ? 0 : 1;
} else {
  process.stdout.write(document);
}
