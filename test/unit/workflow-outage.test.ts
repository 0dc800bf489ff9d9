import { expect, test } from 'vitest';
import { OUTAGE_POLL_MS } from '../../electron/sign-in/timing.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import type { World } from '../support/workflow.ts';
import { aChallenge, challenged, createWorld, instant, NOW, refusal, sent, submitPassword } from '../support/workflow.ts';

/** What a person meets while text messages fail. */

const NO_TEXTS = { method: 'text-message', enrolled: true, available: false } as const;
const APP = { method: 'authenticator', enrolled: true, available: true } as const;
const FAILING: Partial<Challenge> = { notice: 'text-messages-failing' };

function begun(challenge: Partial<Challenge>): World {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged(challenge));
  return world;
}

test('whoever has an app as well goes straight to its code and is told why; no message is asked for', () => {
  const world = begun({ ...FAILING, methods: [NO_TEXTS, APP] });
  expect(world.on('authenticator-code')).toMatchObject({ notice: 'text-messages-failing', canChooseAnother: true, problem: null });
  expect(world.asked('sendTextMessage')).toBe(0);
});

test('whoever has text messages only is told, and can use a recovery code or ask a team leader', () => {
  const world = begun({ ...FAILING, methods: [NO_TEXTS], recoveryCodesLeft: 3, passOffered: true });
  expect(world.on('choose-method')).toMatchObject({ notice: 'text-messages-failing', recoveryCodesLeft: 3, passOffered: true });
  expect(world.intend({ kind: 'choose-method', method: 'text-message' })).toBe(false);
  expect(world.intend({ kind: 'ask-team-leader' })).toBe(true);
});

test('whoever waits at the choice sees when text messages work again', () => {
  const world = begun({ ...FAILING, methods: [NO_TEXTS], passOffered: true });
  world.pass(OUTAGE_POLL_MS - 1);
  expect(world.asked('readChallenge')).toBe(0);
  world.pass(1);
  world.answer('readChallenge', aChallenge({ ...FAILING, methods: [NO_TEXTS] }));
  expect(world.on('choose-method').notice).toBe('text-messages-failing');
  world.pass(OUTAGE_POLL_MS);
  world.answer('readChallenge', aChallenge({ methods: [{ ...NO_TEXTS, available: true }] }));
  expect(world.on('choose-method')).toMatchObject({ notice: null, methods: [{ available: true }] });
  world.pass(10 * OUTAGE_POLL_MS);
  expect(world.asked('readChallenge')).toBe(2);
});

test('whoever can show who they are by text message alone sees when those work again', () => {
  const forced: Partial<Challenge> = { mustEnrol: true, methods: [{ ...APP, enrolled: false }] };
  const world = begun({ ...forced, proveWith: [{ method: 'text-message', available: false }] });
  expect(world.on('prove-identity').proveWith).toEqual([{ method: 'text-message', available: false }]);
  world.pass(OUTAGE_POLL_MS);
  world.answer('readChallenge', aChallenge({ ...forced, proveWith: [{ method: 'text-message', available: true }] }));
  expect(world.on('prove-identity').proveWith).toEqual([{ method: 'text-message', available: true }]);
  world.pass(10 * OUTAGE_POLL_MS);
  expect(world.asked('readChallenge')).toBe(1);
});

test('whoever has to set up a method chooses for themselves', () => {
  const world = begun({
    ...FAILING,
    mustEnrol: true,
    methods: [
      { ...NO_TEXTS, enrolled: false },
      { ...APP, enrolled: false },
    ],
  });
  expect(world.on('choose-method').notice).toBe('text-messages-failing');
});

test('a first message that can’t be sent leads to the app', () => {
  const world = begun({ methods: [APP, { ...NO_TEXTS, available: true }] });
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.refuse('sendTextMessage', refusal('text-message-unavailable'));
  expect(world.on('authenticator-code')).toMatchObject({ notice: 'text-messages-failing', problem: null });
});

test('when messages go again is told where the limit of the day is reached, by the server’s clock, on whichever step it shows', () => {
  const from = instant(NOW + 3_600_000);
  const noText: Challenge['methods'] = [{ ...NO_TEXTS, enrolled: true }];
  const AHEAD_MS = 60_000;
  const limited = begun({ ...FAILING, methods: noText, textMessagesFrom: from, serverTime: instant(NOW + AHEAD_MS) });
  expect(limited.on('choose-method').textMessagesFrom).toBe(NOW + 3_600_000);

  const first = begun({ methods: [APP, { ...NO_TEXTS, available: true }] });
  first.intend({ kind: 'choose-method', method: 'text-message' });
  first.refuse('sendTextMessage', refusal('text-message-unavailable', { retryAfterSeconds: 3_600 }));
  expect(first.on('authenticator-code').textMessagesFrom).toBe(NOW + 3_600_000);
});

test('a refused message is followed by looking at the challenge again, until the outage is over; then nothing is left of it', () => {
  const methods: Challenge['methods'] = [{ ...NO_TEXTS, available: true }];
  const world = begun({ methods });
  world.refuse('sendTextMessage', refusal('text-message-unavailable'));
  expect(world.on('choose-method')).toMatchObject({ notice: null, problem: { code: 'text-message-unavailable' } });
  world.pass(0);
  world.answer('readChallenge', aChallenge({ methods: [NO_TEXTS], ...FAILING }));
  expect(world.on('choose-method')).toMatchObject({
    notice: 'text-messages-failing',
    methods: [{ available: false }],
    problem: { code: 'text-message-unavailable' },
  });
  world.pass(15_000);
  world.answer('readChallenge', aChallenge({ methods }, NOW + 15_000));
  expect(world.on('choose-method')).toMatchObject({ notice: null, problem: null });
  // At once, too, however lately it was looked at.
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.refuse('sendTextMessage', refusal('text-message-unavailable'));
  world.pass(0);
  expect(world.asked('readChallenge')).toBe(3);
});

test('another message that can’t be sent leaves the code that is on its way to be entered', () => {
  const methods: Challenge['methods'] = [APP, { ...NO_TEXTS, available: true }];
  const world = begun({ methods });
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ methods, textMessage: sent() }));
  world.pass(60_000);
  world.intend({ kind: 'resend-text-message' });
  world.refuse('sendTextMessage', refusal('text-message-unavailable'));
  expect(world.on('text-code').problem?.code).toBe('text-message-unavailable');
});

test.each(['waiting-for-phone', 'phone-unreachable', 'number-unknown', 'failed'] as const)(
  'a message that is %s leaves every other way open',
  (delivery) => {
    const methods: Challenge['methods'] = [APP, { ...NO_TEXTS, available: true }];
    const world = begun({ methods, recoveryCodesLeft: 2, passOffered: true });
    world.intend({ kind: 'choose-method', method: 'text-message' });
    world.answer('sendTextMessage', aChallenge({ methods, recoveryCodesLeft: 2, passOffered: true, textMessage: sent({ delivery }) }));
    expect(world.on('text-code')).toMatchObject({ delivery, canChooseAnother: true, recoveryCodesLeft: 2, passOffered: true });
    expect(world.intend({ kind: 'choose-method', method: 'authenticator' })).toBe(true);
    world.on('authenticator-code');
  },
);

test('a code that is right for another time says how far the phone’s clock is out', () => {
  const world = begun({ methods: [APP] });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.refuse('verifyAuthenticator', refusal('code-wrong', { attemptsLeft: 4, clockOffsetSeconds: -120 }));
  expect(world.on('authenticator-code').problem).toMatchObject({ code: 'code-wrong', attemptsLeft: 4, clockOffsetSeconds: -120 });
  world.intend({ kind: 'submit-code', code: '123457' });
  world.refuse('verifyAuthenticator', refusal('code-wrong', { attemptsLeft: 3 }));
  expect(world.on('authenticator-code').problem).not.toHaveProperty('clockOffsetSeconds');
});

test('a notice that the next look at the challenge takes back is gone', () => {
  const methods: Challenge['methods'] = [{ ...NO_TEXTS, available: true }];
  const world = begun({ methods, ...FAILING });
  world.answer('sendTextMessage', aChallenge({ methods, ...FAILING, textMessage: sent() }));
  expect(world.on('text-code').notice).toBe('text-messages-failing');
  world.pass(3_000);
  world.answer('readChallenge', aChallenge({ methods, textMessage: sent() }, NOW + 3_000));
  expect(world.on('text-code').notice).toBeNull();
});
