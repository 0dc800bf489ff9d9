import { expect, test } from 'vitest';
import { type Fault, JOURNEYS_FOR_ALL, PHASES, planJourneys, TARGETS } from '../faults/plan.ts';
import { Strikes } from '../faults/strikes.ts';

const SEED = 20_260_327;
const MANY = 200;

function faultsOf(seed: number, journeys: number): readonly Fault[] {
  return planJourneys(seed, journeys).flatMap(({ faults }) => faults);
}

test('one seed gives one plan, and two seeds differ', () => {
  expect(planJourneys(SEED, MANY)).toEqual(planJourneys(SEED, MANY));
  expect(planJourneys(SEED + 1, MANY)).not.toEqual(planJourneys(SEED, MANY));
});

test('whatever the seed, everything is killed in every phase, also when its answer has just come', () => {
  const killed = new Set(faultsOf(SEED, JOURNEYS_FOR_ALL).map(({ phase, target, moment }) => `${phase}, ${target}, ${typeof moment}`));
  for (const phase of PHASES) {
    for (const target of TARGETS) expect(killed).toContain(`${phase}, ${target}, number`);
    expect(killed).toContain(`${phase}, desktop, string`);
  }
});

test('no phase is spared: each is struck as often as any other', () => {
  const faults = faultsOf(SEED, MANY);
  const counts = PHASES.map((phase) => faults.filter((fault) => fault.phase === phase).length);
  // The last cards may not have been dealt.
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(TARGETS.length + 1);
  expect(Math.min(...counts)).toBeGreaterThan(MANY / (PHASES.length * 2));
});

test('a fault strikes in its own request of its own phase, once, whatever else is asked in between', () => {
  const fault: Fault = { target: 'api', phase: 'trusted', request: 1, moment: 'answered' };
  const strikes = new Strikes([fault]);
  expect(strikes.next()).toEqual([]);
  strikes.enter('trusted');
  expect(strikes.next()).toEqual([]);
  expect(strikes.enter('sign-in')).toBe('trusted');
  expect([strikes.next(), strikes.next(), strikes.left()]).toEqual([[], [], [fault]]);
  strikes.enter('trusted');
  expect(strikes.next()).toEqual([fault]);
  expect([strikes.next(), strikes.left()]).toEqual([[], []]);
});

test('a fault that found no answer to strike at waits for the next request of its phase', () => {
  const fault: Fault = { target: 'desktop', phase: 'trusted', request: 0, moment: 'answered' };
  const strikes = new Strikes([fault]);
  strikes.enter('trusted');
  strikes.putOff(strikes.next());
  strikes.enter('replay');
  expect([strikes.next(), strikes.left()]).toEqual([[], [fault]]);
  strikes.enter('trusted');
  expect([strikes.next(), strikes.next(), strikes.left()]).toEqual([[fault], [], []]);
});
