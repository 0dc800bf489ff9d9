import { expect, test } from 'vitest';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  challenged,
  createWorld,
  EMAIL,
  ENROLMENT,
  instant,
  NOW,
  refusal,
  secretToken,
  sent,
  signedIn,
  submitPassword,
} from '../support/workflow.ts';

const TEXT_FIRST = [{ method: 'text-message', enrolled: false, available: true }] as const;
const APP = [{ method: 'authenticator', enrolled: true, available: true }] as const;

function atTextCode(): World {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged());
  world.answer('sendTextMessage', aChallenge({ textMessage: sent() }));
  world.on('text-code');
  return world;
}

function atFirstTextCode(): World {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...TEXT_FIRST], mustEnrol: true, numberEnding: null }));
  world.on('phone-number');
  world.intend({ kind: 'submit-phone-number', phoneNumber: '07700 900123' });
  world.answer('enrolPhoneNumber', aChallenge({ methods: [...TEXT_FIRST], mustEnrol: true, textMessage: sent({ firstTime: true }) }));
  return world;
}

test('a right code signs in; it is sent without its spacing', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: ' cd3-f4g ' });
  expect(world.pending().at(-1)).toMatchObject({
    operation: 'verifyTextMessage',
    body: { code: 'CD3F4G' },
    bearer: secretToken('challenge'),
  });
  expect(world.on('text-code').busy).toBe(true);
  world.answer('verifyTextMessage', signedIn());
  world.on('signed-in');
});

test('the same code submitted twice is sent once', () => {
  const world = atTextCode();
  expect(world.intend({ kind: 'submit-code', code: 'CD3F4G' })).toBe(true);
  expect(world.intend({ kind: 'submit-code', code: 'CD3F4G' })).toBe(false);
  expect(world.asked('verifyTextMessage')).toBe(1);
});

test('what cannot be a code is not sent and costs no try', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4' });
  expect(world.on('text-code')).toMatchObject({ problem: { code: 'code-malformed' }, attemptsLeft: 5 });
  world.intend({ kind: 'submit-code', code: ' ' });
  expect(world.on('text-code').problem?.code).toBe('code-missing');
  expect(world.asked('verifyTextMessage')).toBe(0);
});

test('a wrong code stays on the screen with the tries that are left', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('code-wrong', { attemptsLeft: 4 }));
  expect(world.on('text-code')).toMatchObject({ busy: false, attemptsLeft: 4, problem: { code: 'code-wrong', attemptsLeft: 4 } });
});

test('a delivery poll that a wrong code overtook does not bring its try back', () => {
  const world = atTextCode();
  world.pass(3_000);
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('code-wrong', { attemptsLeft: 4 }));
  world.answer('readChallenge', aChallenge({ textMessage: sent(), attemptsLeft: 5 }));
  expect(world.on('text-code').attemptsLeft).toBe(4);
});

test('the last wrong code leads back to the form, which says why', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('code-wrong', { attemptsLeft: 0 }));
  expect(world.on('sign-in')).toMatchObject({ reason: 'too-many-wrong-codes', email: EMAIL, problem: null });
});

test.each(['code-expired', 'code-used'] as const)('a code refused with %s is said so on the same screen', (code) => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal(code, { attemptsLeft: 5 }));
  expect(world.on('text-code').problem?.code).toBe(code);
});

test('codes that are locked have a screen that says until when', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('codes-locked', { attemptsLeft: 0, lockedUntil: instant(NOW + 900_000) }));
  expect(world.on('locked-out').until).toBe(NOW + 900_000);
});

test('a challenge that is gone leads back to the form, with the e-mail address kept', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('challenge-gone'));
  expect(world.on('sign-in')).toMatchObject({ reason: 'challenge-expired', email: EMAIL });
});

test('a challenge that runs out by the clock leads back to the form by itself', () => {
  const world = atTextCode();
  world.pass(10 * 60_000);
  expect(world.on('sign-in').reason).toBe('challenge-expired');
});

test('a network that drops while a code is on its way keeps the screen, and the code can be submitted again', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', { kind: 'offline' });
  expect(world.on('text-code')).toMatchObject({ busy: false, problem: { code: 'offline', reference: 'SIGNIN-NET-01', retryable: true } });
  expect(world.intend({ kind: 'retry' })).toBe(true);
  expect(world.on('text-code').problem).toBeNull();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', signedIn());
  world.on('signed-in');
});

test('delivery is asked for every few seconds until it is known, and then no more', () => {
  const world = atTextCode();
  world.pass(3_000);
  world.answer('readChallenge', aChallenge({ textMessage: sent() }));
  world.pass(3_000);
  world.answer('readChallenge', aChallenge({ textMessage: sent({ delivery: 'delivered' }) }));
  expect(world.on('text-code').delivery).toBe('delivered');
  world.pass(60_000);
  expect(world.asked('readChallenge')).toBe(2);
});

test('a phone that is off is asked after for as long as the message may still come, and what settled it is not', () => {
  const world = atTextCode();
  for (const delivery of ['accepted', 'waiting-for-phone', 'phone-unreachable', 'waiting-for-phone', 'failed'] as const) {
    world.pass(3_000);
    world.answer('readChallenge', aChallenge({ textMessage: sent({ delivery }) }));
    expect(world.on('text-code').delivery).toBe(delivery);
  }
  world.pass(60_000);
  expect(world.asked('readChallenge')).toBe(5);
});

test.each(['number-unknown', 'failed'] as const)('delivery that is %s is not asked for again', (delivery) => {
  const world = atTextCode();
  world.pass(3_000);
  world.answer('readChallenge', aChallenge({ textMessage: sent({ delivery }) }));
  world.pass(60_000);
  expect(world.asked('readChallenge')).toBe(1);
});

test('a delivery poll that fails bothers nobody and is tried again', () => {
  const world = atTextCode();
  world.pass(3_000);
  world.refuse('readChallenge', { kind: 'timeout' });
  expect(world.on('text-code').problem).toBeNull();
  world.pass(3_000);
  expect(world.asked('readChallenge')).toBe(2);
});

test('a message can be sent again only after the wait, and each one is counted', () => {
  const world = atTextCode();
  expect(world.intend({ kind: 'resend-text-message' })).toBe(false);
  world.pass(60_000);
  expect(world.intend({ kind: 'resend-text-message' })).toBe(true);
  expect(world.intend({ kind: 'resend-text-message' })).toBe(false);
  world.answer('sendTextMessage', aChallenge({ textMessage: sent({ resendsLeft: 3 }, NOW + 60_000) }, NOW + 60_000));
  expect(world.on('text-code')).toMatchObject({ sends: 2, resendsLeft: 3, resendAt: NOW + 120_000 });
});

test.each([
  ['resend-too-soon', 30],
  ['resend-limit', 600],
] as const)('%s says when the next message can be asked for', (code, seconds) => {
  const world = atTextCode();
  world.pass(60_000);
  world.intend({ kind: 'resend-text-message' });
  world.refuse('sendTextMessage', refusal(code, { retryAfterSeconds: seconds }));
  expect(world.on('text-code').problem).toMatchObject({ code, retryAt: NOW + 60_000 + seconds * 1000 });
});

test('text messages that cannot be sent leave the choice, and can be tried again', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ recoveryCodesLeft: 2 }));
  world.refuse('sendTextMessage', refusal('text-message-unavailable'));
  expect(world.on('choose-method')).toMatchObject({ busy: false, recoveryCodesLeft: 2, problem: { code: 'text-message-unavailable' } });
  world.intend({ kind: 'retry' });
  expect(world.on('choose-method').busy).toBe(true);
  world.answer('sendTextMessage', aChallenge({ textMessage: sent() }));
  world.on('text-code');
});

test('a text message that is on its way is not sent again by choosing it again', () => {
  const world = createWorld();
  submitPassword(world);
  const methods = [...APP, { method: 'text-message' as const, enrolled: true, available: true }];
  world.answer('signInWithPassword', challenged({ methods }));
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.answer('sendTextMessage', aChallenge({ methods, textMessage: sent() }));
  world.intend({ kind: 'back' });
  world.on('choose-method');
  world.intend({ kind: 'choose-method', method: 'text-message' });
  world.on('text-code');
  expect(world.asked('sendTextMessage')).toBe(1);
});

test('the first time, a number is given before a code, and signing in follows', () => {
  const world = atFirstTextCode();
  expect(world.on('text-code')).toMatchObject({ firstTime: true, sends: 1 });
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', signedIn());
  world.on('signed-in');
});

test('a number that is refused is said why, and stays to be changed', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...TEXT_FIRST], mustEnrol: true }));
  world.intend({ kind: 'submit-phone-number', phoneNumber: '020 7946 0000' });
  world.refuse('enrolPhoneNumber', refusal('phone-number-invalid', { phoneNumberFault: 'not-mobile' }));
  expect(world.on('phone-number')).toMatchObject({ phoneNumber: '020 7946 0000', problem: { phoneNumberFault: 'not-mobile' } });
});

test('a number can be corrected while it is being confirmed for the first time', () => {
  const world = atFirstTextCode();
  expect(world.intend({ kind: 'correct-phone-number' })).toBe(true);
  expect(world.on('phone-number').phoneNumber).toBe('07700 900123');
  world.intend({ kind: 'submit-phone-number', phoneNumber: '07700 900124' });
  expect(world.asked('enrolPhoneNumber')).toBe(2);
});

test('a number that turns out to have been right leads on without another message', () => {
  const world = atFirstTextCode();
  world.intend({ kind: 'correct-phone-number' });
  world.intend({ kind: 'submit-phone-number', phoneNumber: ' 07700 900123 ' });
  world.on('text-code');
  expect(world.asked('enrolPhoneNumber')).toBe(1);
});

test('a number that the person already had cannot be changed while signing in', () => {
  const world = atTextCode();
  expect(world.intend({ kind: 'correct-phone-number' })).toBe(false);
  expect(world.intend({ kind: 'submit-phone-number', phoneNumber: '07700 900124' })).toBe(false);
  world.on('text-code');
});

test('going back from the only method leads to the form and ends the challenge', () => {
  const world = atTextCode();
  world.intend({ kind: 'back' });
  expect(world.on('sign-in')).toMatchObject({ email: EMAIL, reason: null });
  expect(world.pending().at(-1)).toMatchObject({ operation: 'cancelChallenge', bearer: secretToken('challenge') });
});

test('an authenticator link that expired is made anew, and the person is told why the picture changed', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [{ ...APP[0], enrolled: false }], mustEnrol: true }));
  world.answer('enrolAuthenticator', ENROLMENT);
  world.intend({ kind: 'submit-code', code: '123456' });
  world.refuse('verifyAuthenticator', refusal('enrolment-expired'));
  expect(world.on('link-authenticator')).toMatchObject({ busy: true, problem: { code: 'enrolment-expired' } });
  const key = 'KRSXG5CTMVRXEZLUKN2HE2LOM5KGQZJA';
  world.answer('enrolAuthenticator', { ...ENROLMENT, key });
  expect(world.on('link-authenticator')).toMatchObject({ busy: false, key, problem: { code: 'enrolment-expired' } });
});

test('a recovery code signs in, where the person has some', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', challenged({ methods: [...APP], recoveryCodesLeft: 1 }));
  world.intend({ kind: 'choose-method', method: 'recovery-code' });
  world.on('recovery-code');
  world.intend({ kind: 'submit-code', code: 'cdfgh-23456' });
  expect(world.pending().at(-1)).toMatchObject({ operation: 'verifyRecoveryCode', body: { code: 'CDFGH23456' } });
  world.answer('verifyRecoveryCode', signedIn());
  world.on('signed-in');
});

test('a recovery code cannot be chosen where there are none', () => {
  const world = atTextCode();
  expect(world.intend({ kind: 'choose-method', method: 'recovery-code' })).toBe(false);
});

test('a policy that changes on the way shows the methods that are left', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.refuse('verifyTextMessage', refusal('method-not-allowed'));
  world.answer('readChallenge', aChallenge({ methods: [{ ...APP[0], enrolled: false }], mustEnrol: true }));
  expect(world.on('choose-method')).toMatchObject({
    busy: false,
    mustEnrol: true,
    methods: [{ method: 'authenticator', enrolled: false }],
    problem: { code: 'method-not-allowed' },
  });
});

test('the offer to trust this computer comes after the second factor, and "no" goes on', () => {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', signedIn({ trustOffer: { days: 30, until: '2026-04-26T09:00:00.000Z' } }));
  expect(world.on('trust-computer')).toEqual({
    name: 'trust-computer',
    application: 'customer-service-vu',
    days: 30,
    until: null,
    computer: 'Desk 7',
    busy: false,
    problem: null,
  });
  world.intend({ kind: 'answer-trust', trust: false });
  expect(world.on('signed-in').cannotRemember).toBe(false);
  expect(world.asked('trustThisComputer')).toBe(0);
});

test('trust that a time of day ends is offered until then, as the council set it, whatever this computer’s clock says; otherwise for its days', () => {
  const offered = (until: string, clockAheadMs = 0) => {
    const world = atTextCode();
    world.intend({ kind: 'submit-code', code: 'CD3F4G' });
    const serverTime = instant(NOW - clockAheadMs);
    world.answer('verifyTextMessage', signedIn({ serverTime, trustOffer: { days: 30, until } }));
    return world.on('trust-computer').until;
  };
  expect(offered('2026-03-28T10:15:00.000Z')).toBe(Date.parse('2026-03-28T10:15:00.000Z'));
  const HOUR_MS = 3_600_000;
  expect(offered('2026-03-28T10:15:00.000Z', HOUR_MS)).toBe(Date.parse('2026-03-28T10:15:00.000Z'));
  expect(offered('2026-04-26T09:00:00.000Z')).toBeNull();
});

function atTrustAnswered(): World {
  const world = atTextCode();
  world.intend({ kind: 'submit-code', code: 'CD3F4G' });
  world.answer('verifyTextMessage', signedIn({ trustOffer: { days: 30, until: '2026-04-26T09:00:00.000Z' } }));
  world.intend({ kind: 'answer-trust', trust: true });
  world.answer('trustThisComputer', { trustToken: secretToken('trust'), expiresAt: instant(NOW + 1) });
  return world;
}

test('a trusted computer keeps the token under API, person and application, and then remembers the e-mail address', () => {
  const world = atTrustAnswered();
  const { attempt, key, token } = world.take('remember-trust');
  expect({ key, token }).toEqual({
    key: { address: 'https://vu.council.example', email: EMAIL, application: 'customer-service-vu' },
    token: secretToken('trust'),
  });
  world.happen({ kind: 'trust-remembered', attempt: attempt ?? 0, how: 'stored' });
  expect(world.on('signed-in').cannotRemember).toBe(false);
  expect(world.effects.at(-1)).toMatchObject({ kind: 'save', remembered: { email: EMAIL } });
});

test('a keychain that cannot keep the token is said once, and the person is signed in all the same', () => {
  const world = atTrustAnswered();
  world.happen({ kind: 'trust-remembered', attempt: world.take('remember-trust').attempt ?? 0, how: 'this-run-only' });
  expect(world.on('signed-in').cannotRemember).toBe(true);
  world.intend({ kind: 'dismiss-notice' });
  expect(world.on('signed-in').cannotRemember).toBe(false);
});

test('a slow keychain can be gone past', () => {
  const world = atTrustAnswered();
  expect(world.intend({ kind: 'answer-trust', trust: false })).toBe(true);
  world.on('signed-in');
  expect(world.happen({ kind: 'trust-remembered', attempt: world.take('remember-trust').attempt ?? 0, how: 'stored' })).toBe(false);
});

test('a trust token that the server refused is forgotten, a rotated one is kept, and neither holds up sign-in', () => {
  const refused = createWorld({ rememberedEmail: EMAIL });
  submitPassword(refused);
  refused.answer('signInWithPassword', challenged({}, 'refused'));
  expect(refused.take('forget-trust').key.email).toBe(EMAIL);
  expect(refused.take('save').remembered.email).toBeNull();

  const rotated = createWorld();
  submitPassword(rotated);
  rotated.answer('signInWithPassword', signedIn({}, { trustToken: secretToken('rotated') }));
  rotated.on('signed-in');
  expect(rotated.take('remember-trust')).toMatchObject({ attempt: null, token: secretToken('rotated') });
});

test('where IT does not allow trust no token is looked for and none is offered', () => {
  const world = createWorld({ managed: { ...NOT_MANAGED, allowDeviceTrust: false } });
  submitPassword(world);
  expect(world.pending().find((effect) => effect.kind === 'sign-in')).toMatchObject({ trust: null });
  world.answer('signInWithPassword', signedIn({ trustOffer: { days: 30, until: '2026-04-26T09:00:00.000Z' } }));
  world.on('signed-in');
});
