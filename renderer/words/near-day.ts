import { once } from '../../shared/once.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const calendar = once(
  () => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', year: 'numeric', month: 'numeric', day: 'numeric' }),
);

/** The number of the London calendar day of an instant. By the calendar, since days around clock changes have 23 or 25 hours. */
function dayNumber(at: number): number {
  const parts = calendar().formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day')) / DAY_MS;
}

/** Which day an instant fell on in London, where there is a word for it. Both are milliseconds since the epoch. */
export function nearDay(at: number, now: number): 'today' | 'yesterday' | null {
  const daysAgo = dayNumber(now) - dayNumber(at);
  if (daysAgo === 0) return 'today';
  return daysAgo === 1 ? 'yesterday' : null;
}
