import { expect, test } from 'vitest';
import { nearDay } from '../../renderer/words/near-day.ts';

const at = (instant: string) => Date.parse(instant);

test('an instant of the same London day is today, also when it is another day in UTC', () => {
  expect(nearDay(at('2026-06-30T23:30:00Z'), at('2026-07-01T09:00:00Z'))).toBe('today');
  expect(nearDay(at('2026-01-09T23:59:59Z'), at('2026-01-10T00:00:00Z'))).toBe('yesterday');
});

test('yesterday is the whole London day before and nothing else, around both clock changes and a plain day', () => {
  const HOUR = 60 * 60 * 1000;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
  const before = (date: string) => new Date(Date.parse(date) - 24 * HOUR).toISOString().slice(0, 10);
  const after = (instant: number, hours: number) => instant + hours * HOUR;
  for (const start of ['2026-03-27T00:00:00Z', '2026-10-23T00:00:00Z', '2026-12-30T00:00:00Z']) {
    for (let nowHour = 0; nowHour < 5 * 24; nowHour += 0.5) {
      const now = after(at(start), nowHour);
      for (let back = 0; back < 60; back += 0.5) {
        const then = after(now, -back);
        const expected = day.format(then) === day.format(now) ? 'today' : day.format(then) === before(day.format(now)) ? 'yesterday' : null;
        expect(nearDay(then, now), `${new Date(then).toISOString()} seen at ${new Date(now).toISOString()}`).toBe(expected);
      }
    }
  }
});

test('what is still to come has a word only when it is today', () => {
  expect(nearDay(at('2026-03-27T18:00:00Z'), at('2026-03-27T09:00:00Z'))).toBe('today');
  expect(nearDay(at('2026-03-28T09:00:00Z'), at('2026-03-27T09:00:00Z'))).toBeNull();
});
