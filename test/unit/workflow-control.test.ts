import { expect, test } from 'vitest';
import type { Session } from '../../shared/sign-in/schemas.ts';
import type { ControlHome } from '../../shared/sign-in/screens.ts';
import type { World } from '../support/workflow.ts';
import {
  aChallenge,
  aSession,
  COMPUTER,
  createSignedInWorld,
  instant,
  NOW,
  refusal,
  renewed,
  secretToken,
  signInService,
} from '../support/workflow.ts';

const MANAGER: Partial<Session> = {
  application: 'control',
  permissions: ['customer-service-access', 'management-access'],
  applications: [
    { application: 'customer-service-vu', entry: 'open' },
    { application: 'control', entry: 'open' },
  ],
};

function manager(given: Partial<Session> = {}, common: Parameters<typeof createSignedInWorld>[1] = {}): World {
  return createSignedInWorld({ ...MANAGER, ...given }, common);
}

function inControl(): World {
  const world = manager();
  world.answer('readSignInService', signInService());
  world.answer('listComputers', { computers: [COMPUTER] });
  return world;
}

function control(world: World): ControlHome {
  const { page } = world.on('signed-in');
  if (page.name !== 'workspace' || page.control === null) throw new Error('Control is not shown');
  return page.control;
}

test('Control shows at once and fills when what it shows comes, in whatever order', () => {
  const world = manager();
  expect(control(world)).toMatchObject({ service: null, computers: null, busy: true });
  world.answer('listComputers', { computers: [COMPUTER] });
  expect(control(world)).toMatchObject({ service: null, computers: [{ name: 'Desk 9' }], busy: true });
  world.answer('readSignInService', signInService());
  expect(control(world)).toMatchObject({ service: { textMessages: 'ok' }, busy: false, problem: null });
});

test('entering Control, and coming back to it, reads it afresh and keeps what was known meanwhile', () => {
  const world = inControl();
  world.intend({ kind: 'open-workspace', workspace: 'customer-service-vu' });
  world.answer('enterApplication', aSession(MANAGER));
  expect(world.on('signed-in').page).toMatchObject({ workspace: 'customer-service-vu', control: null });
  world.intend({ kind: 'open-workspace', workspace: 'control' });
  expect(world.asked('listComputers')).toBe(2);
  expect(control(world)).toMatchObject({ computers: [{ name: 'Desk 9' }], busy: true });
});

test('nothing is read for somebody who may not manage, nor while another page is shown', () => {
  const world = createSignedInWorld();
  world.pass(60_000);
  expect(world.asked('readSignInService') + world.asked('listComputers')).toBe(0);
  expect(world.intend({ kind: 'refresh-control' })).toBe(false);
});

test('what can’t be read is said, and read again when asked for', () => {
  const world = manager();
  world.refuse('readSignInService', { kind: 'timeout' });
  world.answer('listComputers', { computers: [COMPUTER] });
  expect(control(world)).toMatchObject({ service: null, busy: false, problem: { code: 'api-timeout' } });
  expect(world.intend({ kind: 'retry' })).toBe(true);
  world.answer('readSignInService', signInService({ textMessages: 'failing', because: 'daily-limit', since: instant(NOW) }));
  world.answer('listComputers', { computers: [COMPUTER] });
  expect(control(world)).toMatchObject({ service: { because: 'daily-limit' }, problem: null });
});

test('refreshing asks once, however often it is pressed', () => {
  const world = inControl();
  expect(world.intend({ kind: 'refresh-control' })).toBe(true);
  expect(world.intend({ kind: 'refresh-control' })).toBe(false);
  expect(world.asked('listComputers')).toBe(2);
});

test('without a network Control waits for it', () => {
  const world = manager({}, { online: false });
  expect(world.asked('listComputers')).toBe(0);
  expect(control(world).busy).toBe(true);
  world.outside({ kind: 'network', online: true });
  expect(world.asked('listComputers')).toBe(1);
});

test('what was being read when the session was locked is read after it is unlocked', () => {
  const world = manager();
  world.intend({ kind: 'lock' });
  expect(world.answer('listComputers', { computers: [COMPUTER] })).toBe(false);
  world.intend({ kind: 'unlock', password: 'SECRET-correct-horse' });
  world.answer('unlockSession', renewed(MANAGER));
  expect(world.asked('listComputers')).toBe(2);
});

test('ending a computer asks for a second factor over the page, says what it ended, and reads the list again', () => {
  const world = inControl();
  world.intend({ kind: 'end-computer', deviceId: COMPUTER.deviceId });
  expect(control(world).ending).toBe(COMPUTER.deviceId);
  world.refuse('endComputer', refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: [{ method: 'authenticator', enrolled: true, available: true }] }),
  });
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed({ ...MANAGER, steppedUpUntil: instant(NOW + 300_000) }) });
  world.answer('endComputer', { sessions: 1, trusts: 2, people: 3 });
  expect(control(world)).toMatchObject({ ending: null, done: { name: 'Desk 9', sessions: 1, trusts: 2, people: 3 }, busy: true });
  world.answer('listComputers', { computers: [] });
  expect(control(world).computers).toEqual([]);
});

test('a code for a colleague takes a step-up for Control, is shown once, and is gone when it is put away, the page left or the session locked', () => {
  const world = inControl();
  const asked = {
    kind: 'issue-help-desk-code',
    email: ' nia.bevan@porthaven.example',
    purpose: 'enrol',
    reason: 'Rang from the known number',
  } as const;
  const made = { code: 'HKLM-2346-QRWX', person: { name: 'Nia Bevan', email: 'nia.bevan@porthaven.example' }, expiresAt: instant(NOW) };
  world.intend({ ...asked, email: ' ' });
  expect(control(world).codeProblem?.code).toBe('email-missing');
  world.intend({ ...asked, reason: 'phone' });
  expect(control(world).codeProblem?.code).toBe('reason-too-short');
  expect(world.asked('issueHelpDeskCode')).toBe(0);
  world.intend(asked);
  expect(control(world)).toMatchObject({ issuing: true, codeProblem: null });
  world.refuse('issueHelpDeskCode', refusal('step-up-needed'));
  world.answer('startStepUp', {
    outcome: 'second-factor-needed',
    challengeToken: secretToken('step-up'),
    challenge: aChallenge({ purpose: 'step-up', methods: [{ method: 'authenticator', enrolled: true, available: true }] }),
  });
  expect(world.on('signed-in').overlay?.appBecause).toBe('control');
  world.intend({ kind: 'submit-code', code: '123456' });
  world.answer('verifyAuthenticator', { outcome: 'met', ...renewed({ ...MANAGER, steppedUpUntil: instant(NOW + 300_000) }) });
  world.answer('issueHelpDeskCode', made);
  expect(control(world)).toMatchObject({ issuing: false, code: { person: 'Nia Bevan', code: 'HKLM-2346-QRWX', purpose: 'enrol' } });
  world.intend({ kind: 'dismiss-notice' });
  expect(control(world).code).toBeNull();

  world.intend(asked);
  world.answer('issueHelpDeskCode', made);
  world.intend({ kind: 'lock' });
  world.intend({ kind: 'unlock', password: 'SECRET-correct-horse' });
  world.answer('unlockSession', renewed(MANAGER));
  expect(control(world).code).toBeNull();
  world.intend(asked);
  world.refuse('issueHelpDeskCode', refusal('not-permitted'));
  expect(control(world)).toMatchObject({ issuing: false, code: null, codeProblem: { code: 'not-permitted' } });
});

test('of two computers with the same name the one that was ended is called as in the list, also once it is gone from that', () => {
  const world = manager();
  const other = { ...COMPUTER, deviceId: '7b4f2f0e-0b1c-4d59-9a41-6c0c4f8f6da3' };
  world.answer('readSignInService', signInService());
  world.answer('listComputers', { computers: [COMPUTER, other] });
  world.intend({ kind: 'end-computer', deviceId: other.deviceId });
  world.answer('endComputer', { sessions: 1, trusts: 0, people: 1 });
  world.answer('listComputers', { computers: [COMPUTER] });
  expect(control(world).done).toMatchObject({ name: 'Desk 9 (…6da3)' });
});

test('what was read says as of when, and goes on saying it while it can’t be read again', () => {
  const world = inControl();
  expect(control(world)).toMatchObject({ serviceAt: NOW, computersAt: NOW });
  world.pass(9_000);
  world.intend({ kind: 'refresh-control' });
  world.refuse('readSignInService', { kind: 'unreachable' });
  world.answer('listComputers', { computers: [] });
  expect(control(world)).toMatchObject({ service: { textMessages: 'ok' }, serviceAt: NOW, computersAt: NOW + 9_000 });
});

test('a computer that can’t be ended is said in Control, and one that is not in the list can’t be', () => {
  const world = inControl();
  world.intend({ kind: 'end-computer', deviceId: COMPUTER.deviceId });
  world.refuse('endComputer', refusal('not-found'));
  expect(control(world)).toMatchObject({ ending: null, problem: { code: 'not-found' }, busy: true });
  expect(world.on('signed-in').problem).toBeNull();
  expect(world.intend({ kind: 'end-computer', deviceId: '00000000-0000-4000-8000-000000000000' })).toBe(false);
});

test('a manager who ended the computer that she sits at is signed out', () => {
  const world = inControl();
  world.intend({ kind: 'end-computer', deviceId: COMPUTER.deviceId });
  world.answer('endComputer', { sessions: 1, trusts: 0, people: 1 });
  world.refuse('listComputers', refusal('not-signed-in'));
  expect(world.on('sign-in').reason).toBe('session-ended');
});
