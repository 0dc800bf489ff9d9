/** A process that was killed can't say so; its children see that they have another parent. */
const LOOK_EVERY_MS = 500;

/**
 * Calls back once when the process that started this one is gone, so that a killed command leaves nothing behind.
 * @param {() => void} gone
 */
export function endWithParent(gone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
