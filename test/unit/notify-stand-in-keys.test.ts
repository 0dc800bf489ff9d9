import { expect, test } from 'vitest';
import type { Service } from '../../server/demo/notify-stand-in/services.ts';
import { type StandIn, startNotifyStandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { HandClock, refusal, request, sendSms, standIn } from '../support/notify.ts';
import { receiver } from '../support/notify-receiver.ts';

const clock = new HandClock('2026-03-27T13:00:00.000Z');
const good = (notify: StandIn): Record<string, unknown> => ({
  phone_number: '07700 900123',
  template_id: notify.otherTemplateIds.functionalTest,
  personalisation: { name: 'Foo' },
});

const idIn = (body: unknown): string => (body as { id: string }).id;

test('team keys and trial services reach the team and its guest list, however the number is written', async () => {
  const notify = await standIn({ clock, team: ['07700 900801'], guestList: ['+44 7700 900803'] });
  for (const key of [notify.teamApiKey, notify.otherApiKeys.trial])
    for (const number of ['447700900801', '(07700) 900-803'])
      expect((await sendSms(notify, { ...good(notify), phone_number: number }, key)).status).toBe(201);
});

test('a guest list holds five numbers', async () => {
  const guests = ['07700 900803', '07700 900804', '07700 900805', '07700 900806', '07700 900807'];
  const notify = await standIn({ clock, guestList: guests });
  for (const number of guests)
    expect((await sendSms(notify, { ...good(notify), phone_number: number }, notify.teamApiKey)).status).toBe(201);
  await expect(startNotifyStandIn({ guestList: [...guests, '07700 900808'] })).rejects.toThrow('a guest list holds 5 numbers at most');
});

test.each(['07700900000', '+44 7700 900111', '07700900222'])('%s is only pretended to, whatever the key', async (number) => {
  const hand = new HandClock();
  const to = await receiver();
  const notify = await standIn({ clock: hand, callback: { url: to.url, bearerToken: 'our-own-token' } });
  const { trial } = notify.otherApiKeys;
  for (const key of [notify.apiKey, notify.teamApiKey, notify.testApiKey, trial]) {
    const sent = await sendSms(notify, { ...good(notify), phone_number: number, reference: 'r' }, key);
    expect(sent).toMatchObject({ status: 201, body: { reference: 'r', content: { from_number: 'GOVUK' } } });
    expect(await request(notify, 'GET', `/v2/notifications/${idIn(sent.body)}`, key)).toEqual(
      refusal(404, 'NoResultFound', 'No result found'),
    );
    expect((await request(notify, 'GET', '/v2/notifications?reference=r', key)).body).toMatchObject({ notifications: [] });
  }
  expect(notify.outbox()).toEqual([]);
  hand.move(60_000);
  await notify.control.settle();
  expect(to.received).toEqual([]);
});

test('a number that is only pretended to still wants a message that is right', async () => {
  const notify = await standIn({ clock });
  const wrong = { ...good(notify), phone_number: '07700900000', personalisation: {} };
  expect(await sendSms(notify, wrong, notify.teamApiKey)).toEqual(refusal(400, 'BadRequestError', 'Missing personalisation: name'));
});

test.each([
  ['07700 900003', 'temporary-failure'],
  ['+447700900003', 'temporary-failure'],
  ['07700 900002', 'permanent-failure'],
  ['07700 900123', 'delivered'],
  ['07700 900013', 'delivered'],
  ['+1 202 555 0104', 'delivered'],
])('what a test key sends to %s ends as %s', async (number, status) => {
  const hand = new HandClock();
  const to = await receiver();
  const services = (made: ReadonlyMap<string, Service>) => new Map([...made].map(([id, each]) => [id, { ...each, international: true }]));
  const notify = await standIn({ clock: hand, callback: { url: to.url, bearerToken: 'our-own-token' }, services });
  const sent = await sendSms(notify, { ...good(notify), phone_number: number }, notify.testApiKey);
  expect(sent.status).toBe(201);
  hand.move(10_000);
  expect((await request(notify, 'GET', `/v2/notifications/${idIn(sent.body)}`, notify.testApiKey)).body).toMatchObject({
    status,
    completed_at: expect.any(String),
  });
  await notify.control.settle();
  expect(to.received).toMatchObject([{ body: { id: idIn(sent.body), status } }]);
});
