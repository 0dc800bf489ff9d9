import type { Clock } from '../sign-in/ports.ts';

/** Node's timers hold a signed 32-bit number of milliseconds; a longer one would fire at once. */
const TIMER_MOST_MS = 2 ** 31 - 1;

/** This computer's clock and timers, of any length. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, fn) {
      let rest = ms;
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        const step = Math.min(rest, TIMER_MOST_MS);
        rest -= step;
        timer = setTimeout(rest > 0 ? wait : fn, step);
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}
