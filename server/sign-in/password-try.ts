import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';
import type { Origin } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import type { GuessAllowances } from './guess-allowance.ts';
import { returnGuess, takeGuess } from './guess-allowance.ts';
import type { OwnCount } from './known-computer.ts';
import { endOwnRow, takeOwnTry } from './known-computer.ts';
import { checkPassword } from './password.ts';

/** A password, and what it is compared with; null stands for somebody who doesn't exist, or whom no password lets in. */
export interface PasswordGiven {
  readonly stored: string | null;
  readonly password: string;
  /** Whose turn it is: the account, whether or not anybody has it, or a session. */
  readonly account: string;
  readonly connection: Origin['connection'];
}

export interface PasswordTried {
  readonly right: boolean;
  readonly outdated: boolean;
}

type TryServices = Pick<Services, 'database' | 'line'>;

/**
 * One try of a computer or session that has a count of its own. Those of one account come one after the other, each counted
 * before it is looked at: a right password sent thirty times at once is right thirty times.
 * @returns null when the row of wrong ones was full, and nothing may follow from the password
 */
export async function tryAsKnown(
  { database, line }: TryServices,
  own: OwnCount,
  { account, connection, stored, password }: PasswordGiven,
): Promise<(PasswordTried & { readonly wasLast: boolean }) | null> {
  return await line.inTurn({ known: true, account, connection }, async () => {
    // Both at once, since neither needs the other; what the password was worth is not looked at before its try is counted.
    const [count, tried] = await Promise.all([takeOwnTry(database, own), checkPassword(stored, password)]);
    if (count === null) return null;
    if (tried.right) await endOwnRow(database, own);
    return { ...tried, wasLast: !tried.right && count >= WRONG_PASSWORDS_IN_A_ROW };
  });
}

/**
 * One try of a stranger.
 * @returns null when strangers may try no more: nothing may follow from the password
 */
export async function tryAsStranger(
  { database, line }: TryServices,
  allowances: GuessAllowances,
  { account, connection, stored, password }: PasswordGiven,
  now: Date,
): Promise<(PasswordTried & { readonly lastOf: 'account' | 'network' | null }) | null> {
  const networks = allowances.networks.map(({ key }) => key);
  return await line.inTurn({ known: false, networks, account, connection }, async (rest) => {
    const [guess, tried] = await Promise.all([takeGuess(database, allowances, now), checkPassword(stored, password)]);
    if (!guess.taken) return null;
    rest(guess.rest);
    if (!tried.right) return { ...tried, lastOf: guess.lastOf };
    await returnGuess(database, allowances, now);
    return { ...tried, lastOf: null };
  });
}
