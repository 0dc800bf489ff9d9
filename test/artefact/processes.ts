import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What Linux says about running processes, in /proc. */

/** Columns of /proc/PID/stat after the name, which is in brackets and may hold anything. */
const GROUP_COLUMN = 2;
/** Columns of /proc/net/tcp, and the state in which a socket listens. */
const ADDRESS_COLUMN = 1;
const STATE_COLUMN = 3;
const INODE_COLUMN = 9;
const LISTENING = '0A';

/** A process's file; empty when it has gone. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes of a group: what was started in a group of its own has all its children there. */
export function processesOfGroup(leader: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => !Number.isNaN(pid))
    .filter((pid) => {
      const columns = read(pid, 'stat')
        .replace(/^.*\) /s, '')
        .split(' ');
      return columns[0] !== 'Z' && Number(columns[GROUP_COLUMN]) === leader;
    });
}

/** A process's command line, with spaces between its words. */
export function commandLine(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

/** A field of /proc/PID/status, e.g. `Uid` (the first of its four) or `Seccomp`. */
export function statusField(pid: number, field: string): string {
  return new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(read(pid, 'status'))?.[1] ?? '';
}

/** The name of one of a process's namespaces; two processes in the same one have the same. */
export function namespaceOf(pid: number, kind: 'net' | 'pid' | 'user'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return '';
  }
}

/** The TCP ports that processes listen on. */
export function listeningPorts(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[STATE_COLUMN] === LISTENING && sockets.has(columns[INODE_COLUMN] ?? ''))
    .map((columns) => Number.parseInt(columns[ADDRESS_COLUMN]?.split(':')[1] ?? '', 16));
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        // Closed while we looked.
        return [];
      }
    });
  } catch {
    return [];
  }
}
