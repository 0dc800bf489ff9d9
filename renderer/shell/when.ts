import { dateOf, timeOf } from '../words/formats.ts';
import { useLanguage } from '../words/language.ts';
import { nearDay } from '../words/near-day.ts';
import { useShellWords } from '../words/shell.ts';

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
  return {
    moment: (instant) => {
      const at = Date.parse(instant);
      const time = timeOf(at);
      const near = nearDay(at, now);
      if (near === 'today') return dates.todayAt(time);
      return near === 'yesterday' ? dates.yesterdayAt(time) : dates.dayAt(dateOf(at, language), time);
    },
    day: (instant) => {
      const at = Date.parse(instant);
      const near = nearDay(at, now);
      return near === null ? dateOf(at, language) : dates[near];
    },
  };
}
