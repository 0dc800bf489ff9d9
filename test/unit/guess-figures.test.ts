import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../build/folders.mjs';
import { ACCOUNT_LIMIT, guessesInADay, NETWORK_LIMIT, WIDER_LIMITS } from '../../server/sign-in/guess-allowance.ts';
import { KNOWN_DAYS } from '../../server/sign-in/known-computer.ts';
import { WAIT_MOST_MS } from '../../server/sign-in/password-line.ts';
import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';

const page = readFileSync(path.join(checkout, 'SECURITY.md'), 'utf8');
const guessing = page.slice(page.indexOf('## Guessing passwords'), page.indexOf('## What is kept where'));
const ACCOUNTS = 1_000;

test('SECURITY.md says what an attacker can try in a day by the limits as they are', () => {
  const rows = [...guessing.matchAll(/^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)].map(([, ...cells]) =>
    cells.map((cell) => Number(cell.replaceAll(',', ''))),
  );
  expect(rows).toEqual(
    [1, 100, 10_000].map((networks) => {
      const fromNetworks = networks * guessesInADay(NETWORK_LIMIT);
      const onOne = guessesInADay(ACCOUNT_LIMIT);
      return [networks, Math.min(onOne, fromNetworks), Math.min(ACCOUNTS * onOne, fromNetworks)];
    }),
  );
});

test('an account takes no more than the thousand guesses a day that strangers may make, and a /48 stands for four networks', () => {
  expect(guessesInADay(ACCOUNT_LIMIT)).toBeLessThanOrEqual(1_000);
  const [wide] = WIDER_LIMITS;
  expect(guessesInADay(wide.limit)).toBe(4 * guessesInADay(NETWORK_LIMIT));
  expect(guessing).toContain('All of a /48 count as four networks');
});

test('what SECURITY.md says of known computers and of waiting is what the program does', () => {
  expect(guessing).toContain(`nobody waits longer than ${WAIT_MOST_MS / 1_000} seconds`);
  expect(guessing.replace(/\s+/g, ' ')).toContain(`It ends after ${KNOWN_DAYS} days`);
  expect(guessing).toContain('ten wrong passwords in a row');
  expect(WRONG_PASSWORDS_IN_A_ROW).toBe(10);
  expect(guessing).toContain('from the eleventh on');
  expect(ACCOUNT_LIMIT.waits[0]).toEqual({ beyond: 10, ms: 250 });
});
