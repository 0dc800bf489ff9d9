import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

/** A challenge's token is good for as long as the challenge is, and within a session for as long as that is there and open. */
let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** Somebody in the middle of a step-up. */
async function steppingUp() {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  vu.clock.advance({ minutes: 2 });
  const started = await vu.client.answer(operations.startStepUp, { token: sessionToken, body: { application: 'customer-service-vu' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  await vu.client.answer(operations.readChallenge, { token: started.challengeToken });
  return { person, sessionToken, token: started.challengeToken };
}

async function expectNothing({ person, token }: { readonly person: TestPerson; readonly token: string }): Promise<void> {
  const sentTo = () => vu.phones.sent.filter(({ phoneNumber }) => phoneNumber === person.phone).length;
  const before = sentTo();
  for (const operation of [operations.readChallenge, operations.sendTextMessage, operations.cancelChallenge])
    expect((await vu.client.refusal(operation, { token })).code, operation.name).toBe('challenge-gone');
  expect(sentTo()).toBe(before);
}

test('within a session that is locked nothing of it is shown, sent or given up', async () => {
  const step = await steppingUp();
  await vu.client.answer(operations.lockSession, { token: step.sessionToken });
  await expectNothing(step);
});

test('nor within one that locked itself', async () => {
  const step = await steppingUp();
  const { idleLockMinutes } = await vu.client.answer(operations.readSession, { token: step.sessionToken });
  await vu.api.database.query('update sessions set last_seen_at = last_seen_at - make_interval(mins => $2) where user_id = $1', [
    step.person.id,
    idleLockMinutes,
  ]);
  await expectNothing(step);
});

test('nor within one that has ended', async () => {
  const step = await steppingUp();
  await vu.client.answer(operations.signOut, { token: step.sessionToken });
  await expectNothing(step);
});

test('nor once access was taken away', async () => {
  const step = await steppingUp();
  await vu.api.database.query("update users set access = 'denied' where id = $1", [step.person.id]);
  await expectNothing(step);
});

test('nor after its ten minutes, in a sign-in as well', async () => {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 2 });
  const { challengeToken: token } = await vu.challenge(person);
  vu.clock.advance({ minutes: 10 });
  await expectNothing({ person, token });
});
