import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { SERVER_NODE_ARGUMENTS } from '../../build/server-process.mjs';
import type { Configuration } from '../../server/configuration.ts';
import type { LogFields } from '../../server/log.ts';

/** Where an API's clock is: ahead of the computer's by so many milliseconds, or standing still. */
export type ProcessClock = { readonly ahead: number } | { readonly at: number };

export interface StartOrder {
  readonly kind: 'start';
  readonly configuration: Configuration;
  readonly clock: ProcessClock;
  /** False for figures from which the cost of argon2id is to be left out. */
  readonly argon2id: boolean;
}
export type ToApi =
  | StartOrder
  | { readonly kind: 'clock'; readonly clock: ProcessClock }
  | { readonly kind: 'usage'; readonly collect: boolean }
  | { readonly kind: 'stop' };
export type FromApi =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'text-message'; readonly phoneNumber: string; readonly code: string }
  | { readonly kind: 'log'; readonly event: string; readonly fields: LogFields }
  | { readonly kind: 'usage'; readonly cpu: NodeJS.CpuUsage; readonly memory: NodeJS.MemoryUsage };

export interface ApiProcessOptions {
  readonly configuration: Configuration;
  readonly clock: ProcessClock;
  readonly argon2id?: boolean;
  readonly onTextMessage?: (phoneNumber: string, code: string) => void;
  readonly onLog?: (event: string, fields: LogFields) => void;
  /** Of Node itself, e.g. `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
}

export interface Usage {
  /** User and system time together. */
  readonly cpuMilliseconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** An API in a process of its own, which can be killed. It can't outlive this process. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  setClock(clock: ProcessClock): void;
  /** With `collect`, after a garbage collection (needs `--expose-gc`). */
  usage(collect?: boolean): Promise<Usage>;
  /** Closes it as SIGTERM would. */
  stop(): Promise<void>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

const PROGRAM = path.join(import.meta.dirname, 'api-program.ts');
const MICROSECONDS_A_MILLISECOND = 1_000;

/** @throws Error when it doesn't start, with what it said. */
export async function startApiProcess(options: ApiProcessOptions): Promise<ApiProcess> {
  const child = fork(PROGRAM, {
    execArgv: [...SERVER_NODE_ARGUMENTS, ...(options.nodeArguments ?? [])],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const tell = (message: ToApi): void => void (child.connected && child.send(message));
  child.on('message', (message: FromApi) => {
    if (message.kind === 'text-message') options.onTextMessage?.(message.phoneNumber, message.code);
    if (message.kind === 'log') options.onLog?.(message.event, message.fields);
  });
  tell({ kind: 'start', configuration: options.configuration, clock: options.clock, argon2id: options.argon2id ?? true });
  const url = await listening(child, gone);
  return {
    url,
    pid: child.pid ?? 0,
    setClock: (clock) => tell({ kind: 'clock', clock }),
    usage: async (collect = false) => {
      const answer = next(child, 'usage');
      tell({ kind: 'usage', collect });
      const { cpu, memory } = await answer;
      return {
        cpuMilliseconds: (cpu.user + cpu.system) / MICROSECONDS_A_MILLISECOND,
        residentBytes: memory.rss,
        heapBytes: memory.heapUsed + memory.external,
      };
    },
    stop: async () => {
      tell({ kind: 'stop' });
      await gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function listening(child: ChildProcess, gone: Promise<void>): Promise<string> {
  const failed = next(child, 'failed').then(({ message }) => {
    throw new Error(`the API did not start: ${message}`);
  });
  const ended = gone.then(() => {
    throw new Error('the API ended before it listened');
  });
  // Whichever comes later has nobody to tell.
  failed.catch(() => {});
  ended.catch(() => {});
  return (await Promise.race([next(child, 'listening'), failed, ended])).url;
}

function next<K extends FromApi['kind']>(child: ChildProcess, kind: K): Promise<Extract<FromApi, { kind: K }>> {
  return new Promise((resolve) => {
    const listen = (message: FromApi): void => {
      if (message.kind !== kind) return;
      child.off('message', listen);
      resolve(message as Extract<FromApi, { kind: K }>);
    };
    child.on('message', listen);
  });
}
