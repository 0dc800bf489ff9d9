import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** More than any file of ours; a bigger one was not written by this program. */
const BYTES_MOST = 256 * 1024;

/** Only the person whose profile it is may read it. */
const OWNER_ONLY = 0o600;

export interface JsonFile<T> {
  readonly value: T;
  /** True when there was a file that could not be used; it was put aside beside itself, with `.unusable` after its name. */
  readonly wasUnusable: boolean;
}

/**
 * Reads a small file of the profile. A missing one gives the defaults; one that can't be parsed is put aside and gives
 * the defaults as well, since a damaged profile must never keep anybody from signing in. Never throws.
 */
export function readJsonFile<T>(path: string, parse: (content: unknown) => T | null, defaults: T): JsonFile<T> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // A folder in the file's place, or a file that is not ours to read, can't be put aside or used.
    return { value: defaults, wasUnusable: !isMissing(error) };
  }
  if (text.length <= BYTES_MOST) {
    try {
      const value = parse(JSON.parse(text));
      if (value !== null) return { value, wasUnusable: false };
    } catch {
      // Falls through to the same end as content of the wrong shape.
    }
  }
  try {
    renameSync(path, `${path}.unusable`);
  } catch {
    // A read-only profile: the defaults serve for this run.
  }
  return { value: defaults, wasUnusable: true };
}

/** Replaces the file in one step, so that a crash leaves the old one or the new one. False when it can't be written. */
export function writeJsonFile(path: string, value: unknown): boolean {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: OWNER_ONLY });
    renameSync(temporary, path);
    return true;
  } catch {
    discard(temporary);
    return false;
  }
}

/** Takes away what was written so far, where that is possible at all. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder is not one, or not ours.
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
