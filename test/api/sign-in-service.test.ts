import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NotifyEvent } from '../../server/notify/events.ts';
import { noteAllowance } from '../../server/notify/usage.ts';
import { administration } from '../../server/sign-in/administration.ts';
import { readSignInService } from '../../shared/control/operations.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { SHORT_WAITS } from '../support/notify-sender.ts';
import { aDevice } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
/** Longer than an open circuit waits before it lets a message through. */
const PROBE = { seconds: 31 };

let api: StartedApi;
let other: Awaited<ReturnType<StartedApi['another']>>;
let manager: string;
beforeAll(async () => {
  api = await startApi({ waits: SHORT_WAITS });
  other = await api.another();
});
afterAll(() => api.close());
beforeEach(async () => {
  // Past every window of sends, and through whatever circuit the last test left open.
  api.clock.advance({ hours: 1 });
  api.notify.control.clear();
  const { answer } = await textChallenge();
  expect(answer.ok).toBe(true);
  await other.client.call(operations.sendTextMessage, { token: (await challenge('agent')).challengeToken });
  manager = await aManager();
});

async function challenge(key: string, application: 'customer-service-vu' | 'control' = 'customer-service-vu', client = api.client) {
  const { email, password } = api.person(key);
  const begun = await client.answer(operations.signInWithPassword, {
    body: { email, password, application, device: aDevice('PC-0400'), language: 'en', trustToken: null },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  return begun;
}

/** A code asked for by somebody who has text messages only. */
async function textChallenge(client = api.client, key = 'text-message') {
  api.clock.advance({ minutes: 3, seconds: 1 });
  const { challengeToken: token } = await challenge(key);
  return { token, answer: await client.call(operations.sendTextMessage, { token }) };
}

async function aManager(): Promise<string> {
  const { challengeToken: token } = await challenge('manager', 'control');
  api.clock.advance({ seconds: 30 });
  const answer = await api.client.answer(operations.verifyAuthenticator, {
    token,
    body: { code: api.authenticatorCode(api.person('manager')) },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  return answer.sessionToken;
}

const state = (client = api.client) => client.answer(readSignInService, { token: manager });
const ready = async (url = api.url): Promise<unknown> => (await fetch(`${url}/readyz`)).json();
const sends = async () => (await state()).usage.sentThisYear;

test('while all is well Control and readiness say so', async () => {
  expect(await state()).toMatchObject({ textMessages: 'ok', because: null, since: null, clockAlarm: false });
  expect(await ready()).toMatchObject({ status: 'ready', textMessages: 'ok', because: null, clock: 'ok' });
});

test.each([
  ['key-revoked', 'refused-key', 1],
  ['daily-limit', 'daily-limit', 1],
  ['template-missing', 'misconfigured', 1],
  ['server-error', 'server-error', 3],
  ['gateway-timeout', 'server-error', 3],
  ['no-answer', 'no-answer', 3],
] as const)(
  'after %s, Control and readiness of every instance say why (%s, after %i in a row) and since when, until a message is taken',
  async (fault, because, inARow) => {
    api.notify.control.fail(fault, 100);
    for (let count = 1; count <= inARow; count += 1) {
      expect(await state()).toMatchObject({ textMessages: 'ok', because: null });
      const { answer } = await textChallenge();
      expect(answer).toMatchObject({ ok: false, error: { code: 'text-message-unavailable' } });
    }
    api.notify.control.clear();
    const since = api.clock.now().toISOString();
    for (const client of [api.client, other.client]) {
      expect(await state(client)).toMatchObject({ textMessages: 'failing', because, since, clockAlarm: false });
    }
    for (const url of [api.url, other.url]) expect(await ready(url)).toMatchObject({ status: 'ready', textMessages: 'failing', because });
    api.clock.advance(fault === 'daily-limit' ? { hours: 24 } : PROBE);
    manager = await aManager();
    expect((await textChallenge()).answer.ok).toBe(true);
    expect(await state(other.client)).toMatchObject({ textMessages: 'ok', because: null, since: null });
    expect(await ready(other.url)).toMatchObject({ textMessages: 'ok', because: null });
  },
);

test('after the limit of the day whoever asks is told when messages go again: after midnight UTC, at every instance', async () => {
  api.notify.control.fail('daily-limit');
  const { answer } = await textChallenge();
  const now = api.clock.now();
  const midnight = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  const seconds = (midnight.getTime() - now.getTime()) / 1000;
  // The clock goes on while the answer is on its way.
  const told = answer.ok ? null : answer.error.details?.retryAfterSeconds;
  expect(told).toBeGreaterThanOrEqual(Math.floor(seconds));
  expect(told).toBeLessThan(seconds + 5);
  for (const client of [api.client, other.client]) {
    const { challenge: limited } = await challenge('agent', 'customer-service-vu', client);
    expect(limited.textMessagesFrom).toBe(midnight.toISOString());
  }
  api.clock.advance({ hours: 24 });
  expect((await challenge('agent')).challenge).toMatchObject({ notice: 'text-messages-failing', textMessagesFrom: null });
  api.notify.control.fail('key-revoked');
  const refused = await textChallenge();
  expect(refused.answer.ok ? null : refused.answer.error.details?.retryAfterSeconds).toBeUndefined();
  expect((await challenge('agent')).challenge).toMatchObject({ notice: 'text-messages-failing', textMessagesFrom: null });
});

test('a clock that Notify calls wrong raises an alarm at every instance, since authenticator codes depend on it too', async () => {
  api.notify.control.fail('clock');
  await textChallenge();
  for (const client of [api.client, other.client]) expect(await state(client)).toMatchObject({ because: 'clock', clockAlarm: true });
  for (const url of [api.url, other.url]) expect(await ready(url)).toMatchObject({ status: 'ready', clock: 'alarm' });
  api.clock.advance(PROBE);
  await textChallenge();
  expect(await state(other.client)).toMatchObject({ because: null, clockAlarm: false });
  expect(await ready(other.url)).toMatchObject({ clock: 'ok' });
});

test('a number that Notify refuses is its owner’s matter and no outage, however often', async () => {
  // Abroad is allowed here, but not to the council's service at Notify.
  await api.database.query('update organisation set international_numbers = true');
  const { challengeToken: token } = await challenge('new');
  for (let count = 0; count < 4; count += 1) {
    const refused = await api.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: '+1 202 555 0104' } });
    expect(refused).toMatchObject({ code: 'phone-number-invalid', details: { phoneNumberFault: 'not-valid' } });
  }
  await api.database.query('update organisation set international_numbers = false');
  expect(await state()).toMatchObject({ textMessages: 'ok', because: null });
  expect(await ready()).toMatchObject({ textMessages: 'ok', because: null });
  expect((await textChallenge()).answer.ok).toBe(true);
});

test('a rate limit is no outage, whether a short wait gets past it or not', async () => {
  api.notify.control.fail('rate-limit');
  expect((await textChallenge()).answer.ok).toBe(true);
  expect(await state()).toMatchObject({ textMessages: 'ok' });
  api.notify.control.fail('rate-limit', 3);
  expect((await textChallenge()).answer).toMatchObject({ ok: false, error: { code: 'text-message-unavailable' } });
  expect(await state()).toMatchObject({ textMessages: 'ok', because: null });
  expect((await challenge('text-message')).challenge).toMatchObject({
    notice: null,
    methods: [{ method: 'text-message', enrolled: true, available: true }],
  });
});

test('during an outage text messages show as not available with a notice at every instance, and the authenticator goes first', async () => {
  api.notify.control.fail('key-revoked', 100);
  await textChallenge();
  // Restarted meanwhile, as far as it can tell: it has sent nothing itself.
  for (const client of [api.client, other.client, (await api.another()).client]) {
    const both = (await challenge('both', 'customer-service-vu', client)).challenge;
    expect(both.notice).toBe('text-messages-failing');
    expect(both.methods).toEqual([
      { method: 'authenticator', enrolled: true, available: true },
      { method: 'text-message', enrolled: true, available: false },
    ]);
    expect((await challenge('text-message', 'customer-service-vu', client)).challenge).toMatchObject({
      notice: 'text-messages-failing',
      methods: [{ method: 'text-message', enrolled: true, available: false }],
    });
    // Nothing is wrong for whoever uses an app alone.
    expect((await challenge('authenticator', 'customer-service-vu', client)).challenge.notice).toBeNull();
    expect((await challenge('manager', 'control', client)).challenge.notice).toBeNull();
  }
});

test('after an outage any instance may be the first to try again, and with its message it is over at every one', async () => {
  api.notify.control.fail('key-revoked');
  await textChallenge();
  api.clock.advance(PROBE);
  for (const client of [api.client, other.client]) {
    expect((await challenge('text-message', 'customer-service-vu', client)).challenge).toMatchObject({
      notice: 'text-messages-failing',
      methods: [{ available: true }],
    });
  }
  expect((await textChallenge(other.client)).answer.ok).toBe(true);
  for (const client of [api.client, other.client]) {
    expect((await challenge('text-message', 'customer-service-vu', client)).challenge).toMatchObject({
      notice: null,
      methods: [{ available: true }],
    });
  }
});

test.each([
  ['key-revoked', 1],
  ['daily-limit', 1],
  ['server-error', 3],
  ['gateway-timeout', 3],
  ['no-answer', 3],
] as const)(
  '%s, %i in a row, puts the authenticator first with a notice, and whoever asked has used up neither tries nor resends',
  async (fault, inARow) => {
    // Notify's counts start again at midnight UTC, which the challenge must live to see.
    if (fault === 'daily-limit') api.clock.set(`${api.clock.now().toISOString().slice(0, 10)}T23:55:00.000Z`);
    const { challengeToken: token } = await challenge('both');
    api.notify.control.fail(fault, 100);
    for (let count = 1; count <= inARow; count += 1) {
      expect((await challenge('both')).challenge).toMatchObject({ notice: null });
      expect((await api.client.refusal(operations.sendTextMessage, { token })).code).toBe('text-message-unavailable');
    }
    // Nothing is even tried any more, so nobody waits for an answer that doesn't come.
    api.notify.control.clear();
    expect((await api.client.refusal(operations.sendTextMessage, { token })).code).toBe('text-message-unavailable');
    expect(api.notify.outbox()).toEqual([]);
    for (const shown of [(await challenge('both')).challenge, await api.client.answer(operations.readChallenge, { token })]) {
      expect(shown).toMatchObject({ notice: 'text-messages-failing', attemptsLeft: 5 });
      expect(shown.methods).toEqual([
        { method: 'authenticator', enrolled: true, available: true },
        { method: 'text-message', enrolled: true, available: false },
      ]);
    }
    api.clock.advance({ minutes: 6 });
    const sent = await api.client.answer(operations.sendTextMessage, { token });
    expect(sent).toMatchObject({ notice: null, attemptsLeft: 5, textMessage: { resendsLeft: 4 } });
  },
);

test('an outage that an instance with a clock far ahead found out is over for everybody once that is put right', async () => {
  api.notify.control.fail('clock');
  api.clock.advance({ days: 300 });
  await textChallenge();
  api.clock.advance({ days: -300 });
  for (const client of [api.client, other.client]) {
    expect((await challenge('text-message', 'customer-service-vu', client)).challenge.methods).toMatchObject([{ available: true }]);
  }
  expect((await textChallenge()).answer.ok).toBe(true);
  expect(await state(other.client)).toMatchObject({ textMessages: 'ok' });
});

test('an instance that tries nothing yet doesn’t unsay that another’s message was taken', async () => {
  api.notify.control.fail('daily-limit');
  await textChallenge();
  expect((await textChallenge(other.client)).answer.ok).toBe(true);
  expect((await textChallenge()).answer).toMatchObject({ ok: false, error: { code: 'text-message-unavailable' } });
  expect(await state(other.client)).toMatchObject({ textMessages: 'ok', because: null });
});

test('an outage uses up neither tries nor resends, however often it is asked', async () => {
  api.notify.control.fail('server-error', 100);
  const { challengeToken: token } = await challenge('forced-enrolment');
  for (let count = 0; count < 8; count += 1) {
    expect((await api.client.refusal(operations.sendTextMessage, { token })).code).toBe('text-message-unavailable');
  }
  api.notify.control.clear();
  api.clock.advance(PROBE);
  const sent = await api.client.answer(operations.sendTextMessage, { token });
  expect(sent).toMatchObject({ attemptsLeft: 5, textMessage: { resendsLeft: 4 } });
});

test('each message that Notify took counts, codes and alerts alike, and none that it refused', async () => {
  const before = await sends();
  expect((await textChallenge()).answer.ok).toBe(true);
  expect(await sends()).toBe(before + 1);
  const { id } = await api.services.database
    .selectFrom('users')
    .select('id')
    .where('email', '=', api.person('agent').email)
    .executeTakeFirstOrThrow();
  await api.sendAlertTexts();
  const between = await sends();
  await administration(api.services).setPassword(SYSTEM, id, api.person('agent').password);
  await api.sendAlertTexts();
  expect(await sends()).toBe(between + 1);
  api.notify.control.fail('key-revoked');
  await textChallenge();
  expect(await sends()).toBe(between + 1);
});

test('messages sent at once from two instances are all counted', async () => {
  api.clock.advance({ minutes: 2 });
  const before = await sends();
  const people = ['text-message', 'both', 'agent', 'forced-enrolment', 'forms', 'team-leader'];
  const tokens = await Promise.all(people.map(async (key) => (await challenge(key)).challengeToken));
  await Promise.all(tokens.map((token, at) => (at % 2 === 0 ? api : other).client.answer(operations.sendTextMessage, { token })));
  expect(await sends()).toBe(before + people.length);
});

test('what goes beyond the free allowance costs money, rounded up to a penny', async () => {
  const before = await sends();
  await api.database.query('update organisation set free_text_messages = $1', [before]);
  expect((await state()).usage).toMatchObject({ freeAllowance: before, costPenceBeyond: 0 });
  for (const [count, pence] of [
    [1, 3],
    [2, 5],
    [5, 12],
  ] as const) {
    await api.database.query('update organisation set free_text_messages = $1', [before - count]);
    expect((await state()).usage.costPenceBeyond).toBe(pence);
  }
});

test('the count starts anew with the financial year, on the first of April in London', async () => {
  await api.database.query(
    "delete from text_message_usage; insert into text_message_usage values ('2026-03-31', 0, 500), ('2026-04-01', 3, 7)",
  );
  api.clock.set('2026-03-31T22:50:00.000Z');
  manager = await aManager();
  expect((await state()).usage).toMatchObject({ sentThisYear: 507, yearStarts: '2025-03-31T23:00:00.000Z' });
  api.clock.set('2026-03-31T23:00:00.000Z');
  manager = await aManager();
  expect((await state()).usage).toMatchObject({ sentThisYear: 7, yearStarts: '2026-03-31T23:00:00.000Z' });
});

test('that the allowance is used up is said in the log once a year, by one instance', async () => {
  const told: NotifyEvent[] = [];
  await api.database.query('update organisation set free_text_messages = 0');
  const note = (services: StartedApi['services']) => noteAllowance(services.database, services.clock, (event) => told.push(event));
  await Promise.all([note(api.services), note(other.services), note(api.services)]);
  await note(other.services);
  expect(told).toMatchObject([{ event: 'allowance-used' }]);
  await api.database.query('update organisation set free_text_messages = 10000');
});

test('only managers in Control see it', async () => {
  const { challengeToken: token } = await challenge('authenticator');
  api.clock.advance({ seconds: 30 });
  const answer = await api.client.answer(operations.verifyAuthenticator, {
    token,
    body: { code: api.authenticatorCode(api.person('authenticator')) },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  expect((await api.client.refusal(readSignInService, { token: answer.sessionToken })).code).toBe('not-permitted');
});

test('anyone may know before signing in what each application asks for', async () => {
  await administration(api.services).setPolicy({ kind: 'system' }, 'forms-portal', { trustEndsAt: '20:00' });
  expect((await api.client.answer(operations.about)).applications).toEqual([
    { application: 'customer-service-vu', methods: ['authenticator', 'text-message'], trustDays: 30, trustEndsAt: null },
    { application: 'control', methods: ['authenticator'], trustDays: 0, trustEndsAt: null },
    { application: 'forms-portal', methods: ['text-message'], trustDays: 30, trustEndsAt: '20:00' },
  ]);
});
