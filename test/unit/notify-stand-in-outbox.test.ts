import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OutboxMessage } from '../../server/demo/notify-stand-in/outbox-page.ts';
import { type StandIn, startNotifyStandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { HandClock, realClient, request, sendSms, standIn } from '../support/notify.ts';
import { type Reception, receiver } from '../support/notify-receiver.ts';

const NUMBER = '07700 900123';
const sendCode = async (notify: StandIn, code: string, number = NUMBER): Promise<string> => {
  const answer = await sendSms(notify, {
    phone_number: number,
    template_id: notify.templateIds.en,
    personalisation: { code, service: 'Control' },
    reference: code,
  });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
};
const outboxOf = async (notify: StandIn): Promise<unknown> =>
  (await fetch(`${notify.url}/outbox`, { headers: { accept: 'application/json' } })).json();
const control = (notify: StandIn, name: string, body: unknown = {}) =>
  fetch(`${notify.url}/control/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('the outbox as JSON lists what was sent, newest first, as the phone shows it', async () => {
  const clock = new HandClock('2026-03-27T09:00:00.000Z');
  const seen: OutboxMessage[] = [];
  const notify = await standIn({ clock, onMessage: (message) => seen.push(message) });
  const first = await sendCode(notify, 'K7M4PX');
  clock.move(5_000);
  const second = await sendCode(notify, 'H2J9RT', '+447700900124');
  const body = (code: string) => `Vu: ${code} is your Control security code. It lasts 10 minutes. Never read it out to anyone.`;
  expect(await outboxOf(notify)).toEqual([
    { id: second, to: '+447700900124', body: body('H2J9RT'), status: 'created', createdAt: '2026-03-27T09:00:05.000Z' },
    { id: first, to: NUMBER, body: body('K7M4PX'), status: 'delivered', createdAt: '2026-03-27T09:00:00.000Z' },
  ]);
  expect(seen.map(({ id }) => id)).toEqual([first, second]);
});

test('the outbox as a page shows each code large, escapes what it shows and lets nothing in or out', async () => {
  const notify = await standIn({ serviceName: '<b>Vu</b>' });
  await sendCode(notify, 'K7M4PX');
  const page = await fetch(`${notify.url}/outbox`);
  const text = await page.text();
  expect(text).toContain('<p class="code">K7M4PX</p>');
  expect(text).toContain('&lt;b&gt;Vu&lt;/b&gt;: K7M4PX');
  expect(text).not.toContain('<b>Vu');
  expect(text).toContain('<html lang="en-GB">');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  for (const file of ['page.css', 'page.js']) expect((await fetch(`${notify.url}/outbox/${file}`)).status).toBe(200);
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'example.com'])('the stand-in won’t listen on %s', async (host) => {
  await expect(startNotifyStandIn({ host })).rejects.toThrow('only listens on this computer');
});

test('a name that someone pointed at this computer is not answered', async () => {
  const notify = await standIn();
  const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
    void import('node:http').then(({ get }) =>
      get(`${notify.url}/outbox`, { headers: { host: 'codes.example' } }, (response) => {
        response.resume();
        resolve({ status: response.statusCode });
      }).on('error', reject),
    );
  });
  expect(status).toBe(421);
});

test('a page elsewhere can’t control the stand-in with a plain form', async () => {
  const notify = await standIn();
  const form = await fetch(`${notify.url}/control/clear`, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } });
  expect(form.status).toBe(415);
});

test('control over HTTP: fail, set a status, skew the clock, delay, clear; and what it doesn’t know', async () => {
  const notify = await standIn();
  const id = await sendCode(notify, 'K7M4PX');
  expect((await control(notify, 'fail', { kind: 'server-error', times: 2 })).status).toBe(200);
  for (const status of [500, 500, 201])
    expect(
      (await sendSms(notify, { phone_number: NUMBER, template_id: notify.otherTemplateIds.free, personalisation: { text: 'x' } })).status,
    ).toBe(status);
  expect((await control(notify, 'set-status', { id, status: 'technical-failure' })).status).toBe(200);
  expect((await request(notify, 'GET', `/v2/notifications/${id}`)).body).toMatchObject({ status: 'technical-failure' });
  await control(notify, 'skew', { seconds: 100 });
  expect((await request(notify, 'GET', '/v2/notifications')).status).toBe(403);
  expect((await control(notify, 'delay', { milliseconds: 1 })).status).toBe(200);
  expect((await control(notify, 'clear')).status).toBe(200);
  expect(await outboxOf(notify)).toEqual([]);
  expect((await request(notify, 'GET', '/v2/notifications')).status).toBe(200);
  expect((await control(notify, 'fail', { kind: 'earthquake' })).status).toBe(400);
  expect((await control(notify, 'set-status', { id, status: 'delivered' })).status).toBe(404);
  expect((await control(notify, 'explode')).status).toBe(404);
});

test.each([
  ['server-error', 500, 'Exception', 'Internal server error'],
  ['gateway-timeout', 504, 'EventletTimeout', 'Timeout serving request'],
  ['rate-limit', 429, 'RateLimitError', 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds'],
  ['daily-limit', 429, 'TooManyRequestsError', 'Exceeded send limits (sms: 250000) for today'],
  ['clock', 403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds'],
] as const)('the planned fault %s is answered as documented and stores nothing', async (kind, status, error, message) => {
  const notify = await standIn();
  notify.control.fail(kind);
  const failed = await realClient(notify)
    .sendSms(notify.otherTemplateIds.free, NUMBER, { personalisation: { text: 'x' } })
    .catch((thrown: unknown) => thrown);
  expect(failed).toMatchObject({ response: { status, data: { status_code: status, errors: [{ error, message }] } } });
  expect(notify.outbox()).toEqual([]);
});

test('faults are used up in order, by what they are for', async () => {
  const notify = await standIn();
  notify.control.fail('clock', 1, 'read');
  notify.control.fail('server-error', 1, 'send');
  expect((await sendSms(notify, {})).status).toBe(500);
  expect((await request(notify, 'GET', '/v2/notifications')).status).toBe(403);
  expect((await request(notify, 'GET', '/v2/notifications')).status).toBe(200);
});

test.each([
  ['cut', 0],
  ['accepted-cut', 1],
] as const)('a connection that is %s leaves %i messages', async (kind, messages) => {
  const notify = await standIn();
  notify.control.fail(kind);
  await expect(sendCode(notify, 'K7M4PX')).rejects.toThrow();
  expect(notify.outbox()).toHaveLength(messages);
});

test('a receipt is called back once, when a message has ended, with our token', async () => {
  const clock = new HandClock('2026-03-27T09:00:00.000Z');
  const to = await receiver();
  const notify = await standIn({ clock, callback: { url: to.url, bearerToken: 'our-own-token' } });
  const id = await sendCode(notify, 'K7M4PX', '07700 900003');
  for (const after of [0, 1_000, 3_000]) {
    clock.move(after);
    await notify.control.settle();
    expect(to.received).toEqual([]);
  }
  clock.move(10_000);
  await notify.control.settle();
  await notify.control.settle();
  expect(to.received).toHaveLength(1);
  expect(to.received[0]?.headers.authorization).toBe('Bearer our-own-token');
  expect(to.received[0]?.body).toEqual({
    id,
    reference: 'K7M4PX',
    to: '07700 900003',
    status: 'temporary-failure',
    created_at: '2026-03-27T09:00:00.000000Z',
    completed_at: '2026-03-27T09:00:08.000000Z',
    sent_at: '2026-03-27T09:00:01.000000Z',
    notification_type: 'sms',
    template_id: notify.templateIds.en,
    template_version: 1,
  });
});

test.each<readonly [string, Reception, number]>([
  ['answered with 500 is', 500, 6],
  ['answered with 503 is', 503, 6],
  ['answered with 429 is', 429, 6],
  ['whose connection is cut is', 'cut', 6],
  ['answered with 400 is not', 400, 1],
  ['answered with 404 is not', 404, 1],
  ['answered with 401 is not', 401, 1],
  ['answered with 204 is not', 204, 1],
])('a receipt %s called back again: every five minutes, five times', async (_, answer, calls) => {
  const clock = new HandClock();
  const to = await receiver();
  to.answers = [answer];
  const notify = await standIn({ clock, callback: { url: to.url, bearerToken: 'our-own-token' } });
  await sendCode(notify, 'K7M4PX');
  clock.move(5_000);
  await notify.control.settle();
  for (let minutes = 0; minutes < 60; minutes += 1) {
    const before = to.received.length;
    clock.move(60_000);
    await notify.control.settle();
    if (to.received.length > before) expect((minutes + 1) % 5).toBe(0);
  }
  expect(to.received).toHaveLength(calls);
});

test('a receiver that is away gets the same receipt when it is back', async () => {
  const clock = new HandClock();
  // An address at which somebody listened, and nobody does now.
  const leaves = createServer();
  const port = await listenOnLoopback(leaves);
  await new Promise((resolve) => leaves.close(resolve));
  const notify = await standIn({ clock, callback: { url: `http://127.0.0.1:${port}/receipts`, bearerToken: 'our-own-token' } });
  const id = await sendCode(notify, 'K7M4PX');
  clock.move(5_000);
  await notify.control.settle();
  const to = await receiver(port);
  clock.move(299_999);
  await notify.control.settle();
  expect(to.received).toEqual([]);
  clock.move(1);
  await notify.control.settle();
  expect(to.received).toMatchObject([{ body: { id, status: 'delivered', completed_at: expect.stringContaining('09:00:03') } }]);
});

test('a receiver is given five seconds to answer, and then called back as one that is away', async () => {
  const clock = new HandClock();
  const to = await receiver();
  to.answers = ['silence', 200];
  const limits: number[] = [];
  // Five seconds that pass as soon as the receipt is there.
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    limits.push(milliseconds);
    const running = new AbortController();
    void vi.waitUntil(() => to.received.length > 0, { timeout: 20_000, interval: 5 }).then(() => running.abort());
    return to.received.length > 0 ? new AbortController().signal : running.signal;
  });
  onTestFinished(() => spy.mockRestore());
  const notify = await standIn({ clock, callback: { url: to.url, bearerToken: 'our-own-token' } });
  await sendCode(notify, 'K7M4PX');
  clock.move(5_000);
  await notify.control.settle();
  clock.move(300_000);
  await notify.control.settle();
  clock.move(300_000);
  await notify.control.settle();
  expect(to.received).toHaveLength(2);
  expect(to.received[1]?.body).toEqual(to.received[0]?.body);
  expect(limits).toEqual([5_000, 5_000]);
});

test('with nobody to tell, nothing is told', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  await sendCode(notify, 'K7M4PX');
  clock.move(5_000);
  await expect(notify.control.settle()).resolves.toBeUndefined();
});
