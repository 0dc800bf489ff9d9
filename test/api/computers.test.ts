import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endComputer, listComputers } from '../../shared/control/operations.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, startSignInApi } from '../support/sign-in.ts';

let vu: SignInApi;
let second: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  second = (await vu.api.another()).client;
});
afterAll(() => vu.close());

/** A manager in Control, with a code given just now. */
async function aManager(device = aDevice('ADMIN-01')): Promise<string> {
  const person = { ...(await vu.person()), device };
  return (await vu.withAuthenticator(person, { application: 'control' })).sessionToken;
}

async function trustedOn(device: TestPerson['device']) {
  const person = { ...(await vu.person()), device };
  const { sessionToken, secret } = await vu.withAuthenticator(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  return { person, sessionToken, secret, trustToken };
}

const isOpen = async (token: string): Promise<boolean> => (await vu.client.call(operations.readSession, { token })).ok;

test('an administrator sees who signs in where: how many people, sessions and trusts a computer has', async () => {
  const device = aDevice('HOTDESK-7');
  await trustedOn(device);
  const other = await trustedOn(device);
  await vu.client.answer(operations.signOut, { token: other.sessionToken });
  vu.clock.advance({ minutes: 1 });
  const token = await aManager();
  const { computers } = await vu.client.answer(listComputers, { token });
  expect(computers[0]).toMatchObject({ name: 'ADMIN-01', people: 1, signedIn: 1, trusted: 0 });
  expect(computers.find((each) => each.deviceId === device.id)).toEqual({
    deviceId: device.id,
    name: 'HOTDESK-7',
    platform: 'windows',
    people: 2,
    signedIn: 1,
    trusted: 2,
    lastSeenAt: new Date(vu.clock.now().getTime() - 60_000).toISOString(),
  });
});

test('ending a computer ends every session, trust and sign-in on it, whoever’s they are, and nothing anywhere else', async () => {
  const device = aDevice('HOTDESK-8');
  const first = await trustedOn(device);
  const other = await trustedOn(device);
  const elsewhere = await vu.challenge(first.person, { device: aDevice('LAPTOP-2') });
  const here = await vu.challenge(other.person);
  const stranger = await trustedOn(aDevice('PC-0500'));
  const token = await aManager();

  expect(await vu.client.answer(endComputer, { token, params: { deviceId: device.id } })).toEqual({ sessions: 2, trusts: 2, people: 2 });

  for (const { person, sessionToken, trustToken } of [first, other]) {
    expect(await isOpen(sessionToken)).toBe(false);
    expect((await vu.password(person, { trustToken })).outcome).toBe('second-factor-needed');
  }
  expect((await vu.client.refusal(operations.readChallenge, { token: here.challengeToken })).code).toBe('challenge-gone');
  await vu.client.answer(operations.readChallenge, { token: elsewhere.challengeToken });
  expect(await isOpen(stranger.sessionToken)).toBe(true);
  expect((await vu.password(stranger.person, { trustToken: stranger.trustToken })).outcome).toBe('signed-in');
  expect(await isOpen(token)).toBe(true);
  expect(await vu.client.answer(endComputer, { token, params: { deviceId: device.id } })).toEqual({ sessions: 0, trusts: 0, people: 0 });
});

test('each person is told, and the trail has who did it, what, and whose it was', async () => {
  const device = aDevice('HOTDESK-9');
  const { person, secret } = await trustedOn(device);
  const token = await aManager();
  await vu.client.answer(endComputer, { token, params: { deviceId: device.id } });
  const { challengeToken } = await vu.challenge(person);
  const again = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  if (again.outcome !== 'signed-in') throw new Error('not signed in');
  expect(again.session.alerts).toContainEqual(expect.objectContaining({ kind: 'computer-ended', detail: 'HOTDESK-9' }));
  expect(await vu.trail(person)).toEqual(expect.arrayContaining(['sessions-ended', 'trust-revoked']));
  const rows = await vu.api.database.query<{ content: string }>("select content from audit_entry where kind = 'computer-ended'");
  expect(rows.map((row) => JSON.parse(row.content))).toContainEqual(
    expect.objectContaining({ details: { deviceId: device.id, sessions: 1, trusts: 1, people: 1 }, userId: null }),
  );
});

test('an administrator’s own session on that computer is no exception', async () => {
  const device = aDevice('HOTDESK-10');
  const token = await aManager(device);
  await vu.client.answer(endComputer, { token, params: { deviceId: device.id } });
  expect(await isOpen(token)).toBe(false);
});

test('only who manages, in Control, with a fresh second factor, ends a computer', async () => {
  const device = aDevice('HOTDESK-11');
  const { sessionToken } = await trustedOn(device);
  const call = (token: string) => vu.client.refusal(endComputer, { token, params: { deviceId: device.id } });
  // Holds the permission, but has not entered Control.
  expect((await call(sessionToken)).code).toBe('not-permitted');
  const agent = await vu.person({ permissions: ['customer-service-access'] });
  const { sessionToken: token } = await vu.withAuthenticator(agent);
  expect((await call(token)).code).toBe('not-permitted');
  expect((await vu.client.refusal(listComputers, { token })).code).toBe('not-permitted');
  const manager = await aManager();
  vu.clock.advance({ minutes: 5 });
  await vu.client.answer(listComputers, { token: manager });
  expect((await call(manager)).code).toBe('step-up-needed');
  expect(await isOpen(sessionToken)).toBe(true);
  expect((await vu.client.refusal(endComputer, { token: await aManager(), params: { deviceId: randomUUID() } })).code).toBe('not-found');
});

test('a computer ended while people sign in on it, on two instances, is left with no session from before', async () => {
  for (let round = 0; round < 4; round += 1) {
    const device = aDevice(`RACE-${round}`);
    const { person, secret, sessionToken, trustToken } = await trustedOn(device);
    const token = await aManager();
    vu.clock.advance({ seconds: 30 });
    const { challengeToken } = await vu.challenge(person);
    const [ended, byCode, byTrust] = await Promise.all([
      vu.client.answer(endComputer, { token, params: { deviceId: device.id } }),
      second.call(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.codeNow(secret) } }),
      vu.password(person, { trustToken, client: second }),
    ]);
    expect(ended.trusts).toBe(1);
    expect(await isOpen(sessionToken)).toBe(false);
    // Whoever got in was in before the end, and out after it; or was refused by it.
    if (byCode.ok && byCode.answer.outcome === 'signed-in') expect(await isOpen(byCode.answer.sessionToken)).toBe(false);
    if (byTrust.outcome === 'signed-in') expect(await isOpen(byTrust.sessionToken)).toBe(false);
  }
});
