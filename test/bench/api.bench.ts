/**
 * `npm run bench -- api [--full] [--only PART…] [--seconds N] [--people N]`: what the API carries on this machine, with
 * PostgreSQL and the load on the same processors. Everything is the real thing but the way to GOV.UK Notify.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { commandArguments } from '../../build/arguments.ts';
import { atLeast, atMost, type Figure, information } from '../../build/bench/report.ts';
import { median, quantile } from '../../build/bench/statistics.ts';
import type { Bench } from '../../build/bench.ts';
import { wholeNumber } from '../../build/whole-number.ts';
import { hashPassword } from '../../server/sign-in/password.ts';
import type { ApiProcess } from '../support/api-process.ts';
import { seededRandom } from '../support/random.ts';
import { attacked } from './load/attacked.ts';
import { verifyLongTrail } from './load/audit-trail.ts';
import { type Council, openCouncil } from './load/council.ts';
import { type Generator, startGenerator } from './load/generator.ts';
import { measure } from './load/measure.ts';

/** Issue 3, section 5. */
const VERIFICATIONS_LEAST = 1_500;
const SESSION_CHECKS_LEAST = 6_000;
const MORNING_P99_MOST_MS = 60;
const MEMORY_GROWTH_MOST_PER_CENT = 5;
const TRAIL_ROWS = 1_000_000;
const TRAIL_SECONDS_MOST = 30;
/**
 * On average, of the ten connections of an instance. None does, measured; a quarter of one did, at 16 and at 64 at once, when
 * every writer of the trail was made to take one lock. A request whose person the one before still holds may be sampled.
 */
const LOCKED_MOST = 0.1;
const CLIENTS = [1, 16, 64] as const;
/** Three times 300 people within five minutes. */
const MORNING = { people: 900, seconds: 300 };
const MEMORY_SIGN_INS = 100_000;

/** Without `--full`: the same morning, cut short, and a fifth of the sign-ins. */
const SHORT_MORNING = { people: 180, seconds: 60 };
const SHORT_MEMORY_SIGN_INS = 20_000;
const SHORT_TRAIL_ROWS = 200_000;

const SECONDS = 4;
const SECONDS_MOST = 3_600;
const PEOPLE = 8_000;
const PEOPLE_MOST = 1_000_000;
/**
 * Before memory is first looked at: what is compiled or cached once has been by then, and V8 has all the memory that it may
 * have for new objects (resident after 8,000 sign-ins 7 % less than after 28,000, from 10,000 on 0.2 %, measured).
 */
const WARM_SIGN_INS = 12_000;
/** Enough for each of the ten connections to know every statement of a sign-in, and for V8 to have compiled them. */
const WARM_MORNING_SIGN_INS = 300;
const ALONE_HASHES = 150;
/** The first two on each of Node's four threads are given their memory, which the later ones use again. */
const WARM_HASHES = 16;
const SESSION_CHECKS_A_SECOND_MOST = 12_000;
const MORNING_SEED = 20_260_327;
const MILLISECONDS_A_SECOND = 1_000;
const BYTES_PER_MIB = 1024 ** 2;
const PER_CENT = 100;

interface Bed {
  readonly council: Council;
  readonly generator: Generator;
  readonly mostMilliseconds: number;
  readonly full: boolean;
}

type Part = (bed: Bed) => Promise<readonly Figure[]>;
const PARTS: Readonly<Record<string, Part>> = {
  verification: (bed) => withInstances(bed, 1, (instances) => verifications(bed, instances)),
  'session-check': (bed) => withInstances(bed, 1, (instances) => sessionChecks(bed, instances)),
  'sign-in': (bed) => withInstances(bed, 1, (instances) => signIns(bed, instances, 'sign-in')),
  'sign-in-without-argon2id': (bed) =>
    withoutArgon2id(bed, () =>
      withInstances(bed, 1, (instances) => signIns(bed, instances, 'sign-in without argon2id'), { argon2id: false }),
    ),
  'two-instances': twoInstances,
  morning,
  memory,
  audit,
  attacked: (bed) => withInstances(bed, 1, async ([instance]) => (instance ? await attacked(bed.council, bed.generator, instance) : [])),
};

const bench: Bench = async (args, stopped) => {
  const { values } = commandArguments({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: String(SECONDS) },
      people: { type: 'string', default: String(PEOPLE) },
    },
  });
  const unknown = values.only?.find((name) => !(name in PARTS));
  if (unknown !== undefined) throw new Error(`There is no part called "${unknown}". There are: ${Object.keys(PARTS).join(', ')}.`);
  const mostMilliseconds = wholeNumber('--seconds', values.seconds, 1, SECONDS_MOST) * MILLISECONDS_A_SECOND;
  // With fewer, a morning would be one of fewer than it says.
  const people = wholeNumber('--people', values.people, (values.full ? MORNING : SHORT_MORNING).people, PEOPLE_MOST);
  const figures: Figure[] = [];
  const generator = startGenerator(stopped);
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (stopped.aborted || (values.only && !values.only.includes(name))) continue;
      process.stderr.write(`${name}…\n`);
      // Each part has a database of its own, so that none is slowed by what another left.
      const council = await openCouncil(people);
      try {
        const bed = { council, generator, mostMilliseconds, full: values.full };
        figures.push(...(await part(bed)));
      } finally {
        await council.close();
      }
    }
    return figures;
  } catch (error) {
    if (stopped.aborted) return [];
    throw error;
  } finally {
    generator.stop();
  }
};
export default bench;

async function withInstances<T>(
  { council }: Bed,
  count: number,
  work: (instances: readonly ApiProcess[]) => Promise<T>,
  options: Parameters<Council['startInstance']>[0] = {},
): Promise<T> {
  const instances = await Promise.all(Array.from({ length: count }, () => council.startInstance(options)));
  try {
    return await work(instances);
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
  }
}

/**
 * Compiles what is going to be measured, and fills pools and caches. PostgreSQL then counts the rows that came, as it does by
 * itself within a minute (autovacuum_naptime), and plans anew: until then it plans for tables that it has seen empty.
 */
async function warm({ council, generator }: Bed, instances: readonly ApiProcess[]): Promise<string[]> {
  council.nextStep();
  const urls = instances.map(({ url }) => url);
  const { tokens } = await generator.run({
    urls,
    clients: 16,
    journeys: await council.verifications(),
    mostMilliseconds: 2_000,
    keepTokens: true,
  });
  await council.query('analyze');
  return [...(tokens ?? [])];
}

async function verifications(bed: Bed, instances: readonly ApiProcess[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  await warm(bed, instances);
  for (const clients of CLIENTS) {
    bed.council.nextStep();
    const journeys = await bed.council.verifications();
    const { result: run, waiting } = await watchingLocks(bed.council, () =>
      measure(`verification, ${clients} at once`, bed.council, bed.generator, instances, {
        clients,
        journeys,
        mostMilliseconds: bed.mostMilliseconds,
      }),
    );
    figures.push(...run.figures, atMost(`verification, ${clients} at once: waiting for a lock`, waiting, 'connections', LOCKED_MOST));
    if (clients === CLIENTS.at(-1)) figures.push(atLeast('verification alone', run.perSecond, 'a second', VERIFICATIONS_LEAST));
  }
  return figures;
}

async function sessionChecks(bed: Bed, instances: readonly ApiProcess[]): Promise<Figure[]> {
  const tokens = await warm(bed, instances);
  const journeys = bed.council.sessionChecks(tokens, (SESSION_CHECKS_A_SECOND_MOST * bed.mostMilliseconds) / MILLISECONDS_A_SECOND);
  const figures: Figure[] = [];
  for (const clients of CLIENTS) {
    const run = await measure(`session check, ${clients} at once`, bed.council, bed.generator, instances, {
      clients,
      journeys,
      mostMilliseconds: bed.mostMilliseconds,
    });
    figures.push(...run.figures);
    if (clients === CLIENTS.at(-1)) figures.push(atLeast('session check', run.perSecond, 'a second', SESSION_CHECKS_LEAST));
  }
  return figures;
}

async function signIns(bed: Bed, instances: readonly ApiProcess[], name: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  await warm(bed, instances);
  for (const clients of CLIENTS) {
    bed.council.nextStep();
    const run = await measure(`${name}, ${clients} at once`, bed.council, bed.generator, instances, {
      clients,
      journeys: bed.council.signIns(),
      mostMilliseconds: bed.mostMilliseconds,
    });
    figures.push(...run.figures);
  }
  return figures;
}

async function withoutArgon2id<T>({ council }: Bed, work: () => Promise<T>): Promise<T> {
  await council.setPasswords(false);
  return await work();
}

/** One against two on the same two processors: what a second one brings where the machine isn't the limit, or costs where it is. */
async function twoInstances(bed: Bed): Promise<Figure[]> {
  const clients = CLIENTS[2];
  const figures: Figure[] = [];
  for (const count of [1, 2]) {
    await withInstances(bed, count, async (instances) => {
      const tokens = await warm(bed, instances);
      bed.council.nextStep();
      const name = count === 1 ? 'one instance' : 'two instances';
      const verification = await measure(`${name}, verification, ${clients} at once`, bed.council, bed.generator, instances, {
        clients,
        journeys: await bed.council.verifications(),
        mostMilliseconds: bed.mostMilliseconds,
      });
      const check = await measure(`${name}, session check, ${clients} at once`, bed.council, bed.generator, instances, {
        clients,
        journeys: bed.council.sessionChecks(tokens, (SESSION_CHECKS_A_SECOND_MOST * bed.mostMilliseconds) / MILLISECONDS_A_SECOND),
        mostMilliseconds: bed.mostMilliseconds,
      });
      figures.push(...verification.figures, ...check.figures);
    });
  }
  return figures;
}

async function morning(bed: Bed): Promise<Figure[]> {
  const { people, seconds } = bed.full ? MORNING : SHORT_MORNING;
  const random = seededRandom(MORNING_SEED);
  const arrivals = Array.from({ length: people }, () => random.next() * seconds * MILLISECONDS_A_SECOND);
  return await withInstances(bed, 1, async (instances) => {
    await warm(bed, instances);
    // The password's part too: it is the morning that is measured, not the first minute after the API was started.
    bed.council.nextStep();
    await bed.generator.run({ urls: instances.map(({ url }) => url), clients: 16, journeys: bed.council.signIns(WARM_MORNING_SIGN_INS) });
    bed.council.nextStep();
    const name = `morning, ${people} people in ${seconds} s`;
    const run = await measure(name, bed.council, bed.generator, instances, { journeys: bed.council.signIns(people), arrivals });
    const steps = run.measured.times.map((times, step) => information(`${name}: p99 of step ${step + 1}`, quantile(times, 0.99), 'ms'));
    return [
      ...run.figures,
      ...steps,
      ...(await argon2idAlone()),
      atMost('p99 of a whole sign-in in the morning', quantile(run.journeys, 0.99), 'ms', MORNING_P99_MOST_MS),
    ];
  });
}

/** The least that a sign-in can take on this machine now: hashes one at a time, with pauses as long as people leave in the morning. */
async function argon2idAlone(): Promise<Figure[]> {
  const random = seededRandom(MORNING_SEED);
  // Twice the mean, since each is a random part of it.
  const pauseMostMs = (2 * MORNING.seconds * MILLISECONDS_A_SECOND) / MORNING.people;
  const times: number[] = [];
  for (let count = 0; count < WARM_HASHES; count += 1) await hashPassword('an argon2id before the first');
  for (let count = 0; count < ALONE_HASHES; count += 1) {
    await delay(random.next() * pauseMostMs);
    const before = performance.now();
    await hashPassword('an argon2id by itself');
    times.push(performance.now() - before);
  }
  return [
    information('argon2id by itself, median', median(times), 'ms'),
    information('argon2id by itself, p99', quantile(times, 0.99), 'ms'),
  ];
}

/** argon2id takes and gives back its memory in each sign-in; what could be kept by mistake is kept by all the rest. */
async function memory(bed: Bed): Promise<Figure[]> {
  const wanted = bed.full ? MEMORY_SIGN_INS : SHORT_MEMORY_SIGN_INS;
  const options = { argon2id: false, nodeArguments: ['--expose-gc'] };
  await bed.council.setPasswords(false);
  return await withInstances(
    bed,
    1,
    async (instances) => {
      const [instance] = instances;
      if (instance === undefined) throw new Error('there is no instance');
      let done = 0;
      const until = async (count: number): Promise<{ heapBytes: number; residentBytes: number }> => {
        while (done < count) {
          bed.council.nextStep();
          const { times } = await bed.generator.run({ urls: [instance.url], clients: 16, journeys: bed.council.signIns(count - done) });
          const [first = []] = times;
          if (first.length === 0) throw new Error('nobody could sign in');
          done += first.length;
        }
        return await instance.usage(true);
      };
      const before = await until(WARM_SIGN_INS);
      const after = await until(WARM_SIGN_INS + wanted);
      const growth = (one: number, other: number): number => ((other - one) / one) * PER_CENT;
      const name = `${wanted} sign-ins without argon2id`;
      return [
        information(`${name}: heap before`, before.heapBytes / BYTES_PER_MIB, 'MiB'),
        information(`${name}: heap after`, after.heapBytes / BYTES_PER_MIB, 'MiB'),
        information(`${name}: resident before`, before.residentBytes / BYTES_PER_MIB, 'MiB'),
        information(`${name}: resident after`, after.residentBytes / BYTES_PER_MIB, 'MiB'),
        atMost('growth of the heap', growth(before.heapBytes, after.heapBytes), '%', MEMORY_GROWTH_MOST_PER_CENT),
        atMost('growth of resident memory', growth(before.residentBytes, after.residentBytes), '%', MEMORY_GROWTH_MOST_PER_CENT),
      ];
    },
    options,
  );
}

async function audit(bed: Bed): Promise<Figure[]> {
  const wanted = bed.full ? TRAIL_ROWS : SHORT_TRAIL_ROWS;
  const { rows, seconds, secondsOfRows } = await verifyLongTrail(bed.council, wanted);
  return [
    atMost(`operator's audit verify over ${rows} rows, with its start`, seconds, 's', (TRAIL_SECONDS_MOST * rows) / TRAIL_ROWS),
    information(`of that the ${rows} rows by themselves`, secondsOfRows, 's'),
  ];
}

const LOCK_SAMPLE_MILLISECONDS = 50;

/** Runs a load, and answers as well how many connections waited for a lock meanwhile, on average. */
async function watchingLocks<T>(council: Council, work: () => Promise<T>): Promise<{ result: T; waiting: number }> {
  const samples: number[] = [];
  let over = false;
  const watching = (async () => {
    while (!over) {
      const [row] = await council.query<{ waiting: number }>(
        "select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'",
      );
      samples.push(row?.waiting ?? 0);
      await new Promise((resolve) => setTimeout(resolve, LOCK_SAMPLE_MILLISECONDS));
    }
  })();
  try {
    const result = await work();
    return { result, waiting: samples.reduce((sum, each) => sum + each, 0) / Math.max(1, samples.length) };
  } finally {
    over = true;
    await watching;
  }
}
