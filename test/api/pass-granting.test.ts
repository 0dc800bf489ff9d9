import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASS_NUMBER_LEAST, PASS_NUMBER_MOST, PASS_NUMBER_TRIES } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { PassApi } from '../support/passes.ts';
import { REASON, resultOf, SYSTEM, startPassApi } from '../support/passes.ts';
import { aDevice } from '../support/sign-in.ts';
import { someoneWaits } from '../support/uncommitted.ts';

/** Who may grant a pass, when that is looked at, and the reason that they write down. */

let vu: PassApi;
beforeAll(async () => {
  vu = await startPassApi();
});
afterAll(() => vu.close());

/** What the support makes of a leader's permissions. */
const LEADERS = 'customer-service-access sign-in-pass-granting';

test('nobody vouches for themselves, and whoever tries is in the trail', async () => {
  const [leader, other] = [await vu.aLeader(), await vu.aLeader()];
  const own = await vu.asking(leader.person, { device: aDevice('PC-0999') });
  const seen = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  expect(seen.requests.map((each) => each.id)).not.toContain(own.id);
  expect(resultOf(await vu.grantPass(leader, own.id))).toBe('not-permitted');
  expect((await vu.client.refusal(passes.declinePass, { token: leader.token, params: { id: own.id } })).code).toBe('not-permitted');
  expect(resultOf(await vu.redeemPass(own.token))).toBe('pass-gone');
  expect(await vu.trail(leader.person)).toContain('pass-refused');
  expect(resultOf(await vu.grantPass(other, own.id))).toBe('done');
});

test('who has no permission, no fresh second factor, or a locked session grants nothing', async () => {
  const { id, number } = await vu.asking();
  const colleague = await vu.withAuthenticator(await vu.person());
  const body = { number, reason: REASON };
  const call = (token: string) => vu.client.refusal(passes.grantPass, { token, params: { id }, body });
  expect((await call(colleague.sessionToken)).code).toBe('not-permitted');
  expect((await vu.client.refusal(passes.listPassRequests, { token: colleague.sessionToken })).code).toBe('not-permitted');
  expect((await vu.client.refusal(passes.declinePass, { token: colleague.sessionToken, params: { id } })).code).toBe('not-permitted');

  const leader = await vu.aLeader();
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
  const unused = await vu.granted();
  const waiting = await vu.asking();
  await vu.admin.leaveGroup(SYSTEM, unused.leader.person.id, LEADERS);
  expect(resultOf(await vu.grantPass(unused.leader, waiting.id))).toBe('not-permitted');
  expect((await vu.client.answer(operations.readChallenge, { token: unused.token })).passRequest?.state).toBe('declined');
  expect(resultOf(await vu.redeemPass(unused.token))).toBe('pass-gone');
  await vu.admin.joinGroup(SYSTEM, unused.leader.person.id, LEADERS);
  expect(resultOf(await vu.redeemPass(unused.token))).toBe('done');

  const other = await vu.granted();
  await vu.admin.setAccess(SYSTEM, other.leader.person.id, 'denied');
  expect(resultOf(await vu.redeemPass(other.token))).toBe('pass-gone');
});

test('the permission is looked at again where the pass is granted, not only at the door', async () => {
  const leader = await vu.aLeader();
  const { id, person } = await vu.asking();
  // Holds the person's row, so that the grant waits between the door and its decision.
  const { grants } = await vu.api.services.database.transaction().execute(async (transaction) => {
    await transaction.selectFrom('users').select('id').where('id', '=', person.id).forUpdate().execute();
    const grants = vu.grantPass(leader, id);
    await someoneWaits(vu.api.database);
    await vu.admin.leaveGroup(SYSTEM, leader.person.id, LEADERS);
    return { grants };
  });
  expect(resultOf(await grants)).toBe('pass-gone');
});

test('of two leaders who answer at once, on two instances, one answers', async () => {
  for (const other of ['grant', 'decline'] as const) {
    const [one, two] = [await vu.aLeader(), await vu.aLeader()];
    const { id, token } = await vu.asking();
    const answers = await Promise.all([
      vu.grantPass(one, id).then(resultOf),
      other === 'grant'
        ? vu.grantPass(two, id, vu.second).then(resultOf)
        : vu.second.call(passes.declinePass, { token: two.token, params: { id } }).then(resultOf),
    ]);
    expect(answers.sort()).toEqual(['done', 'pass-gone']);
    const { passRequest } = await vu.client.answer(operations.readChallenge, { token });
    expect(resultOf(await vu.redeemPass(token))).toBe(passRequest?.state === 'granted' ? 'done' : 'pass-gone');
  }
});

test('where policy has no passes none is offered, asked for, granted, used, or relied on', async () => {
  const control = await vu.challenge(await vu.person(), { application: 'control' });
  expect(control.challenge.passOffered).toBe(false);
  expect((await vu.client.refusal(passes.requestPass, { token: control.challengeToken })).code).toBe('method-not-allowed');

  const used = await vu.granted(undefined, { application: 'forms-portal' });
  const answer = await vu.client.answer(passes.usePass, { token: used.token });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const unused = await vu.granted(undefined, { application: 'forms-portal' });
  const waiting = await vu.asking(undefined, { application: 'forms-portal' });
  const leader = await vu.aLeader();
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: false });
  expect(resultOf(await vu.grantPass(leader, waiting.id))).toBe('pass-gone');
  expect(resultOf(await vu.redeemPass(unused.token))).toBe('method-not-allowed');
  const session = await vu.client.answer(operations.readSession, { token: answer.sessionToken });
  expect(session.applications).toContainEqual({ application: 'forms-portal', entry: 'step-up' });
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: true });
});

/** What a leader gets who types something else than the person read out, so many numbers away. */
async function wrongNumber(leader: { readonly token: string }, { id, number }: { readonly id: string; readonly number: number }, away = 1) {
  const other = PASS_NUMBER_LEAST + ((number - PASS_NUMBER_LEAST + away) % (PASS_NUMBER_MOST - PASS_NUMBER_LEAST + 1));
  return await vu.client.refusal(passes.grantPass, { token: leader.token, params: { id }, body: { number: other, reason: REASON } });
}

test('a leader is not shown the number of a request, and lets nobody in without it', async () => {
  const leader = await vu.aLeader();
  const asked = await vu.asking();
  const { requests } = await vu.client.answer(passes.listPassRequests, { token: leader.token });
  expect(Object.keys(requests.find(({ id }) => id === asked.id) ?? {})).not.toContain('number');
  expect(await wrongNumber(leader, asked)).toMatchObject({ code: 'pass-number-wrong', details: { attemptsLeft: PASS_NUMBER_TRIES - 1 } });
  expect(resultOf(await vu.redeemPass(asked.token))).toBe('pass-gone');
  expect(resultOf(await vu.grantPass(leader, asked.id))).toBe('done');
  expect(resultOf(await vu.redeemPass(asked.token))).toBe('done');
});

test('with the third wrong number, whoever types it, a request is declined, and each is in the trail', async () => {
  const [one, two] = [await vu.aLeader(), await vu.aLeader()];
  const asked = await vu.asking();
  const left = [];
  for (const [at, leader] of [one, two, one].entries()) left.push((await wrongNumber(leader, asked, at + 1)).details?.attemptsLeft);
  expect(left).toEqual([2, 1, 0]);
  expect(resultOf(await vu.grantPass(two, asked.id))).toBe('pass-gone');
  expect((await wrongNumber(two, asked)).code).toBe('pass-gone');
  const { passRequest } = await vu.client.answer(operations.readChallenge, { token: asked.token });
  expect(passRequest).toMatchObject({ state: 'declined', leaderName: await vu.nameOf(one.person) });
  const trail = (await vu.trail(asked.person)).filter((kind) => kind.startsWith('pass-'));
  const refused = 'pass-refused';
  expect(trail).toEqual(['pass-requested', refused, refused, refused, 'pass-declined', refused, refused]);
});

test('of many wrong numbers at once, on two instances, three are tries', async () => {
  const leader = await vu.aLeader();
  const asked = await vu.asking();
  const call = { token: leader.token, params: { id: asked.id } };
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => {
      const number = asked.number === PASS_NUMBER_MOST ? PASS_NUMBER_LEAST : asked.number + 1;
      return (at % 2 === 0 ? vu.client : vu.second).call(passes.grantPass, { ...call, body: { number, reason: REASON } }).then(resultOf);
    }),
  );
  expect(answers.filter((each) => each === 'pass-number-wrong')).toHaveLength(PASS_NUMBER_TRIES);
  expect(answers.filter((each) => each === 'pass-gone')).toHaveLength(8 - PASS_NUMBER_TRIES);
});

test('a reason must say something, and must not hold what may not be kept', async () => {
  const leader = await vu.aLeader();
  const { id, number } = await vu.asking();
  const refusal = (reason: string) =>
    vu.client.refusal(passes.grantPass, { token: leader.token, params: { id }, body: { number, reason } });
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
  expect(resultOf(await vu.grantPass(leader, id))).toBe('done');
});

test('a reason is kept as it can be seen, so that nothing is hidden in the trail', async () => {
  const leader = await vu.aLeader();
  const { id, number } = await vu.asking();
  const typed = ' Seen at her\u202e desk\u200b  today ';
  await vu.client.answer(passes.grantPass, { token: leader.token, params: { id }, body: { number, reason: typed } });
  const [kept] = await vu.api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'pass-granted' order by id desc limit 1",
  );
  expect(JSON.parse(kept?.content ?? '{}')).toMatchObject({ details: { passId: id, reason: 'Seen at her desk today' } });
});

test('who may not grant any more is not told whether a number is right, and uses up no tries of it', async () => {
  const leader = await vu.aLeader();
  const { id, number } = await vu.asking(undefined, { application: 'forms-portal' });
  const give = async (typed: number) =>
    resultOf(await vu.client.call(passes.grantPass, { token: leader.token, params: { id }, body: { number: typed, reason: REASON } }));
  const wrong = number === PASS_NUMBER_MOST ? PASS_NUMBER_LEAST : number + 1;
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: false });
  for (const typed of [number, wrong, wrong, wrong, number]) expect(await give(typed)).toBe('pass-gone');
  await vu.admin.setPolicy(SYSTEM, 'forms-portal', { passes: true });
  expect(await give(wrong)).toBe('pass-number-wrong');
  expect(await give(number)).toBe('done');
});
