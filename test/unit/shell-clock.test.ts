import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../electron/shell/clock.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a timer longer than Node’s own can be still fires once, and not at once', () => {
  let fired = 0;
  systemClock().after(60 * DAY_MS, () => {
    fired += 1;
  });
  vi.advanceTimersByTime(60 * DAY_MS - 1);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
  vi.advanceTimersByTime(120 * DAY_MS);
  expect(fired).toBe(1);
});

test('a timer that is stopped never fires, in whichever stretch it was', () => {
  let fired = 0;
  const stop = systemClock().after(60 * DAY_MS, () => {
    fired += 1;
  });
  vi.advanceTimersByTime(40 * DAY_MS);
  stop();
  vi.advanceTimersByTime(60 * DAY_MS);
  expect(fired).toBe(0);
});
