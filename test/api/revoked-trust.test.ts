import { afterAll, beforeAll, expect, test } from 'vitest';
import { endComputer } from '../../server/sign-in/computers.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi, wrongAuthenticatorCode } from '../support/sign-in.ts';
import { authenticatorCode } from '../support/totp.ts';
import { whileHeldUp, whileUncommitted } from '../support/uncommitted.ts';

/** Trust that is being issued in the very moment in which it is revoked: whatever revokes it, and whichever of the two comes first. */
let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

const SYSTEM = { kind: 'system' } as const;
const BY_SYSTEM = { actor: SYSTEM, application: null, network: null, reference: null };
const CS_VU = { methods: ['authenticator', 'text-message'], trustDays: 30, idleLockMinutes: 15, trustEndsAt: null } as const;
const NEW_PASSWORD = 'kestrel-lantern-88';

/** Somebody who has just signed in at one computer, where trust is offered, and at another. */
interface Somebody {
  readonly person: TestPerson;
  readonly secret: string;
  /** Of the session that asks for trust. */
  readonly token: string;
  /** Of one on another computer, stepped up by a code just given. */
  readonly elsewhere: string;
}

async function somebody(): Promise<Somebody> {
  const person = await vu.person();
  const { secret, sessionToken: token } = await vu.withAuthenticator(person);
  const { challengeToken } = await vu.challenge(person, { device: aDevice('PC-0500') });
  const body = { code: vu.nextCode(secret) };
  const signedIn = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body });
  if (signedIn.outcome !== 'signed-in') throw new Error('the code did not sign in');
  return { person, secret, token, elsewhere: signedIn.sessionToken };
}

/** What makes trust end for somebody, asked of the API or of the operator; and the password that is theirs afterwards. */
type Revoke = (them: Somebody) => Promise<unknown>;

const byReset: Revoke = ({ person }) => vu.admin.resetFactors(SYSTEM, person.id, 'Lost the phone on the bus');
const byPassword: Revoke = ({ person, elsewhere: token }) =>
  vu.client.answer(operations.changePassword, { token, body: { currentPassword: person.password, newPassword: NEW_PASSWORD } });
const byOperatorsPassword: Revoke = ({ person }) => vu.admin.setPassword(SYSTEM, person.id, NEW_PASSWORD);
const byTemporaryPassword: Revoke = ({ person }) => vu.admin.setPassword(SYSTEM, person.id, NEW_PASSWORD, true);
const byDisabling: Revoke = async ({ person }) => {
  await vu.admin.setAccess(SYSTEM, person.id, 'denied');
  // Only then can anything be seen of what is left.
  await vu.admin.setAccess(SYSTEM, person.id, 'allowed');
};
const byPolicy =
  (change: Parameters<SignInApi['admin']['setPolicy']>[2]): Revoke =>
  async () => {
    await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', change);
    await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
  };
const byEndingTheComputer: Revoke = ({ person }) => endComputer(vu.api.services, person.device.id, BY_SYSTEM, vu.clock.now());
const byDistrustingAll: Revoke = ({ elsewhere: token }) => vu.client.answer(operations.removeAllTrustedDevices, { token });
const byAnotherApp: Revoke = async ({ elsewhere }) => {
  const { challengeToken, enrolment } = await vu.client.answer(operations.addAuthenticator, { token: elsewhere });
  const body = { code: authenticatorCode(enrolment?.key ?? '', vu.clock.now()) };
  await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body });
};
const byGuessing: Revoke = async ({ person, secret }) => {
  const code = wrongAuthenticatorCode(vu, secret);
  for (let challenge = 0; challenge < 2; challenge += 1) {
    const { challengeToken: token } = await vu.challenge(person, { device: aDevice() });
    for (let tried = 0; tried < 5; tried += 1) await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code } });
  }
  await vu.admin.unlockCodes(SYSTEM, person.id);
};

/** Where the sessions end as well, and where they stay. */
const ALL: readonly [string, Revoke, 'ends' | 'stays'][] = [
  ['factors are reset', byReset, 'ends'],
  ['the person changes their password', byPassword, 'ends'],
  ['the operator sets a password', byOperatorsPassword, 'ends'],
  ['the operator makes a temporary password', byTemporaryPassword, 'ends'],
  ['the account is disabled', byDisabling, 'ends'],
  ['the policy no longer trusts computers', byPolicy({ trustDays: 0 }), 'stays'],
  ['the policy no longer takes the method', byPolicy({ methods: ['text-message'] }), 'stays'],
  ['the computer is ended', byEndingTheComputer, 'ends'],
  ['the person stops trusting every computer', byDistrustingAll, 'stays'],
  ['the person links another app', byAnotherApp, 'ends'],
  ['somebody guesses until codes are locked', byGuessing, 'stays'],
];

const issue = (token: string) => vu.client.call(operations.trustThisComputer, { token, body: {} });

const liveTrust = ({ person }: Somebody) =>
  vu.api.database.query('select id from trusted_devices where user_id = $1 and revoked_at is null', [person.id]);

/** What a password and a trust token lead to, with whichever of the two passwords is theirs. */
async function withTrust({ person }: Somebody, trustToken: string) {
  for (const password of [person.password, NEW_PASSWORD]) {
    const answer = await vu.client.call(operations.signInWithPassword, { body: passwordBody(person, { password, trustToken }) });
    if (answer.ok) return answer.answer;
    expect(answer.error.code).toBe('credentials-refused');
  }
  throw new Error('neither password is theirs');
}

test.each(ALL)('trust that is being issued while %s does not outlive it', async (_, revoke, session) => {
  const them = await somebody();
  const [issued] = await whileHeldUp(
    vu.api.database,
    'trust_tokens',
    () => issue(them.token),
    () => revoke(them),
  );
  expect(await liveTrust(them)).toEqual([]);
  // It had been given out: what it is worth is asked of the API.
  if (!issued.ok) throw new Error(`it was not issued: ${issued.error.code}`);
  const answer = await withTrust(them, issued.answer.trustToken);
  expect(answer.outcome === 'signed-in' ? 'signed in by trust' : answer.trust).toBe('refused');
  const check = await vu.client.call(operations.readSession, { token: them.token });
  expect(check.ok ? 'stays' : 'ends').toBe(session);
});

/** A policy that is as it was again decides as it did: what it no longer allows is asked below. */
const FOR_GOOD = ALL.filter(([name]) => !name.startsWith('the policy'));

test.each(FOR_GOOD)('trust that is asked for once %s is not issued', async (_, revoke, session) => {
  const them = await somebody();
  await revoke(them);
  const code = session === 'ends' ? 'not-signed-in' : 'trust-not-offered';
  expect(await issue(them.token)).toMatchObject({ ok: false, error: { code } });
});

test.each([
  ['factors are reset', byReset],
  ['the person changes their password', byPassword],
  ['the operator sets a password', byOperatorsPassword],
  ['the computer is ended', byEndingTheComputer],
])('trust that is asked for while %s, and that is not over, is refused', async (_, revoke) => {
  const them = await somebody();
  const [, answer] = await whileHeldUp(
    vu.api.database,
    'alerts',
    () => revoke(them),
    () => issue(them.token),
  );
  expect(answer).toMatchObject({ ok: false });
  expect(await liveTrust(them)).toEqual([]);
});

test.each([
  ['trusts no computers', 'update application_policies set trust_days = 0 where application = $1'],
  ['no longer takes the method', "update application_policies set methods = '{text-message}' where application = $1"],
])('trust that is asked for while a policy that %s is about to hold waits for it, and is refused', async (_, change) => {
  const them = await somebody();
  const answer = await whileUncommitted(vu.api.database, change, 'customer-service-vu', () => issue(them.token));
  expect(answer).toMatchObject({ ok: false, error: { code: 'trust-not-offered' } });
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
});

test('a sign-in by trust that is under way while the policy stops trusting goes back to the door with its trust', async () => {
  const them = await somebody();
  const issued = await issue(them.token);
  if (!issued.ok) throw new Error(`it was not issued: ${issued.error.code}`);
  const [answer] = await whileHeldUp(
    vu.api.database,
    'trust_tokens',
    () => vu.password(them.person, { trustToken: issued.answer.trustToken }),
    () => byPolicy({ trustDays: 0 })(them),
  );
  if (answer.outcome !== 'signed-in') throw new Error('it was not signed in by trust');
  expect(await liveTrust(them)).toEqual([]);
  const session = await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect(session.applications.find(({ application }) => application === 'customer-service-vu')?.entry).toBe('step-up');
});

test('a policy that shortens trust shortens what is being used at that moment', async () => {
  const them = await somebody();
  const issued = await issue(them.token);
  if (!issued.ok) throw new Error(`it was not issued: ${issued.error.code}`);
  await whileHeldUp(
    vu.api.database,
    'trust_tokens',
    () => vu.password(them.person, { trustToken: issued.answer.trustToken }),
    () => byPolicy({ trustDays: 2 })(them),
  );
  const [trust] = await vu.api.database.query<{ days: number }>(
    'select extract(epoch from expires_at - created_at)::int / 86400 as days from trusted_devices where user_id = $1 and revoked_at is null',
    [them.person.id],
  );
  expect(trust?.days).toBe(2);
});

test('a password that opens a session while two-factor is turned on has it ended', async () => {
  const person = await vu.person();
  await vu.admin.setTwoFactor(SYSTEM, false);
  const [answer] = await whileHeldUp(
    vu.api.database,
    'audit_pending',
    () => vu.password(person),
    () => vu.admin.setTwoFactor(SYSTEM, true),
  );
  if (answer.outcome !== 'signed-in') throw new Error('the password opened nothing');
  const refused = await vu.client.refusal(operations.readSession, { token: answer.sessionToken });
  expect(refused).toMatchObject({ code: 'not-signed-in', details: { sessionEnd: 'two-factor-on' } });
});

test('everything that revokes can happen at once to the same people without waiting in a ring', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => somebody()));
  const rounds = people.flatMap((them) => [
    issue(them.token),
    vu.client.call(operations.enterApplication, { token: them.elsewhere, params: { application: 'forms-portal' } }),
    vu.client.call(operations.removeAllTrustedDevices, { token: them.elsewhere }),
    vu.client.call(operations.signInWithPassword, { body: passwordBody(them.person) }),
    vu.admin.setPassword(SYSTEM, them.person.id, NEW_PASSWORD),
    vu.admin.resetFactors(SYSTEM, them.person.id, 'Lost the phone on the bus'),
    vu.admin.setPolicy(SYSTEM, 'customer-service-vu', { trustDays: 0, idleLockMinutes: 5 }),
    vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU),
    vu.admin.setAccess(SYSTEM, them.person.id, 'denied'),
    vu.admin.setAccess(SYSTEM, them.person.id, 'allowed'),
  ]);
  const settled = await Promise.allSettled(rounds);
  expect(settled.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))).toEqual([]);
  const faults = settled.flatMap((each) => {
    const answer = each.status === 'fulfilled' ? each.value : null;
    return answer !== null && typeof answer === 'object' && 'ok' in answer && !answer.ok && answer.status >= 500 ? [answer.error] : [];
  });
  expect(faults).toEqual([]);
  await vu.admin.setPolicy(SYSTEM, 'customer-service-vu', CS_VU);
});
