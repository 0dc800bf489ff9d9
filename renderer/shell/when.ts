import { dateOf, sameDay, timeOf } from '../words/formats.ts';
import { useLanguage } from '../words/language.ts';
import { useShellWords } from '../words/shell.ts';

const HALF_A_DAY_MS = 12 * 60 * 60 * 1000;

/** An instant that fell on the day before `now` in London, also around the days of 23 and 25 hours. */
function duringYesterday(now: number): number {
  const earlier = now - HALF_A_DAY_MS;
  return sameDay(earlier, now) ? earlier - HALF_A_DAY_MS : earlier;
}

interface When {
  /** `today at 09:14`, `27 March 2026 at 09:14`. Takes an instant of the contract. */
  readonly moment: (instant: string) => string;
  /** `today`, `27 March 2026`. Takes an instant of the contract. */
  readonly day: (instant: string) => string;
}

/** The same as the whole of a cell or line, so with a capital: `Today at 09:14`. */
export function alone(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Says when something was or will be, in the interface's language. */
export function useWhen(): When {
  const language = useLanguage();
  const { dates } = useShellWords();
  const now = Date.now();
  const isToday = (at: number) => sameDay(at, now);
  const wasYesterday = (at: number) => sameDay(at, duringYesterday(now));
  return {
    moment: (instant) => {
      const at = Date.parse(instant);
      const time = timeOf(at);
      if (isToday(at)) return dates.todayAt(time);
      return wasYesterday(at) ? dates.yesterdayAt(time) : dates.dayAt(dateOf(at, language), time);
    },
    day: (instant) => {
      const at = Date.parse(instant);
      if (isToday(at)) return dates.today;
      return wasYesterday(at) ? dates.yesterday : dateOf(at, language);
    },
  };
}
