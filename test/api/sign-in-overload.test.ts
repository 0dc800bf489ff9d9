import { afterAll, beforeAll, expect, test } from 'vitest';
import { passwordLine, WAIT_MOST_MS } from '../../server/sign-in/password-line.ts';
import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { passwordBody, startSignInApi } from '../support/sign-in.ts';

/** Instead of the longest that anybody waits. */
const SHORT_MS = 50;
const line = passwordLine({
  now: () => performance.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms === WAIT_MOST_MS ? SHORT_MS : ms);
    return () => clearTimeout(timer);
  },
  places: 2,
});

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi({}, undefined, () => line);
});
afterAll(() => vu.close());

test('a password that nobody looked at because too many were waiting is not counted as a wrong one', async () => {
  const person = await vu.person();
  const { computerToken } = await vu.withText(person);
  let release = (): void => {};
  const crowded = new Promise<void>((resolve) => {
    release = resolve;
  });
  const crowd = ['one', 'other'].map((account) => line.inTurn({ known: true, account, connection: { destroyed: false } }, () => crowded));
  for (let tries = 0; tries <= WRONG_PASSWORDS_IN_A_ROW; tries += 1) {
    for (const body of [passwordBody(person), passwordBody(person, { computerToken })]) {
      expect(await vu.client.refusal(signInWithPassword, { body })).toMatchObject({ code: 'too-many-requests' });
    }
  }
  const now = vu.clock.now().getTime();
  expect(await vu.api.database.query('select from guess_allowances where whole_at > $1', [now])).toEqual([]);
  expect(await vu.api.database.query('select from known_computers where wrong_passwords > 0')).toEqual([]);
  release();
  await Promise.all(crowd);
  expect(await vu.password(person)).toMatchObject({ outcome: 'second-factor-needed' });
});
