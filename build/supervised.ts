import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { User } from './unprivileged.mjs';

const SUPERVISOR = path.join(import.meta.dirname, 'supervise.mjs');

export interface Supervised {
  readonly process: ChildProcess;
  /** The program's exit code; 128 when a signal ended it. */
  readonly exited: Promise<number>;
  /** Ends the program and its process group; resolves when they are gone. Safe to call again. */
  stop(): Promise<number>;
}

export interface SuperviseOptions {
  /** Tried in this order, each for `graceMs`, and then SIGKILL. */
  readonly signals: readonly NodeJS.Signals[];
  readonly graceMs: number;
  /** The user to become; null to stay who we are. */
  readonly user?: User | null;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: 'ignore' | 'pipe' | 'inherit';
  readonly stdout?: 'ignore' | 'pipe' | 'inherit' | number;
  readonly stderr?: 'ignore' | 'pipe' | 'inherit' | number;
}

/** Starts a program that can't outlive this process, not even one that is ended with kill -9. */
export function supervise(program: string, args: readonly string[], options: SuperviseOptions): Supervised {
  const child = spawn(
    process.execPath,
    [SUPERVISOR, JSON.stringify({ signals: options.signals, graceMs: options.graceMs, user: options.user ?? null }), program, ...args],
    {
      stdio: [options.stdin ?? 'ignore', options.stdout ?? 'ignore', options.stderr ?? 'ignore', 'pipe'],
      // Ctrl-C in the terminal is for the command, which then stops its programs in the right order.
      detached: true,
      windowsHide: true,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    },
  );
  const lifeline = child.stdio[3] as Socket | null;
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 128));
  });
  return {
    process: child,
    exited,
    stop: () => {
      lifeline?.destroy();
      return exited;
    },
  };
}
