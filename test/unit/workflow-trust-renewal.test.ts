import { expect, test } from 'vitest';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { Session } from '../../shared/sign-in/schemas.ts';
import type { World } from '../support/workflow.ts';
import { aChallenge, aSession, createSignedInWorld, instant, mySecurity, NOW, refusal, renewed, secretToken } from '../support/workflow.ts';

const MINUTE_MS = 60_000;
const ENDS = NOW + 40 * MINUTE_MS;
const OFFER: Session['trustOffer'] = { days: 30, until: instant(NOW + 24 * 60 * MINUTE_MS) };

function trusted(given: Partial<Session> = {}, common: Parameters<typeof createSignedInWorld>[1] = {}): World {
  return createSignedInWorld({ trust: { expiresAt: instant(ENDS) }, idleLockMinutes: 60, ...given }, common);
}

/** Time goes by while the server says each minute that all is as it was. */
function work(world: World, minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.pass(MINUTE_MS);
    world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS) } }, world.at()));
  }
}

function meetStepUp(world: World, session: Partial<Session>): void {
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: [{ method: 'authenticator', enrolled: true, available: true }] }, world.at()),
  });
  expect(world.on('signed-in').overlay).toMatchObject({ purpose: 'renew-trust', opens: null, step: { name: 'authenticator-code' } });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed(session, world.at()) });
}

test('a person is warned half an hour before this computer’s trust ends, and not before', () => {
  const world = trusted();
  expect(world.on('signed-in')).toMatchObject({ trust: { expiresAt: ENDS }, trustWarning: false });
  work(world, 9);
  world.pass(MINUTE_MS - 1);
  expect(world.on('signed-in').trustWarning).toBe(false);
  world.pass(1);
  expect(world.on('signed-in').trustWarning).toBe(true);
});

test('a warning that was put away stays away, and a later end brings it back', () => {
  const world = trusted();
  work(world, 10);
  expect(world.intend({ kind: 'dismiss-trust-warning' })).toBe(true);
  work(world, 5);
  expect(world.on('signed-in').trustWarning).toBe(false);
  expect(world.intend({ kind: 'dismiss-trust-warning' })).toBe(false);
  world.pass(MINUTE_MS);
  world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS + 10 * MINUTE_MS) } }, world.at()));
  world.pass(5 * MINUTE_MS);
  expect(world.on('signed-in').trustWarning).toBe(true);
});

test('trust that has ended is not shown any more', () => {
  const world = trusted();
  work(world, 39);
  world.pass(MINUTE_MS);
  expect(world.on('signed-in')).toMatchObject({ trust: null, trustWarning: false });
});

test('renewing asks for a second factor over the work and goes on by itself to the keychain', () => {
  const world = trusted();
  work(world, 10);
  world.intend({ kind: 'renew-trust' });
  expect(world.on('signed-in')).toMatchObject({ renewingTrust: true });
  meetStepUp(world, { trust: { expiresAt: instant(ENDS) }, trustOffer: OFFER });
  const renewed = instant(ENDS + 24 * 60 * MINUTE_MS);
  world.answer('trustThisComputer', { trustToken: secretToken('renewed'), expiresAt: renewed });
  const effect = world.take('remember-trust');
  expect(effect).toMatchObject({ token: secretToken('renewed'), key: { application: 'customer-service-vu' } });
  world.happen({ kind: 'trust-remembered', attempt: effect.attempt ?? -1, how: 'stored' });
  expect(world.on('signed-in')).toMatchObject({
    overlay: null,
    renewingTrust: false,
    trustRenewed: true,
    trustWarning: false,
    cannotRemember: false,
    trust: { expiresAt: Date.parse(renewed) },
    page: { name: 'workspace', workspace: 'customer-service-vu' },
  });
  world.intend({ kind: 'dismiss-notice' });
  expect(world.on('signed-in').trustRenewed).toBe(false);
});

test.each(['stored', 'this-run-only'] as const)(
  'My security is read again once trust is renewed and the token is %s: it shows until when',
  (how) => {
    const world = trusted();
    world.pass(MINUTE_MS);
    world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS) }, trustOffer: OFFER }, world.at()));
    world.intend({ kind: 'open-my-security' });
    world.answer('readMySecurity', mySecurity());
    world.intend({ kind: 'renew-trust' });
    world.answer('trustThisComputer', { trustToken: secretToken('renewed'), expiresAt: instant(ENDS + MINUTE_MS) });
    expect(world.asked('readMySecurity')).toBe(1);
    const { attempt } = world.take('remember-trust');
    world.happen({ kind: 'trust-remembered', attempt: attempt ?? -1, how });
    world.answer('readMySecurity', mySecurity({ recoveryCodesLeft: 7 }));
    expect(world.on('signed-in')).toMatchObject({
      trustRenewed: how === 'stored',
      page: { content: { recoveryCodesLeft: 7 }, busy: false },
    });
  },
);

test('soon after a second factor, renewing asks for no other', () => {
  const world = trusted();
  world.pass(MINUTE_MS);
  world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS) }, trustOffer: OFFER }, world.at()));
  world.intend({ kind: 'renew-trust' });
  expect(world.asked('startStepUp')).toBe(0);
  expect(world.asked('trustThisComputer')).toBe(1);
});

test('an offer that ran out meanwhile costs one step-up, and never another', () => {
  const world = trusted();
  world.pass(MINUTE_MS);
  world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS) }, trustOffer: OFFER }, world.at()));
  world.intend({ kind: 'renew-trust' });
  world.refuse('trustThisComputer', refusal('trust-not-offered'));
  meetStepUp(world, { trust: { expiresAt: instant(ENDS) } });
  world.refuse('trustThisComputer', refusal('trust-not-offered'));
  expect(world.asked('startStepUp')).toBe(1);
  expect(world.on('signed-in')).toMatchObject({ overlay: null, renewingTrust: false, problem: { code: 'trust-not-offered' } });
});

test('a keychain that can’t keep the new token is said once, and the work goes on', () => {
  const world = trusted();
  world.pass(MINUTE_MS);
  world.answer('readSession', aSession({ trust: { expiresAt: instant(ENDS) }, trustOffer: OFFER }, world.at()));
  world.intend({ kind: 'renew-trust' });
  world.answer('trustThisComputer', { trustToken: secretToken('renewed'), expiresAt: instant(ENDS + MINUTE_MS) });
  const { attempt } = world.take('remember-trust');
  world.happen({ kind: 'trust-remembered', attempt: attempt ?? -1, how: 'this-run-only' });
  expect(world.on('signed-in')).toMatchObject({ cannotRemember: true, trustRenewed: false });
});

test('there is nothing to renew without trust, nor where IT forbids it', () => {
  expect(createSignedInWorld().intend({ kind: 'renew-trust' })).toBe(false);
  const forbidden = trusted({}, { managed: { ...NOT_MANAGED, allowDeviceTrust: false } });
  expect(forbidden.on('signed-in').trust).toBeNull();
  expect(forbidden.intend({ kind: 'renew-trust' })).toBe(false);
});

test('switching user signs out, keeps the trust, and leaves an empty form that names nobody at the next start either', () => {
  const world = trusted({ application: 'control' }, { rememberedEmail: 'asha.patel@council.example' });
  expect(world.state().common.lastApplication).toBe('control');
  expect(world.intend({ kind: 'switch-user' })).toBe(true);
  expect(world.on('sign-in')).toMatchObject({ email: '', application: 'customer-service-vu', reason: 'signed-out' });
  expect(world.asked('signOut')).toBe(1);
  expect(world.effects.filter((effect) => effect.kind === 'forget-trust')).toEqual([]);
  expect(world.effects.findLast((effect) => effect.kind === 'save')).toMatchObject({
    remembered: { email: null, application: 'customer-service-vu' },
  });
});

test('after switching user the application that was opened last is forgotten at the next start too, whoever was remembered', () => {
  const world = trusted({ application: 'control' });
  world.intend({ kind: 'switch-user' });
  expect(world.effects.findLast((effect) => effect.kind === 'save')).toMatchObject({ remembered: { application: 'customer-service-vu' } });
});

test('a locked session can be left to somebody else', () => {
  const world = trusted();
  world.intend({ kind: 'lock' });
  expect(world.intend({ kind: 'switch-user' })).toBe(true);
  expect(world.on('sign-in').email).toBe('');
  world.answer('signOut', {});
  expect(world.asked('lockSession')).toBeLessThanOrEqual(1);
  expect(world.state().outbox.errands).toEqual([]);
});
