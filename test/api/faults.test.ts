import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { runFaults } from '../faults/run.ts';

/** As many as there is time for in every run; `npm run bench -- faults` goes through 200. */
const JOURNEYS = 24;
const SEED_MOST = 2 ** 31;
/** Under a minute on a quiet machine; each kill of an API or a database costs seconds on a busy one. */
const TIMEOUT_MS = 400_000;

test('kill -9 of desktops, APIs and PostgreSQL gives nobody a session without the last factor, no code a second life, and locks nobody out', {
  timeout: TIMEOUT_MS,
}, async () => {
  const seed = randomInt(SEED_MOST);
  const run = await runFaults(seed, JOURNEYS);
  expect(run.violations, `the same again: npm run bench -- faults --journeys ${JOURNEYS} --seed ${seed}`).toEqual([]);
  expect(run.sessions).toBeGreaterThanOrEqual(JOURNEYS);
  expect(run.kills.desktop + run.kills.api + run.kills.postgres).toBeGreaterThan(0);
});
