import { fork } from 'node:child_process';
import path from 'node:path';

/** Requests that follow each other, `{token}` in one standing for the token in the answer before. */
export type Journey = readonly string[];

export interface Job {
  /** Instances, taken in turn by the connections. */
  readonly urls: readonly string[];
  readonly clients: number;
  readonly journeys: readonly Journey[];
  /** When to stop although there are journeys left. */
  readonly mostMilliseconds: number;
  /** Milliseconds from the start at which each journey begins; null for clients that follow one another. */
  readonly arrivals: readonly number[] | null;
  readonly keepTokens: boolean;
}

export interface Measured {
  readonly milliseconds: number;
  /** Of the generator itself: its share of the machine. */
  readonly cpuMilliseconds: number;
  /** For each step, how long it took each time, in milliseconds. */
  readonly times: readonly (readonly number[])[];
  readonly faults: number;
  readonly firstFault: string | null;
  /** Of each journey's last answer. */
  readonly tokens: readonly string[] | null;
}

export interface Generator {
  run(job: Partial<Job> & Pick<Job, 'urls' | 'journeys'>): Promise<Measured>;
  stop(): void;
}

/**
 * A process that makes the load, so that neither the API nor whoever asks for it is slowed by that. It ends when the bench is
 * told to stop, and what it was doing then fails: a load can last for minutes, and whoever waits for it puts nothing away.
 */
export function startGenerator(stopped: AbortSignal): Generator {
  const child = fork(path.join(import.meta.dirname, 'generator-program.ts'), { serialization: 'advanced' });
  let isGone = false;
  const gone = new Promise<never>((_resolve, reject) => {
    child.once('exit', () => {
      isGone = true;
      reject(new Error('the process that makes the load is gone'));
    });
  });
  // It may end while nobody waits for it.
  gone.catch(() => {});
  stopped.addEventListener('abort', () => child.kill(), { once: true });
  const answer = () =>
    new Promise<Measured>((resolve, reject) => {
      child.once('message', (message: { measured: Measured } | { error: string }) => {
        if ('measured' in message) resolve(message.measured);
        else reject(new Error(message.error));
      });
    });
  return {
    run: (job) => {
      if (isGone || !child.connected) return gone;
      const measured = Promise.race([answer(), gone]);
      child.send({ clients: 1, mostMilliseconds: Number.POSITIVE_INFINITY, arrivals: null, keepTokens: false, ...job });
      return measured;
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
