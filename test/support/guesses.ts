import { ACCOUNT_LIMIT } from '../../server/sign-in/guess-allowance.ts';
import { accountHash } from '../../server/sign-in/keyed-hash.ts';

const MILLISECONDS_A_DAY = 86_400_000;

/** The statement after which strangers have tried as many passwords at an address as they may, whether or not anybody has it. */
export function usedUpGuesses(email: string, now: Date): { readonly text: string; readonly values: unknown[] } {
  const whole = now.getTime() + ACCOUNT_LIMIT.atOnce * (MILLISECONDS_A_DAY / ACCOUNT_LIMIT.aDay);
  return {
    text: 'insert into guess_allowances (name, key, whole_at) values ($1, $2, $3) on conflict (name, key) do update set whole_at = excluded.whole_at',
    values: [ACCOUNT_LIMIT.name, accountHash(email).toString('hex'), whole],
  };
}
