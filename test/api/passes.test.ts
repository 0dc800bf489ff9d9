import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../server/audit/events.ts';
import { PASS_REQUESTS_PER_DAY, PASSES_PER_LEADER, PASSES_PER_PERSON } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { ApiClient } from '../support/client.ts';
import type { PasswordRequest, SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, startSignInApi, wrongAuthenticatorCode } from '../support/sign-in.ts';

const SYSTEM: Actor = { kind: 'system' };
const MORNING = '2026-03-27T09:00:00.000Z';
const REASON = 'Left the phone at home, sits opposite me';
/** What the support makes of a leader's permissions. */
const LEADERS = 'customer-service-access sign-in-pass-granting';

let vu: SignInApi;
let second: ApiClient;
beforeAll(async () => {
  vu = await startSignInApi();
  second = (await vu.api.another()).client;
});
afterAll(() => vu.close());

interface Leader {
  readonly person: TestPerson;
  readonly token: string;
}

/** A leader who has just given a second factor. */
async function aLeader(): Promise<Leader> {
  const person = await vu.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
  const { sessionToken: token } = await vu.withAuthenticator(person);
  return { person, token };
}

/** Somebody with an app on a phone that is somewhere else, who has asked for a pass. */
async function asking(known?: TestPerson, request: PasswordRequest = {}) {
  const person = known ?? (await vu.person());
  if (!known) await vu.withAuthenticator(person);
  const { challengeToken: token, challenge } = await vu.challenge(person, request);
  const asked = await vu.client.answer(passes.requestPass, { token });
  return { person, token, challenge, asked, id: await passOf(token) };
}

async function passOf(challengeToken: string): Promise<string> {
  const rows = await vu.api.database.query<{ id: string }>(
    'select id from sign_in_passes where challenge_id = (select id from challenges where token_hash = sha256($1::bytea))',
    [Buffer.from(challengeToken)],
  );
  return rows[0]?.id ?? '';
}

const grant = (leader: Leader, id: string, client = vu.client) =>
  client.call(passes.grantPass, { token: leader.token, params: { id }, body: { reason: REASON } });
const use = (token: string, client = vu.client) => client.call(passes.usePass, { token });
const resultOf = (answered: { ok: true } | { ok: false; error: { code: string } }) => (answered.ok ? 'done' : answered.error.code);

async function granted(known?: TestPerson, request?: PasswordRequest) {
  const leader = await aLeader();
  const asked = await asking(known, request);
  expect(resultOf(await grant(leader, asked.id))).toBe('done');
  return { ...asked, leader };
}

async function alertsOf(person: TestPerson) {
  return await vu.api.database.query<{ kind: string; detail: string | null }>('select kind, detail from alerts where user_id = $1', [
    person.id,
  ]);
}

async function nameOf(person: TestPerson): Promise<string> {
  const [row] = await vu.api.database.query<{ name: string }>('select name from users where id = $1', [person.id]);
  return row?.name ?? '';
}

/** Until a statement waits for another's row, as the database sees it. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const [row] = await vu.api.database.query<{ waiting: boolean }>(
      "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting",
    );
    if (row?.waiting) return;
  }
}

test('someone without a phone asks, a leader vouches, and they sign in to one application until the shift ends', async () => {
  vu.clock.set(MORNING);
  const leader = await aLeader();
  const { person, token, challenge, asked, id } = await asking();
  expect(challenge).toMatchObject({ passOffered: true, passRequest: null });
  const number = asked.passRequest?.number;
  expect(asked.passRequest).toEqual({ state: 'waiting', number, requestedAt: MORNING, leaderName: null, until: null });
  expect(resultOf(await use(token))).toBe('pass-gone');

  const seen = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  expect(seen).toMatchObject({ grantsLeft: PASSES_PER_LEADER, passUntil: '2026-03-27T20:00:00.000Z' });
  expect(seen.requests).toContainEqual({
    id,
    number,
    person: await nameOf(person),
    email: person.email,
    application: 'customer-service-vu',
    deviceName: person.device.name,
    requestedAt: MORNING,
    expiresAt: challenge.expiresAt,
  });
  const answer = await vu.client.answer(passes.grantPass, { token: leader.token, params: { id }, body: { reason: REASON } });
  expect(answer.until).toBe('2026-03-27T20:00:00.000Z');
  expect(answer.waiting).toMatchObject({ grantsLeft: PASSES_PER_LEADER - 1 });
  expect(answer.waiting.requests.map((each) => each.id)).not.toContain(id);

  const read = await vu.client.answer(operations.readChallenge, { token });
  expect(read.passRequest).toEqual({
    state: 'granted',
    number,
    requestedAt: MORNING,
    leaderName: await nameOf(leader.person),
    until: '2026-03-27T20:00:00.000Z',
  });
  const signedIn = await vu.client.answer(passes.usePass, { token });
  if (signedIn.outcome !== 'signed-in') throw new Error('not signed in');
  expect(signedIn).toMatchObject({ trustToken: null, trustExpiresAt: null });
  expect(signedIn.session).toMatchObject({
    assurance: { method: 'team-leader-pass' },
    expiresAt: '2026-03-27T20:00:00.000Z',
    steppedUpUntil: null,
    trustOffer: null,
    trust: null,
    applications: [
      { application: 'customer-service-vu', entry: 'open' },
      { application: 'control', entry: 'step-up' },
      { application: 'forms-portal', entry: 'step-up' },
    ],
  });
  expect(resultOf(await use(token))).toBe('challenge-gone');

  expect(signedIn.session.alerts.map((alert) => alert.kind)).toContain('pass-granted');
  expect(await alertsOf(person)).toContainEqual({ kind: 'pass-granted', detail: await nameOf(leader.person) });
  expect(await alertsOf(leader.person)).toContainEqual({ kind: 'pass-given', detail: await nameOf(person) });
  expect((await vu.trail(person)).slice(-4)).toEqual(['pass-requested', 'pass-granted', 'pass-used', 'signed-in']);
  const [entry] = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'pass-granted' and user_id = $1",
    [person.id],
  );
  expect(JSON.parse(entry?.content ?? '{}')).toMatchObject({
    actor: { kind: 'person', userId: leader.person.id },
    details: { passId: id, reason: REASON },
  });
});

test('a pass steps nothing up: no change to the account, no other application, no trusted computer', async () => {
  const { person, token } = await granted();
  const answer = await vu.client.answer(passes.usePass, { token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const session = { token: answer.sessionToken };
  for (const refused of [
    await vu.client.refusal(operations.addAuthenticator, session),
    await vu.client.refusal(operations.makeRecoveryCodes, session),
    await vu.client.refusal(operations.removeAllTrustedDevices, session),
    await vu.client.refusal(operations.changePassword, {
      ...session,
      body: { currentPassword: person.password, newPassword: 'heron-tide-wall-1' },
    }),
    await vu.client.refusal(operations.enterApplication, { ...session, params: { application: 'forms-portal' } }),
  ]) {
    expect(refused.code).toBe('step-up-needed');
  }
  expect((await vu.client.refusal(operations.trustThisComputer, session)).code).toBe('trust-not-offered');
  const stepUp = await vu.client.answer(operations.startStepUp, { ...session, body: { application: 'customer-service-vu' } });
  if (stepUp.outcome !== 'second-factor-needed') throw new Error('no challenge');
  expect(stepUp.challenge).toMatchObject({ passOffered: false, passRequest: null });
  expect((await vu.client.refusal(passes.requestPass, { token: stepUp.challengeToken })).code).toBe('method-not-allowed');
  expect(resultOf(await use(stepUp.challengeToken))).toBe('method-not-allowed');
});

test('a pass is good in the challenge that asked for it: not in another person’s, application’s or sign-in’s', async () => {
  const { person, token } = await granted();
  const stranger = await asking();
  const otherApplication = await vu.challenge(person, { application: 'forms-portal' });
  const again = await vu.challenge(person);
  for (const other of [stranger.token, otherApplication.challengeToken, again.challengeToken]) {
    expect(resultOf(await use(other))).toBe('pass-gone');
  }
  expect(again.challenge.passRequest).toBeNull();
  expect(resultOf(await use(token))).toBe('done');
});

test('a session’s token neither asks for a pass nor uses one, and a challenge’s neither sees nor grants one', async () => {
  const leader = await aLeader();
  for (const operation of [passes.requestPass, passes.usePass]) {
    expect((await vu.client.refusal(operation, { token: leader.token })).code).toBe('challenge-gone');
  }
  const { token, id } = await asking();
  expect((await vu.client.refusal(passes.listPassRequests, { token })).code).toBe('not-signed-in');
  expect((await vu.client.refusal(passes.grantPass, { token, params: { id }, body: { reason: REASON } })).code).toBe('not-signed-in');
});

test('a pass is no good after the shift’s end, and a sign-in with one ends with it', async () => {
  vu.clock.set('2026-03-27T19:54:00.000Z');
  const inTime = await granted();
  const late = await granted();
  const answer = await vu.client.answer(passes.usePass, { token: inTime.token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect(answer.session.expiresAt).toBe('2026-03-27T20:00:00.000Z');
  vu.clock.set('2026-03-27T19:59:59.000Z');
  await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect((await vu.client.answer(operations.readChallenge, { token: late.token })).passRequest?.state).toBe('granted');
  vu.clock.set('2026-03-27T20:00:00.000Z');
  expect((await vu.client.refusal(operations.readSession, { token: answer.sessionToken })).code).toBe('not-signed-in');
  expect((await vu.client.answer(operations.readChallenge, { token: late.token })).passRequest).toMatchObject({
    state: 'declined',
    until: null,
  });
  expect(resultOf(await use(late.token))).toBe('pass-gone');
});

test('the shift’s end is a time on the wall, also in summer, and never more than twelve hours away', async () => {
  const until = async () => (await vu.client.answer(passes.listPassRequests, { token: (await aLeader()).token })).passUntil;
  vu.clock.set('2026-03-30T09:00:00.000Z');
  expect(await until()).toBe('2026-03-30T19:00:00.000Z');
  vu.clock.set('2026-03-30T20:30:00.000Z');
  expect(await until()).toBe('2026-03-31T08:30:00.000Z');
  await vu.api.database.query("update organisation set shift_ends = '06:15'");
  expect(await until()).toBe('2026-03-31T05:15:00.000Z');
  await vu.api.database.query("update organisation set shift_ends = '20:00'");
  vu.clock.set(MORNING);
});

test('nobody vouches for themselves, and whoever tries is in the trail', async () => {
  const leader = await aLeader();
  const own = await asking(leader.person, { device: aDevice('PC-0999') });
  const seen = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  expect(seen.requests.map((each) => each.id)).not.toContain(own.id);
  expect(resultOf(await grant(leader, own.id))).toBe('not-permitted');
  expect((await vu.client.refusal(passes.declinePass, { token: leader.token, params: { id: own.id } })).code).toBe('not-permitted');
  expect(resultOf(await use(own.token))).toBe('pass-gone');
  expect(await vu.trail(leader.person)).toContain('pass-refused');
  expect(resultOf(await grant(await aLeader(), own.id))).toBe('done');
});

test('who has no permission, no fresh second factor, or a locked session grants nothing', async () => {
  const { id } = await asking();
  const colleague = await vu.withAuthenticator(await vu.person());
  const call = (token: string) => vu.client.refusal(passes.grantPass, { token, params: { id }, body: { reason: REASON } });
  expect((await call(colleague.sessionToken)).code).toBe('not-permitted');
  expect((await vu.client.refusal(passes.listPassRequests, { token: colleague.sessionToken })).code).toBe('not-permitted');
  expect((await vu.client.refusal(passes.declinePass, { token: colleague.sessionToken, params: { id } })).code).toBe('not-permitted');

  const leader = await aLeader();
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: leader.token });
  const byTrust = await vu.password(leader.person, { trustToken });
  if (byTrust.outcome !== 'signed-in') throw new Error('not signed in');
  const seen = await vu.client.answer(passes.listPassRequests, { token: byTrust.sessionToken });
  expect(seen.requests.map((each) => each.id)).toContain(id);
  expect((await call(byTrust.sessionToken)).code).toBe('step-up-needed');

  const [code = ''] = await vu.recoveryCodes(leader.token);
  const { challengeToken } = await vu.challenge(leader.person);
  const recovered = await vu.client.answer(operations.verifyRecoveryCode, { token: challengeToken, body: { code } });
  if (recovered.outcome !== 'signed-in') throw new Error('not signed in');
  expect((await call(recovered.sessionToken)).code).toBe('step-up-needed');

  vu.clock.advance({ minutes: 5 });
  expect((await call(leader.token)).code).toBe('step-up-needed');
  await vu.client.answer(operations.lockSession, { token: leader.token });
  expect((await call(leader.token)).code).toBe('session-locked');
});

test('a leader who loses the permission can’t grant any more, and what they granted and nobody used is void', async () => {
  const unused = await granted();
  const waiting = await asking();
  await vu.admin.leaveGroup(SYSTEM, unused.leader.person.id, LEADERS);
  expect(resultOf(await grant(unused.leader, waiting.id))).toBe('not-permitted');
  expect((await vu.client.answer(operations.readChallenge, { token: unused.token })).passRequest?.state).toBe('declined');
  expect(resultOf(await use(unused.token))).toBe('pass-gone');
  await vu.admin.joinGroup(SYSTEM, unused.leader.person.id, LEADERS);
  expect(resultOf(await use(unused.token))).toBe('done');

  const other = await granted();
  await vu.admin.setAccess(SYSTEM, other.leader.person.id, 'denied');
  expect(resultOf(await use(other.token))).toBe('pass-gone');
});

test('the permission is looked at again where the pass is granted, not only at the door', async () => {
  const leader = await aLeader();
  const { id, person } = await asking();
  // Holds the person's row, so that the grant waits between the door and its decision.
  const { grants } = await vu.api.services.database.transaction().execute(async (transaction) => {
    await transaction.selectFrom('users').select('id').where('id', '=', person.id).forUpdate().execute();
    const grants = grant(leader, id);
    await someoneWaits();
    await vu.admin.leaveGroup(SYSTEM, leader.person.id, LEADERS);
    return { grants };
  });
  expect(resultOf(await grants)).toBe('pass-gone');
});

test('of two leaders who answer at once, on two instances, one answers', async () => {
  for (const other of ['grant', 'decline'] as const) {
    const [one, two] = [await aLeader(), await aLeader()];
    const { id, token } = await asking();
    const answers = await Promise.all([
      grant(one, id).then(resultOf),
      other === 'grant'
        ? grant(two, id, second).then(resultOf)
        : second.call(passes.declinePass, { token: two.token, params: { id } }).then(resultOf),
    ]);
    expect(answers.sort()).toEqual(['done', 'pass-gone']);
    const { passRequest } = await vu.client.answer(operations.readChallenge, { token });
    expect(resultOf(await use(token))).toBe(passRequest?.state === 'granted' ? 'done' : 'pass-gone');
  }
});

test('a pass that is used eight times at once, on two instances, makes one session', async () => {
  const { person, token } = await granted();
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => use(token, at % 2 === 0 ? vu.client : second).then(resultOf)));
  expect(answers.filter((each) => each === 'done')).toHaveLength(1);
  expect(answers.filter((each) => each !== 'done' && each !== 'challenge-gone')).toEqual([]);
  const sessions = await vu.api.database.query("select from sessions where user_id = $1 and assurance_method = 'team-leader-pass'", [
    person.id,
  ]);
  expect(sessions).toHaveLength(1);
});

test('asking again, or twelve times at once, is one request', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  await aLeader();
  const { challengeToken: token } = await vu.challenge(person);
  await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? vu.client : second).answer(passes.requestPass, { token })));
  await vu.client.answer(passes.requestPass, { token });
  expect(await vu.api.database.query('select from sign_in_passes where user_id = $1', [person.id])).toHaveLength(1);
  expect((await vu.trail(person)).filter((kind) => kind === 'pass-requested')).toHaveLength(1);
});

test('three passes in thirty days are all that one person gets', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 0; count < PASSES_PER_PERSON; count += 1) {
    await granted(person);
    vu.clock.advance({ days: 1 });
  }
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.passOffered).toBe(false);
  const refused = await vu.client.refusal(passes.requestPass, { token });
  expect(refused).toMatchObject({ code: 'pass-limit', details: { retryAfterSeconds: 27 * 24 * 60 * 60 } });
  vu.clock.advance({ days: 27 });
  expect((await vu.challenge(person)).challenge.passOffered).toBe(true);
  await asking(person);
});

test('two leaders who grant a person’s third and fourth pass at once grant one of them', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 1; count < PASSES_PER_PERSON; count += 1) await granted(person);
  const [one, two] = [await aLeader(), await aLeader()];
  const requests = [await asking(person, { device: aDevice() }), await asking(person, { device: aDevice() })] as const;
  const answers = await Promise.all([grant(one, requests[0].id), grant(two, requests[1].id, second)]);
  expect(answers.map(resultOf).sort()).toEqual(['done', 'pass-limit']);
});

test('a leader grants twenty passes a day and no more, however many are answered at once', async () => {
  const leader = await aLeader();
  const filler = await vu.person();
  for (let count = 1; count < PASSES_PER_LEADER; count += 1) {
    await vu.api.database.query(
      `insert into sign_in_passes (id, user_id, application, device_name, requested_at, number, state, leader_id, decided_at, ends_at)
       values ($1, $2, 'customer-service-vu', 'PC', $3, 10, 'granted', $4, $3, $3::timestamptz + interval '1 hour')`,
      [randomUUID(), filler.id, vu.clock.now(), leader.person.id],
    );
  }
  const waiting = [await asking(), await asking(), await asking()];
  const answers = await Promise.all(waiting.map(({ id }, at) => grant(leader, id, at === 0 ? vu.client : second).then(resultOf)));
  expect(answers.sort()).toEqual(['done', 'pass-limit', 'pass-limit']);
  const { id } = await asking();
  const call = { token: leader.token, params: { id }, body: { reason: REASON } };
  expect(await vu.client.refusal(passes.grantPass, call)).toMatchObject({ code: 'pass-limit', details: { passLimit: 'leader' } });
  expect((await vu.client.answer(passes.listPassRequests, { token: leader.token })).grantsLeft).toBe(0);
});

test('whoever has a password can’t wear the leaders down: ten requests a day are all', async () => {
  const leader = await aLeader();
  const person = await vu.person();
  await vu.withAuthenticator(person);
  for (let count = 0; count < PASS_REQUESTS_PER_DAY; count += 1) {
    const { id, token } = await asking(person);
    await vu.client.answer(passes.declinePass, { token: leader.token, params: { id } });
    expect((await vu.client.answer(operations.readChallenge, { token })).passRequest).toMatchObject({
      state: 'declined',
      leaderName: await nameOf(leader.person),
    });
  }
  const { challengeToken: token, challenge } = await vu.challenge(person);
  expect(challenge.passOffered).toBe(false);
  expect((await vu.client.refusal(passes.requestPass, { token })).code).toBe('pass-limit');
});

test('where policy has no passes none is offered, asked for, granted, used, or relied on', async () => {
  const control = await vu.challenge(await vu.person(), { application: 'control' });
  expect(control.challenge.passOffered).toBe(false);
  expect((await vu.client.refusal(passes.requestPass, { token: control.challengeToken })).code).toBe('method-not-allowed');

  const used = await granted(undefined, { application: 'forms-portal' });
  const answer = await vu.client.answer(passes.usePass, { token: used.token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const unused = await granted(undefined, { application: 'forms-portal' });
  const waiting = await asking(undefined, { application: 'forms-portal' });
  const leader = await aLeader();
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: false });
  expect(resultOf(await grant(leader, waiting.id))).toBe('pass-gone');
  expect(resultOf(await use(unused.token))).toBe('method-not-allowed');
  const session = await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect(session.applications).toContainEqual({ application: 'forms-portal', entry: 'step-up' });
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: true });
});

test('while codes are locked a pass is no way round', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const before = await granted(person);
  const open = await vu.challenge(person);
  for (let count = 0; count < 10; count += 1) {
    const { challengeToken: token } = await vu.challenge(person);
    await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, secret) } });
  }
  expect(resultOf(await use(before.token))).toBe('codes-locked');
  expect((await vu.client.refusal(passes.requestPass, { token: open.challengeToken })).code).toBe('codes-locked');
});

test('a pass forgives no wrong codes: ten in a row lock, whatever came between', async () => {
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const miss = async () => {
    const { challengeToken: token } = await vu.challenge(person);
    return await vu.client.refusal(operations.verifyAuthenticator, { token, body: { code: wrongAuthenticatorCode(vu, secret) } });
  };
  for (let count = 0; count < 9; count += 1) await miss();
  const { token } = await granted(person);
  expect(resultOf(await use(token))).toBe('done');
  expect((await miss()).code).toBe('codes-locked');
});

test('a request ends with its challenge: cancelled, met by a code, or over', async () => {
  const leader = await aLeader();
  const cancelled = await asking();
  await vu.client.answer(operations.cancelChallenge, { token: cancelled.token });
  const person = await vu.person();
  const { secret } = await vu.withAuthenticator(person);
  const met = await asking(person);
  await vu.client.answer(operations.verifyAuthenticator, { token: met.token, body: { code: vu.nextCode(secret) } });
  const seen = (await vu.client.answer(passes.listPassRequests, { token: leader.token })).requests.map((each) => each.id);
  for (const { id } of [cancelled, met]) {
    expect(seen).not.toContain(id);
    expect(resultOf(await grant(leader, id))).toBe('pass-gone');
  }
  expect(resultOf(await grant(leader, randomUUID()))).toBe('not-found');
  const old = await asking();
  vu.clock.advance({ minutes: 10 });
  expect(resultOf(await grant(await aLeader(), old.id))).toBe('pass-gone');
});

test('a reason must say something, and must not hold what may not be kept', async () => {
  const leader = await aLeader();
  const { id } = await asking();
  const refusal = (reason: string) => vu.client.refusal(passes.grantPass, { token: leader.token, params: { id }, body: { reason } });
  expect((await refusal('x'.repeat(201))).code).toBe('request-invalid');
  for (const [reason, reasonFault] of [
    ['', 'too-short'],
    ['short', 'too-short'],
    ['\u200b'.repeat(12), 'too-short'],
    [`at desk${'\u2060'.repeat(20)}`, 'too-short'],
    [`at desk${'\u0301'.repeat(20)}`, 'too-short'],
    ['\u3164'.repeat(20), 'too-short'],
    ['a a a a a a a a a a', 'one-word'],
    ['aaaaaaaaaa', 'one-word'],
    ['because Because BECAUSE', 'one-word'],
    ['.......... ..........', 'one-word'],
    ['Rang me from 07700 900123 this morning', 'number'],
    ['Rang me from 0\u200b7\u200b7\u200b0\u200b0 this morning', 'number'],
    ['Rang me from ０７７００９００１２３ this morning', 'number'],
    ['Rang me from ٠٧٧٠٠٩ this morning', 'number'],
    ['Code was 123456, phone broken', 'number'],
    ['Said K7M4PX, phone broken', 'code'],
    ['Forgot the phone\u0000at home today', 'many-lines'],
    ['Forgot the phone\nat home today', 'many-lines'],
  ] as const) {
    expect(await refusal(reason), reason).toMatchObject({ code: 'reason-refused', details: { reasonFault } });
  }
  expect(resultOf(await grant(leader, id))).toBe('done');
});

test('a reason is kept as it can be seen, so that nothing is hidden in the trail', async () => {
  const leader = await aLeader();
  const { id } = await asking();
  const typed = ' Seen at her\u202e desk\u200b  today ';
  await vu.client.answer(passes.grantPass, { token: leader.token, params: { id }, body: { reason: typed } });
  const [kept] = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'pass-granted' order by id desc limit 1",
  );
  expect(JSON.parse(kept?.content ?? '{}')).toMatchObject({ details: { passId: id, reason: 'Seen at her desk today' } });
});

test('each request of a person has a number of its own, so that one made by a thief of the password is noticed', async () => {
  const leader = await aLeader();
  const person = await vu.person();
  await vu.withAuthenticator(person);
  const asked = [];
  for (let times = 0; times < PASS_REQUESTS_PER_DAY; times += 1) asked.push(await asking(person));
  const numbers = asked.map(({ asked: { passRequest } }) => passRequest?.number);
  expect(new Set(numbers).size).toBe(PASS_REQUESTS_PER_DAY);
  for (const number of numbers) expect(String(number)).toMatch(/^[1-9][0-9]$/);
  const { requests } = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  const seen = new Map(requests.map(({ id, number }) => [id, number]));
  expect(asked.map(({ id }) => seen.get(id))).toEqual(numbers);
});

test('with nobody to ask, asking is not offered', async () => {
  const alone = await startSignInApi();
  try {
    const person = await alone.person({ permissions: ['customer-service-access', 'sign-in-pass-granting'] });
    await alone.withAuthenticator(person);
    const { challengeToken: token, challenge } = await alone.challenge(person);
    expect(challenge.passOffered).toBe(false);
    expect((await alone.client.refusal(passes.requestPass, { token })).code).toBe('method-not-allowed');
    await alone.person({ permissions: ['sign-in-pass-granting'] });
    expect((await alone.client.answer(operations.readChallenge, { token })).passOffered).toBe(true);
  } finally {
    await alone.close();
  }
});
