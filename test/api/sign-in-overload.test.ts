import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPassword } from '../../server/sign-in/password.ts';
import { WRONG_PASSWORDS_BEFORE_PAUSE } from '../../shared/sign-in/limits.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { passwordBody, startSignInApi } from '../support/sign-in.ts';

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** Passwords that may wait in one process (password.ts), and those at work. */
const PLACES = 400 + availableParallelism();
const TIMEOUT_MS = 120_000;

test('a password that nobody looked at because too many were waiting is not counted as a wrong one', { timeout: TIMEOUT_MS }, async () => {
  const person = await vu.person();
  let crowded = true;
  // Whoever has been served comes again at once, so that there is never a free place.
  const crowd = Array.from({ length: PLACES }, async () => {
    while (crowded) await checkPassword(null, 'gull');
  });
  for (let tries = 0; tries <= WRONG_PASSWORDS_BEFORE_PAUSE; tries += 1) {
    expect(await vu.client.refusal(signInWithPassword, { body: passwordBody(person) })).toMatchObject({ code: 'too-many-requests' });
  }
  crowded = false;
  const counted = await vu.api.database.query('select from password_counters where failures > 0 or paused_until is not null');
  expect(counted).toEqual([]);
  await Promise.all(crowd);
  expect(await vu.password(person)).toMatchObject({ outcome: 'second-factor-needed' });
});
