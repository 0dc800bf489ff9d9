/**
 * Times of day as people at work read them: by the clock on the wall in London, which is put forward and back.
 * Everything else in the server is UTC.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Enough to pass a day on which a time has gone by already, and the longest day of the year. */
const DAYS_AHEAD = 2;
/** The first month of a financial year, which begins on its first day. */
const APRIL = 4;

/** `HH:MM`, 24 hours. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

const wall = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly time: string;
}

function onTheWall(instant: Date): WallTime {
  const part = Object.fromEntries(wall.formatToParts(instant).map(({ type, value }) => [type, value]));
  return { year: Number(part['year']), month: Number(part['month']), day: Number(part['day']), time: `${part['hour']}:${part['minute']}` };
}

/** Day and time in London in figures, `27-03-2026 09.05`: the same in both languages, and without a colon or a stroke, which links give a meaning. */
export function dayAndTime(instant: Date): string {
  const { year, month, day, time } = onTheWall(instant);
  const twoDigits = (figure: number): string => String(figure).padStart(2, '0');
  return `${twoDigits(day)}-${twoDigits(month)}-${year} ${time.replace(':', '.')}`;
}

/**
 * The instants at which London's clocks show a time on a day: one; two in the hour that comes twice; and in the hour
 * that is left out, the one at which it would have been.
 */
function instantsOf(year: number, month: number, day: number, hours: number, minutes: number): Date[] {
  const winter = new Date(Date.UTC(year, month - 1, day, hours, minutes));
  const summer = new Date(winter.getTime() - HOUR);
  const time = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  const shown = [summer, winter].filter((instant) => onTheWall(instant).time === time);
  return shown.length > 0 ? shown : [winter];
}

/**
 * The next instant after `after` at which clocks in London show a time of day.
 * @param time `HH:MM`. @throws RangeError when it is none.
 */
export function nextTimeOfDay(after: Date, time: string): Date {
  const [, hours, minutes] = TIME_OF_DAY.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError('a time of day is HH:MM');
  const today = onTheWall(after);
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const next = instantsOf(today.year, today.month, today.day + ahead, Number(hours), Number(minutes)).find((instant) => instant > after);
    if (next) return next;
  }
  throw new RangeError('every time of day comes within two days');
}

/** The day in London, `YYYY-MM-DD`. */
export function londonDay(instant: Date): string {
  const { year, month, day } = onTheWall(instant);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export interface FinancialYear {
  /** The calendar year in which it began. */
  readonly year: number;
  /** Its first day, `YYYY-MM-DD`. */
  readonly firstDay: string;
  readonly starts: Date;
}

/** The local authorities' financial year, from 1 April, in which Notify counts its free messages. */
export function financialYear(instant: Date): FinancialYear {
  const { year: calendarYear, month } = onTheWall(instant);
  const year = month >= APRIL ? calendarYear : calendarYear - 1;
  const [starts] = instantsOf(year, APRIL, 1, 0, 0);
  if (!starts) throw new RangeError('every day has a midnight');
  return { year, firstDay: `${year}-04-01`, starts };
}
