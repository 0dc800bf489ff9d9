import type { Clock } from '../clock.ts';
import { Refusal } from './refusal.ts';

/**
 * How much one session or challenge may ask for. Whoever holds a token is known, so this keeps no stranger out: it keeps one stolen or
 * broken desktop from taking what everybody shares. It is counted in each instance's memory and not in the database, since a
 * count there would cost every call another statement; several instances only multiply what is far above any desktop.
 */
export interface CallLimit {
  /** Calls that may come at once. */
  readonly burst: number;
  /** Calls a minute, for ever. */
  readonly perMinute: number;
}

/**
 * A desktop asks for its session every half minute, a leader's list every few seconds, and some twenty things when a screen opens. Work
 * in the screens is at most a search with each keystroke, five a second.
 */
export const SESSION_CALLS: CallLimit = { burst: 600, perMinute: 300 };
/** A sign-in under way asks every other second what became of its message or its pass, and is over after ten minutes. */
export const CHALLENGE_CALLS: CallLimit = { burst: 150, perMinute: 60 };

/** Those that are remembered; beyond it those that have been quiet are forgotten first, who have theirs whole again soon. */
const REMEMBERED_MOST = 20_000;
const MILLISECONDS_A_MINUTE = 60_000;

export interface CallAllowance {
  /** @throws Refusal `too-many-requests`, with the seconds until the next one is taken */
  take(kind: 'session' | 'challenge', id: string): void;
}

/** The generic cell rate algorithm, as in rate-limit.ts: of each is known when its allowance will be whole again. */
export function callAllowance(clock: Clock): CallAllowance {
  const wholeAt = new Map<string, number>();
  return {
    take: (kind, id) => {
      const { burst, perMinute } = kind === 'session' ? SESSION_CALLS : CHALLENGE_CALLS;
      const now = clock.now().getTime();
      const step = MILLISECONDS_A_MINUTE / perMinute;
      const tolerance = step * (burst - 1);
      const before = wholeAt.get(id) ?? now;
      // Further ahead than an allowance can be, it was set by a clock that has been put back since.
      const from = before < now || before > now + tolerance + step ? now : before;
      if (from > now + tolerance) {
        throw new Refusal('too-many-requests', { retryAfterSeconds: Math.max(1, Math.ceil((from - now - tolerance) / 1000)) });
      }
      wholeAt.delete(id);
      wholeAt.set(id, from + step);
      const [quietest] = wholeAt.keys();
      if (wholeAt.size > REMEMBERED_MOST && quietest !== undefined) wholeAt.delete(quietest);
    },
  };
}
