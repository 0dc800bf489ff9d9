/** What happens outside the window and the API. The shell reports these. */
export type OutsideEvent =
  | { readonly kind: 'network'; readonly online: boolean }
  /** The operating system's screen was locked, or the person switched away. */
  | { readonly kind: 'computer-locked' }
  /** The computer is going to sleep. */
  | { readonly kind: 'suspended' }
  /** The computer woke up, or its screen was unlocked: what is shown may be out of date. */
  | { readonly kind: 'resumed' }
  /** How long nobody has touched the computer; report it every `IDLE_REPORT_SECONDS`. */
  | { readonly kind: 'idle'; readonly seconds: number };

/** How often the shell should report idle time; the lock is at most this late. */
export const IDLE_REPORT_SECONDS = 15;
