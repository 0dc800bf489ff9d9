import { expect, test } from 'vitest';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  challenged,
  createSignedInWorld,
  createWorld,
  ENROLMENT,
  NOW,
  refusal,
  renewed,
  secretToken,
  sent,
  signedIn,
  submitPassword,
} from '../support/workflow.ts';

/** Control takes an app only, and the person has a number only. */
const FORCED = {
  application: 'control',
  methods: [{ method: 'authenticator', enrolled: false, available: true }],
  mustEnrol: true,
} as const satisfies Partial<Challenge>;
const BY_TEXT: Partial<Challenge> = { ...FORCED, methods: [...FORCED.methods], proveWith: [{ method: 'text-message', available: true }] };
const PROVED: Partial<Challenge> = { ...FORCED, methods: [...FORCED.methods] };

function asked(challenge: Partial<Challenge> = BY_TEXT): World {
  const world = createWorld();
  submitPassword(world, 'control');
  world.answer('signInWithPassword', challenged(challenge));
  return world;
}

function atCode(): World {
  const world = asked();
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ ...BY_TEXT, textMessage: sent() }));
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  return world;
}

test('why, with what, and what comes after is said before a code is sent', () => {
  const world = asked();
  expect(world.on('prove-identity')).toMatchObject({
    application: 'control',
    takes: ['authenticator'],
    proveWith: [{ method: 'text-message', available: true }],
    numberEnding: '123',
  });
  expect(world.asked('sendTextMessage')).toBe(0);
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ ...BY_TEXT, textMessage: sent() }));
  expect(world.on('text-code')).toMatchObject({ thenSetUp: 'authenticator', numberEnding: '123' });
});

test('what is to be linked can’t be chosen before the proof', () => {
  const world = asked();
  expect(world.intend({ kind: 'choose-method', method: 'authenticator' })).toBe(false);
  expect(world.asked('enrolAuthenticator')).toBe(0);
});

test('a right code leads to linking, without another question, and linking signs in', () => {
  const world = atCode();
  world.answer('verifyTextMessage', { outcome: 'proved', challenge: aChallenge(PROVED) });
  // Until the key is there the code stays, busy.
  expect(world.on('text-code')).toMatchObject({ busy: true, thenSetUp: 'authenticator' });
  world.answer('enrolAuthenticator', ENROLMENT);
  expect(world.on('link-authenticator')).toMatchObject({ onlyFor: 'control', canChooseAnother: false, problem: null });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', signedIn());
  world.on('signed-in');
});

test('a key that can’t be fetched after the proof is asked for again, not the code', () => {
  const world = atCode();
  world.answer('verifyTextMessage', { outcome: 'proved', challenge: aChallenge(PROVED) });
  world.refuse('enrolAuthenticator', { kind: 'timeout' });
  expect(world.on('choose-method')).toMatchObject({ mustEnrol: true, problem: { code: 'api-timeout' } });
  world.intend({ kind: 'retry' });
  world.answer('enrolAuthenticator', ENROLMENT);
  world.on('link-authenticator');
});

test('a question about the message that was asked before the proof doesn’t bring it back', () => {
  const world = asked();
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ ...BY_TEXT, textMessage: sent() }));
  world.pass(3_000);
  expect(world.asked('readChallenge')).toBe(1);
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', { outcome: 'proved', challenge: aChallenge(PROVED) });
  expect(world.answer('readChallenge', aChallenge({ ...BY_TEXT, textMessage: sent() }))).toBe(false);
  world.answer('enrolAuthenticator', ENROLMENT);
  world.on('link-authenticator');
});

test('a proof whose answer was lost is found again by asking what is true', () => {
  const world = atCode();
  world.refuse('verifyTextMessage', { kind: 'timeout' });
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('method-not-allowed'));
  world.answer('readChallenge', aChallenge(PROVED));
  expect(world.on('choose-method')).toMatchObject({ mustEnrol: true, methods: [{ method: 'authenticator', enrolled: false }] });
});

test('going back from the code leads to what is asked for, and from there to the form', () => {
  const world = asked();
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ ...BY_TEXT, textMessage: sent() }));
  world.intend({ kind: 'back' });
  world.on('prove-identity');
  // The message is still on its way, so none is sent again.
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.on('text-code');
  expect(world.asked('sendTextMessage')).toBe(1);
  world.intend({ kind: 'back' });
  world.intend({ kind: 'back' });
  world.on('sign-in');
  expect(world.asked('cancelChallenge')).toBe(1);
});

test('a recovery code is offered beside it and signs in at once', () => {
  const proveWith = [
    { method: 'text-message', available: true },
    { method: 'recovery-code', available: true },
  ] satisfies Challenge['proveWith'];
  const world = asked({ ...BY_TEXT, proveWith, recoveryCodesLeft: 3 });
  expect(world.on('prove-identity').recoveryCodesLeft).toBe(3);
  world.intend({ kind: 'choose-method', method: 'recovery-code' });
  world.on('recovery-code');
  world.intend({ kind: 'choose-another-method' });
  world.on('prove-identity');
  world.intend({ kind: 'choose-method', method: 'recovery-code' });
  world.intend({ kind: 'submit-code', code: 'CDFGH23456' });
  world.answer('verifyRecoveryCode', signedIn());
  world.on('signed-in');
});

test('messages that fail leave the proof open, and it can’t be begun while they do', () => {
  const world = asked({ ...BY_TEXT, proveWith: [{ method: 'text-message', available: false }], notice: 'text-messages-failing' });
  expect(world.on('prove-identity')).toMatchObject({ notice: 'text-messages-failing' });
  expect(world.intend({ kind: 'choose-method', method: 'text-message' })).toBe(false);
  expect(world.asked('sendTextMessage')).toBe(0);
});

test('a link that the server wants a proof for first asks for it', () => {
  const world = asked(PROVED);
  world.refuse('enrolAuthenticator', refusal('step-up-needed'));
  world.answer('readChallenge', aChallenge(BY_TEXT));
  world.on('prove-identity');
});

test('whoever links an app because nothing else is taken is told so, also without anything to prove', () => {
  const world = asked(PROVED);
  world.answer('enrolAuthenticator', ENROLMENT);
  expect(world.on('link-authenticator').onlyFor).toBe('control');
  const text = createWorld();
  submitPassword(text);
  const methods = [{ method: 'text-message', enrolled: false, available: true }] satisfies Challenge['methods'];
  text.answer('signInWithPassword', challenged({ methods, mustEnrol: true, numberEnding: null }));
  expect(text.on('phone-number').onlyFor).toBe('customer-service-vu');
});

test('whoever adds a method of their own accord is told nothing of the kind', () => {
  const world = createSignedInWorld({ steppedUpUntil: new Date(NOW + 60_000).toISOString() });
  world.intend({ kind: 'open-my-security' });
  world.intend({ kind: 'add-factor', method: 'authenticator' });
  const challenge = aChallenge({ ...PROVED, purpose: 'add-factor', application: 'customer-service-vu' });
  world.answer('addAuthenticator', { challengeToken: secretToken('challenge'), challenge, enrolment: ENROLMENT });
  expect(world.on('signed-in').overlay?.step).toMatchObject({ name: 'link-authenticator', onlyFor: null });
});

test('entering Control asks for the same over the work, and goes on by itself', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  const challenge = aChallenge({ ...BY_TEXT, purpose: 'step-up' });
  world.answer('startStepUp', { outcome: 'second-factor-needed', challengeToken: secretToken('challenge'), challenge });
  const step = () => world.on('signed-in').overlay?.step;
  expect(step()?.name).toBe('prove-identity');
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', { ...challenge, textMessage: sent() });
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', { outcome: 'proved', challenge: { ...challenge, proveWith: [] } });
  world.answer('enrolAuthenticator', ENROLMENT);
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed() });
  expect(world.asked('enterApplication')).toBe(2);
});

test('a session that locks between the proof and the link comes back to a screen that goes on', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  const challenge = aChallenge({ ...BY_TEXT, purpose: 'step-up' });
  world.answer('startStepUp', { outcome: 'second-factor-needed', challengeToken: secretToken('challenge'), challenge });
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', { ...challenge, textMessage: sent() });
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', { outcome: 'proved', challenge: { ...challenge, proveWith: [] } });
  world.intend({ kind: 'lock' });
  world.intend({ kind: 'unlock', password: 'SECRET-correct-horse' });
  world.answer('unlockSession', renewed());
  expect(world.on('signed-in').overlay?.step).toMatchObject({ name: 'choose-method', busy: false });
});
