import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type PolicyRead, parsePolicy, refused } from './policy.ts';

/** A policy is a few lines; this is room for a hundred times as many. */
const BYTES_MOST = 64 * 1024;

/** Others than the owner may write: then anybody could set a policy. */
const WRITABLE_BY_OTHERS = 0o022;
const ROOT = 0;

/** Where IT puts the policy on Linux. Windows and macOS have places of their own (windows-registry.ts, managed-preferences.ts). */
export const LINUX_POLICY_FILE = '/etc/vu-desktop/policy.json';

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

/** A whole file that is root's; absent; or why it is not to be trusted. */
export type TrustedFile = { readonly kind: 'text'; readonly text: string } | Exclude<PolicyRead, { kind: 'read' }>;

/**
 * Reads a file that only root can have written. It is opened without following a link and without waiting (a pipe would
 * hang the start), and what is checked is the open file itself, so that nothing can be swapped between the check and
 * the reading.
 */
export function readTrustedFile(path: string, platform: NodeJS.Platform): TrustedFile {
  let file: number;
  try {
    // Windows has neither flag; there the constants are undefined.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return refused(code === 'ELOOP' ? 'it is a link' : `it can't be opened (${code})`);
  }
  try {
    const because = fault(fstatSync(file), platform);
    return because === null ? { kind: 'text', text: readText(file) } : refused(because);
  } catch (error) {
    return refused(`it can't be read (${codeOf(error)})`);
  } finally {
    closeSync(file);
  }
}

/** Reads a policy from a file in JSON. */
export function readPolicyFile(path: string, platform: NodeJS.Platform): PolicyRead {
  const file = readTrustedFile(path, platform);
  return file.kind === 'text' ? parsePolicyText(file.text) : file;
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

/** Windows editors put it before the first character, and JSON doesn't know it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Where JSON.parse stopped, as an editor counts; nothing where it doesn't say. None of the text: it may be anybody's. */
function lineOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? '' : ` from line ${text.slice(0, Number(position)).split('\n').length} on`;
}

/** A policy as JSON text. */
export function parsePolicyText(text: string): PolicyRead {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch (error) {
    return refused(`it is not JSON${lineOf(error, json)}`);
  }
  return parsePolicy(values);
}
