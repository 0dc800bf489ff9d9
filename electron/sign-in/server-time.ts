import type { Common } from './state.ts';
import { CLOCK_JITTER_MS } from './timing.ts';

/** A server instant by this computer's clock, in milliseconds since the epoch. */
export function localTime(common: Pick<Common, 'clockOffset'>, instant: string): number {
  return Date.parse(instant) - common.clockOffset;
}

function serverTimeIn(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  if ('serverTime' in answer && typeof answer.serverTime === 'string') return answer.serverTime;
  if ('challenge' in answer) return serverTimeIn(answer.challenge);
  if ('session' in answer) return serverTimeIn(answer.session);
  return null;
}

/** `common`, with the difference of clocks that an answer shows. */
export function withClockOf(common: Common, answer: unknown, at: number): Common {
  const instant = serverTimeIn(answer);
  if (instant === null) return common;
  const clockOffset = Date.parse(instant) - at;
  return Math.abs(clockOffset - common.clockOffset) < CLOCK_JITTER_MS ? common : { ...common, clockOffset };
}
