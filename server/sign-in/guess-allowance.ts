import { isIPv4 } from 'node:net';
import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { widerNetwork } from '../http/client-address.ts';
import type { Rest } from './password-line.ts';

/**
 * What strangers may guess: those on a computer that the person was never signed in on. Each try costs an argon2id and is
 * taken from the account's allowance and from those of the network it came from. In the database, since several
 * instances share it, and whatever the address is: a name that nobody has is counted as any other.
 */

/** An allowance that fills again evenly: so many tries at once when it is whole, and so many more in the course of a day. */
export interface GuessLimit {
  readonly name: string;
  readonly atOnce: number;
  readonly aDay: number;
  /** What comes before it is used up: with more than so many tries missing, the next one waits for so many milliseconds. */
  readonly waits: readonly { readonly beyond: number; readonly ms: number }[];
}

/** One account, over all networks. In any 24 hours at most 980: issue 13 asks for no more than 1,000, NIST SP 800-63B for a limit. */
export const ACCOUNT_LIMIT: GuessLimit = {
  name: 'account',
  atOnce: 500,
  aDay: 480,
  waits: [
    { beyond: 10, ms: 250 },
    { beyond: 100, ms: 500 },
    { beyond: 250, ms: 1_000 },
  ],
};
/** A network waits less than an account: everybody behind it waits with it. */
const networkLimit = (name: string, times: number): GuessLimit => ({
  name,
  atOnce: times * 10_000,
  aDay: times * 10_000,
  waits: [
    { beyond: times * 5_000, ms: 25 },
    { beyond: times * 7_500, ms: 50 },
  ],
});
/** One network, over all accounts: far more than a thousand colleagues behind one address mistype. */
export const NETWORK_LIMIT = networkLimit('network', 1);
/**
 * Whoever has a /64 may as well have a /56 or a /48, which are 256 and 65,536 of them (RFC 6177). Those count for two and
 * for four: other people's may be among them.
 */
export const WIDER_LIMITS = [
  { bits: 48, limit: networkLimit('network-48', 4) },
  { bits: 56, limit: networkLimit('network-56', 2) },
] as const;

const MILLISECONDS_A_DAY = 86_400_000;
/**
 * An allowance that was last counted further ahead than this was counted by a clock that has been put back since: it is whole.
 * Far more than the clocks of two instances differ, and no more of a day's guesses than a hundredth.
 */
const CLOCK_BACK_MS = 10 * 60_000;

/** A limit and whose it is. */
export interface GuessAllowance {
  readonly limit: GuessLimit;
  readonly key: string;
}

/** All that a try at an account from a network is taken from. */
export interface GuessAllowances {
  readonly account: GuessAllowance;
  /** The widest first. */
  readonly networks: readonly GuessAllowance[];
}

export function guessAllowances(account: Buffer, network: string): GuessAllowances {
  const wider = isIPv4(network) ? [] : WIDER_LIMITS.map(({ bits, limit }) => ({ limit, key: widerNetwork(network, bits) }));
  return { account: { limit: ACCOUNT_LIMIT, key: account.toString('hex') }, networks: [...wider, { limit: NETWORK_LIMIT, key: network }] };
}

/** Always in one order, so that two tries never wait for each other in a ring. */
const inOrder = ({ account, networks }: GuessAllowances): GuessAllowance[] =>
  [account, ...networks].sort((one, other) => (one.limit.name < other.limit.name ? -1 : 1));

/** Milliseconds in which one try comes back. */
const step = ({ aDay }: GuessLimit): number => MILLISECONDS_A_DAY / aDay;
/** How far ahead the moment at which the allowance is whole may be for one more try. */
const tolerance = (limit: GuessLimit): number => step(limit) * (limit.atOnce - 1);

const asked = (allowances: readonly GuessAllowance[]): RawBuilder<unknown> => sql`
  unnest(${allowances.map(({ limit }) => limit.name)}::text[], ${allowances.map(({ key }) => key)}::text[],
    ${allowances.map(({ limit }) => step(limit))}::float8[], ${allowances.map(({ limit }) => tolerance(limit))}::float8[])
  as asked (name, key, step, tolerance)`;

/** Whether any of them is used up, as a part of a statement that asks for more. A clock that was put back doesn't count. */
export function isUsedUp(allowances: GuessAllowances, now: Date): RawBuilder<boolean> {
  const at = now.getTime();
  return sql<boolean>`exists (
    select from ${asked(inOrder(allowances))} join guess_allowances as allowance on allowance.name = asked.name and allowance.key = asked.key
    where allowance.whole_at > ${at}::float8 + asked.tolerance and allowance.counted_at <= ${at + CLOCK_BACK_MS}::float8)`;
}

/** For the disk, of which a crash of the database forgets a moment; colleagues behind one address would wait for each other. */
const NOBODY_WAITS = sql`set_config('synchronous_commit', 'off', true)`;

/** What taking a try came to. */
export type GuessTaken =
  /** One of the allowances is used up: nothing was taken, and the password must not be looked at. */
  | { readonly taken: false }
  | {
      readonly taken: true;
      /** What the next stranger waits for. */
      readonly rest: Rest;
      /** The allowance of which this was the last one. */
      readonly lastOf: 'account' | 'network' | null;
    };

/** Takes one try from each, before the password is looked at, or from none. One statement decides for all tries made at once. */
export async function takeGuess(database: Kysely<Tables>, allowances: GuessAllowances, now: Date): Promise<GuessTaken> {
  const at = now.getTime();
  const all = inOrder(allowances);
  const isOfThisClock = sql`(allowance.counted_at <= ${at + CLOCK_BACK_MS}::float8)`;
  const mostOf = sql`(select tolerance from asked where asked.name = excluded.name)`;
  const { rows } = await sql<{ name: string; ahead: number }>`
    with asked as (
      select * from ${asked(all)}
    ), taken as (
      insert into guess_allowances as allowance (name, key, whole_at, counted_at)
      select name, key, ${at}::float8 + step, ${at}::float8 from asked
      on conflict (name, key) do update set counted_at = excluded.counted_at, whole_at = excluded.whole_at - ${at}::float8 +
        case when allowance.whole_at >= ${at}::float8 and ${isOfThisClock} then allowance.whole_at else ${at}::float8 end
      where allowance.whole_at <= ${at}::float8 + ${mostOf} or not ${isOfThisClock}
      returning name, whole_at - ${at}::float8 as ahead
    )
    select name, ahead, ${NOBODY_WAITS} from taken`.execute(database);
  const ahead = new Map(rows.map((row) => [row.name, row.ahead]));
  if (ahead.size < all.length) {
    await returnEach(
      database,
      all.filter(({ limit }) => ahead.has(limit.name)),
      now,
    );
    return { taken: false };
  }
  const missing = ({ limit }: GuessAllowance): number => Math.round((ahead.get(limit.name) ?? 0) / step(limit));
  const restOf = (allowance: GuessAllowance): number =>
    allowance.limit.waits.findLast(({ beyond }) => missing(allowance) > beyond)?.ms ?? 0;
  const { account, networks } = allowances;
  const last = all.find((each) => missing(each) >= each.limit.atOnce);
  return {
    taken: true,
    rest: { account: restOf(account), networks: networks.map(restOf) },
    lastOf: last === undefined ? null : last === account ? 'account' : 'network',
  };
}

/** Gives a try back: the password was right, or nobody looked at it. */
export async function returnGuess(database: Kysely<Tables>, allowances: GuessAllowances, now: Date): Promise<void> {
  await returnEach(database, inOrder(allowances), now);
}

async function returnEach(database: Kysely<Tables>, allowances: readonly GuessAllowance[], now: Date): Promise<void> {
  if (allowances.length === 0) return;
  await sql`
    with held as (
      select allowance.name, allowance.key, asked.step
      from guess_allowances as allowance join ${asked(allowances)} on allowance.name = asked.name and allowance.key = asked.key
      order by allowance.name, allowance.key for no key update of allowance
    ), given as (
      update guess_allowances as allowance set whole_at = greatest(${now.getTime()}::float8, allowance.whole_at - held.step)
      from held where allowance.name = held.name and allowance.key = held.key
    )
    select ${NOBODY_WAITS}`.execute(database);
}

/** An administrator set a new password: what was guessed at the old one is over. */
export async function forgetGuesses(database: Kysely<Tables>, account: Buffer): Promise<void> {
  await sql`delete from guess_allowances where name = ${ACCOUNT_LIMIT.name} and key = ${account.toString('hex')}`.execute(database);
}

/** Removes those that are whole. */
export async function tidyGuesses(database: Kysely<Tables>, now: Date): Promise<void> {
  await sql`delete from guess_allowances where whole_at < ${now.getTime()}::float8`.execute(database);
}

/** The most that can be tried in any 24 hours against one allowance. */
export const guessesInADay = ({ atOnce, aDay }: GuessLimit): number => atOnce + aDay;
