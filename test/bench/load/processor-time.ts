import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second (USER_HZ, proc(5)), whatever the kernel's own tick is. */
const MILLISECONDS_A_TICK = 10;
/** Fields of /proc/PID/stat after the command's name, counted from 0 (proc(5) counts from 1 and has two before these). */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

function statOf(pid: number): number[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    // It ended between being listed and being read; its parent then has its time.
    return null;
  }
}

/** What a process, its children and those of them that have ended used so far, in milliseconds; null where Linux's /proc isn't. */
export function processorTimeOfTree(root: number): number | null {
  const own = statOf(root);
  if (own === null) return null;
  let ticks = sum(own, [USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM]);
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (stat?.[PARENT] === root) ticks += sum(stat, [USER, SYSTEM]);
  }
  return ticks * MILLISECONDS_A_TICK;
}

const sum = (stat: readonly number[], fields: readonly number[]): number => fields.reduce((total, field) => total + (stat[field] ?? 0), 0);
