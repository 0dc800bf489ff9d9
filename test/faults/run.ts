import { seededRandom } from '../support/random.ts';
import { findViolations, verifyAll } from './invariants.ts';
import { newLedger, signInAfterwards, travel } from './journey.ts';
import { planJourney } from './plan.ts';
import { startWorld } from './world.ts';

export interface FaultRun {
  readonly journeys: number;
  readonly kills: { readonly desktop: number; readonly api: number; readonly postgres: number };
  readonly sessions: number;
  readonly auditRows: number;
  /** In words, with the number of the journey; empty when all that must hold held. */
  readonly violations: readonly string[];
}

/** So many at once that each kill strikes several. */
const AT_ONCE = 20;
/** After which every lock, pause and limit of our own making would be over, if it were to be forgiven at all. */
const AFTERWARDS_MILLISECONDS = 20 * 60_000;

/** What is planned follows from the seed alone; what else a kill strikes depends on the machine. */
export async function runFaults(seed: number, journeys: number, stopped?: AbortSignal): Promise<FaultRun> {
  const random = seededRandom(seed);
  const plans = Array.from({ length: journeys }, () => planJourney(random));
  const world = await startWorld(journeys, (index) => plans[index]?.way === 'authenticator' || plans[index]?.way === 'text-message');
  try {
    const travellers = plans.flatMap((plan, index) => {
      const person = world.people[index];
      return person === undefined ? [] : [{ plan, ledger: newLedger(person, plan) }];
    });
    const ledgers = travellers.map(({ ledger }) => ledger);
    await eachOf(travellers, AT_ONCE, ({ ledger, plan }) => (stopped?.aborted ? Promise.resolve() : travel(world, ledger, plan)));
    await world.whole();
    const before = await findViolations(world.databaseUrl, ledgers);
    world.advance(AFTERWARDS_MILLISECONDS);
    if (before.length === 0 && !stopped?.aborted) await eachOf(ledgers, AT_ONCE, (ledger) => signInAfterwards(world, ledger));
    const violations = before.length > 0 ? before : await findViolations(world.databaseUrl, ledgers);
    return {
      journeys,
      kills: { desktop: ledgers.reduce((sum, ledger) => sum + ledger.desktopsKilled, 0), ...world.kills },
      sessions: ledgers.reduce((sum, ledger) => sum + ledger.sessions.size, 0),
      auditRows: await verifyAll(world.databaseUrl),
      violations: [...violations, ...world.complaints],
    };
  } finally {
    await world.close();
  }
}

async function eachOf<T>(values: readonly T[], atOnce: number, work: (value: T) => Promise<void>): Promise<void> {
  const waiting = [...values];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
    }),
  );
}
