/**
 * `npm run bench -- faults [--journeys N] [--seed N]`: seeded journeys through sign-in while the API, PostgreSQL and
 * desktops are killed with kill -9, and what must hold afterwards. `npm test` runs a smaller number with a new seed.
 */

import { randomInt } from 'node:crypto';
import { commandArguments } from '../../build/arguments.ts';
import { atMost, information } from '../../build/bench/report.ts';
import type { Bench } from '../../build/bench.ts';
import { wholeNumber } from '../../build/whole-number.ts';
import { runFaults } from '../faults/run.ts';

/** As many as issue 3 asks for. */
const JOURNEYS = 200;
/** Each has a person of its own; more would be a mistake of typing. */
const JOURNEYS_MOST = 100_000;
const SEED_MOST = 2 ** 31 - 1;
const MILLISECONDS_A_SECOND = 1_000;

const bench: Bench = async (args, stopped) => {
  const { values } = commandArguments({ args: [...args], options: { journeys: { type: 'string' }, seed: { type: 'string' } } });
  // Of no journeys at all it would be true that none broke a rule.
  const journeys = wholeNumber('--journeys', values.journeys ?? String(JOURNEYS), 1, JOURNEYS_MOST);
  const seed = wholeNumber('--seed', values.seed ?? String(randomInt(SEED_MOST)), 0, SEED_MOST);
  process.stdout.write(
    `${journeys} journeys, seed ${seed}; the same again: npm run bench -- faults --journeys ${journeys} --seed ${seed}\n`,
  );
  const started = performance.now();
  const { kills, missed, sessions, auditRows, violations } = await runFaults(seed, journeys, stopped);
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  return [
    information('seed', seed, ''),
    information('journeys', journeys, ''),
    information('desktops killed', kills.desktop, ''),
    information('APIs killed', kills.api, ''),
    information('PostgreSQL killed', kills.postgres, ''),
    information('planned kills that struck nobody', missed.length, ''),
    information('sessions given', sessions, ''),
    information('audit entries, chain verified', auditRows, ''),
    information('time', (performance.now() - started) / MILLISECONDS_A_SECOND, 's'),
    atMost('rules broken', violations.length, '', 0),
  ];
};
export default bench;
