import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Log } from './logs.ts';

const OWNER_ONLY = 0o600;

/**
 * Notes that a run has begun, and logs when the one before never ended as it should: killed, or with the power gone. Such
 * an end leaves no report of its own. Answers what to call when this run ends. A profile that can't be written has none
 * of it.
 */
export function noteRun(path: string, log: Log, now: () => Date): () => void {
  try {
    const began = readFileSync(path, 'utf8').trim();
    log('warning', 'The run before did not end as it should', { began });
  } catch {
    // It did, or there was none.
  }
  try {
    writeFileSync(path, `${now().toISOString()}\n`, { mode: OWNER_ONLY });
  } catch {
    // Read-only, or full: then this run can't be told either.
  }
  return () => {
    try {
      rmSync(path, { force: true });
    } catch {
      // As above.
    }
  };
}
