import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import { MORNING, type PassApi, startPassApi } from '../support/passes.ts';
import { passwordBody, type TestPerson } from '../support/sign-in.ts';
import { someoneWaits, whileUncommitted } from '../support/uncommitted.ts';

/** What is decided about a person while something about them is being changed: they are held, and what is decided is by the change. */
let vu: PassApi;
beforeAll(async () => {
  vu = await startPassApi();
  vu.clock.set(MORNING);
});
afterAll(() => vu.close());

const CANCELLING = "update challenges set ended_at = now(), ended_because = 'cancelled' where user_id = $1 and ended_at is null";
const LOCKING = 'update users set codes_need_administrator = true where id = $1';
const DENYING = "update users set access = 'denied' where id = $1";
const NEW_PASSWORD = "update users set password_hash = 'another' where id = $1";

const sessionsOf = async ({ id }: TestPerson) => (await vu.api.database.query('select from sessions where user_id = $1', [id])).length;
const challengesOf = async ({ id }: TestPerson) =>
  (await vu.api.database.query('select from challenges where user_id = $1 and ended_at is null', [id])).length;

async function somebody() {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const meanwhile = <Answer>(change: string, ask: () => Promise<Answer>) => whileUncommitted(vu.api.database, change, person.id, ask);
  return { person, secret, meanwhile };
}

test.each([
  ['its challenge is cancelled', CANCELLING, 'challenge-gone'],
  ['codes are locked', LOCKING, 'codes-locked'],
  ['access is taken away', DENYING, 'challenge-gone'],
])('a right code that is given while %s waits for that, and then lets nobody in', async (_, change, code) => {
  const { person, secret, meanwhile } = await somebody();
  const { challengeToken: token } = await vu.challenge(person);
  const before = await sessionsOf(person);
  const body = { code: vu.nextCode(secret) };
  const answer = await meanwhile(change, () => vu.client.call(operations.verifyAuthenticator, { token, body }));
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(await sessionsOf(person)).toBe(before);
});

test.each([
  ['it is changed', NEW_PASSWORD, 'credentials-refused'],
  ['access is taken away', DENYING, 'credentials-refused'],
  ['codes are locked', LOCKING, 'codes-locked'],
])('a right password that is given while %s waits for that, and then begins nothing', async (_, change, code) => {
  const { person, meanwhile } = await somebody();
  const answer = await meanwhile(change, () => vu.client.call(operations.signInWithPassword, { body: passwordBody(person) }));
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(await challengesOf(person)).toBe(0);
});

test('a password that is given while two-factor is turned on opens no session by itself', async () => {
  const { person, meanwhile } = await somebody();
  const before = await sessionsOf(person);
  await vu.api.database.query('update organisation set two_factor = false');
  const answer = await meanwhile('update organisation set two_factor = true where $1::uuid is not null', () =>
    vu.client.answer(operations.signInWithPassword, { body: passwordBody(person) }),
  );
  expect(answer.outcome).toBe('second-factor-needed');
  expect(await sessionsOf(person)).toBe(before);
});

test('a pass that is used while its challenge is cancelled waits for that, and then lets nobody in', async () => {
  const { person, token } = await vu.granted();
  const before = await sessionsOf(person);
  const answer = await whileUncommitted(vu.api.database, CANCELLING, person.id, () => vu.redeemPass(token));
  expect(answer).toMatchObject({ ok: false, error: { code: 'challenge-gone' } });
  expect(await sessionsOf(person)).toBe(before);
  expect(await vu.trail(person)).not.toContain('pass-used');
});

test('what a challenge’s view waits for holds up no session check', async () => {
  const { person } = await somebody();
  const { sessionToken } = await vu.withText(await vu.person());
  const { challengeToken: token } = await vu.challenge(person);
  const client = new pg.Client({ connectionString: vu.api.database.url });
  await client.connect();
  try {
    await client.query('begin; lock table sign_in_passes in access exclusive mode');
    const view = vu.client.call(operations.readChallenge, { token });
    await someoneWaits(vu.api.database);
    for (let count = 0; count < 5; count += 1) await vu.client.answer(operations.readSession, { token: sessionToken });
    await client.query('commit');
    expect(await view).toMatchObject({ ok: true });
  } finally {
    await client.end();
  }
});
