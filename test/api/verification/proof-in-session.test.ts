import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as operations from '../../../shared/sign-in/operations.ts';
import { outcomeOf } from './attack.ts';
import type { Proving } from './proving.ts';
import { BOTH, startProving } from './proving.ts';

/** The same proof within a session. */

let vu: Proving;
beforeAll(async () => {
  vu = await startProving();
});
afterAll(() => vu.close());
beforeEach(() => vu.asAtFirst());

test('within a session that was not stepped up just now, the challenge for another application asks for the same proof', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const start = async () => {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    return started;
  };
  // A code given a moment ago is proof enough.
  expect((await start()).challenge.proveWith).toEqual([]);
  vu.clock.advance({ minutes: 6 });
  const { challengeToken, challenge } = await start();
  expect(challenge).toMatchObject({ purpose: 'step-up', mustEnrol: true, proveWith: [{ method: 'text-message', available: true }] });
  expect(await vu.link(challengeToken)).toBe('step-up-needed');
  await vu.client.answer(operations.sendTextMessage, { token: challengeToken });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: challengeToken, body }))).toBe('proved');
  // The session has no more than before: its own step-up is another matter.
  expect((await vu.client.answer(operations.readSession, { token })).steppedUpUntil).toBeNull();
  expect(outcomeOf(await vu.client.call(operations.enterApplication, { token, params: { application: 'control' } }))).toBe(
    'step-up-needed',
  );
  expect(await vu.link(challengeToken)).toBe('help-desk-code-needed');
  await vu.giveHelpDeskCode(challengeToken, person);
  expect(await vu.link(challengeToken)).toBe('met');
  await vu.client.answer(operations.enterApplication, { token, params: { application: 'control' } });
});

test('a lock ends what was shown within a session: the password that opens it again links nothing', async () => {
  const person = await vu.person();
  const { sessionToken: token } = await vu.withText(person);
  const start = async (): Promise<string> => {
    const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
    if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
    return started.challengeToken;
  };
  const unlock = () => vu.client.answer(operations.unlockSession, { token, body: { password: person.password } });
  const asked = await start();
  await vu.client.answer(operations.lockSession, { token });
  await unlock();
  expect(await vu.link(asked)).toBe('step-up-needed');
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token: asked });
  const body = { code: vu.phones.codeTo(person.phone) };
  expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token: asked, body }))).toBe('proved');
  // It locks itself as well.
  await vu.api.database.query('update sessions set idle_lock_minutes = 1 where user_id = $1', [person.id]);
  vu.clock.advance({ minutes: 2 });
  await unlock();
  expect(await vu.link(asked)).toBe('step-up-needed');
  // Within a session there is no first use: somebody with nothing to show sets nothing up.
  await vu.api.database.query('delete from text_message_factors where user_id = $1', [person.id]);
  expect(await vu.link(asked)).toBe('step-up-needed');
});

test('a step-up with a method that is forbidden meanwhile links nothing without proof', async () => {
  const person = await vu.person();
  await vu.takes('control', BOTH);
  const { sessionToken: token } = await vu.withText(person);
  vu.clock.advance({ minutes: 6 });
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(started.challenge.mustEnrol).toBe(false);
  await vu.takes('control', ['authenticator']);
  expect(await vu.link(started.challengeToken)).toBe('step-up-needed');
});
