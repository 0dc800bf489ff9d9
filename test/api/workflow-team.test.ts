import { afterEach, beforeEach, expect, test } from 'vitest';
import { PASS_POLL_MS, PASS_REQUESTS_POLL_MS, SESSION_CHECK_MS } from '../../electron/sign-in/timing.ts';
import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { ControlHome, Screen, SignedInScreen } from '../../shared/sign-in/screens.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import type { Computer, WindowlessDesktop } from '../support/windowless-desktop.ts';
import { newComputer, overlayOf, signedInWithoutTrust, startWindowlessDesktop } from '../support/windowless-desktop.ts';

/** What people at one council do for each other, each at a desktop of their own, against the real API. */

const REASON = 'I can see him at his desk by the window.';

let api: StartedApi;
const desktops: WindowlessDesktop[] = [];

beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  for (const { engine } of desktops.splice(0)) engine.dispose();
  await api.close();
});

function startDesktop(computer: Computer = newComputer()): WindowlessDesktop {
  const desktop = startWindowlessDesktop(api, computer);
  desktops.push(desktop);
  return desktop;
}

function wait(milliseconds: number): void {
  api.clock.advance({ seconds: milliseconds / 1000 });
  for (const desktop of desktops) desktop.wake();
}

async function signInByApp(desktop: WindowlessDesktop, key: string, application: DesktopApplicationId = 'customer-service-vu') {
  desktop.signIn(key, application);
  await desktop.until((screen) => screen.name === 'choose-method' || screen.name === 'authenticator-code', 'a method');
  if (desktop.screen().name === 'choose-method') desktop.send({ kind: 'choose-method', method: 'authenticator' });
  await desktop.on('authenticator-code');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person(key)) });
}

/** Meets the step-up that lies over the work. */
async function stepUp(desktop: WindowlessDesktop, key: string): Promise<void> {
  await desktop.until((screen) => overlayOf(screen) !== null, 'a step-up over the work');
  if (overlayOf(desktop.screen())?.name === 'choose-method') desktop.send({ kind: 'choose-method', method: 'authenticator' });
  await desktop.until((screen) => overlayOf(screen)?.name === 'authenticator-code', 'the code of an app');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person(key)) });
}

function signedIn(screen: Screen): SignedInScreen | null {
  return screen.name === 'signed-in' ? screen : null;
}

/** A colleague who waits, and the leader who sees it. */
async function askedAndSeen(): Promise<{
  readonly colleague: WindowlessDesktop;
  readonly leader: WindowlessDesktop;
  readonly id: string;
  readonly number: number;
}> {
  const leader = startDesktop();
  await signInByApp(leader, 'team-leader');
  await signedInWithoutTrust(leader);
  const colleague = startDesktop();
  colleague.signIn('without-phone');
  expect((await colleague.on('choose-method')).passOffered).toBe(true);
  colleague.send({ kind: 'ask-team-leader' });
  await colleague.on('ask-team-leader', ({ state }) => state === 'waiting');
  await leader.until((screen) => signedIn(screen)?.passRequests?.items != null, 'the list');
  wait(PASS_REQUESTS_POLL_MS);
  await leader.until((screen) => signedIn(screen)?.passRequests?.items?.length === 1, 'the request');
  const [item] = signedIn(leader.screen())?.passRequests?.items ?? [];
  expect(item).toMatchObject({ person: api.person('without-phone').name, email: api.person('without-phone').email });
  const waiting = await colleague.on('ask-team-leader');
  return { colleague, leader, id: item?.id ?? '', number: waiting.number ?? 0 };
}

test('a leader grants a pass after a second factor of her own, and the colleague goes on by himself until the shift ends', async () => {
  const { colleague, leader, id, number } = await askedAndSeen();
  wait(10 * PASS_POLL_MS * 12);
  leader.send({ kind: 'grant-pass', id, number, reason: REASON });
  await stepUp(leader, 'team-leader');
  await leader.until((screen) => signedIn(screen)?.passDone != null, 'granted');
  expect(signedIn(leader.screen())).toMatchObject({
    passDone: { answer: 'granted', person: api.person('without-phone').name },
    passRequests: { items: [], grantsLeft: 19 },
    page: { name: 'workspace' },
  });

  wait(PASS_POLL_MS);
  const screen = await colleague.on('signed-in');
  expect(screen).toMatchObject({ assurance: { method: 'team-leader-pass' }, trust: null });
  expect(screen.alerts.map(({ kind }) => kind)).toContain('pass-granted');

  // 20:00 in London, which is still on winter time.
  api.clock.advance({ minutes: 11 * 60 });
  colleague.wake();
  expect((await colleague.on('sign-in')).reason).toBe('session-ended');
  // No view that a page was ever sent holds a token: 256 bits in base64url.
  for (const { views } of desktops) expect(JSON.stringify(views)).not.toMatch(/(?<![\w-])[\w-]{43}(?![\w-])/);
});

test('a leader turns a request down, and the colleague is told by whom', async () => {
  const { colleague, leader, id } = await askedAndSeen();
  leader.send({ kind: 'decline-pass', id });
  await leader.until((screen) => signedIn(screen)?.passDone?.answer === 'declined', 'declined');
  wait(PASS_POLL_MS);
  await colleague.on('ask-team-leader', ({ state }) => state === 'declined');
  expect(colleague.screen()).toMatchObject({ leaderName: api.person('team-leader').name, passOffered: true });
  colleague.send({ kind: 'back' });
  await colleague.on('choose-method');
});

test('a request whose owner has gone is said at the request', async () => {
  const { colleague, leader, id, number } = await askedAndSeen();
  colleague.send({ kind: 'back' });
  colleague.send({ kind: 'back' });
  await colleague.on('sign-in');
  await colleague.engine.quit();
  await expect.poll(() => api.database.query('select 1 from challenges where ended_at is null')).toHaveLength(0);
  wait(6 * 60_000);
  leader.send({ kind: 'grant-pass', id, number, reason: REASON });
  await stepUp(leader, 'team-leader');
  await leader.until((screen) => signedIn(screen)?.passProblem != null, 'a problem at the request');
  expect(signedIn(leader.screen())?.passProblem).toMatchObject({ id, problem: { code: 'pass-gone' } });
  await leader.until((screen) => signedIn(screen)?.passRequests?.items?.length === 0, 'the list without it');
});

test('trust that ends with the shift is warned of, renewed over the work, and then asks for the password only the next day', async () => {
  await api.database.query("update application_policies set trust_ends_at = '20:00' where application = 'customer-service-vu'");
  // Twenty to eight in the evening of a session that began after dinner.
  api.clock.advance({ minutes: 9 * 60 });
  const computer = newComputer();
  const desktop = startDesktop(computer);
  await signInByApp(desktop, 'authenticator');
  await desktop.on('trust-computer');
  desktop.send({ kind: 'answer-trust', trust: true });
  await desktop.on('signed-in');
  desktop.engine.outside({ kind: 'resumed' });
  await desktop.until((screen) => signedIn(screen)?.trust != null, 'trust until the evening');
  const before = [...computer.keychain.values()];

  for (let minutes = 0; minutes < 100; minutes += 10) {
    wait(10 * 60_000);
    desktop.send({ kind: 'lock' });
    desktop.send({ kind: 'unlock', password: api.person('authenticator').password });
    await desktop.on('signed-in');
  }
  wait(0);
  expect(await desktop.on('signed-in', ({ trustWarning }) => trustWarning)).toMatchObject({ trustWarning: true });
  desktop.send({ kind: 'open-my-security' });
  desktop.send({ kind: 'renew-trust' });
  await stepUp(desktop, 'authenticator');
  await desktop.until((screen) => signedIn(screen)?.trustRenewed === true, 'renewed');
  const renewed = signedIn(desktop.screen());
  expect(renewed).toMatchObject({ trustWarning: false, cannotRemember: false, page: { name: 'my-security' } });
  expect(renewed?.trust?.expiresAt).toBe(Date.parse('2026-03-28T20:00:00.000Z'));
  expect([...computer.keychain.values()]).not.toEqual(before);

  desktop.send({ kind: 'sign-out' });
  await desktop.on('sign-in');
  api.clock.advance({ minutes: 12 * 60 });
  const nextDay = startDesktop(computer);
  nextDay.signIn('authenticator');
  expect((await nextDay.on('signed-in')).assurance.method).toBe('trusted-device');
});

test('two people at one desk switch, and each keeps their own trust', async () => {
  const computer = newComputer();
  const desktop = startDesktop(computer);
  for (const key of ['authenticator', 'team-leader']) {
    await signInByApp(desktop, key);
    await desktop.on('trust-computer');
    desktop.send({ kind: 'answer-trust', trust: true });
    await desktop.on('signed-in');
    desktop.send({ kind: 'switch-user' });
    expect(await desktop.on('sign-in')).toMatchObject({ email: '' });
  }
  expect(computer.remembered.email).toBeNull();
  for (const key of ['authenticator', 'team-leader']) {
    desktop.signIn(key);
    expect((await desktop.on('signed-in')).assurance.method).toBe('trusted-device');
    desktop.send({ kind: 'lock' });
    desktop.send({ kind: 'switch-user' });
    await desktop.on('sign-in');
  }
  await desktop.engine.quit();
  expect(await api.database.query('select 1 from sessions where ended_at is null')).toHaveLength(0);
});

function controlOf(screen: Screen): ControlHome | null {
  const page = signedIn(screen)?.page;
  return page?.name === 'workspace' ? page.control : null;
}

test('a manager ends everything on a computer, whoever sits there', async () => {
  const shared = newComputer();
  const agent = startDesktop(shared);
  await signInByApp(agent, 'authenticator');
  await agent.on('trust-computer');
  agent.send({ kind: 'answer-trust', trust: true });
  await agent.on('signed-in');

  const manager = startDesktop();
  await signInByApp(manager, 'manager', 'control');
  await signedInWithoutTrust(manager);
  await manager.until((screen) => controlOf(screen)?.service != null && controlOf(screen)?.computers?.length === 2, 'what Control shows');
  expect(controlOf(manager.screen())).toMatchObject({ service: { textMessages: 'ok', clockAlarm: false }, problem: null });
  wait(6 * 60_000);
  manager.send({ kind: 'end-computer', deviceId: shared.deviceId });
  await stepUp(manager, 'manager');
  await manager.until((screen) => controlOf(screen)?.done != null && !controlOf(screen)?.busy, 'ended');
  expect(controlOf(manager.screen())?.done).toMatchObject({ sessions: 1, trusts: 1, people: 1 });

  wait(SESSION_CHECK_MS);
  expect((await agent.on('sign-in')).reason).toBe('ended-by-administrator');
  wait(60_000);
  agent.signIn('authenticator');
  await agent.on('authenticator-code');
});

test('a code of an app whose phone’s clock is slow is refused and says how slow it is', async () => {
  const desktop = startDesktop();
  desktop.signIn('authenticator');
  await desktop.on('authenticator-code');
  desktop.send({ kind: 'submit-code', code: api.authenticatorCode(api.person('authenticator'), -4) });
  const { problem } = await desktop.on('authenticator-code', (screen) => screen.problem !== null);
  expect(problem).toMatchObject({ code: 'code-wrong', attemptsLeft: 4, clockOffsetSeconds: -120 });
});
