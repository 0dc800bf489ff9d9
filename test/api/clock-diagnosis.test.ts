import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi, wrongAuthenticatorCode } from '../support/sign-in.ts';

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** Somebody whose app was linked long enough ago for no step around now to be used up. */
async function linked(): Promise<{ person: TestPerson; secret: string }> {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  vu.clock.advance({ hours: 1 });
  return { person, secret };
}

async function give(person: TestPerson, code: string) {
  const { challengeToken: token } = await vu.challenge(person);
  return await vu.client.call(operations.verifyAuthenticator, { token, body: { code } });
}

async function refusal(person: TestPerson, code: string) {
  const answered = await give(person, code);
  if (answered.ok) throw new Error('it was accepted');
  return answered.error;
}

/** Moves time until the codes of the steps around now are all different, so that each says which it is. */
function apart(secret: string): void {
  const AROUND = 12;
  const codes = () => Array.from({ length: 2 * AROUND + 1 }, (_, at) => vu.codeNow(secret, at - AROUND));
  while (new Set(codes()).size < 2 * AROUND + 1) vu.clock.advance({ seconds: 30 });
}

test.each([-10, -7, -4, -2, 2, 3, 6, 10])('a code that is right for %i steps away is refused, counted, and explained', async (steps) => {
  const { person, secret } = await linked();
  apart(secret);
  expect(await refusal(person, vu.codeNow(secret, steps))).toMatchObject({
    code: 'code-wrong',
    details: { attemptsLeft: 4, clockOffsetSeconds: steps * 30 },
  });
  const [row] = await vu.api.database.query<{ wrong_codes: number }>('select wrong_codes from users where id = $1', [person.id]);
  expect(row?.wrong_codes).toBe(1);
});

test.each([-12, -11, 11, 12])('a code of %i steps away is simply wrong', async (steps) => {
  const { person, secret } = await linked();
  apart(secret);
  expect((await refusal(person, vu.codeNow(secret, steps))).details).toEqual({ attemptsLeft: 4 });
});

test.each([-1, 0, 1])('a code of %i steps away is accepted as ever', async (steps) => {
  const { person, secret } = await linked();
  apart(secret);
  expect((await give(person, vu.codeNow(secret, steps))).ok).toBe(true);
});

test('a code for no time near now is simply wrong', async () => {
  const { person, secret } = await linked();
  expect((await refusal(person, wrongAuthenticatorCode(vu, secret))).details).toEqual({ attemptsLeft: 4 });
});

test('the code that locks codes, and every one after it, explains nothing', async () => {
  const { person, secret } = await linked();
  for (let count = 0; count < 9; count += 1) await refusal(person, wrongAuthenticatorCode(vu, secret));
  apart(secret);
  // Both challenges begin before the lock, which starts none.
  const [one, two] = [await vu.challenge(person), await vu.challenge(person)];
  const call = (token: string, steps: number) =>
    vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret, steps) } });
  const locking = await call(one.challengeToken, -4);
  expect(locking.code).toBe('codes-locked');
  expect(locking.details).not.toHaveProperty('clockOffsetSeconds');
  const locked = await call(two.challengeToken, -3);
  expect(locked.code).toBe('codes-locked');
  expect(locked.details).not.toHaveProperty('clockOffsetSeconds');
});

test('a guess that turns out to be a code to come is not accepted when its time comes, and the next code is', async () => {
  const { person, secret } = await linked();
  apart(secret);
  const coming = vu.codeNow(secret, 4);
  expect((await refusal(person, coming)).details).toMatchObject({ clockOffsetSeconds: 120 });
  vu.clock.advance({ seconds: 90 });
  expect((await refusal(person, coming)).code).toBe('code-used');
  vu.clock.advance({ seconds: 30 });
  expect((await refusal(person, coming)).code).toBe('code-used');
  expect((await give(person, vu.codeNow(secret, 1))).ok).toBe(true);
});

test('every code to come that was told is refused in its time, however many were', async () => {
  const { person, secret } = await linked();
  apart(secret);
  const coming = [2, 5, 9].map((steps) => vu.codeNow(secret, steps));
  for (const code of coming) await refusal(person, code);
  for (const [at, seconds] of [60, 90, 120].entries()) {
    vu.clock.advance({ seconds });
    expect((await refusal(person, coming[at] ?? '')).code).toBe('code-used');
  }
  expect((await give(person, vu.nextCode(secret))).ok).toBe(true);
});

test('somebody whose phone is fast can sign in as soon as they have set its clock', async () => {
  const { person, secret } = await linked();
  apart(secret);
  await refusal(person, vu.codeNow(secret, 3));
  expect((await give(person, vu.codeNow(secret))).ok).toBe(true);
});

test('an old code that signed in before is not taken for a slow clock', async () => {
  const { person, secret } = await linked();
  apart(secret);
  const used = vu.codeNow(secret);
  const before = vu.codeNow(secret, -1);
  expect((await give(person, used)).ok).toBe(true);
  vu.clock.advance({ seconds: 90 });
  expect((await refusal(person, used)).details).toEqual({ attemptsLeft: 4 });
  expect((await refusal(person, before)).details).toEqual({ attemptsLeft: 4 });
});

test('while an app is being linked a wrong clock is explained as well', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  const { key } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const steps = [-5, -6, -7].find((each) => ![-1, 0, 1].some((near) => vu.codeNow(key, near) === vu.codeNow(key, each))) ?? -5;
  const refused = await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key, steps) } });
  expect(refused).toMatchObject({ code: 'code-wrong', details: { attemptsLeft: 4, clockOffsetSeconds: steps * 30 } });
  expect((await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(key) } })).outcome).toBe('signed-in');
});

test('the help desk finds in the trail how far a phone’s clock was out', async () => {
  const { person, secret } = await linked();
  apart(secret);
  await refusal(person, vu.codeNow(secret, -4));
  const rows = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'code-refused' and user_id = $1",
    [person.id],
  );
  expect(rows.map((row) => JSON.parse(row.content).details.clockOffsetSeconds)).toEqual([-120]);
});
