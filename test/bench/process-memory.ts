import { readdirSync, readFileSync } from 'node:fs';

const KIB_PER_MIB = 1024;

/**
 * Proportional set size of a process and all its descendants, in MiB: memory that several share is split between them,
 * so the sum counts nothing twice. Null where the system doesn't tell (all but Linux).
 */
export function treeMemory(pid: number): number | null {
  try {
    const parents = new Map(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((name) => [Number(name), parentOf(Number(name))]),
    );
    let kib = 0;
    for (const candidate of parents.keys()) if (descends(candidate, pid, parents)) kib += proportionalKib(candidate);
    return kib / KIB_PER_MIB;
  } catch {
    return null;
  }
}

function descends(candidate: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = candidate; at !== undefined && at > 0; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

function parentOf(pid: number): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) \S+ /s, '')
        .split(' ')[0],
    );
  } catch {
    // It ended while we looked.
    return 0;
  }
}

function proportionalKib(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
