import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplicationId } from '../../../shared/applications.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { Device } from '../../../shared/sign-in/schemas.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { aDevice, passwordBody } from '../../support/sign-in.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, outcomeOf, signedIn } from './attack.ts';

/** Trust tokens that are somewhere they shouldn't be. */
let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

const SYSTEM = { kind: 'system' } as const;

/** Signs in with a code and trusts the computer. */
async function trust({ person, secret }: Victim, device: Device, application: ApplicationId = 'customer-service-vu'): Promise<string> {
  const { challengeToken: token } = await vu.challenge(person, { device, application });
  const { sessionToken } = signedIn(await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } }));
  return (await vu.client.answer(operations.trustThisComputer, { token: sessionToken })).trustToken;
}

/** Presents a token with the right password. The token that replaces it, or null when it was refused. */
async function present(
  person: TestPerson,
  trustToken: string,
  device: Device,
  application: ApplicationId = 'customer-service-vu',
  index = 0,
): Promise<string | null> {
  const answer = await vu.password(person, { trustToken, device, application, client: vu.instance(index) });
  if (answer.outcome === 'signed-in') return answer.trustToken;
  expect(answer).toMatchObject({ outcome: 'second-factor-needed', trust: 'refused' });
  return null;
}

const liveFamilies = async (person: TestPerson): Promise<number> => {
  const [row] = await vu.query<{ live: number }>(
    'select count(*)::int as live from trusted_devices where user_id = $1 and revoked_at is null',
    [person.id],
  );
  return row?.live ?? 0;
};

test('of two people, two computers and two applications each token opens exactly its own, also on a computer that both use', {
  timeout: 120_000,
}, async () => {
  const people = [await vu.withEverything(), await vu.withEverything()];
  const devices = [aDevice('SHARED-1'), aDevice('SHARED-2')];
  const applications = ['customer-service-vu', 'forms-portal'] as const;
  const owned = [];
  for (const victim of people)
    for (const device of devices)
      for (const application of applications) owned.push({ victim, device, application, token: await trust(victim, device, application) });
  for (const mine of owned) {
    for (const there of owned) {
      if (mine === there) continue;
      const place = [mine.device.name, mine.application, there.device.name, there.application];
      expect([...place, await present(there.victim.person, mine.token, there.device, there.application)]).toEqual([...place, null]);
    }
  }
  // None of that used one up, or revoked one that was only in the wrong place.
  for (const { victim, device, application, token } of owned)
    expect(await present(victim.person, token, device, application, 1)).not.toBeNull();
});

test('a keychain restored from a backup ends the trust, whichever backup it is and on whichever instance, and its owner is told', async () => {
  for (const back of [2, 3, 4]) {
    const victim = await vu.withEverything();
    const { person } = victim;
    const device = aDevice('DESK-7');
    const tokens = [await trust(victim, device)];
    for (let use = 0; use < 4; use += 1) tokens.push((await present(person, tokens.at(-1) ?? '', device, undefined, use)) ?? '');
    expect(await present(person, tokens.at(-1 - back) ?? '', device, undefined, back)).toBeNull();
    expect(await liveFamilies(person)).toBe(0);
    for (const token of tokens) expect(await present(person, token, device)).toBeNull();
    const { challengeToken: token } = await vu.challenge(person);
    const { session } = signedIn(
      await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(victim.secret) } }),
    );
    expect(session.alerts).toContainEqual(expect.objectContaining({ kind: 'trust-reused', detail: 'DESK-7' }));
    expect(await vu.trail(person)).toContain('trust-reused');
  }
});

test('a keychain restored from yesterday, before its newest token was ever used, is the lost answer that it looks like, and only once', async () => {
  const victim = await vu.withEverything();
  const device = aDevice();
  const first = await trust(victim, device);
  const undelivered = await present(victim.person, first, device);
  const second = await present(victim.person, first, device);
  expect(second).not.toBeNull();
  // The one that was never delivered turns up after all: somebody has it who shouldn't.
  await present(victim.person, second ?? '', device);
  expect(await present(victim.person, undelivered ?? '', device)).toBeNull();
  expect(await liveFamilies(victim.person)).toBe(0);
});

test('a copied token and its original, used in turn, end each other within two uses', async () => {
  const victim = await vu.withEverything();
  const device = aDevice();
  let owner: string | null = await trust(victim, device);
  let thief: string | null = owner;
  let uses = 0;
  while (owner !== null && thief !== null) {
    uses += 1;
    owner = await present(victim.person, owner, device, undefined, 0);
    if (owner === null) break;
    thief = await present(victim.person, thief, device, undefined, 1);
  }
  expect(uses).toBeLessThanOrEqual(2);
  expect(await liveFamilies(victim.person)).toBe(0);
});

test('without the password a trust token does nothing, and presenting it so uses nothing up', async () => {
  const victim = await vu.withEverything();
  const device = aDevice();
  const trustToken = await trust(victim, device);
  for (let count = 0; count < 5; count += 1) {
    const refused = await vu.client.refusal(operations.signInWithPassword, {
      body: passwordBody(victim.person, { trustToken, device, password: 'not it' }),
    });
    expect(refused.code).toBe('credentials-refused');
  }
  expect(await present(victim.person, trustToken, device)).not.toBeNull();
});

test('nothing else that is known passes for a trust token: other tokens, ids, or what the database keeps', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const device = aDevice();
  const trustToken = await trust(victim, device);
  const { challengeToken } = await vu.challenge(person, { device });
  const [row] = await vu.query<{ hash: Buffer; device: string }>(
    'select current_hash as hash, id as device from trusted_devices where user_id = $1',
    [person.id],
  );
  const hash = row?.hash ?? Buffer.alloc(32);
  for (const other of [
    victim.sessionToken,
    challengeToken,
    hash.toString('base64url'),
    trustToken.toLowerCase(),
    trustToken.replace(/.$/, '_'),
  ])
    expect(await present(person, other, device)).toBeNull();
  for (const malformed of [hash.toString('hex'), row?.device ?? '', `${trustToken}=`, ` ${trustToken}`, trustToken.slice(1), '']) {
    const answered = await vu.client.call(operations.signInWithPassword, { body: passwordBody(person, { trustToken: malformed, device }) });
    expect([malformed, outcomeOf(answered)]).toEqual([malformed, 'request-invalid']);
  }
  expect(await present(person, trustToken, device)).not.toBeNull();
});

test('trust whose row has run out is refused although its token is right, and using it never made it longer', async () => {
  const victim = await vu.withEverything();
  const device = aDevice();
  let token = await trust(victim, device);
  const ends = new Date(vu.clock.now().getTime() + 30 * 86_400_000);
  for (let day = 0; day < 29; day += 7) {
    vu.clock.advance({ days: 7 });
    token = (await present(victim.person, token, device)) ?? token;
  }
  vu.clock.set(new Date(ends.getTime() - 1));
  const last = await present(victim.person, token, device);
  vu.clock.set(ends);
  expect(await present(victim.person, last ?? token, device)).toBeNull();
});

test('a trusted computer is asked for a code whenever something about the account changed, and its session never steps up', async () => {
  const victim = await vu.withEverything();
  const { person } = victim;
  const device = aDevice();
  const byPassword = await trust(victim, device);
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-5');
  const changed = { ...person, password: 'heron-tide-wall-5' };
  expect(await present(changed, byPassword, device)).toBeNull();
  const byReset = await trust({ ...victim, person: changed }, device);
  const { sessionToken: token } = signedIn(await vu.password(changed, { trustToken: byReset, device }));
  for (const refused of [
    await vu.client.refusal(operations.makeRecoveryCodes, { token }),
    await vu.client.refusal(operations.addAuthenticator, { token }),
    await vu.client.refusal(operations.removeAllTrustedDevices, { token }),
    await vu.client.refusal(operations.trustThisComputer, { token }),
  ])
    expect(['step-up-needed', 'trust-not-offered']).toContain(refused.code);
});
