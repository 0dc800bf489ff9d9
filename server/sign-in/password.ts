import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { normalPassword } from './password-rules.ts';

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * OWASP Password Storage Cheat Sheet: argon2id with 7 MiB, five passes, one lane, the last of five that it names as equal in
 * defence, differing in memory against processor time. Measured in a virtual machine: median 18 ms, one in fifty over 28;
 * with 19 MiB and two passes 23 and 33. What is slow is being given memory: the first two on each of Node's four threads
 * take 40 to 60 ms, and with 46 MiB, which is given back each time, all take 190. To raise the cost, change it here: hashes
 * follow as people sign in.
 */
const COST: Cost = { memory: 7_168, passes: 5, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Bounds on what a stored hash may ask for, so that a damaged row can't take all the memory. */
const MEMORY_MOST = 1_048_576;
const PASSES_MOST = 16;

function derive(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  return new Promise<Buffer>((resolve, reject) => {
    computations += 1;
    argon2('argon2id', { message: normalPassword(password), nonce: salt, tagLength: length, ...cost }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

let computations = 0;
/** How many argon2id computations this process has done, so that a test can tell that every refusal costs the same. */
export const passwordComputations = (): number => computations;

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

function encode(cost: Cost, salt: Buffer, key: Buffer): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(key)}`;
}

/** The hash to keep, in the customary encoding with its own parameters. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return encode(COST, salt, await derive(password, salt, COST, HASH_BYTES));
}

/** Has the present cost and no password: what an unknown person's is compared with, so that it takes as long. */
const NOBODYS_HASH = encode(COST, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));

/**
 * Compares a password with a stored hash, always by one argon2id computation; null stands for a person who doesn't
 * exist. `outdated` says that the hash should be made again at the present cost. What others ask for waits in password-line.ts.
 */
export async function checkPassword(
  stored: string | null,
  password: string,
): Promise<{ readonly right: boolean; readonly outdated: boolean }> {
  const read = stored === null ? null : decode(stored);
  const { cost, salt, key } = read ?? decode(NOBODYS_HASH) ?? unreachable();
  const derived = await derive(password, salt, cost, key.length);
  const right = timingSafeEqual(derived, key) && read !== null;
  const outdated = cost.memory !== COST.memory || cost.passes !== COST.passes || cost.parallelism !== COST.parallelism;
  return { right, outdated };
}

function decode(stored: string): { cost: Cost; salt: Buffer; key: Buffer } | null {
  const [, m, t, p, salt, key] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})$/.exec(stored) ?? [];
  if (salt === undefined || key === undefined) return null;
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) };
  if (cost.memory > MEMORY_MOST || cost.passes > PASSES_MOST || cost.parallelism < 1) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') };
}

function unreachable(): never {
  throw new Error('the hash that stands for nobody is malformed');
}
