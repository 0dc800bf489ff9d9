import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { JOURNEYS_FOR_ALL } from '../faults/plan.ts';
import { runFaults } from '../faults/run.ts';

/** As many as there is time for in every run; `npm run bench -- faults` goes through 200. */
const JOURNEYS = 24;
const SEED_MOST = 2 ** 31;
/** Under a minute on a quiet machine; each kill of an API or a database costs seconds on a busy one. */
const TIMEOUT_MS = 400_000;

test('kill -9 of desktops, APIs and PostgreSQL gives nobody a session without the last factor, no code a second life, and locks nobody out', {
  timeout: TIMEOUT_MS,
}, async ({ annotate }) => {
  const seed = randomInt(SEED_MOST);
  // Before anything that could throw: without the seed nobody could see it again.
  const again = `the same again: npm run bench -- faults --journeys ${JOURNEYS} --seed ${seed}`;
  await annotate(again);
  const run = await runFaults(seed, JOURNEYS);
  expect(run.violations, again).toEqual([]);
  expect(run.sessions).toBeGreaterThanOrEqual(JOURNEYS);
  // Everything was killed, in every phase of a journey and at each of the moments.
  expect(JOURNEYS).toBeGreaterThanOrEqual(JOURNEYS_FOR_ALL);
  expect(run.missed, again).toEqual([]);
  expect(run.kills).toEqual({ desktop: expect.toSatisfy(some), api: expect.toSatisfy(some), postgres: expect.toSatisfy(some) });
});

function some(count: number): boolean {
  return count > 0;
}
