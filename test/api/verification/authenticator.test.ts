import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAuthenticatorSecret } from '../../../server/sign-in/authenticator-code.ts';
import { seal } from '../../../server/sign-in/secret-box.ts';
import { TOTP_PERIOD_SECONDS, TOTP_WINDOW_STEPS } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { testKeys } from '../../support/api.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { passwordBody } from '../../support/sign-in.ts';
import { authenticatorCode, RFC_CODES } from '../../support/totp.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, tally } from './attack.ts';

/** Authenticator codes, over HTTP and by somebody else's arithmetic. */
let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

const PERIOD_MS = TOTP_PERIOD_SECONDS * 1000;

/** Codes of `count` steps from an instant on, by Debian's oathtool. */
function oathtool(secret: string, from: Date, count: number): string[] {
  const args = ['--totp=sha1', '--base32', `--window=${count - 1}`, `--now=@${Math.floor(from.getTime() / 1000)}`, secret];
  return execFileSync('oathtool', args, { encoding: 'utf8' }).trim().split('\n');
}

/** A challenge in which an app with a secret of our choice waits to be linked. */
async function linking(person: TestPerson, secret: string): Promise<string> {
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolAuthenticator, { token });
  const [row] = await vu.query<{ id: string }>(
    'select challenge_id as id from pending_authenticators join challenges on challenges.id = challenge_id where user_id = $1 order by pending_authenticators.created_at desc limit 1',
    [person.id],
  );
  const sealed = seal(testKeys().authenticator, secret, `pending-authenticator:${row?.id}`);
  await vu.query('update pending_authenticators set secret = $2 where challenge_id = $1', [row?.id, sealed.secret]);
  return token;
}

async function lastStep(person: TestPerson): Promise<number> {
  const [row] = await vu.query<{ last_step: number }>('select last_step from authenticator_factors where user_id = $1', [person.id]);
  return row?.last_step ?? Number.NaN;
}

const verify = (token: string, code: string, index = 0) =>
  vu.instance(index).call(operations.verifyAuthenticator, { token, body: { code } });

async function signInWith(person: TestPerson, code: string, index = 0): Promise<string> {
  const { challengeToken } = await vu.challenge(person, { client: vu.instance(index) });
  return outcomeOf(await verify(challengeToken, code, index));
}

test('the vectors of RFC 4226 and RFC 6238 are accepted, each at its own step and by the whole of the API', {
  timeout: 120_000,
}, async () => {
  const { secret, hotp, totp } = RFC_CODES;
  const now = vu.clock.now();
  const person = await vu.person();
  vu.clock.set(new Date(7_000));
  const token = await linking(person, secret);
  expect(outcomeOf(await verify(token, hotp[0] ?? ''))).toBe('signed-in');
  expect(await lastStep(person)).toBe(0);
  for (const [counter, code] of [...hotp.entries()].slice(1)) {
    vu.clock.set(new Date(counter * PERIOD_MS + 7_000));
    expect([counter, await signInWith(person, code, counter)]).toEqual([counter, 'signed-in']);
    expect(await lastStep(person)).toBe(counter);
  }
  for (const [seconds, code] of totp) {
    const other = await vu.person();
    vu.clock.set(new Date(seconds * 1000));
    const link = await linking(other, secret);
    expect([seconds, outcomeOf(await verify(link, code))]).toEqual([seconds, 'signed-in']);
    expect(await lastStep(other)).toBe(Math.floor(seconds / TOTP_PERIOD_SECONDS));
  }
  vu.clock.set(now);
});

test('in every second of a step, codes three steps either side by oathtool are accepted for one step either side and no further', {
  timeout: 240_000,
}, async () => {
  const { person, secret } = await vu.withEverything();
  const REACH = 3;
  const first = Math.ceil((vu.clock.now().getTime() + 600_000) / PERIOD_MS);
  const byOathtool = oathtool(secret, new Date(first * PERIOD_MS), 1_000);
  // Each second in a step of its own, beyond all that was tried in the one before.
  let middle = REACH;
  for (let second = 0; second < TOTP_PERIOD_SECONDS; second += 1) {
    let codes: string[] = [];
    // Two steps share a code once in a hundred thousand: such a moment says nothing.
    do {
      middle += 2 * REACH + 1;
      codes = byOathtool.slice(middle - REACH, middle + REACH + 1);
    } while (new Set(codes).size < codes.length);
    // The last millisecond of every other second, so that no rounding helps.
    vu.clock.set(new Date((first + middle) * PERIOD_MS + second * 1000 + (second % 2) * 999));
    const { challengeToken } = await vu.challenge(person);
    for (const [index, code] of codes.entries()) {
      const step = index - REACH;
      if (Math.abs(step) <= TOTP_WINDOW_STEPS) continue;
      const answered = await verify(challengeToken, code, index);
      expect([second, step, outcomeOf(answered)]).toEqual([second, step, 'code-wrong']);
      // Told what is wrong with the clock, and counted all the same.
      if (!answered.ok) expect(answered.error.details).toMatchObject({ clockOffsetSeconds: step * TOTP_PERIOD_SECONDS });
    }
    for (let step = -TOTP_WINDOW_STEPS; step <= TOTP_WINDOW_STEPS; step += 1) {
      const outcome = await signInWith(person, codes[step + REACH] ?? '', step + REACH);
      expect([second, step, outcome]).toEqual([second, step, 'signed-in']);
    }
  }
});

test('random secrets at random times agree with oathtool, and the code of one person’s app is nothing to another', {
  timeout: 120_000,
}, async () => {
  const now = vu.clock.now();
  for (let sample = 0; sample < 6; sample += 1) {
    const secret = newAuthenticatorSecret();
    const person = await vu.person();
    vu.clock.set(new Date(1_700_000_000_000 + sample * 76_543_210_987));
    const token = await linking(person, secret);
    expect(outcomeOf(await verify(token, oathtool(newAuthenticatorSecret(), vu.clock.now(), 1)[0] ?? ''))).toBe('code-wrong');
    expect(outcomeOf(await verify(token, oathtool(secret, vu.clock.now(), 1)[0] ?? '', sample))).toBe('signed-in');
  }
  vu.clock.set(now);
});

test('a code is accepted once: not again in its window, not in another application, instance or step-up, nor the steps before it', async () => {
  const { person, secret } = await vu.withEverything();
  vu.clock.advance({ seconds: 30 });
  const [before = '', now = '', after = ''] = [-1, 0, 1].map((away) => vu.codeNow(secret, away));
  const tokens: string[] = [];
  for (const application of ['customer-service-vu', 'control', 'forms-portal', 'customer-service-vu'] as const)
    tokens.push((await vu.challenge(person, { application })).challengeToken);
  expect(outcomeOf(await verify(tokens[0] ?? '', after))).toBe('signed-in');
  const session = await vu.client.answer(operations.signInWithPassword, { body: passwordBody(person) });
  expect(session.outcome).toBe('second-factor-needed');
  for (const [index, token] of tokens.slice(1).entries()) {
    for (const code of [after, now, before]) expect(outcomeOf(await verify(token, code, index))).toBe('code-used');
    await vu.admin.unlockCodes({ kind: 'system' }, person.id);
  }
  vu.clock.advance({ seconds: 30 });
  expect(await signInWith(person, after)).toBe('code-used');
});

test('one code at once in ten challenges over two instances is accepted once', async () => {
  const { person, secret } = await vu.withEverything();
  const tokens: string[] = [];
  for (let count = 0; count < 10; count += 1) tokens.push((await vu.challenge(person)).challengeToken);
  const before = await vu.sessionsOf(person);
  const code = vu.nextCode(secret);
  const answers = await vu.atOnce(10, (client, index) =>
    client.call(operations.verifyAuthenticator, { token: tokens[index] ?? '', body: { code } }),
  );
  expect(tally(answers)['signed-in']).toBe(1);
  expect(await vu.sessionsOf(person)).toBe(before + 1);
});

test('the code that links an app is used up by it, also for a challenge that was there before and for a step-up', async () => {
  const person = await vu.person();
  const earlier = await vu.challenge(person);
  const { secret, sessionToken: token } = await vu.withAuthenticator(person);
  const code = vu.codeNow(secret);
  expect(outcomeOf(await verify(earlier.challengeToken, code))).toBe('challenge-gone');
  expect(await signInWith(person, code, 1)).toBe('code-used');
  const started = await vu.client.answer(operations.startStepUp, { token, body: { application: 'control' } });
  expect(outcomeOf(await verify(started.outcome === 'second-factor-needed' ? started.challengeToken : '', code))).toBe('code-used');
});

test('a clock that steps back brings no code, challenge, lock or trust token back to life, and is nowhere a fault', async () => {
  const { person, secret } = await vu.withEverything();
  const codes: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    codes.push(vu.nextCode(secret));
    expect(await signInWith(person, codes.at(-1) ?? '')).toBe('signed-in');
  }
  const signed = await vu.challenge(person);
  const answer = await vu.client.answer(operations.verifyAuthenticator, {
    token: signed.challengeToken,
    body: { code: vu.nextCode(secret) },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  const first = await vu.client.answer(operations.trustThisComputer, { token: answer.sessionToken });
  const used = [first.trustToken];
  for (let count = 0; count < 2; count += 1) {
    const again = await vu.password(person, { trustToken: used.at(-1) ?? null });
    if (again.outcome !== 'signed-in' || again.trustToken === null) throw new Error('not trusted');
    used.push(again.trustToken);
  }
  const now = vu.clock.now();
  for (const back of [1, 30, 60, 90, 3_600, 86_400]) {
    vu.clock.set(new Date(now.getTime() - back * 1000));
    for (const [index, code] of codes.entries()) {
      const outcome = await signInWith(person, code, index);
      expect([back, index, outcome]).toEqual([back, index, expect.stringMatching(/^code-(used|wrong)$/)]);
    }
    expect(outcomeOf(await verify(signed.challengeToken, vu.codeNow(secret)))).toBe('challenge-gone');
    await vu.admin.unlockCodes({ kind: 'system' }, person.id);
  }
  // The oldest token is known for a copy by whatever clock.
  expect(await vu.password(person, { trustToken: used[0] ?? null })).toMatchObject({ outcome: 'second-factor-needed', trust: 'refused' });
  vu.clock.set(now);
  expect(await vu.password(person, { trustToken: used.at(-1) ?? null })).toMatchObject({
    outcome: 'second-factor-needed',
    trust: 'refused',
  });
  expect(vu.api.log.filter((line) => line.event === 'fault')).toEqual([]);
});

test('a lock lasts at least as long when the clock steps back', async () => {
  const { person, secret } = await vu.withEverything();
  await vu.query('update users set wrong_codes = 9 where id = $1', [person.id]);
  const wrong = [...new Array(1_000).keys()].map((each) => String(each).padStart(6, '0'));
  const near = new Set([...new Array(61).keys()].map((each) => authenticatorCode(secret, vu.clock.now(), each - 30)));
  expect(await signInWith(person, wrong.find((code) => !near.has(code)) ?? '')).toBe('codes-locked');
  vu.clock.advance({ hours: -2 });
  const refused = await vu.client.refusal(operations.signInWithPassword, { body: passwordBody(person) });
  expect(refused).toMatchObject({ code: 'codes-locked' });
  expect(refused.details?.retryAfterSeconds).toBeGreaterThanOrEqual(900);
  vu.clock.advance({ hours: 2 });
});
