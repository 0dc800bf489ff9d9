import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi, wrongAuthenticatorCode } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
const CS_VU = { methods: ['authenticator', 'text-message'], trustDays: 30, idleLockMinutes: 15 } as const;

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

async function trusted() {
  const person = await vu.person();
  const signedIn = await vu.withAuthenticator(person);
  const { trustToken, expiresAt } = await vu.client.answer(operations.trustThisComputer, { token: signedIn.sessionToken });
  return { person, trustToken, expiresAt, secret: signedIn.secret, sessionToken: signedIn.sessionToken };
}

async function useTrust(person: TestPerson, trustToken: string | null, request: { device?: ReturnType<typeof aDevice> } = {}) {
  const answer = await vu.password(person, { trustToken, ...request });
  return answer.outcome === 'signed-in' ? answer : null;
}

test('on a trusted computer the password is enough, and the token is replaced at each use', async () => {
  const { person, trustToken } = await trusted();
  const first = await useTrust(person, trustToken);
  expect(first?.session).toMatchObject({ assurance: { method: 'trusted-device' }, trustOffer: null, steppedUpUntil: null });
  expect(first?.trustToken).not.toBe(trustToken);
  expect(await useTrust(person, first?.trustToken ?? null)).not.toBeNull();
});

test('trust never replaces the password', async () => {
  const { person, trustToken } = await trusted();
  const refused = await vu.client.refusal(operations.signInWithPassword, {
    body: passwordBody(person, { trustToken, password: 'wrong one' }),
  });
  expect(refused.code).toBe('credentials-refused');
  expect(await useTrust(person, trustToken)).not.toBeNull();
});

test('the token before the newest is honoured until the newest is used, in case the answer was lost', async () => {
  const { person, trustToken } = await trusted();
  await useTrust(person, trustToken);
  const second = await useTrust(person, trustToken);
  expect(second).not.toBeNull();
  const third = await useTrust(person, second?.trustToken ?? null);
  expect(third).not.toBeNull();
});

test('an older token that comes back ends the whole family, and its owner is told', async () => {
  const { person, trustToken, secret } = await trusted();
  const first = await useTrust(person, trustToken);
  const second = await useTrust(person, first?.trustToken ?? null);
  const stolen = await vu.challenge(person, { trustToken });
  expect(stolen.trust).toBe('refused');
  expect(await useTrust(person, second?.trustToken ?? null)).toBeNull();
  const { challengeToken: token } = await vu.challenge(person);
  const answer = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session.alerts.map((alert) => alert.kind)).toContain('trust-reused');
  expect(await vu.trail(person)).toEqual(expect.arrayContaining(['trust-issued', 'trust-rotated', 'trust-reused', 'trust-revoked']));
});

test('two lines from one copied token end as soon as the second is continued', async () => {
  const { person, trustToken } = await trusted();
  const owner = await useTrust(person, trustToken);
  const thief = await useTrust(person, trustToken);
  expect(thief).not.toBeNull();
  expect(await useTrust(person, owner?.trustToken ?? null)).toBeNull();
  expect(await useTrust(person, thief?.trustToken ?? null)).toBeNull();
});

test('a trust token is good for one person, one computer and one application', async () => {
  const { person, trustToken } = await trusted();
  const stranger = await vu.person();
  await vu.withAuthenticator(stranger, { device: person.device });
  expect((await vu.challenge(stranger, { trustToken, device: person.device })).trust).toBe('refused');
  expect((await vu.challenge(person, { trustToken, device: aDevice() })).trust).toBe('refused');
  expect((await vu.challenge(person, { trustToken, application: 'forms-portal' })).trust).toBe('refused');
  expect((await vu.challenge(person, { trustToken: 'A'.repeat(43) })).trust).toBe('refused');
  // None of them used it up.
  expect(await useTrust(person, trustToken)).not.toBeNull();
});

test('trust ends at its day, however often it was used', async () => {
  const { person, trustToken, expiresAt } = await trusted();
  expect(expiresAt).toBe(new Date(vu.clock.now().getTime() + 30 * 86_400_000).toISOString());
  vu.clock.advance({ days: 20 });
  const later = await useTrust(person, trustToken);
  expect(later?.trustExpiresAt).toBe(expiresAt);
  vu.clock.advance({ days: 9, hours: 23 });
  const last = await useTrust(person, later?.trustToken ?? null);
  expect(last).not.toBeNull();
  vu.clock.advance({ hours: 1 });
  expect(await useTrust(person, last?.trustToken ?? null)).toBeNull();
});

test('a shorter policy shortens trust that was given before, and a longer one doesn’t lengthen it', async () => {
  const { person, trustToken } = await trusted();
  vu.clock.advance({ days: 3 });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', { ...CS_VU, trustDays: 4 });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
  const used = await useTrust(person, trustToken);
  expect(used?.trustExpiresAt).toBe(new Date(vu.clock.now().getTime() + 86_400_000).toISOString());
  vu.clock.advance({ days: 1 });
  expect(await useTrust(person, used?.trustToken ?? null)).toBeNull();
});

test('a computer’s own limit shortens trust, new and old, and can’t lengthen it', async () => {
  const days = (count: number) => new Date(vu.clock.now().getTime() + count * 86_400_000).toISOString();
  const { person, sessionToken: token } = await (async () => {
    const someone = await vu.person();
    return { person: someone, ...(await vu.withAuthenticator(someone)) };
  })();
  const limited = await vu.client.answer(operations.trustThisComputer, { token, body: { trustMostDays: 7 } });
  expect(limited.expiresAt).toBe(days(7));
  // Asking for more at the next sign-in gives none back.
  const more = await vu.password(person, { trustToken: limited.trustToken, trustMostDays: 90 });
  expect(more).toMatchObject({ outcome: 'signed-in', trustExpiresAt: limited.expiresAt });
  const invalid = await vu.client.refusal(operations.trustThisComputer, { token, body: { trustMostDays: 91 } });
  expect(invalid.code).toBe('request-invalid');

  // Given for 30 days before IT set the limit: what is over by it is over, and before that it ends by it.
  const old = await trusted();
  vu.clock.advance({ days: 3 });
  const sooner = await vu.password(old.person, { trustToken: old.trustToken, trustMostDays: 4 });
  expect(sooner).toMatchObject({ outcome: 'signed-in', trustExpiresAt: days(1) });
  const later = await trusted();
  vu.clock.advance({ days: 4 });
  expect((await vu.challenge(later.person, { trustToken: later.trustToken, trustMostDays: 4 })).trust).toBe('refused');
});

test('forbidding a method, or trust, ends the trust that came of it and keeps the rest', async () => {
  const byApp = await trusted();
  const texter = await vu.person();
  const { sessionToken } = await vu.withText(texter);
  const byText = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', { ...CS_VU, methods: ['authenticator'] });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
  expect(await useTrust(texter, byText.trustToken)).toBeNull();
  const kept = await useTrust(byApp.person, byApp.trustToken);
  expect(kept).not.toBeNull();
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', { ...CS_VU, trustDays: 0 });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
  expect(await useTrust(byApp.person, kept?.trustToken ?? null)).toBeNull();
});

test('a policy changed behind the API’s back holds for trust as well', async () => {
  const { person, trustToken } = await trusted();
  await vu.api.database.query("update application_policies set methods = array['text-message'] where application = 'customer-service-vu'");
  expect((await vu.challenge(person, { trustToken })).trust).toBe('refused');
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
});

test('trust is offered once, soon after a real second factor, and only where policy has days', async () => {
  const person = await vu.person();
  const { sessionToken: token, session } = await vu.withAuthenticator(person);
  expect(session.trustOffer).toMatchObject({ days: 30 });
  vu.clock.advance({ minutes: 9, seconds: 59 });
  expect((await vu.client.answer(operations.readSession, { token })).trustOffer).toMatchObject({ days: 30 });
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token });
  expect((await vu.client.answer(operations.readSession, { token })).trustOffer).toBeNull();
  expect((await vu.client.refusal(operations.trustThisComputer, { token })).code).toBe('trust-not-offered');

  const byTrust = await useTrust(person, trustToken);
  expect((await vu.client.refusal(operations.trustThisComputer, { token: byTrust?.sessionToken ?? '' })).code).toBe('trust-not-offered');

  const late = await vu.withAuthenticator(await vu.person());
  vu.clock.advance({ minutes: 10 });
  expect((await vu.client.refusal(operations.trustThisComputer, { token: late.sessionToken })).code).toBe('trust-not-offered');

  const control = await vu.withAuthenticator(await vu.person(), { application: 'control' });
  expect(control.session.trustOffer).toBeNull();
  expect((await vu.client.refusal(operations.trustThisComputer, { token: control.sessionToken })).code).toBe('trust-not-offered');
});

test('a session by trust can’t change the account, nor enter an application that wants a code', async () => {
  const { person, trustToken, secret } = await trusted();
  const { sessionToken: token = '', session } = (await useTrust(person, trustToken)) ?? {};
  expect(session?.applications).toEqual([
    { application: 'customer-service-vu', entry: 'open' },
    { application: 'control', entry: 'step-up' },
    { application: 'forms-portal', entry: 'step-up' },
  ]);
  for (const refused of [
    await vu.client.refusal(operations.changePassword, {
      token,
      body: { currentPassword: person.password, newPassword: 'heron-tide-wall-9' },
    }),
    await vu.client.refusal(operations.addAuthenticator, { token }),
    await vu.client.refusal(operations.addTextMessage, { token, body: { phoneNumber: person.phone } }),
    await vu.client.refusal(operations.removeFactor, { token, params: { method: 'authenticator' } }),
    await vu.client.refusal(operations.removeAllTrustedDevices, { token }),
    await vu.client.refusal(operations.makeRecoveryCodes, { token }),
    await vu.client.refusal(operations.enterApplication, { token, params: { application: 'control' } }),
  ]) {
    expect(refused.code).toBe('step-up-needed');
  }
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  const met = await vu.client.answer(operations.verifyAuthenticator, {
    token: started.challengeToken,
    body: { code: vu.nextCode(secret) },
  });
  expect(met).toMatchObject({ outcome: 'met', session: { assurance: { method: 'authenticator' } } });
  await vu.client.answer(operations.enterApplication, { token, params: { application: 'control' } });
  expect((await vu.client.answer(operations.makeRecoveryCodes, { token })).codes).toHaveLength(10);
  vu.clock.advance({ minutes: 5 });
  expect((await vu.client.refusal(operations.makeRecoveryCodes, { token })).code).toBe('step-up-needed');
});

test('a session by trust sets up nothing for another application before a code shows who is there', async () => {
  const person = await vu.person();
  await vu.admin.setPolicy(SYSTEM, 'control', { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 15 });
  const { sessionToken } = await vu.withText(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  const byTrust = await useTrust(person, trustToken);
  const token = byTrust?.sessionToken ?? '';
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  if (started.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(started.challenge.proveWith).toEqual([{ method: 'text-message', available: true }]);
  const refused = await vu.client.refusal(operations.enrolAuthenticator, { token: started.challengeToken });
  expect(refused.code).toBe('step-up-needed');
  await vu.admin.setPolicy(SYSTEM, 'control', { ...CS_VU, trustDays: 0 });
});

test.each([
  [
    'the person changes their password',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      await vu.client.answer(operations.changePassword, {
        token: each.sessionToken,
        body: { currentPassword: each.person.password, newPassword: 'heron-tide-wall-7' },
      });
      return { ...each.person, password: 'heron-tide-wall-7' };
    },
  ],
  [
    'an administrator sets a password',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      await vu.admin.setPassword(SYSTEM, each.person.id, 'heron-tide-wall-8');
      return { ...each.person, password: 'heron-tide-wall-8' };
    },
  ],
  [
    'a factor is added',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      const added = await vu.client.answer(operations.addTextMessage, {
        token: each.sessionToken,
        body: { phoneNumber: each.person.phone },
      });
      await vu.client.answer(operations.verifyTextMessage, {
        token: added.challengeToken,
        body: { code: vu.phones.codeTo(each.person.phone) },
      });
      return each.person;
    },
  ],
  [
    'an administrator resets their factors',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      await vu.admin.resetFactors({ kind: 'operator', name: 'it' }, each.person.id, 'Lost the phone, checked in person');
      return each.person;
    },
  ],
  [
    'their access was taken away and given back',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      await vu.admin.setAccess(SYSTEM, each.person.id, 'denied');
      await vu.admin.setAccess(SYSTEM, each.person.id, 'allowed');
      return each.person;
    },
  ],
  [
    'codes were locked by wrong ones',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      for (let count = 0; count < 10; count += 1) {
        const { challengeToken: token } = await vu.challenge(each.person);
        await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, each.secret) } });
      }
      vu.clock.advance({ minutes: 15 });
      return each.person;
    },
  ],
  [
    'the person stops trusting every computer',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      await vu.client.answer(operations.removeAllTrustedDevices, { token: each.sessionToken });
      return each.person;
    },
  ],
  [
    'the person stops trusting this computer',
    async (each: Awaited<ReturnType<typeof trusted>>) => {
      const { trustedDevices } = await vu.client.answer(operations.readMySecurity, { token: each.sessionToken });
      expect(trustedDevices).toMatchObject([{ thisComputer: true, application: 'customer-service-vu', lastUsedAt: null }]);
      const [device] = trustedDevices;
      const left = await vu.client.answer(operations.removeTrustedDevice, { token: each.sessionToken, params: { id: device?.id ?? '' } });
      expect(left.trustedDevices).toEqual([]);
      return each.person;
    },
  ],
] as const)('trust ends when %s', async (_, end) => {
  const before = await trusted();
  const person = await end(before);
  expect(await useTrust(person, before.trustToken)).toBeNull();
});

test('nobody can stop trust that is another person’s', async () => {
  const { person, trustToken, sessionToken } = await trusted();
  const { trustedDevices } = await vu.client.answer(operations.readMySecurity, { token: sessionToken });
  const stranger = await vu.withAuthenticator(await vu.person());
  const refused = await vu.client.refusal(operations.removeTrustedDevice, {
    token: stranger.sessionToken,
    params: { id: trustedDevices[0]?.id ?? '' },
  });
  expect(refused.code).toBe('not-found');
  expect(await useTrust(person, trustToken)).not.toBeNull();
});

test('trusting a computer again forgets the trust that it had', async () => {
  const { person, trustToken, secret } = await trusted();
  const { challengeToken: token } = await vu.challenge(person);
  const again = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } });
  if (again.outcome !== 'signed-in') throw new Error('not signed in');
  await vu.client.answer(operations.trustThisComputer, { token: again.sessionToken });
  const { trustedDevices } = await vu.client.answer(operations.readMySecurity, { token: again.sessionToken });
  expect(trustedDevices).toHaveLength(1);
  expect(await useTrust(person, trustToken)).toBeNull();
});
