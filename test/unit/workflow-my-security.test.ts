import { expect, test } from 'vitest';
import type { Challenge, Session } from '../../shared/sign-in/schemas.ts';
import type { MySecurityPage } from '../../shared/sign-in/screens.ts';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  aSession,
  createSignedInWorld,
  createWorld,
  ENROLMENT,
  instant,
  mySecurity,
  NOW,
  PASSWORD,
  refusal,
  renewed,
  secretToken,
  sent,
  signedIn,
  submitPassword,
  THIS_COMPUTER,
} from '../support/workflow.ts';

const DEVICE_ID = '5f0c7a52-94c3-4b8a-8a57-0e6b4f3f2d11';
const APP_ONLY: Challenge['methods'] = [{ method: 'authenticator', enrolled: true, available: true }];

function atMySecurity(content = mySecurity(), session: Partial<Session> = {}): World {
  const world = createSignedInWorld(session);
  world.intend({ kind: 'open-my-security' });
  world.answer('readMySecurity', content);
  return world;
}

function page(world: World): MySecurityPage {
  const shown = world.on('signed-in').page;
  if (shown.name !== 'my-security') throw new Error(`On ${shown.name}`);
  return shown;
}

function overlayStep(world: World): string | undefined {
  return world.on('signed-in').overlay?.step.name;
}

/** Answers the step-up that an action is refused for, up to its code. */
function refuseForStepUp(world: World, operation: Parameters<World['refuse']>[0]): void {
  world.refuse(operation, refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: APP_ONLY }),
  });
}

function meetStepUp(world: World): void {
  world.intend({ kind: 'submit-code', code: '123456' });
  const counts = { steppedUpUntil: instant(NOW + 300_000), steppedUpFor: ['account', 'customer-service-vu'] } as const;
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed({ ...counts, steppedUpFor: [...counts.steppedUpFor] }) });
}

test('my security shows at once and fills when its content comes', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-my-security' });
  expect(page(world)).toMatchObject({ content: null, busy: true });
  world.answer('readMySecurity', mySecurity());
  expect(page(world)).toMatchObject({ busy: false, content: { addable: ['authenticator'] } });
});

test('content that cannot be fetched is said, and fetched again on retry', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-my-security' });
  world.refuse('readMySecurity', { kind: 'offline' });
  expect(page(world)).toMatchObject({ content: null, busy: false, problem: { code: 'offline' } });
  world.intend({ kind: 'retry' });
  world.answer('readMySecurity', mySecurity());
  expect(page(world).problem).toBeNull();
});

test('an action that needs a step-up gets one over the page, and goes on by itself', () => {
  const world = atMySecurity();
  world.intend({ kind: 'remove-all-trusted-devices' });
  expect(page(world).busy).toBe(true);
  refuseForStepUp(world, 'removeAllTrustedDevices');
  expect(world.on('signed-in').overlay).toMatchObject({
    purpose: 'step-up',
    opens: null,
    step: { name: 'authenticator-code', recoveryCodesLeft: 0 },
  });
  expect(world.asked('removeAllTrustedDevices')).toBe(1);
  meetStepUp(world);
  expect(world.on('signed-in').overlay).toBeNull();
  expect(world.asked('removeAllTrustedDevices')).toBe(2);
  world.answer('removeAllTrustedDevices', mySecurity());
  expect(page(world).done).toBe('computers-removed');
  world.intend({ kind: 'dismiss-notice' });
  expect(page(world).done).toBeNull();
});

test('a step-up that is closed does not let the action go on, and its challenge is ended', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  refuseForStepUp(world, 'makeRecoveryCodes');
  world.intend({ kind: 'back' });
  expect(world.on('signed-in').overlay).toBeNull();
  expect(world.pending().at(-1)).toMatchObject({ operation: 'cancelChallenge', bearer: secretToken('step-up') });
  expect(world.asked('makeRecoveryCodes')).toBe(1);
});

test('nothing on the page can be done while the overlay lies over it', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  refuseForStepUp(world, 'makeRecoveryCodes');
  expect(world.intend({ kind: 'remove-factor', method: 'text-message' })).toBe(false);
  expect(world.intend({ kind: 'open-workspace', workspace: 'customer-service-vu' })).toBe(false);
});

test('where two-factor is off the step-up asks for the password', () => {
  const world = atMySecurity();
  world.intend({ kind: 'remove-trusted-device', id: DEVICE_ID });
  world.refuse('removeTrustedDevice', refusal('step-up-needed'));
  world.answer('startStepUp', { outcome: 'password-needed' });
  expect(overlayStep(world)).toBe('password-step');
  world.intend({ kind: 'step-up-with-password', password: '' });
  expect(world.asked('stepUpWithPassword')).toBe(0);
  world.intend({ kind: 'step-up-with-password', password: 'wrong' });
  world.refuse('stepUpWithPassword', refusal('password-refused'));
  expect(world.on('signed-in').overlay?.step).toMatchObject({ busy: false, problem: { code: 'password-refused' } });
  world.intend({ kind: 'step-up-with-password', password: PASSWORD });
  world.answer('stepUpWithPassword', { outcome: 'met', ...renewed() });
  world.answer('removeTrustedDevice', mySecurity());
  expect(page(world).done).toBe('computer-removed');
});

test('a step-up whose tries are spent closes, says so, and leaves the person signed in', () => {
  const world = atMySecurity();
  world.intend({ kind: 'remove-factor', method: 'text-message' });
  refuseForStepUp(world, 'removeFactor');
  world.intend({ kind: 'submit-code', code: '123456' });
  world.refuse('verifyAuthenticator', refusal('code-wrong', { attemptsLeft: 0 }));
  expect(world.on('signed-in').overlay).toBeNull();
  expect(page(world).problem).toMatchObject({ code: 'code-wrong', attemptsLeft: 0 });
});

test('codes that are locked are said in the overlay, which can be closed', () => {
  const world = atMySecurity();
  world.intend({ kind: 'remove-factor', method: 'text-message' });
  world.refuse('removeFactor', refusal('step-up-needed'));
  world.refuse('startStepUp', refusal('codes-locked', { lockedUntil: instant(NOW + 900_000) }));
  expect(world.on('signed-in').overlay?.step).toEqual({ name: 'locked-out', until: NOW + 900_000 });
  expect(world.intend({ kind: 'back' })).toBe(true);
  expect(world.on('signed-in').overlay).toBeNull();
});

test('an authenticator app is added in an overlay', () => {
  const world = atMySecurity();
  world.intend({ kind: 'add-factor', method: 'authenticator' });
  world.answer('addAuthenticator', {
    challengeToken: secretToken('add'),
    challenge: aChallenge({ purpose: 'add-factor', methods: APP_ONLY }),
    enrolment: ENROLMENT,
  });
  expect(world.on('signed-in').overlay).toMatchObject({ purpose: 'add-factor', step: { name: 'link-authenticator', key: ENROLMENT.key } });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed() });
  world.answer('readMySecurity', mySecurity({ addable: [] }));
  expect(page(world)).toMatchObject({ done: 'factor-added', content: { addable: [] } });
});

test('a new number steps up first, then asks for the number, then for its code; it can be corrected', () => {
  const world = atMySecurity();
  world.intend({ kind: 'add-factor', method: 'text-message' });
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: APP_ONLY }),
  });
  meetStepUp(world);
  expect(world.on('signed-in').overlay).toMatchObject({ purpose: 'add-factor', step: { name: 'phone-number', phoneNumber: '' } });
  world.intend({ kind: 'submit-phone-number', phoneNumber: '07700 900124' });
  expect(world.on('signed-in').overlay?.step).toMatchObject({ busy: true, phoneNumber: '07700 900124' });
  world.refuse('addTextMessage', refusal('phone-number-invalid', { phoneNumberFault: 'too-short' }));
  expect(world.on('signed-in').overlay?.step).toMatchObject({ busy: false, problem: { phoneNumberFault: 'too-short' } });
  world.intend({ kind: 'submit-phone-number', phoneNumber: '07700 900125' });
  const challenge = aChallenge({ purpose: 'add-factor', textMessage: sent({ firstTime: true, numberEnding: '125' }) });
  world.answer('addTextMessage', { challengeToken: secretToken('add'), challenge });
  expect(world.on('signed-in').overlay?.step).toMatchObject({ name: 'text-code', numberEnding: '125', firstTime: true });
  world.intend({ kind: 'correct-phone-number' });
  expect(world.on('signed-in').overlay?.step).toMatchObject({ name: 'phone-number', phoneNumber: '07700 900125' });
});

test('a new password is not kept anywhere once it is set, and trust on this computer is forgotten', () => {
  const world = atMySecurity();
  world.intend({ kind: 'change-password', currentPassword: PASSWORD, newPassword: `${PASSWORD}-2` });
  refuseForStepUp(world, 'changePassword');
  meetStepUp(world);
  world.answer('changePassword', { ...renewed(), mySecurity: mySecurity() });
  expect(page(world).done).toBe('password-changed');
  expect(JSON.stringify(world.state())).not.toContain(PASSWORD);
  expect(world.effects.filter((effect) => effect.kind === 'forget-trust')).toHaveLength(2);
});

test('a password that is too weak is said why', () => {
  const world = atMySecurity();
  world.intend({ kind: 'change-password', currentPassword: PASSWORD, newPassword: 'short' });
  world.refuse('changePassword', refusal('password-weak', { passwordFault: 'too-short' }));
  expect(page(world).problem).toMatchObject({ code: 'password-weak', passwordFault: 'too-short' });
});

test('removing this computer from the trusted ones forgets its token; removing another one does not', () => {
  const device = {
    id: DEVICE_ID,
    deviceId: THIS_COMPUTER,
    name: 'Desk 7',
    application: 'control',
    thisComputer: true,
    trustedAt: instant(NOW),
    lastUsedAt: null,
    expiresAt: instant(NOW),
  } as const;
  const here = atMySecurity(mySecurity({ trustedDevices: [device] }));
  here.intend({ kind: 'remove-trusted-device', id: DEVICE_ID });
  here.answer('removeTrustedDevice', mySecurity());
  expect(here.take('forget-trust').key.application).toBe('control');

  const elsewhere = atMySecurity(mySecurity({ trustedDevices: [{ ...device, thisComputer: false }] }));
  elsewhere.intend({ kind: 'remove-trusted-device', id: DEVICE_ID });
  elsewhere.answer('removeTrustedDevice', mySecurity());
  expect(elsewhere.effects.some((effect) => effect.kind === 'forget-trust')).toBe(false);
});

test('recovery codes show until they are saved, also after a look at another page', () => {
  const codes = Array.from({ length: 10 }, (_, index) => `CDFGH2345${(index % 8) + 2}`);
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  world.answer('makeRecoveryCodes', { codes, confirmBy: '2026-03-27T09:10:00.000Z', mySecurity: mySecurity({ recoveryCodesLeft: 10 }) });
  expect(page(world).recoveryCodes).toEqual(codes);
  world.intend({ kind: 'copy-recovery-codes' });
  expect(world.take('copy').text.split('\n')[0]).toBe('CDFGH-23452');
  world.intend({ kind: 'open-workspace', workspace: 'customer-service-vu' });
  world.intend({ kind: 'open-my-security' });
  expect(page(world).recoveryCodes).toEqual(codes);
  world.intend({ kind: 'recovery-codes-saved' });
  expect(page(world).recoveryCodes).toEqual(codes);
  world.answer('confirmRecoveryCodes', mySecurity({ recoveryCodesLeft: 10 }));
  expect(page(world).recoveryCodes).toBeNull();
  expect(world.intend({ kind: 'copy-recovery-codes' })).toBe(false);
});

test('codes that lapsed before they were confirmed are not shown any longer, and the person is told', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  world.answer('makeRecoveryCodes', {
    codes: Array.from({ length: 10 }, () => 'CDFGH23456'),
    confirmBy: '2026-03-27T09:10:00.000Z',
    mySecurity: mySecurity(),
  });
  world.intend({ kind: 'recovery-codes-saved' });
  world.refuse('confirmRecoveryCodes', refusal('not-found'));
  expect(page(world).recoveryCodes).toBeNull();
  expect(page(world).problem?.code).toBe('recovery-codes-lapsed');
});

test('only one action is under way at a time', () => {
  const world = atMySecurity();
  expect(world.intend({ kind: 'make-recovery-codes' })).toBe(true);
  expect(world.intend({ kind: 'make-recovery-codes' })).toBe(false);
  expect(world.intend({ kind: 'remove-all-trusted-devices' })).toBe(false);
});

test('entering Control steps up in an overlay and then opens it', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  expect(world.pending().at(-1)).toMatchObject({ operation: 'startStepUp', body: { application: 'control' } });
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', application: 'control', methods: APP_ONLY }),
  });
  expect(world.on('signed-in').overlay).toMatchObject({ purpose: 'enter-application', opens: 'control', step: { application: 'control' } });
  meetStepUp(world);
  world.answer('enterApplication', aSession());
  expect(world.on('signed-in')).toMatchObject({ page: { name: 'workspace', workspace: 'control' }, overlay: null });
});

test('an overlay is still there after locking and unlocking', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  refuseForStepUp(world, 'makeRecoveryCodes');
  world.outside({ kind: 'computer-locked' });
  world.answer('lockSession', {});
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.answer('unlockSession', renewed());
  expect(overlayStep(world)).toBe('authenticator-code');
  meetStepUp(world);
  expect(world.asked('makeRecoveryCodes')).toBe(2);
});

test('a session that ends during an action leads to the form', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  world.refuse('makeRecoveryCodes', refusal('not-signed-in'));
  expect(world.on('sign-in').reason).toBe('session-ended');
});

test('an answer that was not waited for any longer changes nothing', () => {
  const world = atMySecurity();
  world.intend({ kind: 'make-recovery-codes' });
  expect(world.intend({ kind: 'back' })).toBe(true);
  const before = world.view();
  expect(
    world.answer('makeRecoveryCodes', {
      codes: Array(10).fill('CDFGH23452'),
      confirmBy: '2026-03-27T09:10:00.000Z',
      mySecurity: mySecurity(),
    }),
  ).toBe(false);
  expect(world.view()).toEqual(before);
});

test('whoever has nothing to show who they are with is told so on the way to Control', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', refusal('step-up-needed'));
  world.refuse('startStepUp', refusal('second-factor-not-set-up'));
  expect(world.on('signed-in').problem?.code).toBe('second-factor-not-set-up');
  expect(world.asked('startStepUp')).toBe(1);
});

function withTemporaryPassword(session: Partial<Session> = {}): World {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', signedIn({ mustChangePassword: true, ...session }));
  return world;
}

test('with a temporary password there is a screen to change it and nothing else, and nothing else is asked for', () => {
  const permissions = ['customer-service-access', 'sign-in-pass-granting', 'management-access'] as const;
  const world = withTemporaryPassword({ permissions: [...permissions], trust: { expiresAt: instant(NOW + 60_000) } });
  expect(world.on('new-password')).toMatchObject({ busy: false, problem: null, overlay: null });
  for (const kind of ['open-my-security', 'refresh-control', 'make-recovery-codes', 'renew-trust'] as const) {
    expect(world.intend({ kind })).toBe(false);
  }
  expect(world.intend({ kind: 'open-workspace', workspace: 'control' })).toBe(false);
  world.pass(10_000);
  world.answer('readSession', aSession({ mustChangePassword: true }, world.at()));
  expect([world.asked('listPassRequests'), world.asked('readMySecurity'), world.asked('readSignInService')]).toEqual([0, 0, 0]);

  const change = { kind: 'change-password', currentPassword: PASSWORD, newPassword: 'a new password of mine' } as const;
  world.intend(change);
  refuseForStepUp(world, 'changePassword');
  expect(world.on('new-password').overlay?.step.name).toBe('authenticator-code');
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed({ mustChangePassword: true }) });
  world.refuse('changePassword', refusal('password-weak', { passwordFault: 'common' }));
  expect(world.on('new-password').problem).toMatchObject({ code: 'password-weak' });
  world.intend(change);
  world.answer('changePassword', { ...renewed(), mySecurity: mySecurity() });
  expect(world.on('signed-in').page.name).toBe('workspace');
  // With its new token, which the next look at the session is made with.
  world.pass(10_000);
  expect(world.last('readSession').bearer).toBe(secretToken('renewed'));
});

test('a temporary password can be left alone: signing out and locking work as ever', () => {
  const world = withTemporaryPassword();
  world.intend({ kind: 'lock' });
  world.on('session-locked');
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.answer('unlockSession', renewed({ mustChangePassword: true }));
  world.on('new-password');
  world.intend({ kind: 'sign-out' });
  world.on('sign-in');
});
