import { type Figure, information } from '../../../build/bench/report.ts';
import { quantile } from '../../../build/bench/statistics.ts';
import type { ApiProcess } from '../../support/api-process.ts';
import type { Council } from './council.ts';
import type { Generator, Job, Measured } from './generator.ts';

const MILLISECONDS_A_SECOND = 1_000;
const MICROSECONDS_A_MILLISECOND = 1_000;
const PER_CENT = 100;

export interface LoadRun {
  readonly perSecond: number;
  /** Milliseconds of whole journeys, each the sum of its steps. */
  readonly journeys: readonly number[];
  readonly figures: readonly Figure[];
}

/**
 * Runs a load and makes its figures. Processor time for each journey says what the software costs even while the
 * machine has other work, which throughput and waiting times don't.
 */
export async function measure(
  name: string,
  council: Council,
  generator: Generator,
  instances: readonly ApiProcess[],
  job: Omit<Partial<Job>, 'urls'> & Pick<Job, 'journeys'>,
): Promise<LoadRun & { readonly measured: Measured }> {
  const databaseBefore = council.databaseMilliseconds();
  const before = await usage(instances);
  const measured = await generator.run({ ...job, urls: instances.map((instance) => instance.url) });
  const api = (await usage(instances)) - before;
  const databaseAfter = council.databaseMilliseconds();
  const database = databaseBefore === null || databaseAfter === null ? null : databaseAfter - databaseBefore;
  const [first = []] = measured.times;
  const journeys = first.map((_, index) => measured.times.reduce((sum, times) => sum + (times[index] ?? 0), 0));
  if (measured.faults > 0) throw new Error(`${name}: ${measured.faults} were refused, first: ${measured.firstFault}`);
  const perSecond = (journeys.length / measured.milliseconds) * MILLISECONDS_A_SECOND;
  const each = (milliseconds: number): number => (milliseconds / journeys.length) * MICROSECONDS_A_MILLISECOND;
  const whole = api + measured.cpuMilliseconds + (database ?? 0);
  return {
    measured,
    perSecond,
    journeys,
    figures: [
      information(`${name}: throughput`, perSecond, 'a second'),
      information(`${name}: median`, quantile(journeys, 0.5), 'ms'),
      information(`${name}: p99`, quantile(journeys, 0.99), 'ms'),
      information(`${name}: processor, API`, each(api), 'µs each'),
      ...(database === null ? [] : [information(`${name}: processor, PostgreSQL`, each(database), 'µs each')]),
      information(`${name}: processor, load itself`, (measured.cpuMilliseconds / whole) * PER_CENT, '% of all'),
    ],
  };
}

async function usage(instances: readonly ApiProcess[]): Promise<number> {
  const all = await Promise.all(instances.map((instance) => instance.usage()));
  return all.reduce((sum, { cpuMilliseconds }) => sum + cpuMilliseconds, 0);
}
