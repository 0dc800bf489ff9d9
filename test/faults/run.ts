import { findViolations, verifyAll } from './invariants.ts';
import { Journey, signInAfterwards } from './journey.ts';
import { newLedger } from './ledger.ts';
import { type Fault, planJourneys } from './plan.ts';
import { startWorld } from './world.ts';

export interface FaultRun {
  readonly journeys: number;
  readonly kills: { readonly desktop: number; readonly api: number; readonly postgres: number };
  /** What was planned and has not struck. */
  readonly missed: readonly Fault[];
  readonly sessions: number;
  readonly auditRows: number;
  /** In words, with whose journey it was; empty when all that must hold held. */
  readonly violations: readonly string[];
}

/** So many at once that each kill strikes several. */
const AT_ONCE = 20;
/** After which another text message can be sent, and every app shows three new codes. */
const MEANWHILE_MILLISECONDS = 3 * 60_000;
/** Times that the clock moves for those who wait. Five messages in a quarter of an hour are as many as somebody may have. */
const MEANWHILES_MOST = 12;
/** After which every lock, pause and limit of our own making would be over, if it were to be forgiven at all. */
const AFTERWARDS_MILLISECONDS = 20 * 60_000;

/** What is planned follows from the seed alone; what else a kill strikes depends on the machine. */
export async function runFaults(seed: number, journeys: number, stopped?: AbortSignal): Promise<FaultRun> {
  const plans = planJourneys(seed, journeys);
  // Each has a leader of their own, who comes after them.
  const world = await startWorld(
    2 * journeys,
    (index) => plans[index] === undefined || plans[index].way === 'authenticator' || plans[index].way === 'text-message',
  );
  try {
    const all = plans.flatMap((plan, index) => {
      const [person, leader] = [world.people[index], world.people[journeys + index]];
      if (person === undefined || leader === undefined) return [];
      const name = `journey ${index}`;
      const travellers = {
        ledger: newLedger(name, person, plan.way),
        leader: newLedger(`the leader of ${name}`, leader, 'authenticator'),
      };
      return [new Journey(world, travellers, plan)];
    });
    let onTheWay: readonly Journey[] = all;
    for (let meanwhiles = 0; onTheWay.length > 0 && meanwhiles <= MEANWHILES_MOST && !stopped?.aborted; meanwhiles += 1) {
      if (meanwhiles > 0) world.advance(MEANWHILE_MILLISECONDS);
      const waiting: Journey[] = [];
      await eachOf(onTheWay, AT_ONCE, async (journey) => {
        if (!stopped?.aborted && (await journey.travel()) === 'not-now') waiting.push(journey);
      });
      await world.whole();
      onTheWay = waiting;
    }
    for (const { ledgers } of onTheWay) ledgers[0]?.violations.push('had to wait again and again');
    const ledgers = all.flatMap((journey) => journey.ledgers);
    const before = await findViolations(world.databaseUrl, ledgers);
    world.advance(AFTERWARDS_MILLISECONDS);
    if (before.length === 0 && !stopped?.aborted) await eachOf(ledgers, AT_ONCE, (ledger) => signInAfterwards(world, ledger));
    const violations = before.length > 0 ? before : await findViolations(world.databaseUrl, ledgers);
    await world.stopInstances();
    return {
      journeys,
      kills: { desktop: ledgers.reduce((sum, ledger) => sum + ledger.desktopsKilled, 0), ...world.kills },
      missed: all.flatMap((journey) => journey.faultsLeft()),
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
