import type { Clock } from '../../server/clock.ts';

/** A clock that tests move instead of waiting. */
export interface AdjustableClock extends Clock {
  advance(by: { readonly seconds?: number; readonly minutes?: number; readonly hours?: number; readonly days?: number }): void;
  set(instant: Date | string): void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Stands still until it is moved. */
export function frozenClock(start: Date | string): AdjustableClock {
  return adjustable(() => 0, new Date(start).getTime());
}

/** Goes on as the computer's own does, from wherever it is moved to. */
export function runningClock(): AdjustableClock {
  return adjustable(Date.now, 0);
}

function adjustable(base: () => number, offset: number): AdjustableClock {
  let shift = offset;
  return {
    now: () => new Date(base() + shift),
    advance: ({ seconds = 0, minutes = 0, hours = 0, days = 0 }) => {
      shift += seconds * SECOND + minutes * MINUTE + hours * HOUR + days * DAY;
    },
    set: (instant) => {
      shift = new Date(instant).getTime() - base();
    },
  };
}
