import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure, information } from '../../../build/bench/report.ts';
import { median } from '../../../build/bench/statistics.ts';
import { signInWithPassword } from '../../../shared/sign-in/operations.ts';
import type { ApiProcess } from '../../support/api-process.ts';
import type { OneOfMany } from '../../support/many-people.ts';
import { PASSWORD } from '../../support/sign-in.ts';
import type { Council } from './council.ts';
import type { Generator, Job } from './generator.ts';
import { Wire, wireRequest } from './wire.ts';

/** Issue 13, section 2: while each attack runs for a minute, colleagues sign in on computers that they know and on new ones. */
const COLLEAGUES = 12;
const MINUTE_MS = 60_000;
const KNOWN_TIMES_MOST = 3;
const NEW_SECONDS_MOST = 30;
const CONNECTIONS = 450;
const MALFORMED_AT_ONCE = 950;
const MALFORMED_A_SECOND = 7;
const GUESSES_A_SECOND = 14;
const MILLISECONDS_A_SECOND = 1_000;

/** Everybody at the council, and whoever attacks from within it. */
const COUNCIL = '10.200.0.1';
const ELSEWHERE = Array.from({ length: 10 }, (_, index) => `203.0.113.${index}`);

type Attack = Partial<Job> & Pick<Job, 'journeys'>;

function attacks(council: Council, colleagues: readonly OneOfMany[]): Readonly<Record<string, Attack>> {
  const guess = (email: string, network: string) => [
    council.passwordRequest({ email, password: 'not it', deviceId: randomUUID(), network }),
  ];
  const victim = (index: number) => colleagues[index % colleagues.length]?.email ?? '';
  const nothing = [wireRequest('POST', signInWithPassword.path, { 'x-forwarded-for': COUNCIL }, '{}')];
  const made = (count: number, each: (index: number) => readonly string[]) => Array.from({ length: count }, (_, index) => each(index));
  const perSecond = (count: number, rate: number) => Array.from({ length: count }, (_, index) => (index / rate) * MILLISECONDS_A_SECOND);
  const later = (MINUTE_MS / MILLISECONDS_A_SECOND) * MALFORMED_A_SECOND;
  const everySecond = (MINUTE_MS / MILLISECONDS_A_SECOND) * GUESSES_A_SECOND;
  return {
    '(a) wrong passwords for twelve colleagues from their own address': {
      clients: COLLEAGUES,
      journeys: made(10_000, (index) => guess(victim(index), COUNCIL)),
    },
    '(b) requests that are no sign-in': {
      journeys: made(MALFORMED_AT_ONCE + later, () => nothing),
      arrivals: [...Array<number>(MALFORMED_AT_ONCE).fill(0), ...perSecond(later, MALFORMED_A_SECOND)],
    },
    '(c) wrong passwords over ten networks': {
      journeys: made(everySecond, (index) => guess(victim(index), ELSEWHERE[index % ELSEWHERE.length] ?? '')),
      arrivals: perSecond(everySecond, GUESSES_A_SECOND),
    },
    [`(d) ${CONNECTIONS} connections with made-up names`]: {
      clients: CONNECTIONS,
      journeys: made(50_000, () => guess(`${randomUUID()}@porthaven.example`, COUNCIL)),
    },
  };
}

interface SignedIn {
  readonly milliseconds: number;
  readonly computerToken: string | null;
}

/** One sign-in over a connection of its own; null when it was refused. */
async function signIn(
  council: Council,
  url: string,
  person: OneOfMany,
  computer: { deviceId: string; computerToken: string | null },
): Promise<SignedIn | null> {
  const wire = await Wire.open(url);
  try {
    const started = performance.now();
    const first = await wire.ask(council.passwordRequest({ email: person.email, password: PASSWORD, network: COUNCIL, ...computer }));
    const { challengeToken } = JSON.parse(first.body) as { challengeToken?: string };
    if (challengeToken === undefined) return null;
    const { body } = await wire.ask(council.codeRequest(person, challengeToken));
    const milliseconds = performance.now() - started;
    const { outcome, computerToken } = JSON.parse(body) as { outcome?: string; computerToken?: string | null };
    return outcome === 'signed-in' ? { milliseconds, computerToken: computerToken ?? null } : null;
  } finally {
    wire.close();
  }
}

/** Twelve people, one after the other over most of a minute. */
async function comeIn(work: (index: number) => Promise<SignedIn | null>, pauseMs: number): Promise<(SignedIn | null)[]> {
  const coming: Promise<SignedIn | null>[] = [];
  for (let index = 0; index < COLLEAGUES; index += 1) {
    coming.push(work(index));
    await delay(pauseMs);
  }
  return await Promise.all(coming);
}

export async function attacked(council: Council, generator: Generator, { url }: ApiProcess): Promise<Figure[]> {
  const colleagues = council.people.slice(0, COLLEAGUES);
  const newcomers = council.people.slice(COLLEAGUES, 2 * COLLEAGUES);
  const tokens: (string | null)[] = [];
  council.nextStep();
  for (const person of colleagues)
    tokens.push((await signIn(council, url, person, { deviceId: person.deviceId, computerToken: null }))?.computerToken ?? null);
  const known = (index: number) => {
    const person = colleagues[index];
    if (person === undefined) throw new Error('there are not so many people');
    return signIn(council, url, person, { deviceId: person.deviceId, computerToken: tokens[index] ?? null });
  };
  const onNew = (index: number) => {
    const person = newcomers[index];
    if (person === undefined) throw new Error('there are not so many people');
    return signIn(council, url, person, { deviceId: randomUUID(), computerToken: null });
  };
  const timesOf = (all: readonly (SignedIn | null)[]) => all.flatMap((each) => (each === null ? [] : [each.milliseconds]));

  const figures: Figure[] = [];
  for (const [name, attack] of Object.entries(attacks(council, [...colleagues, ...newcomers]))) {
    // Just before, so that whatever else this machine does is in both.
    council.nextStep();
    const unattacked = median(timesOf(await comeIn(known, MILLISECONDS_A_SECOND / 2)));
    council.nextStep();
    process.stderr.write(`${name}…\n`);
    const running = generator.run({ urls: [url], mostMilliseconds: MINUTE_MS, ...attack });
    await delay(MILLISECONDS_A_SECOND * 5);
    const pause = (MINUTE_MS * 0.8) / COLLEAGUES;
    const [onKnown, onOthers] = await Promise.all([comeIn(known, pause), comeIn(onNew, pause)]);
    const { times, faults } = await running;
    const [slowest, slowestNew] = [onKnown, onOthers].map((all) => Math.max(0, ...timesOf(all)));
    figures.push(
      information(`${name}: requests answered`, faults + (times[0]?.length ?? 0), ''),
      information(`${name}: on a known computer before, median`, unattacked, 'ms'),
      atLeast(`${name}: signed in on a known computer`, timesOf(onKnown).length, `of ${COLLEAGUES}`, COLLEAGUES),
      information(`${name}: on a known computer, median`, median(timesOf(onKnown)), 'ms'),
      atMost(`${name}: slowest on a known computer, in unattacked times`, (slowest ?? 0) / unattacked, '×', KNOWN_TIMES_MOST),
      atLeast(`${name}: signed in on a new computer`, timesOf(onOthers).length, `of ${COLLEAGUES}`, COLLEAGUES),
      atMost(`${name}: slowest on a new computer`, (slowestNew ?? 0) / MILLISECONDS_A_SECOND, 's', NEW_SECONDS_MOST),
    );
  }
  return figures;
}
