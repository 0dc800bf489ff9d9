import { expect, test } from 'vitest';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  aSession,
  createSignedInWorld,
  instant,
  mySecurity,
  NOW,
  PASSWORD,
  refusal,
  renewed,
  secretToken,
} from '../support/workflow.ts';

/** A session's token is replaced when it is unlocked, stepped up, or given a new password: what the desktop makes of that. */

const BEFORE = secretToken('session');
const AFTER = secretToken('renewed');
const SECOND = 1000;

function locked(): World {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  world.answer('lockSession', {});
  world.intend({ kind: 'unlock', password: PASSWORD });
  return world;
}

/** On its way into Control, where a code has just been sent. */
function steppingUp(): World {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  const methods = [{ method: 'authenticator', enrolled: true, available: true }] as const;
  const challenge = aChallenge({ purpose: 'step-up', methods: [...methods] });
  world.answer('startStepUp', { outcome: 'second-factor-needed', challengeToken: secretToken('step-up'), challenge });
  world.intend({ kind: 'submit-code', code: '123456' });
  return world;
}

const STEPPED_UP = { steppedUpUntil: instant(NOW + 300 * SECOND) };

/** The next look at the session. */
function nextCheck(world: World): string | null {
  world.pass(10 * SECOND);
  return world.last('readSession').bearer;
}

test('after an unlock every call goes with the new token', () => {
  const world = locked();
  world.answer('unlockSession', renewed());
  world.on('signed-in');
  expect(nextCheck(world)).toBe(AFTER);
  world.intend({ kind: 'sign-out' });
  expect(world.last('signOut').bearer).toBe(AFTER);
});

test('after a step-up what it was for goes on with the new token', () => {
  const world = steppingUp();
  expect(world.last('enterApplication').bearer).toBe(BEFORE);
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed(STEPPED_UP) });
  expect(world.last('enterApplication').bearer).toBe(AFTER);
  expect(nextCheck(world)).toBe(AFTER);
});

test('with a new password the session has a new token', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-my-security' });
  world.answer('readMySecurity', mySecurity());
  world.intend({ kind: 'change-password', currentPassword: PASSWORD, newPassword: `${PASSWORD}-2` });
  world.answer('changePassword', { ...renewed(), mySecurity: mySecurity() });
  expect(nextCheck(world)).toBe(AFTER);
});

test('what was asked with the token before says nothing of the session, whatever the answer is', () => {
  const world = createSignedInWorld();
  world.pass(10 * SECOND);
  expect(world.last('readSession').bearer).toBe(BEFORE);
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  world.answer('startStepUp', { outcome: 'password-needed' });
  world.intend({ kind: 'step-up-with-password', password: PASSWORD });
  world.answer('stepUpWithPassword', { outcome: 'met', ...renewed(STEPPED_UP) });
  world.answer('enterApplication', aSession(STEPPED_UP));
  const before = world.view().screen;
  // The old token was too old by the time that it arrived.
  world.refuse('readSession', refusal('not-signed-in'));
  expect(world.view().screen).toEqual(before);
  expect(nextCheck(world)).toBe(AFTER);
  // With the new one it is the end.
  world.refuse('readSession', refusal('not-signed-in'));
  world.on('sign-in');
});

test('a look at the session that was answered by the token before does not undo the step-up', () => {
  const world = createSignedInWorld();
  world.pass(10 * SECOND);
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  world.answer('startStepUp', { outcome: 'password-needed' });
  world.intend({ kind: 'step-up-with-password', password: PASSWORD });
  world.answer('stepUpWithPassword', { outcome: 'met', ...renewed(STEPPED_UP) });
  world.answer('readSession', aSession({ locked: true }));
  const { stage } = world.state();
  expect(stage).toMatchObject({ name: 'signed-in', session: STEPPED_UP });
});

test('an unlock that is answered after the person went back keeps the new token, and locks the session again', () => {
  const world = locked();
  world.intend({ kind: 'back' });
  expect(world.answer('unlockSession', renewed())).toBe(false);
  world.on('session-locked');
  expect(world.last('lockSession').bearer).toBe(AFTER);
  world.answer('lockSession', {});
  world.intend({ kind: 'unlock', password: PASSWORD });
  expect(world.last('unlockSession').bearer).toBe(AFTER);
});

test('a step-up that is met after the person went back keeps the new token', () => {
  const world = steppingUp();
  world.intend({ kind: 'back' });
  const before = world.view().screen;
  expect(world.answer('verifyAuthenticator', { outcome: 'met', ...renewed(STEPPED_UP) })).toBe(false);
  expect(world.view().screen).toEqual(before);
  expect(nextCheck(world)).toBe(AFTER);
});

test('a step-up that is met once the session is locked keeps the new token, and the lock goes with it', () => {
  const world = steppingUp();
  world.outside({ kind: 'network', online: false });
  world.intend({ kind: 'lock' });
  world.refuse('lockSession', { kind: 'offline' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed(STEPPED_UP) });
  world.on('session-locked');
  world.outside({ kind: 'network', online: true });
  expect(world.last('lockSession').bearer).toBe(AFTER);
});

test('a token that arrives once its person has signed out is signed out too', () => {
  const world = steppingUp();
  world.intend({ kind: 'sign-out' });
  world.answer('signOut', {});
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed(STEPPED_UP) });
  world.on('sign-in');
  expect(world.last('signOut').bearer).toBe(AFTER);
});

test('an answer that never came leaves a token that is soon no good: the person signs in again, and nothing is stuck', () => {
  const world = locked();
  world.refuse('unlockSession', { kind: 'timeout' });
  expect(world.on('session-locked').problem?.code).toBe('api-timeout');
  world.intend({ kind: 'unlock', password: PASSWORD });
  expect(world.last('unlockSession').bearer).toBe(BEFORE);
  world.refuse('unlockSession', refusal('not-signed-in'));
  expect(world.on('sign-in')).toMatchObject({ reason: 'session-ended' });
});
