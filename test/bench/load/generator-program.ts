/** The other side of generator.ts: sends what it is told to, as fast or as often as it is told to, and measures. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Job, Journey, Measured } from './generator.ts';
import { Wire } from './wire.ts';

/** Stands in a step for what the answer before it carried. */
const TOKEN = '{token}';
const TOKEN_FIELD = /"(?:challengeToken|sessionToken)":"([^"]+)"/;
const MICROSECONDS_A_MILLISECOND = 1_000;

/** Sends a journey's steps one after the other; answers how long each took and whether all were answered well. */
async function travel(wire: Wire, journey: Journey, tokens: string[] | null): Promise<{ times: number[]; fault: string | null }> {
  const times: number[] = [];
  let token = '';
  for (const step of journey) {
    const started = performance.now();
    const { status, body } = await wire.ask(token === '' ? step : step.replace(TOKEN, token));
    times.push(performance.now() - started);
    if (status !== 200) return { times, fault: `${status} ${body}` };
    if (journey.length > 1 || tokens !== null) token = TOKEN_FIELD.exec(body)?.[1] ?? '';
  }
  tokens?.push(token);
  return { times, fault: null };
}

class Record {
  readonly #times: number[][] = [];
  readonly #faults: string[] = [];

  add(times: readonly number[], fault: string | null): void {
    if (fault !== null) this.#faults.push(fault);
    else
      times.forEach((time, step) => {
        const column = this.#times[step] ?? [];
        this.#times[step] = column;
        column.push(time);
      });
  }

  done(milliseconds: number, cpu: NodeJS.CpuUsage, tokens: string[] | null): Measured {
    return {
      milliseconds,
      cpuMilliseconds: (cpu.user + cpu.system) / MICROSECONDS_A_MILLISECOND,
      times: this.#times,
      faults: this.#faults.length,
      firstFault: this.#faults[0] ?? null,
      tokens,
    };
  }
}

/** Each client sends its next journey when the last is over. */
async function closedLoop({ urls, clients, journeys, mostMilliseconds, keepTokens }: Job): Promise<Measured> {
  const wires = await Promise.all(Array.from({ length: clients }, (_, index) => Wire.open(urls[index % urls.length] ?? '')));
  const record = new Record();
  const tokens = keepTokens ? ([] as string[]) : null;
  let next = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  await Promise.all(
    wires.map(async (wire) => {
      while (performance.now() - started < mostMilliseconds) {
        const journey = journeys[next];
        next += 1;
        if (journey === undefined) return;
        const { times, fault } = await travel(wire, journey, tokens);
        record.add(times, fault);
      }
    }),
  );
  const measured = record.done(performance.now() - started, process.cpuUsage(before), tokens);
  for (const wire of wires) wire.close();
  return measured;
}

/** People come when they come, whether or not those before them are served: each at a moment of the plan. */
async function openLoop({ urls, journeys, arrivals }: Job & { arrivals: readonly number[] }): Promise<Measured> {
  const record = new Record();
  const before = process.cpuUsage();
  const started = performance.now();
  await Promise.all(
    arrivals.map(async (at, index) => {
      const journey = journeys[index];
      if (journey === undefined) return;
      await delay(Math.max(0, at - (performance.now() - started)));
      // Everyone's desktop has a connection of its own.
      const wire = await Wire.open(urls[index % urls.length] ?? '');
      const { times, fault } = await travel(wire, journey, null);
      record.add(times, fault);
      wire.close();
    }),
  );
  return record.done(performance.now() - started, process.cpuUsage(before), null);
}

process.on('message', (job: Job) => {
  const { arrivals } = job;
  const run = arrivals === null ? closedLoop(job) : openLoop({ ...job, arrivals });
  run.then(
    (measured) => process.send?.({ measured }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
