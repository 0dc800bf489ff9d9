import { giveUp } from './progress.mjs';

/**
 * Runs a command until it ends or is told to stop: Ctrl-C, SIGTERM, a closed terminal. However often it is told,
 * `stopped` fires once, and the command has all the time that it needs to put things away. The process then ends with
 * the command's code.
 */
export async function runUntilStopped(command: (stopped: AbortSignal) => Promise<number>): Promise<void> {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  // A closed terminal or pipe must not end us half-way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort());
  try {
    process.exit(await command(controller.signal));
  } catch (error) {
    giveUp(error);
  }
}

/** Resolves when the command is told to stop. */
export function untilStopped(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) resolve();
    else stopped.addEventListener('abort', () => resolve(), { once: true });
  });
}
