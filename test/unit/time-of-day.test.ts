import { expect, test } from 'vitest';
import { trustEnd } from '../../server/sign-in/trust-end.ts';
import { financialYear, londonDay, nextTimeOfDay } from '../../server/time-of-day.ts';

const at = (instant: string) => new Date(instant);
const next = (after: string, time: string) => nextTimeOfDay(at(after), time).toISOString();

test('in winter a time on the wall is that time in UTC, and in summer an hour before', () => {
  expect(next('2026-01-15T09:00:00Z', '20:00')).toBe('2026-01-15T20:00:00.000Z');
  expect(next('2026-07-15T09:00:00Z', '20:00')).toBe('2026-07-15T19:00:00.000Z');
});

test('a time that has come is the next day’s', () => {
  expect(next('2026-01-15T19:59:59.999Z', '20:00')).toBe('2026-01-15T20:00:00.000Z');
  expect(next('2026-01-15T20:00:00Z', '20:00')).toBe('2026-01-16T20:00:00.000Z');
  expect(next('2026-12-31T23:30:00Z', '06:00')).toBe('2027-01-01T06:00:00.000Z');
});

test('just after midnight in London the day is London’s, though UTC is still on the one before', () => {
  expect(next('2026-07-14T23:30:00Z', '00:15')).toBe('2026-07-15T23:15:00.000Z');
  expect(next('2026-07-14T23:10:00Z', '00:15')).toBe('2026-07-14T23:15:00.000Z');
  expect(londonDay(at('2026-07-14T23:30:00Z'))).toBe('2026-07-15');
});

test('over the night on which clocks go forward, the evening comes an hour sooner', () => {
  expect(next('2026-03-28T21:00:00Z', '20:00')).toBe('2026-03-29T19:00:00.000Z');
  // From 01:00 to 02:00 no clock shows that hour: it is over when the hour would have been.
  expect(next('2026-03-29T00:30:00Z', '01:30')).toBe('2026-03-29T01:30:00.000Z');
  expect(next('2026-03-29T00:30:00Z', '02:00')).toBe('2026-03-29T01:00:00.000Z');
});

test('over the night on which clocks go back, the evening comes an hour later, and an hour that comes twice counts twice', () => {
  expect(next('2026-10-24T20:00:00Z', '20:00')).toBe('2026-10-25T20:00:00.000Z');
  expect(next('2026-10-25T00:00:00Z', '01:30')).toBe('2026-10-25T00:30:00.000Z');
  expect(next('2026-10-25T00:45:00Z', '01:30')).toBe('2026-10-25T01:30:00.000Z');
  expect(next('2026-10-25T01:45:00Z', '01:30')).toBe('2026-10-26T01:30:00.000Z');
});

test('all year round the next time of day is at most 25 hours away and shows so on a clock in London', () => {
  const HOUR = 3_600_000;
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const start = at('2026-01-01T00:07:00Z').getTime();
  for (let hours = 0; hours < 366 * 24; hours += 7) {
    const after = new Date(start + hours * HOUR);
    for (const time of ['00:00', '01:30', '07:45', '20:00', '23:59']) {
      const found = nextTimeOfDay(after, time);
      expect(found.getTime()).toBeGreaterThan(after.getTime());
      expect(found.getTime() - after.getTime()).toBeLessThanOrEqual(25 * HOUR);
      if (found.toISOString() !== '2026-03-29T01:30:00.000Z') expect(shown.format(found)).toBe(time);
    }
  }
});

test('what is no time of day is refused', () => {
  for (const time of ['24:00', '9:00', '20:60', '20', '', '20:00:00', ' 20:00']) {
    expect(() => nextTimeOfDay(at('2026-01-15T09:00:00Z'), time)).toThrow(RangeError);
  }
});

test('the financial year begins with the first of April in London, which UTC calls the last hour of March', () => {
  expect(financialYear(at('2026-03-31T22:59:59Z'))).toMatchObject({ year: 2025, firstDay: '2025-04-01' });
  expect(financialYear(at('2026-03-31T23:00:00Z'))).toEqual({ year: 2026, firstDay: '2026-04-01', starts: at('2026-03-31T23:00:00Z') });
  expect(financialYear(at('2027-01-15T09:00:00Z'))).toMatchObject({ year: 2026, starts: at('2026-03-31T23:00:00Z') });
});

test('trust ends after its days, or with the shift where that is sooner', () => {
  const end = (given: string, trustDays: number, trustEndsAt: string | null) =>
    trustEnd(at(given), { trustDays, trustEndsAt }).toISOString();
  expect(end('2026-03-27T09:00:00Z', 30, null)).toBe('2026-04-26T09:00:00.000Z');
  expect(end('2026-03-27T09:00:00Z', 30, '20:00')).toBe('2026-03-27T20:00:00.000Z');
  expect(end('2026-03-28T21:00:00Z', 1, '20:00')).toBe('2026-03-29T19:00:00.000Z');
  expect(end('2026-10-24T19:30:00Z', 1, '20:00')).toBe('2026-10-25T19:30:00.000Z');
});

test('trust that is given while its end is being warned of runs to the one after', () => {
  const end = (given: string) => trustEnd(at(given), { trustDays: 30, trustEndsAt: '20:00' }).toISOString();
  expect(end('2026-01-15T19:29:59Z')).toBe('2026-01-15T20:00:00.000Z');
  expect(end('2026-01-15T19:30:00Z')).toBe('2026-01-16T20:00:00.000Z');
  expect(end('2026-01-15T20:00:00Z')).toBe('2026-01-16T20:00:00.000Z');
});
