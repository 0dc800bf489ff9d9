import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALLBACK_PATH } from '../../server/notify/callback.ts';
import { enrolPhoneNumber, readChallenge, signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';

const TOKEN = 'the-token-that-was-given-to-notify-and-nobody-else';

let api: StartedApi;

beforeAll(async () => {
  api = await startApi();
  const { notify } = api.configuration;
  await api.stop();
  Object.assign(notify, { callbackToken: TOKEN });
  await api.startAgain();
  api.notify.control.callback({ url: `${api.url}${CALLBACK_PATH}`, bearerToken: TOKEN });
});
afterAll(() => api.close());

const post = (body: unknown, authorization: string | null = `Bearer ${TOKEN}`, type = 'application/json') =>
  fetch(`${api.url}${CALLBACK_PATH}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(authorization === null ? {} : { authorization }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const receipt = (id: string, status: string) => ({
  id,
  reference: null,
  to: '07700 900123',
  status,
  created_at: '2026-03-27T09:00:00.000000Z',
  completed_at: null,
  sent_at: null,
  notification_type: 'sms',
  template_id: api.notify.templateIds.en,
  template_version: 1,
});

/** Sends a first code to someone who has no factor yet, and answers how to read what became of it. */
async function sendCode(phoneNumber: string) {
  const { email, password } = api.person('new');
  const device = { id: crypto.randomUUID(), name: 'DESK-14', platform: 'windows' } as const;
  const started = await api.client.answer(signInWithPassword, {
    body: { email, password, application: 'customer-service-vu', device, language: 'en', trustToken: null },
  });
  if (started.outcome !== 'second-factor-needed') throw new Error('a second factor was expected');
  const token = started.challengeToken;
  await api.client.answer(enrolPhoneNumber, { token, body: { phoneNumber } });
  const notifyId = api.notify.outbox()[0]?.id ?? '';
  const stored = async () => {
    const row = await api.services.database
      .selectFrom('sends')
      .select('delivery')
      .where('notify_id', '=', notifyId)
      .executeTakeFirstOrThrow();
    return row.delivery;
  };
  const shown = async () => (await api.client.answer(readChallenge, { token })).textMessage?.delivery;
  return { notifyId, stored, shown };
}

test('a receipt from Notify shows on the challenge without anybody having asked Notify', async () => {
  const { stored, shown } = await sendCode('07700 900002');
  expect(await shown()).toBe('accepted');
  api.clock.advance({ seconds: 3 });
  await api.notify.control.settle();
  expect(await stored()).toBe('number-unknown');
  expect(await shown()).toBe('number-unknown');
});

test('reports that are late, repeated or contradict a final one change nothing, and a change is audited once', async () => {
  api.clock.advance({ minutes: 2 });
  const { notifyId, stored } = await sendCode('07700 900124');
  const audited = async () => {
    const { rows } = await sql<{ content: string }>`select content from audit_pending union all select content from audit_trail`.execute(
      api.services.database,
    );
    return rows.filter(({ content }) => content.includes(notifyId) && content.includes('"text-message-delivery"')).length;
  };
  for (const status of ['temporary-failure', 'delivered', 'delivered', 'sending', 'permanent-failure'])
    expect((await post(receipt(notifyId, status))).status).toBe(204);
  expect(await stored()).toBe('delivered');
  expect(await audited()).toBe(2);
});

test.each([
  ['without a token', null],
  ['with another', 'Bearer something-else'],
  ['with the start of it', `Bearer ${TOKEN.slice(0, -1)}`],
  ['with more than it', `Bearer ${TOKEN}x`],
  ['without its scheme', TOKEN],
])('a receipt %s is refused and changes nothing', async (_, authorization) => {
  api.clock.advance({ minutes: 20 });
  const { notifyId, stored } = await sendCode('07700 900125');
  const answer = await post(receipt(notifyId, 'permanent-failure'), authorization);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code: 'not-signed-in' } });
  expect(await stored()).toBe('accepted');
});

test('what is no receipt for a text message is refused, and Notify is not asked to try again', async () => {
  for (const body of [
    '{',
    '[]',
    {},
    { ...receipt('x', 'delivered') },
    { ...receipt(crypto.randomUUID(), 'delivered'), notification_type: 'letter' },
  ])
    expect((await post(body)).status).toBe(400);
  expect((await post(receipt(crypto.randomUUID(), 'delivered'), undefined, 'text/plain')).status).toBe(400);
});

test('a receipt for a message that isn’t known, or in words that aren’t, is taken and forgotten', async () => {
  expect((await post(receipt(crypto.randomUUID(), 'delivered'))).status).toBe(204);
  expect((await post(receipt(crypto.randomUUID(), 'elephant'))).status).toBe(204);
});

test('an API that was given no token takes no receipts', async () => {
  const other = await startApi();
  const answer = await fetch(`${other.url}${CALLBACK_PATH}`, {
    method: 'POST',
    headers: { authorization: 'Bearer ', 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(404);
  await other.close();
});

test('neither token, number nor receipt is logged', () => {
  const log = JSON.stringify(api.log);
  expect(log).toContain('notify-callback-refused');
  for (const secret of [TOKEN, '900124', '900125']) expect(log).not.toContain(secret);
});

test('a receipt for an e-mail, which Notify sends to the same address, is taken and changes nothing', async () => {
  const answer = await post({ ...receipt(crypto.randomUUID(), 'delivered'), notification_type: 'email' });
  expect(answer.status).toBe(204);
});
