import * as z from 'zod';
import type { UpdateNews } from '../sign-in/events.ts';

const VERSION_MOST = 64;
const version = z.string().max(VERSION_MOST);

/** What one run tells the next about updates. */
const betweenRunsSchema = z.object({
  /** The version that ran last. */
  version,
  /** The version that was being put in its place, if one was. */
  installing: version.nullable(),
});
export type BetweenRuns = z.infer<typeof betweenRunsSchema>;

/** Null when it isn't that. */
export function parseBetweenRuns(content: unknown): BetweenRuns | null {
  return betweenRunsSchema.safeParse(content).data ?? null;
}

/**
 * What a person should know at the start of a run: that this is another version than the last time, whoever installed it,
 * or that the one which was to be installed isn't there. Null when there is nothing, or at the first run of all.
 */
export function newsAtStart(last: BetweenRuns | null, current: string): Exclude<UpdateNews, { kind: 'ready' }> | null {
  if (last === null) return null;
  if (last.installing !== null && last.installing !== current && last.version === current)
    return { kind: 'failed', version: last.installing };
  return last.version === current ? null : { kind: 'installed', version: current, from: last.version };
}
