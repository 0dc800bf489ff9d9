import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** What argon2id is asked for: KiB of memory, and how often it goes over it. */
export interface PasswordCost {
  readonly memory: number;
  readonly passes: number;
}

/** The least that argon2id takes: eight KiB a lane, once over. */
export const LEAST_COST: PasswordCost = { memory: 8, passes: 1 };

/**
 * From now on argon2id costs this much in this process: the same algorithm, put where Node has it, since the server has
 * no switch for it. Tests that make hundreds of sign-ins, and aren't about what one costs, take a tenth of the time.
 * Hashes say the full cost and hold a cheap one, so they are worth nothing outside.
 * @returns what puts the real one back.
 */
export function passwordsCosting({ memory, passes }: PasswordCost): () => void {
  const { argon2 } = crypto;
  const put = (value: typeof argon2): void => {
    Object.assign(crypto, { argon2: value });
    syncBuiltinESMExports();
  };
  put((algorithm, parameters, done) => argon2(algorithm, { ...parameters, memory, passes }, done));
  return () => put(argon2);
}
