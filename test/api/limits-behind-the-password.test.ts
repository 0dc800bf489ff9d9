import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHALLENGE_CALLS, SESSION_CALLS } from '../../server/http/call-allowance.ts';
import { SESSIONS_MOST } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, startSignInApi } from '../support/sign-in.ts';

/** What somebody can take who has the password, or a token: calls, sessions, and room in the trail. */

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

const isOpen = async (token: string): Promise<boolean> => (await vu.client.call(operations.readSession, { token })).ok;

/** Puts so many live sessions beside a person's own, unused for an hour, as parallel sign-ins of before could have. */
async function manySessions(person: TestPerson, count: number): Promise<void> {
  await vu.api.database.query(
    `with made as (
       insert into sessions (id, token_hash, user_id, application, device_id, device_name, device_platform, language, network, assurance_method,
         assurance_at, idle_lock_minutes, created_at, last_seen_at, expires_at)
       select gen_random_uuid(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), user_id, application, device_id, device_name,
         device_platform, language, network, assurance_method, assurance_at, idle_lock_minutes,
         created_at - interval '2 hours', last_seen_at - interval '1 hour' - at * interval '1 millisecond',
         -- The operator's command line goes by the computer's own clock.
         greatest(expires_at, now() + interval '1 day')
       from (select * from sessions where user_id = $1 order by created_at limit 1) as one cross join generate_series(1, $2::integer) as at
       returning id, application, assurance_method, created_at
     ) insert into session_applications (session_id, application, method, entered_at) select id, application, assurance_method, created_at from made`,
    [person.id, count],
  );
}
const liveOf = async (person: TestPerson): Promise<number> =>
  (
    await vu.api.database.query<{ live: number }>(
      'select count(*)::integer as live from sessions where user_id = $1 and ended_at is null',
      [person.id],
    )
  )[0]?.live ?? 0;
const environment = () => operatorEnvironment(vu.api.database.apiUrl);

test('a session asks for so much and no more, is told when to come back, and others go on', async () => {
  const [one, other] = [await vu.person(), await vu.person()];
  const [{ sessionToken: token }, { sessionToken: othersToken }] = [await vu.withText(one), await vu.withText(other)];
  const call = () => vu.client.call(operations.readSession, { token });
  const answers = [];
  for (let at = 0; at < SESSION_CALLS.burst + 20; at += 1) answers.push(await call());

  const refused = answers.filter((answer) => !answer.ok);
  expect(refused.length).toBeGreaterThanOrEqual(20);
  expect(refused.at(-1)).toMatchObject({ status: 429, error: { code: 'too-many-requests', details: { retryAfterSeconds: 1 } } });
  expect(await isOpen(othersToken)).toBe(true);
  vu.clock.advance({ seconds: 1 });
  expect(await isOpen(token)).toBe(true);
}, 60_000);

test('a session that is asked for all that a minute has goes on for ever', async () => {
  const { sessionToken: token } = await vu.withText(await vu.person());
  for (let minute = 0; minute < 4; minute += 1) {
    for (let at = 0; at < SESSION_CALLS.perMinute; at += 1) expect(await isOpen(token)).toBe(true);
    vu.clock.advance({ minutes: 1 });
  }
}, 60_000);

test('a challenge asks for so much and no more', async () => {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 2 });
  const { challengeToken: token } = await vu.challenge(person);
  const codes = [];
  for (let at = 0; at < CHALLENGE_CALLS.burst + 5; at += 1) {
    const answer = await vu.client.call(operations.readChallenge, { token });
    if (!answer.ok) codes.push(answer.error.code);
  }
  expect(codes.length).toBeGreaterThanOrEqual(5);
  expect(new Set(codes)).toEqual(new Set(['too-many-requests']));
}, 60_000);

test('with one session too many, that which has been unused for longest ends; its owner is told, and the trail says so', async () => {
  const person = await vu.person();
  const { sessionToken: oldest } = await vu.withText(person);
  vu.clock.advance({ minutes: 5 });
  const { sessionToken: newer } = await vu.againByText(person, { device: aDevice('PC-NEWER') });
  await manySessions(person, SESSIONS_MOST - 3);
  // Those that were made are older; these two are used.
  expect([await isOpen(oldest), await isOpen(newer)]).toEqual([true, true]);
  vu.clock.advance({ minutes: 5 });
  await vu.againByText(person, { device: aDevice('PC-LAST') });
  expect(await liveOf(person)).toBe(SESSIONS_MOST);
  expect(await vu.trail(person)).not.toContain('sessions-ended');

  vu.clock.advance({ minutes: 5 });
  const { session } = await vu.againByText(person, { device: aDevice('PC-ONE-MORE') });
  expect(await liveOf(person)).toBe(SESSIONS_MOST);
  expect([await isOpen(oldest), await isOpen(newer)]).toEqual([true, true]);
  expect(session.alerts.map(({ kind }) => kind)).toContain('sessions-over-limit');
  const [entry] = await vu.api.database.query<{ details: unknown }>(
    `select content::json -> 'details' as details from audit_entry where user_id = $1 and kind = 'sessions-ended'`,
    [person.id],
  );
  expect(entry?.details).toEqual({ because: 'over-limit', ended: 1 });
});

test('however many sessions somebody has come by, the help desk can end them all, and the next sign-in leaves no more than there may be', async () => {
  const person = await vu.person();
  await vu.withText(person);
  await manySessions(person, 10_050);
  const reset = await runCommand(['user', 'reset-factors', person.email, '--reason', 'Sessions that are not theirs'], environment());
  expect(reset).toMatchObject({ code: 0, errors: '' });
  expect(await liveOf(person)).toBe(0);

  vu.clock.advance({ minutes: 5 });
  await vu.withText(person);
  await manySessions(person, 10_050);
  const ended = await runCommand(['computer', 'end', person.device.id], environment());
  expect(ended).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('10050 sessions') });
  expect(await liveOf(person)).toBeLessThanOrEqual(1);

  vu.clock.advance({ minutes: 5 });
  await vu.againByText(person);
  await manySessions(person, 10_050);
  await vu.againByText(person, { device: { ...aDevice(), id: randomUUID() } });
  expect(await liveOf(person)).toBe(SESSIONS_MOST);
  expect(await runCommand(['audit', 'verify'], environment())).toMatchObject({ code: 0 });
}, 60_000);
