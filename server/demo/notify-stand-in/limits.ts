import { problem } from './problem.ts';
import type { ApiKey, Service } from './services.ts';

const SECONDS_PER_MINUTE = 60;
/** However high a service's rate is, no more than this is granted at once. */
const BUCKET_MOST = 1000;
const KEY_TYPE_WORDS = { normal: 'LIVE', team: 'TEAM', test: 'TEST' } as const;

interface Bucket {
  replenishedAt: number;
  tokens: number;
}

/** Notify's two limits: a token bucket for each service and key type, and counts that start again at midnight UTC. */
export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #sent = new Map<string, number>();

  /**
   * Takes one request off the bucket. `now` is in milliseconds.
   * @throws Problem (429 RateLimitError), without a Retry-After, as in the real service
   */
  takeRequest(service: Service, key: ApiKey, now: number): void {
    const perSecond = service.requestsPerMinute / SECONDS_PER_MINUTE;
    const most = Math.min(Math.ceil(service.requestsPerMinute / 3) + 1, BUCKET_MOST);
    const name = `${service.id}-${key.type}`;
    const bucket = this.#buckets.get(name) ?? { replenishedAt: now / 1000, tokens: most };
    const gained = Math.floor(Math.max(now / 1000 - bucket.replenishedAt, 0) * perSecond);
    bucket.tokens = Math.max(Math.min(bucket.tokens + gained, most) - 1, 0);
    // Up to the last whole token only, so that rounding loses nothing.
    bucket.replenishedAt += gained / perSecond;
    this.#buckets.set(name, bucket);
    // The bucket never goes below nothing, so its last token is the first that is refused.
    if (bucket.tokens < 1)
      throw problem(
        429,
        'RateLimitError',
        `Exceeded rate limit for key type ${KEY_TYPE_WORDS[key.type]} of ${service.requestsPerMinute} requests per ${SECONDS_PER_MINUTE} seconds`,
      );
  }

  /**
   * Whether one more may be sent today; counts nothing.
   * @throws Problem (429 TooManyRequestsError)
   */
  checkDaily(service: Service, key: ApiKey, kind: 'sms' | 'international_sms' | 'email', now: number): void {
    const most = { sms: service.textsPerDay, international_sms: service.internationalTextsPerDay, email: service.emailsPerDay }[kind];
    const sent = this.#sent.get(dayKey(service, key.type === 'test' ? 'test-' : '', kind, now)) ?? 0;
    if (sent + 1 > most) throw problem(429, 'TooManyRequestsError', `Exceeded send limits (${kind}: ${most}) for today`);
  }

  /** Counts a message that was taken. Those of test keys never count. */
  countSent(service: Service, key: ApiKey, kinds: readonly ('sms' | 'international_sms' | 'email')[], now: number): void {
    if (key.type === 'test') return;
    for (const kind of kinds) {
      const name = dayKey(service, '', kind, now);
      this.#sent.set(name, (this.#sent.get(name) ?? 0) + 1);
    }
  }

  clear(): void {
    this.#buckets.clear();
    this.#sent.clear();
  }
}

function dayKey(service: Service, prefix: string, kind: string, now: number): string {
  return `${service.id}-${prefix}${kind}-${new Date(now).toISOString().slice(0, 10)}`;
}
