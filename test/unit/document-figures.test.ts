import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../build/folders.mjs';
import { POOL_SIZE_DEFAULT } from '../../server/database/database.ts';
import { KEPT_DAYS, PASSES_KEPT_DAYS, RECOVERIES_KEPT_DAYS, SIGN_INS_DAYS } from '../../server/sign-in/housekeeping.ts';
import { KNOWN_DAYS } from '../../server/sign-in/known-computer.ts';
import { NETWORKS_KEPT_DAYS } from '../../server/sign-in/unknown-names.ts';
import { CLOSE_MILLISECONDS, HOUSEKEEPING_MILLISECONDS } from '../../server/start.ts';
import {
  ALERTS_KEPT_DAYS,
  CHALLENGE_MINUTES,
  LOCK_MINUTES,
  PASSWORD_CODE_MINUTES,
  SESSION_HOURS,
  STEP_UP_MINUTES,
  TEMPORARY_PASSWORD_DAYS,
  TEXT_CODE_MINUTES,
  TRUST_DAYS_MOST,
  WRONG_CODES_PER_CHALLENGE,
} from '../../shared/sign-in/limits.ts';

/** What the documents say of times and numbers, by the constants that make them so. */

const PROTECTION = 'docs/it/data-protection.md';
const SECURITY = 'SECURITY.md';
const README = 'README.md';
const RUNNING = 'docs/it/running-the-api.md';

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8').replace(/\s+/g, ' ');
const WORDS = ['nought', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const inWords = (number: number): string => WORDS[number] ?? String(number);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How long each table keeps its rows: the last cell of its row. */
const KEPT: Readonly<Record<string, string>> = {
  challenges: `Good for ${CHALLENGE_MINUTES} minutes; deleted ${KEPT_DAYS} days after`,
  text_codes: `Good for ${TEXT_CODE_MINUTES} minutes; deleted with its text message`,
  password_recoveries: `Good for ${PASSWORD_CODE_MINUTES} minutes; deleted ${RECOVERIES_KEPT_DAYS === 1 ? 'a day' : `${RECOVERIES_KEPT_DAYS} days`} after`,
  sends: `${KEPT_DAYS} days`,
  help_desk_codes: `Good for a day; deleted ${KEPT_DAYS} days after`,
  replaced_tokens: `${KEPT_DAYS} days`,
  notices_sent: `${KEPT_DAYS} days`,
  alerts: `Until ${ALERTS_KEPT_DAYS} days after they were dismissed`,
  sessions: `${SESSION_HOURS} hours at most; deleted ${KEPT_DAYS} days after their end would have come`,
  sign_ins: `${SIGN_INS_DAYS} days`,
  sign_in_passes: `${PASSES_KEPT_DAYS} days`,
  trusted_devices: `By policy, ${TRUST_DAYS_MOST} days at most; deleted ${KEPT_DAYS} days after`,
  unknown_name_hours: `${NETWORKS_KEPT_DAYS} days`,
};

test.each(Object.entries(KEPT))('data-protection.md says how long rows of %s are kept', (table, said) => {
  const line = readFileSync(path.join(checkout, PROTECTION), 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`| \`${table}\``));
  expect(line?.split('|').at(-2)?.trim()).toBe(said);
});

test('no figure of days in a row of data-protection.md is without the constant that it comes from', () => {
  const server = read(PROTECTION).split('## At GOV.UK Notify')[0] ?? '';
  const rows = readFileSync(path.join(checkout, PROTECTION), 'utf8')
    .split('\n')
    .filter((line) => /^\| `\w+`/.test(line) && server.includes(line.replace(/\s+/g, ' ')));
  const figured = rows.filter((line) => /\d+ (?:days|hours|minutes)/.test(line)).map((line) => /`(\w+)`/.exec(line)?.[1] ?? '');
  // Known computers and guesses have a page of figures of their own: guess-figures.test.ts.
  expect(figured.filter((table) => !(table in KEPT) && !['known_computers', 'guess_allowances'].includes(table))).toEqual([]);
});

test.each<[string, string]>([
  [PROTECTION, `every ${HOUSEKEEPING_MILLISECONDS / 60_000} minutes while it runs`],
  [PROTECTION, `| ${KNOWN_DAYS} days after the token was given`],
  [SECURITY, `${capital(inWords(WRONG_CODES_PER_CHALLENGE))} wrong codes end it`],
  [SECURITY, `lock codes for ${LOCK_MINUTES[0]}, then ${LOCK_MINUTES[1]}, then ${LOCK_MINUTES[2]} minutes`],
  [SECURITY, `works for ${inWords(TEMPORARY_PASSWORD_DAYS)} days and opens nothing`],
  [SECURITY, `may replace it within ${inWords(STEP_UP_MINUTES)} minutes of being let in`],
  [SECURITY, `| ${TEXT_CODE_MINUTES} minutes; Notify: 7 days |`],
  [SECURITY, `| ${CHALLENGE_MINUTES} minutes; ${SESSION_HOURS} hours |`],
  [SECURITY, `| by policy, ${TRUST_DAYS_MOST} days at most |`],
  [README, `It lasts ${TEXT_CODE_MINUTES} minutes. Never read it out`],
  [README, `it works for ${inWords(TEMPORARY_PASSWORD_DAYS)} days, and only for choosing another`],
  [RUNNING, `finishes those under way (${CLOSE_MILLISECONDS / 1_000} seconds at most)`],
  [RUNNING, `\`VU_DATABASE_POOL\` (${POOL_SIZE_DEFAULT} when it isn't set)`],
])('%s says “%s”, as the program does', (file, said) => {
  expect(read(file)).toContain(said);
});
