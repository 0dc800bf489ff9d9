import { readFileSync } from 'node:fs';

/** A process that was killed can't say so; its children see that they have another parent. */
const LOOK_EVERY_MS = 200;

/**
 * Calls back once when the process that started this one is gone, so that a killed command leaves nothing behind.
 * @param {() => void} gone
 */
export function endWithParent(gone) {
  const family = ancestors();
  const timer = setInterval(() => {
    const now = ancestors();
    if (now === null || now === family) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/**
 * Our parent, and its parent too where ours is only the shell that npm puts in between. Null when it can't be said at present:
 * for want of descriptors, or because it went just now, when the next look finds another parent.
 */
function ancestors() {
  const parent = process.ppid;
  if (process.platform !== 'linux') return String(parent);
  try {
    // "pid (name) state parent …"; the name may have anything in it.
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return /^(sh|dash|bash|ash)$/.test(name) ? `${parent} ${rest.split(' ')[1]}` : String(parent);
  } catch {
    return null;
  }
}
