import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../../shared/sign-in/operations.ts';
import { usePass } from '../../../shared/sign-in/pass-operations.ts';
import type { DatabaseProxy } from '../../support/database-proxy.ts';
import { databaseProxy } from '../../support/database-proxy.ts';
import { clusterUrl } from '../../support/environment.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, persistently, textChallenge } from './attack.ts';

/** A database that goes away while codes are looked at. */
let vu: Attacked;
let proxy: DatabaseProxy;
beforeAll(async () => {
  proxy = await databaseProxy(clusterUrl());
  vu = await attack({ databaseUrl: proxy.url });
});
afterAll(async () => {
  proxy.restore();
  await vu.close();
  await proxy.close();
});

/** What a restart of PostgreSQL does to everyone who is connected. */
const endConnections = () =>
  vu.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');

const verify = (token: string, code: string, index: number) =>
  vu.instance(index).call(operations.verifyTextMessage, { token, body: { code } });

test('a database restarted in the middle of a verification leaves no half of it: the code is still good, or has signed in, once', {
  timeout: 120_000,
}, async () => {
  // Held at a place within the transaction: cut there, nothing of it is left.
  const { person } = await vu.withEverything();
  const challenged = async () => {
    // Further apart than the limit on messages.
    vu.clock.advance({ minutes: 3 });
    return { ...(await textChallenge(vu, person)), before: await vu.sessionsOf(person) };
  };
  for (const [index, table] of (['sessions', 'session_applications', 'audit_pending'] as const).entries()) {
    const { challengeToken: token, code, before } = await challenged();
    const held = await vu.holdInserts(table);
    const verifying = verify(token, code, index);
    await held.waiting(1);
    await endConnections();
    expect([table, outcomeOf(await verifying)]).toEqual([table, 'unavailable']);
    await held.release();
    expect(await vu.sessionsOf(person)).toBe(before);
    expect(await vu.wrongCodesOf(person)).toBe(0);
    expect([table, outcomeOf(await persistently(() => verify(token, code, index + 1)))]).toEqual([table, 'signed-in']);
    expect(await vu.sessionsOf(person)).toBe(before + 1);
  }
  // And at whatever place it strikes, also between the commit and the answer.
  for (let round = 0; round < 5; round += 1) {
    const { challengeToken: token, code, before } = await challenged();
    const verifying = verify(token, code, round);
    for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await endConnections();
    const first = outcomeOf(await verifying);
    const again = outcomeOf(await persistently(() => verify(token, code, round + 1)));
    const made = (await vu.sessionsOf(person)) - before;
    expect([first, again, made]).toEqual([
      expect.stringMatching(/^(signed-in|unavailable)$/),
      // The answer was lost, or it came: either way the code had done what it does once.
      first === 'signed-in' ? 'challenge-gone' : expect.stringMatching(/^(signed-in|challenge-gone)$/),
      1,
    ]);
    expect(await vu.wrongCodesOf(person)).toBe(0);
  }
});

test('while the database is away nothing is taken for a wrong code, and nothing gets in', async () => {
  const { person, secret, recoveryCodes } = await vu.withEverything();
  const { challengeToken: token, code } = await textChallenge(vu, person);
  const before = await vu.sessionsOf(person);
  proxy.refuse();
  const answers = [];
  for (const index of [0, 1]) {
    answers.push(await verify(token, code, index));
    answers.push(await verify(token, 'CCCCC2', index));
    answers.push(await vu.instance(index).call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(secret) } }));
    answers.push(await vu.instance(index).call(operations.verifyRecoveryCode, { token, body: { code: recoveryCodes[0] ?? '' } }));
    answers.push(await vu.instance(index).call(usePass, { token }));
  }
  expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['unavailable']));
  proxy.restore();
  expect(await vu.sessionsOf(person)).toBe(before);
  expect(await vu.wrongCodesOf(person)).toBe(0);
  const back = await persistently(() => vu.client.call(operations.readChallenge, { token }));
  expect(back).toMatchObject({ ok: true, answer: { attemptsLeft: 5 } });
  expect(outcomeOf(await persistently(() => verify(token, code, 1)))).toBe('signed-in');
});
