/** Knows when the person last did something at this computer, as far as that can be known. */
export interface Presence {
  /** Seconds since then. */
  idleSeconds(): number;
}

export interface PresenceOptions {
  /** Milliseconds by a clock that is never set. */
  readonly now: () => number;
  /** The system's own word for how long there has been no input, in whole seconds. May be wrong, and may throw. */
  readonly systemIdleSeconds: () => number;
}

/**
 * How long the system's "this very second" is believed after it last said anything else. Somebody who types without a
 * pause is seen so for minutes; a system that can't tell (native Wayland, for Chromium) says it for ever.
 */
export const ZERO_BELIEVED_MS = 5 * 60_000;

const MS_PER_SECOND = 1000;

/**
 * When the person last did something, by two sources: the system, for all that they do at the computer, and the window, for
 * what they do here. The system counts only where it shows that it can tell. Where it can't, the window decides alone,
 * and a session that nobody uses locks though they may be busy elsewhere: too early is an unlock, too late is a leak.
 */
export function createPresence({ now, systemIdleSeconds }: PresenceOptions): { readonly touched: () => void; readonly presence: Presence } {
  let inputAt = now();
  let toldAt: number | null = null;

  const askSystem = (): number | null => {
    try {
      const seconds = systemIdleSeconds();
      return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
    } catch {
      return null;
    }
  };
  const listen = (at: number): void => {
    const seconds = askSystem();
    if (seconds === null) return;
    if (seconds > 0) toldAt = at;
    const believed = toldAt !== null && at - toldAt <= ZERO_BELIEVED_MS;
    if (believed) inputAt = Math.max(inputAt, at - seconds * MS_PER_SECOND);
  };

  return {
    touched: () => {
      inputAt = now();
    },
    presence: {
      idleSeconds: () => {
        const at = now();
        listen(at);
        return (at - inputAt) / MS_PER_SECOND;
      },
    },
  };
}
