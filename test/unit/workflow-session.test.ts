import { expect, test } from 'vitest';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import {
  aChallenge,
  aSession,
  createSignedInWorld,
  createWorld,
  EMAIL,
  instant,
  NOW,
  PASSWORD,
  refusal,
  renewed,
  secretToken,
  signedIn,
  submitPassword,
} from '../support/workflow.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TO_CONTROL = [
  { application: 'customer-service-vu', entry: 'open' },
  { application: 'control', entry: 'open' },
] as const;

test('locking shows the lock at once and keeps telling the server until it has it', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  expect(world.on('session-locked')).toEqual({
    name: 'session-locked',
    person: 'Asha Patel',
    email: EMAIL,
    because: 'asked',
    busy: false,
    problem: null,
  });
  world.refuse('lockSession', { kind: 'offline' });
  world.pass(2_000);
  world.refuse('lockSession', { kind: 'unreachable' });
  world.pass(4_000);
  expect(world.asked('lockSession')).toBe(3);
  world.answer('lockSession', {});
  world.pass(HOUR_MS);
  expect(world.asked('lockSession')).toBe(3);
});

test('the wait between tries never grows beyond a minute', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  for (let tries = 0; tries < 10; tries += 1) {
    world.refuse('lockSession', { kind: 'timeout' });
    world.pass(60_000);
  }
  expect(world.asked('lockSession')).toBe(11);
});

test('a network that comes back sends at once what was waiting', () => {
  const world = createSignedInWorld();
  world.outside({ kind: 'network', online: false });
  expect(world.view().offline).toBe(true);
  world.intend({ kind: 'sign-out' });
  for (let tries = 0; tries < 6; tries += 1) {
    world.refuse('signOut', { kind: 'offline' });
    world.pass(60_000);
  }
  world.refuse('signOut', { kind: 'offline' });
  const tried = world.asked('signOut');
  world.outside({ kind: 'network', online: true });
  expect(world.asked('signOut')).toBe(tried + 1);
  expect(world.view().offline).toBe(false);
});

test('unlocking with the password brings back the page and the overlay that were there', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'open-my-security' });
  world.refuse('readMySecurity', { kind: 'timeout' });
  const before = world.on('signed-in').page;
  world.intend({ kind: 'lock' });
  world.answer('lockSession', {});
  world.intend({ kind: 'unlock', password: PASSWORD });
  expect(world.on('session-locked').busy).toBe(true);
  world.answer('unlockSession', renewed());
  expect(world.on('signed-in').page).toMatchObject({ name: before.name });
});

test('a wrong password, and a network that is gone, keep the lock and say so', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  world.intend({ kind: 'unlock', password: '' });
  expect(world.on('session-locked').problem?.code).toBe('password-missing');
  world.intend({ kind: 'unlock', password: 'wrong' });
  expect(world.intend({ kind: 'unlock', password: 'wrong' })).toBe(false);
  world.refuse('unlockSession', refusal('password-refused'));
  expect(world.on('session-locked')).toMatchObject({ busy: false, problem: { code: 'password-refused' } });
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.refuse('unlockSession', { kind: 'offline' });
  expect(world.on('session-locked').problem?.code).toBe('offline');
});

test('a lock that the server has not had yet is not sent after, or during, an unlock', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  world.refuse('lockSession', { kind: 'offline' });
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.pass(60_000);
  expect(world.asked('lockSession')).toBe(1);
  world.answer('unlockSession', renewed());
  world.pass(60_000);
  expect(world.asked('lockSession')).toBe(1);
});

test('signing out leaves the address of whoever trusted this computer, which only they are told of', () => {
  const own = createSignedInWorld({}, { rememberedEmail: ` ${EMAIL.toUpperCase()}` });
  own.intend({ kind: 'sign-out' });
  expect(own.on('sign-in')).toMatchObject({ reason: 'signed-out-remembered', email: ` ${EMAIL.toUpperCase()}` });
  const anothers = createSignedInWorld({}, { rememberedEmail: 'tomos.rees@council.example' });
  anothers.intend({ kind: 'sign-out' });
  expect(anothers.on('sign-in')).toMatchObject({ reason: 'signed-out', email: 'tomos.rees@council.example' });
});

test('signing out shows the form at once; without a network the server hears of it later', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'sign-out' });
  expect(world.on('sign-in')).toMatchObject({ reason: 'signed-out', email: '' });
  world.refuse('signOut', { kind: 'offline' });
  expect(JSON.stringify(world.state().stage)).not.toContain(secretToken('session'));
  world.pass(2_000);
  expect(world.pending().at(-1)).toMatchObject({ operation: 'signOut', bearer: secretToken('session') });
  world.answer('signOut', {});
  expect(JSON.stringify(world.state())).not.toContain(secretToken('session'));
});

test('a sign-out that never reaches the server is given up when the session would be over anyway', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'sign-out' });
  world.refuse('signOut', { kind: 'offline' });
  world.outside({ kind: 'network', online: false });
  for (let hours = 0; hours < 13; hours += 1) {
    world.pass(HOUR_MS);
    if (world.pending().some((effect) => effect.kind === 'call' && effect.operation === 'signOut'))
      world.refuse('signOut', { kind: 'offline' });
  }
  world.pass(HOUR_MS);
  expect(JSON.stringify(world.state())).not.toContain(secretToken('session'));
});

test('signing out works while locked, and makes the lock needless', () => {
  const world = createSignedInWorld();
  world.intend({ kind: 'lock' });
  world.refuse('lockSession', { kind: 'offline' });
  world.intend({ kind: 'sign-out' });
  world.on('sign-in');
  world.answer('signOut', {});
  world.pass(HOUR_MS);
  expect(world.asked('lockSession')).toBe(1);
});

test('quitting signs out', () => {
  const world = createSignedInWorld();
  world.happen({ kind: 'quit' });
  expect(world.asked('signOut')).toBe(1);
  expect(world.intend({ kind: 'lock' })).toBe(false);
});

test.each(['computer-locked', 'suspended'] as const)('%s locks the session', (kind) => {
  const world = createSignedInWorld();
  world.outside({ kind });
  expect(world.on('session-locked').because).toBe('computer-locked');
});

test('idling for as long as the policy says locks the session, and not sooner', () => {
  const world = createSignedInWorld({ idleLockMinutes: 15 });
  world.pass(15 * MINUTE_MS);
  world.outside({ kind: 'idle', seconds: 15 * 60 - 1 });
  world.on('signed-in');
  world.outside({ kind: 'idle', seconds: 15 * 60 });
  expect(world.on('session-locked').because).toBe('idle');
});

test('a session that was just unlocked stays open, whatever the system counts as input', () => {
  const world = createSignedInWorld({ idleLockMinutes: 15 });
  world.pass(20 * MINUTE_MS);
  world.outside({ kind: 'idle', seconds: 20 * 60 });
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.answer('unlockSession', renewed({ idleLockMinutes: 15 }));
  world.outside({ kind: 'idle', seconds: 20 * 60 + 2 });
  world.on('signed-in');
  world.pass(15 * MINUTE_MS);
  world.outside({ kind: 'idle', seconds: 35 * 60 });
  world.on('session-locked');
});

test('IT can only make the idle lock sooner', () => {
  const sooner = createSignedInWorld({ idleLockMinutes: 15 }, { managed: { ...NOT_MANAGED, idleLockMinutes: 5 } });
  sooner.pass(5 * MINUTE_MS);
  sooner.outside({ kind: 'idle', seconds: 300 });
  sooner.on('session-locked');
  const later = createSignedInWorld({ idleLockMinutes: 15 }, { managed: { ...NOT_MANAGED, idleLockMinutes: 60 } });
  later.pass(15 * MINUTE_MS);
  later.outside({ kind: 'idle', seconds: 900 });
  later.on('session-locked');
});

test('nothing locks where nobody is signed in', () => {
  const world = createWorld();
  world.outside({ kind: 'computer-locked' });
  world.outside({ kind: 'idle', seconds: 10_000 });
  world.on('sign-in');
});

test('the offer to trust can be locked away; unlocking leads to the workspace', () => {
  const world = createWorld();
  submitPassword(world);
  world.answer('signInWithPassword', signedIn({ trustOffer: { days: 30, until: '2026-04-26T09:00:00.000Z' } }));
  world.outside({ kind: 'computer-locked' });
  world.on('session-locked');
  world.intend({ kind: 'unlock', password: PASSWORD });
  world.answer('unlockSession', renewed());
  world.on('signed-in');
});

test.each([
  [{ sessionEnd: 'administrator' }, 'ended-by-administrator'],
  [{ sessionEnd: 'password-changed' }, 'password-changed'],
  [{ sessionEnd: 'factor-changed' }, 'factor-changed'],
  [{ sessionEnd: 'two-factor-on' }, 'two-factor-on'],
  [{}, 'session-ended'],
] as const)('a session that was ended elsewhere is noticed within ten seconds, and the form says why: %o', (details, reason) => {
  const world = createSignedInWorld();
  world.pass(10_000);
  world.refuse('readSession', refusal('not-signed-in', details));
  expect(world.on('sign-in')).toMatchObject({ reason, email: EMAIL });
  const locked = createSignedInWorld();
  locked.intend({ kind: 'lock' });
  locked.intend({ kind: 'unlock', password: PASSWORD });
  locked.refuse('unlockSession', refusal('not-signed-in', details));
  expect(locked.on('sign-in')).toMatchObject({ reason, email: EMAIL });
});

test('a session that the server locked by itself is shown locked', () => {
  const world = createSignedInWorld();
  world.pass(10_000);
  world.answer('readSession', aSession({ locked: true }, NOW + 10_000));
  world.on('session-locked');
  expect(world.asked('lockSession')).toBe(0);
});

test('a look at the session that fails for the network’s sake changes nothing and is repeated', () => {
  const world = createSignedInWorld();
  world.pass(10_000);
  const before = world.view();
  world.refuse('readSession', { kind: 'timeout' });
  expect(world.view()).toEqual(before);
  world.pass(10_000);
  expect(world.asked('readSession')).toBe(2);
});

test('waking up looks at the session at once', () => {
  const world = createSignedInWorld();
  world.outside({ kind: 'resumed' });
  expect(world.asked('readSession')).toBe(1);
});

test('a session ends here too when its time is up, locked or not', () => {
  const open = createSignedInWorld({ expiresAt: instant(NOW + 30_000) });
  open.pass(30_000);
  expect(open.on('sign-in').reason).toBe('session-ended');
  const locked = createSignedInWorld({ expiresAt: instant(NOW + 30_000) });
  locked.intend({ kind: 'lock' });
  locked.pass(30_000);
  expect(locked.on('sign-in').reason).toBe('session-ended');
});

test('a workspace that is open is entered once, and then switched to at will', () => {
  const world = createSignedInWorld({ applications: [...TO_CONTROL] });
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.answer('enterApplication', aSession({ applications: [...TO_CONTROL] }));
  expect(world.on('signed-in').page).toMatchObject({ name: 'workspace', workspace: 'control' });
  world.intend({ kind: 'open-workspace', workspace: 'customer-service-vu' });
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  expect(world.on('signed-in').page).toMatchObject({ name: 'workspace', workspace: 'control' });
  expect(world.asked('enterApplication')).toBe(1);
});

test('a workspace that is not permitted is refused', () => {
  const world = createSignedInWorld({ applications: [{ application: 'customer-service-vu', entry: 'open' }] });
  expect(world.on('signed-in').workspaces).toContainEqual({ workspace: 'control', entry: 'not-permitted' });
  expect(world.intend({ kind: 'open-workspace', workspace: 'control' })).toBe(false);
});

test('a workspace whose permission was taken away is left', () => {
  const world = createSignedInWorld({ application: 'control', applications: [...TO_CONTROL] });
  expect(world.on('signed-in').page).toMatchObject({ name: 'workspace', workspace: 'control' });
  world.pass(60_000);
  world.answer('readSession', aSession({ applications: [{ application: 'customer-service-vu', entry: 'open' }] }, NOW + 60_000));
  expect(world.on('signed-in').page).toMatchObject({ name: 'workspace', workspace: 'customer-service-vu' });
});

test('without a network a workspace cannot be entered; it is said, and tried again', () => {
  const world = createSignedInWorld({ applications: [...TO_CONTROL] });
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  world.refuse('enterApplication', { kind: 'offline' });
  expect(world.on('signed-in')).toMatchObject({ problem: { code: 'offline' }, page: { workspace: 'customer-service-vu' } });
  world.intend({ kind: 'retry' });
  world.answer('enterApplication', aSession({ applications: [...TO_CONTROL] }));
  expect(world.on('signed-in')).toMatchObject({ problem: null, page: { workspace: 'control' } });
});

const ALERT = { id: 'a1', kind: 'new-computer', at: instant(NOW), detail: 'Desk 9', method: null } as const;

test('an alert goes at once when it is dismissed, and the server is told', () => {
  const world = createSignedInWorld({ alerts: [{ ...ALERT, dismissal: 'now', dismissalFrom: null }] });
  expect(world.on('signed-in').alerts).toHaveLength(1);
  world.intend({ kind: 'dismiss-alert', id: 'a1' });
  expect(world.on('signed-in').alerts).toHaveLength(0);
  expect(world.pending().at(-1)).toMatchObject({ operation: 'dismissAlert', params: { id: 'a1' } });
  expect(world.intend({ kind: 'dismiss-alert', id: 'a1' })).toBe(false);
});

test('an alert that was caused on this computer goes once a second factor was given, and by itself then', () => {
  const alert = { ...ALERT, dismissal: 'step-up', dismissalFrom: instant(NOW + 24 * HOUR_MS) } as const;
  const world = createSignedInWorld({ alerts: [alert] });
  world.intend({ kind: 'dismiss-alert', id: 'a1' });
  expect(world.on('signed-in').alerts).toHaveLength(1);
  world.refuse('dismissAlert', refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: [{ method: 'authenticator', enrolled: true, available: true }] }),
  });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', {
    outcome: 'met',
    sessionToken: null,
    session: aSession({ alerts: [{ ...alert, dismissal: 'now', dismissalFrom: null }] }),
  });
  world.answer('dismissAlert', {});
  expect(world.on('signed-in').alerts).toHaveLength(0);
});

test('an alert that only time lets go stays, and the server is not asked', () => {
  const alert = { ...ALERT, dismissal: 'later', dismissalFrom: instant(NOW + 24 * HOUR_MS) } as const;
  const world = createSignedInWorld({ alerts: [alert] });
  expect(world.intend({ kind: 'dismiss-alert', id: 'a1' })).toBe(false);
  expect(world.on('signed-in').alerts).toHaveLength(1);
});
