import { afterAll, beforeAll, expect, test } from 'vitest';
import { runOperator } from '../../server/control/run-operator.ts';
import { londonDay } from '../../server/time-of-day.ts';
import { readSignInService } from '../../shared/control/operations.ts';
import { signInWithPassword, verifyAuthenticator } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi, testKeys } from '../support/api.ts';
import { runningClock } from '../support/clock.ts';
import { aDevice } from '../support/sign-in.ts';

/** What text messages may cost, as the operator sets it and as managers see it in Control. */

/** The operator's commands go by the computer's clock, so the API does too. */
let api: StartedApi;
let manager: string;
beforeAll(async () => {
  api = await startApi({ clock: runningClock() });
  const { email, password } = api.person('manager');
  const begun = await api.client.answer(signInWithPassword, {
    body: { email, password, application: 'control', device: aDevice(), language: 'en', trustToken: null },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const answer = await api.client.answer(verifyAuthenticator, {
    token: begun.challengeToken,
    body: { code: api.authenticatorCode(api.person('manager')) },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  manager = answer.sessionToken;
  await api.database.query('insert into text_message_usage (day, slot, sent) values ($1, 0, 500)', [londonDay(api.clock.now())]);
});
afterAll(() => api.close());

async function operator(...args: string[]) {
  let output = '';
  let errors = '';
  const code = await runOperator(args, {
    environment: { DATABASE_URL: api.database.url, VU_KEY_AUDIT: `audit:${testKeys().audit.current.key.toString('base64')}` },
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, output, errors };
}

const set = (...options: string[]) => operator('organisation', 'set', ...options);
const usage = async () => (await api.client.answer(readSignInService, { token: manager })).usage;
const shown = async (): Promise<unknown> => JSON.parse((await operator('organisation', 'show', '--json')).output);

test('the free allowance and the price that the operator sets are those that Control reckons with', async () => {
  expect(await usage()).toMatchObject({ sentThisYear: 500, freeAllowance: 10_000, costPenceBeyond: 0 });

  expect(await set('--free-text-messages', '400')).toMatchObject({ code: 0 });
  expect(await usage()).toMatchObject({ sentThisYear: 500, freeAllowance: 400, costPenceBeyond: 240 });

  expect(await set('--text-message-price', '3.125')).toMatchObject({ code: 0 });
  expect(await usage()).toMatchObject({ freeAllowance: 400, costPenceBeyond: 313 });

  expect(await set('--text-message-price', '1', '--free-text-messages', '0')).toMatchObject({ code: 0 });
  expect(await usage()).toMatchObject({ freeAllowance: 0, costPenceBeyond: 500 });
  expect(await shown()).toMatchObject({ 'free-text-messages': '0', 'text-message-price': '1' });
});

test.each([
  ['--free-text-messages', 'lots'],
  ['--free-text-messages', '1.5'],
  ['--free-text-messages', '100000001'],
  ['--text-message-price', '2,4'],
  ['--text-message-price', '100.001'],
  ['--text-message-price', '2.4001'],
])('%s %s is refused in a line that names it, and changes nothing', async (option, value) => {
  const before = [await usage(), await shown()];
  expect(await set(option, value)).toMatchObject({
    code: 2,
    output: '',
    errors: expect.stringMatching(new RegExp(`^operator: ${option} .*\n$`)),
  });
  expect([await usage(), await shown()]).toEqual(before);
});
