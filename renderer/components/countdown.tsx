import { useEffect, useRef, useState } from 'react';
import { clockOf } from '../words/formats.ts';

const SECOND_MS = 1000;
/** Said aloud at these, and at the end: often enough to plan by, seldom enough not to disturb. */
const ANNOUNCED_AT_SECONDS: readonly number[] = [300, 60];

/** The time, kept to the second while something on screen depends on it. Stops when `until` has passed. */
export function useNow(until: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    if (until <= Date.now()) return;
    const timer = setInterval(() => {
      tick();
      if (until <= Date.now()) clearInterval(timer);
    }, SECOND_MS);
    return () => clearInterval(timer);
  }, [until]);
  return now;
}

export interface CountdownProps {
  /** When it ends, in milliseconds since the epoch. */
  readonly until: number;
  /** Puts the clock, e.g. `9:41`, into its sentence. */
  readonly sentence: (clock: string) => string;
  /** What is said aloud when a whole number of minutes is left. */
  readonly announcement: (minutes: number) => string;
  /** What stands and is said when nothing is left. */
  readonly ended: string;
}

/** A countdown to look at, with an announcement of its own that is polite and rare. */
export function Countdown({ until, sentence, announcement, ended }: CountdownProps) {
  const now = useNow(until);
  const left = Math.max(0, Math.ceil((until - now) / SECOND_MS));
  const said = useRef<{ until: number; text: string }>({ until, text: '' });
  if (said.current.until !== until) said.current = { until, text: '' };
  if (left === 0) said.current.text = ended;
  else if (ANNOUNCED_AT_SECONDS.includes(left)) said.current.text = announcement(left / 60);
  return (
    <span className="countdown">
      <span aria-hidden={left === 0 ? true : undefined}>{left === 0 ? ended : sentence(clockOf(until - now))}</span>
      <span className="visually-hidden" role="status">
        {said.current.text}
      </span>
    </span>
  );
}
