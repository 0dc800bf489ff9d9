import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import { Refusal } from './refusal.ts';

/**
 * A limit per network on what anybody may call. Counted in the database, since several instances share it. It only
 * keeps floods out: guessing is stopped by the limits on accounts and challenges, which no change of address evades.
 */
export interface Limit {
  readonly name: string;
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests a minute, for ever. */
  readonly perMinute: number;
}

/**
 * For what reads a body on behalf of anyone, apart from passwords, which are counted by what they cost (guess-allowance.ts). A whole
 * council shares one address: the busiest morning is 300 people within five minutes, six times over (360 a minute).
 */
export const ANYBODYS_LIMIT: Limit = { name: 'anybody', burst: 900, perMinute: 360 };

const MILLISECONDS_A_MINUTE = 60_000;

export interface RateLimit {
  /** @throws Refusal `too-many-requests`, with the seconds until the next one is taken */
  take(limit: Limit, network: string): Promise<void>;
  /** Forgets networks that have been quiet for long enough to be back at the start. */
  prune(): Promise<void>;
}

/**
 * The generic cell rate algorithm: a row holds the moment at which the network's allowance would be whole again, and
 * one conditional statement moves it on, so that parallel requests can't pass on the same allowance.
 */
export function rateLimit(database: Kysely<Tables>, clock: Clock): RateLimit {
  return {
    take: async (limit, network) => {
      const now = clock.now().getTime();
      const step = MILLISECONDS_A_MINUTE / limit.perMinute;
      const tolerance = step * (limit.burst - 1);
      const { rows } = await sql<{ taken: boolean; wait: number }>`
        with taken as (
          insert into rate_allowance as allowance (name, network, whole_at) values (${limit.name}, ${network}, ${now + step}::float8)
          on conflict (name, network) do update set whole_at = ${step}::float8 +
            case when allowance.whole_at between ${now} and ${now + tolerance + step}::float8 then allowance.whole_at else ${now}::float8 end
          -- Further ahead than an allowance can be, it was set by a clock that has been put back since.
          where allowance.whole_at <= ${now + tolerance}::float8 or allowance.whole_at > ${now + tolerance + step}::float8
          returning whole_at
        )
        select exists (select from taken) as taken,
          coalesce((select whole_at from rate_allowance where name = ${limit.name} and network = ${network}), 0) - ${now + tolerance}::float8 as wait,
          -- Nobody waits for the disk: what a crash of the database forgets of a flood's last moment is a moment's allowance.
          set_config('synchronous_commit', 'off', true)
      `.execute(database);
      const row = rows[0];
      if (row?.taken !== true) {
        throw new Refusal('too-many-requests', { retryAfterSeconds: Math.max(1, Math.ceil((row?.wait ?? 0) / 1000)) });
      }
    },
    prune: async () => {
      await sql`delete from rate_allowance where whole_at < ${clock.now().getTime()}::float8`.execute(database);
    },
  };
}
