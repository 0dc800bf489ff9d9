import { expect, test } from 'vitest';
import { Limits } from '../../server/demo/notify-stand-in/limits.ts';
import { Problem } from '../../server/demo/notify-stand-in/problem.ts';
import { LIVE_REQUESTS_PER_MINUTE, makeServices, SERVICE_IDS, type Service } from '../../server/demo/notify-stand-in/services.ts';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { bearer, HandClock, refusal, request, sendSms, standIn } from '../support/notify.ts';

const clock = new HandClock('2026-03-27T13:00:00.000Z');
const good = (notify: StandIn): Record<string, unknown> => ({
  phone_number: '07700 900123',
  template_id: notify.otherTemplateIds.functionalTest,
  personalisation: { name: 'Foo' },
});
/** Every service with so many requests a minute. */
const hurried = (requestsPerMinute: number) => (made: ReadonlyMap<string, Service>) =>
  new Map([...made].map(([id, service]) => [id, { ...service, requestsPerMinute }]));

test('a bucket of requests empties, refills by 50 a second, and is one for each type of key', async () => {
  const hand = new HandClock();
  const notify = await standIn({
    clock: hand,
    services: (made) => new Map([...made].map(([id, service]) => [id, { ...service, requestsPerMinute: 60 }])),
  });
  const limited = (type: string) =>
    refusal(429, 'RateLimitError', `Exceeded rate limit for key type ${type} of 60 requests per 60 seconds`);
  // 60 a minute makes a bucket of 21, the last of which is refused.
  for (let sent = 0; sent < 20; sent += 1) expect((await sendSms(notify, good(notify))).status).toBe(201);
  expect(await sendSms(notify, good(notify))).toEqual(limited('LIVE'));
  expect((await sendSms(notify, good(notify), notify.testApiKey)).status).toBe(201);
  hand.move(2_000);
  expect((await sendSms(notify, good(notify))).status).toBe(201);
  expect(await sendSms(notify, good(notify))).toEqual(limited('LIVE'));
  expect(LIVE_REQUESTS_PER_MINUTE / 60).toBe(50);
});

test('the day’s limit holds until midnight UTC and counts no test messages', async () => {
  const hand = new HandClock('2026-03-27T23:59:58.000Z');
  const services = (made: ReadonlyMap<string, Service>) => new Map([...made].map(([id, service]) => [id, { ...service, textsPerDay: 2 }]));
  const notify = await standIn({ clock: hand, services });
  for (const key of [notify.testApiKey, notify.testApiKey, notify.testApiKey, notify.apiKey, notify.apiKey])
    expect((await sendSms(notify, good(notify), key)).status).toBe(201);
  expect(await sendSms(notify, good(notify))).toEqual(refusal(429, 'TooManyRequestsError', 'Exceeded send limits (sms: 2) for today'));
  expect((await sendSms(notify, good(notify), notify.testApiKey)).status).toBe(201);
  hand.set('2026-03-28T00:00:00.000Z');
  expect((await sendSms(notify, good(notify))).status).toBe(201);
});

test('messages abroad have a limit of their own', async () => {
  const services = (made: ReadonlyMap<string, Service>) =>
    new Map([...made].map(([id, service]) => [id, { ...service, international: true, internationalTextsPerDay: 1 }]));
  const notify = await standIn({ clock, services });
  const abroad = { ...good(notify), phone_number: '+1 202 555 0104' };
  expect((await sendSms(notify, abroad)).status).toBe(201);
  expect(await sendSms(notify, abroad)).toEqual(
    refusal(429, 'TooManyRequestsError', 'Exceeded send limits (international_sms: 1) for today'),
  );
  expect((await sendSms(notify, good(notify))).status).toBe(201);
});

test.each([600, LIVE_REQUESTS_PER_MINUTE, 60_000])(
  'at %i requests a minute, no more than a thousand are ever saved up',
  (requestsPerMinute) => {
    const live = makeServices({ name: 'Vu', team: [], guestList: [] }).get(SERVICE_IDS.live);
    const key = live?.keys[0];
    if (!live || !key) throw new Error('there is no live service');
    const limits = new Limits();
    const service = { ...live, requestsPerMinute };
    const takenAt = (now: number): number => {
      for (let taken = 0; ; taken += 1) {
        try {
          limits.takeRequest(service, key, now);
        } catch (error) {
          if (error instanceof Problem) return taken;
          throw error;
        }
      }
    };
    // A third of a minute's, and one; its last token is the first that is refused.
    const most = Math.min(requestsPerMinute / 3 + 1, 1000) - 1;
    const now = clock.now().getTime();
    expect(takenAt(now)).toBe(most);
    // A night's rest saves up no more.
    expect(takenAt(now + 8 * 3_600_000)).toBe(most);
  },
);

test('a rate limit names the type of key: LIVE, TEAM or TEST', async () => {
  const notify = await standIn({ clock, services: hurried(3), team: ['07700 900123'] });
  for (const [type, key] of [
    ['LIVE', notify.apiKey],
    ['TEAM', notify.teamApiKey],
    ['TEST', notify.testApiKey],
  ] as const) {
    expect((await sendSms(notify, good(notify), key)).status).toBe(201);
    expect(await sendSms(notify, good(notify), key)).toEqual(
      refusal(429, 'RateLimitError', `Exceeded rate limit for key type ${type} of 3 requests per 60 seconds`),
    );
  }
});

test('a live service may send a hundred messages abroad a day', async () => {
  const services = (made: ReadonlyMap<string, Service>) =>
    new Map([...made].map(([id, service]) => [id, { ...service, international: true }]));
  const notify = await standIn({ clock, services });
  const abroad = { ...good(notify), phone_number: '+1 202 555 0104' };
  for (let sent = 0; sent < 100; sent += 1) expect((await sendSms(notify, abroad)).status).toBe(201);
  expect(await sendSms(notify, abroad)).toEqual(
    refusal(429, 'TooManyRequestsError', 'Exceeded send limits (international_sms: 100) for today'),
  );
});

test('a service in trial mode may send fifty messages a day', async () => {
  const notify = await standIn({ clock, team: ['07700 900123'] });
  for (let sent = 0; sent < 50; sent += 1) expect((await sendSms(notify, good(notify), notify.otherApiKeys.trial)).status).toBe(201);
  expect(await sendSms(notify, good(notify), notify.otherApiKeys.trial)).toEqual(
    refusal(429, 'TooManyRequestsError', 'Exceeded send limits (sms: 50) for today'),
  );
});

test.each([
  ['RateLimitError', hurried(3)],
  [
    'TooManyRequestsError',
    (made: ReadonlyMap<string, Service>) => new Map([...made].map(([id, each]) => [id, { ...each, textsPerDay: 0 }])),
  ],
] as const)('a %s doesn’t say when to come back', async (error, services) => {
  const notify = await standIn({ clock, services });
  const authorization = bearer(notify.apiKey);
  const send = () => fetch(`${notify.url}/v2/notifications/sms`, { method: 'POST', headers: { authorization }, body: '{}' });
  await send();
  const answer = await send();
  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({ errors: [{ error }] });
  expect([...answer.headers.keys()].filter((name) => /retry|ratelimit/i.test(name))).toEqual([]);
});

test('who asks is checked before how often, and a stranger’s requests use up nobody’s', async () => {
  const notify = await standIn({ clock, services: hurried(3) });
  const { unpermitted } = notify.otherApiKeys;
  const stranger = `live-${notify.serviceIds.live}-${unpermitted.slice(-36)}`;
  for (let tries = 0; tries < 3; tries += 1)
    expect(await sendSms(notify, good(notify), stranger)).toEqual(refusal(403, 'AuthError', 'Invalid token: API key not found'));
  expect((await sendSms(notify, good(notify))).status).toBe(201);
  expect((await sendSms(notify, good(notify))).status).toBe(429);
  expect((await sendSms(notify, good(notify), stranger)).status).toBe(403);
  // Reading is not sending.
  expect((await request(notify, 'GET', '/v2/notifications')).status).toBe(200);
});
