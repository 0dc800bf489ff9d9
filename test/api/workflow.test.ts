import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEYCHAIN_SERVICE } from '../../electron/keychain/device-trust.ts';
import type { Engine } from '../../electron/sign-in/engine.ts';
import { administration } from '../../server/sign-in/administration.ts';
import { issueHelpDeskCode } from '../../server/sign-in/help-desk-code.ts';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { Screen } from '../../shared/sign-in/screens.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { authenticatorCode } from '../support/totp.ts';
import type { WindowlessDesktop } from '../support/windowless-desktop.ts';
import { mySecurityOf, newComputer, overlayOf, signedInWithoutTrust, startWindowlessDesktop } from '../support/windowless-desktop.ts';

let api: StartedApi;
const engines: Engine[] = [];

beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) engine.dispose();
  await api.close();
});

function startDesktop(computer = newComputer()): WindowlessDesktop {
  const desktop = startWindowlessDesktop(api, computer);
  engines.push(desktop.engine);
  return desktop;
}

const phoneOf = (key: string): string => {
  const { phone } = api.person(key);
  if (phone === null) throw new Error(`${key} has no phone`);
  return phone;
};

async function signInByText(desktop: WindowlessDesktop, key: string): Promise<void> {
  desktop.signIn(key);
  await desktop.on('text-code');
  desktop.send({ kind: 'submit-code', code: api.textCode(phoneOf(key)) });
}

async function signInByApp(
  desktop: WindowlessDesktop,
  key: string,
  application: DesktopApplicationId = 'customer-service-vu',
): Promise<void> {
  desktop.signIn(key, application);
  await desktop.on('authenticator-code');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person(key)) });
}

test('a text message signs in; the form is back after signing out', async () => {
  const desktop = startDesktop();
  await signInByText(desktop, 'text-message');
  expect((await signedInWithoutTrust(desktop)).person).toBe(api.person('text-message').name);
  desktop.send({ kind: 'sign-out' });
  expect(await desktop.on('sign-in')).toMatchObject({ reason: 'signed-out', email: '' });
});

test('the first sign-in takes a number, lets it be corrected, and signs in with its code', async () => {
  const desktop = startDesktop();
  desktop.signIn('new');
  await desktop.on('choose-method');
  desktop.send({ kind: 'choose-method', method: 'text-message' });
  desktop.send({ kind: 'submit-phone-number', phoneNumber: '01632 960 001' });
  expect((await desktop.on('phone-number', (screen) => screen.problem !== null)).problem?.code).toBe('phone-number-invalid');
  desktop.send({ kind: 'submit-phone-number', phoneNumber: '07700 900201' });
  expect(await desktop.on('text-code')).toMatchObject({ firstTime: true, numberEnding: '201' });
  desktop.send({ kind: 'correct-phone-number' });
  api.clock.advance({ seconds: 61 });
  desktop.send({ kind: 'submit-phone-number', phoneNumber: '07700 900202' });
  expect(await desktop.on('text-code')).toMatchObject({ numberEnding: '202' });
  desktop.send({ kind: 'submit-code', code: api.textCode('07700 900202') });
  await signedInWithoutTrust(desktop);
});

test('the first sign-in links an authenticator app', async () => {
  const desktop = startDesktop();
  desktop.signIn('new-manager', 'control');
  const { key, qr } = await desktop.on('link-authenticator');
  expect(qr.size).toBeGreaterThan(20);
  desktop.send({ kind: 'submit-code', code: authenticatorCode(key, api.clock.now()) });
  expect((await signedInWithoutTrust(desktop)).page).toMatchObject({ name: 'workspace', workspace: 'control' });
});

test('a trusted computer asks for the password only, also after a restart, until its trust is removed elsewhere', async () => {
  const computer = newComputer();
  const first = startDesktop(computer);
  await signInByText(first, 'text-message');
  await first.on('trust-computer');
  first.send({ kind: 'answer-trust', trust: true });
  expect((await first.on('signed-in')).cannotRemember).toBe(false);
  first.send({ kind: 'sign-out' });
  expect((await first.on('sign-in')).email).toBe(api.person('text-message').email);

  for (let starts = 0; starts < 3; starts += 1) {
    const again = startDesktop(computer);
    again.signIn('text-message');
    expect((await again.on('signed-in')).assurance.method).toBe('trusted-device');
  }
  const before = [...computer.keychain].find(([name]) => name.startsWith(KEYCHAIN_SERVICE))?.[1];
  expect(before).toBeDefined();

  // A password change on another computer ends the trust.
  const elsewhere = startDesktop();
  api.clock.advance({ minutes: 2 });
  await signInByText(elsewhere, 'text-message');
  await signedInWithoutTrust(elsewhere);
  elsewhere.send({ kind: 'open-my-security' });
  await elsewhere.until((screen) => mySecurityOf(screen) !== null, 'my security');
  elsewhere.send({ kind: 'change-password', currentPassword: api.person('text-message').password, newPassword: 'harbour-lantern-28' });
  await elsewhere.until((screen) => overlayOf(screen) !== null || mySecurityOf(screen)?.done != null, 'changed or stepping up');
  if (overlayOf(elsewhere.screen())?.name === 'choose-method') {
    api.clock.advance({ minutes: 1 });
    elsewhere.send({ kind: 'retry' });
  }
  await elsewhere.until((screen) => overlayOf(screen)?.name === 'text-code' || mySecurityOf(screen)?.done != null, 'a code to enter');
  if (overlayOf(elsewhere.screen()) !== null) elsewhere.send({ kind: 'submit-code', code: api.textCode(phoneOf('text-message')) });
  await elsewhere.until((screen) => mySecurityOf(screen)?.done === 'password-changed', 'password changed');

  const last = startDesktop(computer);
  api.clock.advance({ minutes: 2 });
  last.send({
    kind: 'submit-password',
    email: api.person('text-message').email,
    password: 'harbour-lantern-28',
    application: 'customer-service-vu',
  });
  await last.on('text-code');
  expect([...computer.keychain.values()]).not.toContain(before);
  expect(computer.remembered.email).toBeNull();
});

test('five wrong codes end the challenge', async () => {
  const desktop = startDesktop();
  desktop.signIn('text-message');
  await desktop.on('text-code');
  for (const left of [4, 3, 2, 1]) {
    desktop.send({ kind: 'submit-code', code: 'CD3F4G' });
    expect((await desktop.on('text-code', (screen) => screen.attemptsLeft === left)).problem?.code).toBe('code-wrong');
  }
  desktop.send({ kind: 'submit-code', code: 'CD3F4G' });
  expect((await desktop.on('sign-in')).reason).toBe('too-many-wrong-codes');
});

test.each([
  ['codes-locked', 'locked-out'],
  ['enrolment-closed', 'not-set-up'],
] as const)('a person who is %s sees %s', async (key, name) => {
  const desktop = startDesktop();
  desktop.signIn(key);
  await desktop.on(name);
});

test('an agent is refused Control, and a person who left is refused like a wrong password', async () => {
  const desktop = startDesktop();
  desktop.signIn('agent', 'control');
  await desktop.on('application-not-permitted');
  desktop.send({ kind: 'back' });
  desktop.signIn('denied');
  expect((await desktop.on('sign-in')).problem?.code).toBe('credentials-refused');
});

test('a recovery code signs in once', async () => {
  const desktop = startDesktop();
  const [code = ''] = api.person('recovery-codes').recoveryCodes;
  desktop.signIn('recovery-codes');
  await desktop.on('authenticator-code');
  desktop.send({ kind: 'choose-method', method: 'recovery-code' });
  desktop.send({ kind: 'submit-code', code });
  expect((await signedInWithoutTrust(desktop)).assurance.method).toBe('recovery-code');
});

test('an API that stops in the middle keeps the screen, and the same code works when it is back', async () => {
  const desktop = startDesktop();
  desktop.signIn('text-message');
  await desktop.on('text-code');
  const code = api.textCode(phoneOf('text-message'));
  await api.stop();
  desktop.send({ kind: 'submit-code', code });
  expect((await desktop.on('text-code', (screen) => screen.problem !== null)).problem?.code).toBe('api-unreachable');
  await api.startAgain();
  desktop.send({ kind: 'submit-code', code });
  await signedInWithoutTrust(desktop);
});

test('locking and unlocking work; a lock without a network reaches the server later', async () => {
  const desktop = startDesktop();
  await signInByText(desktop, 'text-message');
  await signedInWithoutTrust(desktop);
  await api.stop();
  desktop.send({ kind: 'lock' });
  await desktop.on('session-locked');
  await api.startAgain();
  api.clock.advance({ seconds: 5 });
  desktop.wake();
  desktop.send({ kind: 'unlock', password: 'wrong' });
  expect((await desktop.on('session-locked', (screen) => screen.problem !== null)).problem?.code).toBe('password-refused');
  desktop.send({ kind: 'unlock', password: api.person('text-message').password });
  await desktop.on('signed-in');
});

test('a session that its owner ends elsewhere is noticed', async () => {
  const desktop = startDesktop();
  await signInByText(desktop, 'text-message');
  await signedInWithoutTrust(desktop);
  await api.database.query('update sessions set ended_at = now()');
  desktop.engine.outside({ kind: 'resumed' });
  expect((await desktop.on('sign-in')).reason).toBe('session-ended');
});

test('my security: recovery codes after a step-up, and another method added', async () => {
  const computer = newComputer();
  const desktop = startDesktop(computer);
  await signInByApp(desktop, 'authenticator');
  await signedInWithoutTrust(desktop);
  desktop.send({ kind: 'open-my-security' });
  await desktop.until((screen) => mySecurityOf(screen) !== null, 'my security');
  api.clock.advance({ minutes: 10 });
  desktop.send({ kind: 'make-recovery-codes' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'authenticator-code', 'step-up');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person('authenticator')) });
  await desktop.until((screen) => mySecurityOf(screen)?.recoveryCodes?.length === 10, 'recovery codes');
  expect(mySecurityOf(desktop.screen())?.recoveryCodesConfirmBy).toBe(api.clock.now().getTime() + 10 * 60_000);
  desktop.send({ kind: 'save-recovery-codes' });
  await desktop.until((screen) => mySecurityOf(screen)?.recoveryCodesFile === 'saved', 'saved to a file');
  expect([...computer.files.values()].join().match(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/gm)).toHaveLength(10);
  desktop.send({ kind: 'recovery-codes-saved' });
  await desktop.until((screen) => mySecurityOf(screen)?.done === 'recovery-codes-confirmed', 'confirmed');
  expect(mySecurityOf(desktop.screen())?.content?.recoveryCodesLeft).toBe(10);

  desktop.send({ kind: 'add-factor', method: 'text-message' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'phone-number', 'number');
  desktop.send({ kind: 'submit-phone-number', phoneNumber: '07700 900203' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'text-code', 'its code');
  desktop.send({ kind: 'submit-code', code: api.textCode('07700 900203') });
  await desktop.until((screen) => mySecurityOf(screen)?.done === 'factor-added', 'added');
  const { content } = mySecurityOf(desktop.screen()) ?? {};
  expect(content?.factors.map((factor) => factor.method).sort()).toEqual(['authenticator', 'text-message']);

  desktop.send({ kind: 'remove-factor', method: 'text-message' });
  await desktop.until((screen) => mySecurityOf(screen)?.done === 'factor-removed', 'removed');
});

test('a new authenticator app replaces the one before after its first code', async () => {
  const desktop = startDesktop();
  await signInByApp(desktop, 'authenticator');
  await signedInWithoutTrust(desktop);
  desktop.send({ kind: 'open-my-security' });
  await desktop.until((screen) => mySecurityOf(screen) !== null, 'my security');
  api.clock.advance({ minutes: 1 });
  desktop.send({ kind: 'add-factor', method: 'authenticator' });
  await desktop.until((screen) => overlayOf(screen) !== null, 'overlay');
  if (overlayOf(desktop.screen())?.name === 'authenticator-code') {
    desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person('authenticator')) });
  }
  await desktop.until((screen) => overlayOf(screen)?.name === 'link-authenticator', 'link');
  const step = overlayOf(desktop.screen());
  if (step?.name !== 'link-authenticator') throw new Error('not linking');
  desktop.send({ kind: 'submit-code', code: authenticatorCode(step.key, api.clock.now()) });
  await desktop.until((screen) => mySecurityOf(screen)?.done === 'factor-added', 'added');
});

test('a manager enters Control from Customer Service Vu', async () => {
  const desktop = startDesktop();
  await signInByApp(desktop, 'manager');
  await signedInWithoutTrust(desktop);
  api.clock.advance({ minutes: 10 });
  desktop.send({ kind: 'open-workspace', workspace: 'control' });
  const inControl = (screen: Screen) =>
    screen.name === 'signed-in' && screen.page.name === 'workspace' && screen.page.workspace === 'control';
  await desktop.until((screen) => inControl(screen) || overlayOf(screen) !== null, 'Control, or a step-up for it');
  if (overlayOf(desktop.screen()) !== null) {
    desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person('manager')) });
    await desktop.until(inControl, 'Control');
  }
});

/** What the help desk reads out to somebody of the council. */
async function codeFromHelpDesk(key: string): Promise<string> {
  const userId = (await administration(api.services).findUser(api.person(key).email)) ?? '';
  const frame = { actor: { kind: 'system' }, application: null, network: null, reference: null } as const;
  const { code } = await api.services.database
    .transaction()
    .execute((transaction) =>
      issueHelpDeskCode(
        api.services,
        transaction,
        { userId, purpose: 'enrol', issuer: null, reason: 'Rang from the known number' },
        frame,
        api.clock.now(),
      ),
    );
  return code;
}

test('a manager with text messages only links an authenticator app to enter Control, with a code of what she has and one of the help desk', async () => {
  const desktop = startDesktop();
  await signInByText(desktop, 'forced-enrolment');
  await signedInWithoutTrust(desktop);
  api.clock.advance({ minutes: 10 });
  desktop.send({ kind: 'open-workspace', workspace: 'control' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'prove-identity', 'showing who she is');
  desktop.send({ kind: 'choose-method', method: 'text-message' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'text-code', 'a code of what there is');
  desktop.send({ kind: 'submit-code', code: api.textCode(phoneOf('forced-enrolment')) });
  await desktop.until((screen) => overlayOf(screen)?.name === 'help-desk-code', 'a code from the help desk');
  desktop.send({ kind: 'submit-code', code: await codeFromHelpDesk('forced-enrolment') });
  await desktop.until((screen) => overlayOf(screen)?.name === 'link-authenticator', 'link');
  const step = overlayOf(desktop.screen());
  if (step?.name !== 'link-authenticator') throw new Error('not linking');
  desktop.send({ kind: 'submit-code', code: authenticatorCode(step.key, api.clock.now()) });
  await desktop.until(
    (screen) => screen.name === 'signed-in' && screen.page.name === 'workspace' && screen.page.workspace === 'control',
    'Control',
  );
});

test('quitting ends the session at the server', async () => {
  const desktop = startDesktop();
  await signInByText(desktop, 'text-message');
  await signedInWithoutTrust(desktop);
  await desktop.engine.quit();
  expect(await api.database.query('select 1 from sessions where ended_at is null')).toHaveLength(0);
});
