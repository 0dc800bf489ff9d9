/**
 * The workflow's own intervals, in milliseconds. Values of the sign-in journey itself are the server's
 * (shared/sign-in/limits.ts) and come with its answers.
 */

/** GOV.UK Notify learns of most deliveries within seconds; three keeps the screen honest without hammering the API. */
export const DELIVERY_POLL_MS = 3_000;
/** How soon the choice of method notices that text messages work again. Outages last minutes, so this is soon enough. */
export const OUTAGE_POLL_MS = 15_000;
/** How soon someone who waits for a team leader goes on once there is an answer. They may wait for the whole challenge. */
export const PASS_POLL_MS = 3_000;
/** How soon a leader learns that somebody waits; and how far apart the questions get while they go unanswered. */
export const PASS_REQUESTS_POLL_MS = 5_000;
export const PASS_REQUESTS_POLL_MOST_MS = 60_000;
/**
 * How soon a session that was ended elsewhere is noticed at the latest: a stolen computer shows what was open for no longer
 * than that. Three hundred desktops then ask thirty times a second, about a hundredth of what one API on two cores answers.
 */
export const SESSION_CHECK_MS = 10_000;
/** First and longest wait before a lock or sign-out is tried again; it doubles in between. */
export const ERRAND_RETRY_LEAST_MS = 2_000;
export const ERRAND_RETRY_MOST_MS = 60_000;
/** How long "Copied" shows. */
export const COPIED_SHOWN_MS = 4_000;
/** How long an authenticator key or recovery codes stay on the clipboard. */
export const CLIPBOARD_CLEAR_MS = 60_000;
/** A difference of clocks below this is only the time that an answer took, and is not worth moving a countdown for. */
export const CLOCK_JITTER_MS = 1_500;
