import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { win32 } from 'node:path';
import { type ParsedPolicy, parsePolicy } from './policy.ts';

/** A policy is a few lines; this is room for a hundred times as many. */
const BYTES_MOST = 64 * 1024;

/** Others than the owner may write: then anybody could set a policy. */
const WRITABLE_BY_OTHERS = 0o022;
const ROOT = 0;

export type PolicyRead =
  | ({ readonly kind: 'read' } & ParsedPolicy)
  | { readonly kind: 'absent' }
  /** There is something, but not a policy that can be trusted. `because` is for the log. */
  | { readonly kind: 'refused'; readonly because: string };

/**
 * Where IT puts the policy. On Windows it is a file for now, in a folder that only administrators can write to as
 * Windows sets it up; the registry, which group policy writes, needs a native module.
 */
export function policyPath(platform: NodeJS.Platform, programData: string): string {
  if (platform === 'win32') return win32.join(programData, 'Vu Desktop', 'policy.json');
  if (platform === 'darwin') return '/Library/Application Support/Vu Desktop/policy.json';
  return '/etc/vu-desktop/policy.json';
}

/** Why an open file is not IT's; null when it is. Windows has no owner or mode to check. */
function fault(stats: Stats, platform: NodeJS.Platform): string | null {
  if (!stats.isFile()) return 'it is not a regular file';
  if (stats.size > BYTES_MOST) return `it is bigger than ${BYTES_MOST} bytes`;
  if (platform === 'win32') return null;
  if (stats.uid !== ROOT) return 'root does not own it';
  if ((stats.mode & WRITABLE_BY_OTHERS) !== 0) return 'others than its owner can write to it';
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/**
 * Reads the policy. It is opened without following a link and without waiting (a pipe would hang the start), and what
 * is checked is the open file itself, so that nothing can be swapped between the check and the reading.
 */
export function readPolicyFile(path: string, platform: NodeJS.Platform): PolicyRead {
  let file: number;
  try {
    // Windows has neither flag; there the constants are undefined.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'refused', because: code === 'ELOOP' ? 'it is a link' : `it can't be opened (${code})` };
  }
  try {
    const because = fault(fstatSync(file), platform);
    if (because !== null) return { kind: 'refused', because };
    return parseText(readText(file));
  } catch (error) {
    return { kind: 'refused', because: `it can't be read (${codeOf(error)})` };
  } finally {
    closeSync(file);
  }
}

/** The whole text, with a limit of its own: a file can grow after its size was asked. */
function readText(file: number): string {
  const buffer = Buffer.alloc(BYTES_MOST);
  let length = 0;
  for (;;) {
    const read = readSync(file, buffer, length, BYTES_MOST - length, null);
    length += read;
    if (read === 0 || length === BYTES_MOST) break;
  }
  return buffer.toString('utf8', 0, length);
}

function parseText(text: string): PolicyRead {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { kind: 'refused', because: 'it is not JSON' };
  }
  const parsed = parsePolicy(content);
  return parsed === null ? { kind: 'refused', because: 'a setting in it has the wrong kind of value' } : { kind: 'read', ...parsed };
}
