/** How many intents may come at once, and how many a second after that. A person can't; a fault or an attack can. */
export const INTENTS_AT_ONCE = 20;
export const INTENTS_A_SECOND = 10;

/** A bucket of tokens: `now` is in milliseconds. Answers whether one more may pass. */
export function rateLimit(now: () => number, atOnce = INTENTS_AT_ONCE, aSecond = INTENTS_A_SECOND): () => boolean {
  let tokens = atOnce;
  let at = now();
  return () => {
    const moment = now();
    // A clock that was put back must neither fill the bucket nor empty it.
    tokens = Math.min(atOnce, tokens + (Math.max(0, moment - at) / 1000) * aSecond);
    at = moment;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
