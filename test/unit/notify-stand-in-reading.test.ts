import { expect, test } from 'vitest';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { RETENTION_MS } from '../../server/demo/notify-stand-in/store.ts';
import { render } from '../../server/demo/notify-stand-in/templates.ts';
import { HandClock, NotifyClient, realClient, refusal, request, sendSms, standIn } from '../support/notify.ts';

const UUID = /^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$/;
const HELLO = 'Hello Foo\n\nFunctional Tests make our world a better place';

/** The scenarios that Notify's own client is tested with against the real service. */
test('the real client sends, looks up, lists, reads templates and previews', async () => {
  const notify = await standIn({ team: ['07700 900123'] });
  const client = realClient(notify);
  const template = notify.otherTemplateIds.functionalTest;
  const personalisation = { name: 'Foo' };

  const sent = await client.sendSms(template, '07700 900123', { personalisation });
  expect(sent.status).toBe(201);
  expect(sent.data).toMatchObject({
    id: expect.stringMatching(UUID),
    content: { body: HELLO, from_number: expect.any(String) },
    uri: expect.any(String),
    template: { id: template, version: 2, uri: expect.any(String) },
  });
  const withSender = await realClient(notify, notify.teamApiKey).sendSms(template, '07700 900123', {
    personalisation,
    reference: 'client-ref',
    smsSenderId: notify.senderIds.name,
  });
  expect(withSender.status).toBe(201);
  expect(withSender.data).toMatchObject({ reference: 'client-ref', content: { body: HELLO, from_number: 'Council' } });

  const one = await client.getNotificationById(withSender.data.id);
  expect(one.status).toBe(200);
  expect(one.data).toMatchObject({ type: 'sms', body: HELLO, reference: 'client-ref' });
  const all = await client.getNotifications();
  expect(all.status).toBe(200);
  expect(all.data.notifications.map((notification) => notification.id)).toEqual([sent.data.id]);

  const latest = await client.getTemplateById(template);
  expect(latest.data).toMatchObject({
    name: 'Client Functional test sms template',
    type: 'sms',
    version: 2,
    subject: null,
    letter_contact_block: null,
  });
  const first = await client.getTemplateByIdAndVersion(template, 1);
  expect(first.data).toMatchObject({ name: 'Example text message template', version: 1, subject: null, letter_contact_block: null });
  const texts = await client.getAllTemplates('sms');
  const every = await client.getAllTemplates();
  expect(texts.data.templates.every(({ type }) => type === 'sms')).toBe(true);
  expect(every.data.templates.length).toBeGreaterThan(texts.data.templates.length);
  expect((await client.getAllTemplates('letter')).data.templates).toEqual([]);
  const preview = await client.previewTemplateById(template, personalisation);
  expect(preview.status).toBe(200);
  expect(preview.data).toMatchObject({ id: template, type: 'sms', version: 2, body: HELLO, subject: null });
});

test('an address with a slash at its end gives the real client paths that Notify doesn’t have', async () => {
  const notify = await standIn();
  const client = new NotifyClient(`${notify.url}/`, notify.apiKey);
  for (const ask of [() => client.getNotifications(), () => client.sendSms(notify.templateIds.en, '07700 900123', {})]) {
    const failed = await ask().catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({ response: { status: 404, data: { result: 'error' } } });
  }
  // Nor are the two slashes the start of another computer's name.
  expect((await request(notify, 'GET', '//somewhere/v2/notifications')).status).toBe(404);
});

async function sendTo(notify: StandIn, number: string, extra: Record<string, unknown> = {}, key?: string): Promise<string> {
  const body = { phone_number: number, template_id: notify.otherTemplateIds.functionalTest, personalisation: { name: 'Foo' }, ...extra };
  const answer = await sendSms(notify, body, key);
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

const read = async (notify: StandIn, id: string) =>
  (await request(notify, 'GET', `/v2/notifications/${id}`)).body as Record<string, unknown>;

test('a message that is looked up has every key, also those that a text message can’t fill', async () => {
  const clock = new HandClock('2026-03-27T09:00:00.123Z');
  const notify = await standIn({ clock });
  const id = await sendTo(notify, ' 07700 900123\u200b ', { reference: 'r' });
  const fresh = {
    id,
    reference: 'r',
    email_address: null,
    phone_number: '07700 900123',
    line_1: null,
    line_2: null,
    line_3: null,
    line_4: null,
    line_5: null,
    line_6: null,
    postcode: null,
    type: 'sms',
    status: 'created',
    template: {
      id: notify.otherTemplateIds.functionalTest,
      version: 2,
      uri: `${notify.url}/v2/template/${notify.otherTemplateIds.functionalTest}/version/2`,
    },
    body: HELLO,
    subject: null,
    created_at: '2026-03-27T09:00:00.123000Z',
    created_by_name: null,
    sent_at: null,
    completed_at: null,
    scheduled_for: null,
    postage: null,
    one_click_unsubscribe_url: null,
    is_cost_data_ready: false,
    cost_in_pounds: null,
    cost_details: {},
  };
  expect(await read(notify, id)).toEqual(fresh);
  clock.move(3_000);
  expect(await read(notify, id)).toEqual({
    ...fresh,
    status: 'delivered',
    sent_at: '2026-03-27T09:00:01.123000Z',
    completed_at: '2026-03-27T09:00:03.123000Z',
    is_cost_data_ready: true,
    cost_in_pounds: 0.024,
    cost_details: { billable_sms_fragments: 1, international_rate_multiplier: 1, sms_rate: 0.024 },
  });
});

test.each<readonly [string, readonly (readonly [number, string])[]]>([
  [
    '07700 900123',
    [
      [0, 'created'],
      [1_000, 'sending'],
      [3_000, 'delivered'],
      [1e9 / 10, 'delivered'],
    ],
  ],
  [
    '07700 900003',
    [
      [0, 'created'],
      [1_000, 'sending'],
      [3_000, 'pending'],
      [8_000, 'temporary-failure'],
    ],
  ],
  [
    '+447700900002',
    [
      [0, 'created'],
      [1_000, 'sending'],
      [3_000, 'permanent-failure'],
    ],
  ],
  [
    '+1 202 555 0104',
    [
      [0, 'created'],
      [1_000, 'sent'],
      [60_000, 'sent'],
    ],
  ],
])('statuses of a message to %s advance with the clock', async (number, course) => {
  const clock = new HandClock();
  const notify = await standIn({
    clock,
    services: (made) => new Map([...made].map(([id, service]) => [id, { ...service, international: true }])),
  });
  const id = await sendTo(notify, number);
  let passed = 0;
  for (const [at, status] of course) {
    clock.move(at - passed);
    passed = at;
    const { status: got, completed_at: completed } = await read(notify, id);
    expect(got).toBe(status);
    expect(completed === null).toBe(['created', 'sending', 'pending'].includes(status));
  }
});

test.each([
  ['07700 900123', 'Foo', 1, 1, 0.024],
  ['07781 123456', 'Foo', 1, 2, 0.048],
  ['07624 123456', 'Foo', 1, 2, 0.048],
  ['07797 712345', 'Foo', 1, 2, 0.048],
  ['07700 900123', 'a'.repeat(120), 2, 1, 0.048],
  ['07624 123456', 'ŵ'.repeat(30), 2, 2, 0.096],
])('a message to %s that greets %s is charged as %i at %i times the rate', async (number, name, fragments, rate, pounds) => {
  const clock = new HandClock();
  // Without the permission to send abroad.
  const notify = await standIn({ clock });
  const id = await sendTo(notify, number, { personalisation: { name } });
  clock.move(3_000);
  expect(await read(notify, id)).toMatchObject({
    status: 'delivered',
    cost_in_pounds: pounds,
    cost_details: { billable_sms_fragments: fragments, international_rate_multiplier: rate, sms_rate: 0.024 },
  });
});

test('a message is forgotten after seven days', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const id = await sendTo(notify, '07700 900123');
  clock.move(RETENTION_MS - 1);
  expect((await read(notify, id))['id']).toBe(id);
  clock.move(1);
  expect(await request(notify, 'GET', `/v2/notifications/${id}`)).toEqual(refusal(404, 'NoResultFound', 'No result found'));
});

test('ids that are none, or of nothing, or of another service, are told apart as Notify does', async () => {
  const notify = await standIn({ team: ['07700 900123'] });
  const id = await sendTo(notify, '07700 900123');
  expect(await request(notify, 'GET', '/v2/notifications/nothing')).toEqual(
    refusal(400, 'ValidationError', 'notification_id is not a valid UUID'),
  );
  const none = refusal(404, 'NoResultFound', 'No result found');
  expect(await request(notify, 'GET', '/v2/notifications/2ebe4da8-17be-49fe-b02f-dff2760261a0')).toEqual(none);
  expect(await request(notify, 'GET', `/v2/notifications/${id}`, notify.otherApiKeys.trial)).toEqual(none);
  // Another type of key of the same service may look, though its list won't show it.
  expect((await request(notify, 'GET', `/v2/notifications/${id}`, notify.testApiKey)).status).toBe(200);
  expect(await request(notify, 'GET', `/v2/notifications/${id}/pdf`)).toEqual(
    refusal(400, 'BadRequestError', 'Notification is not a letter'),
  );
});

test('a list holds what its type of key sent, newest first, by status and reference, 250 a page', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const client = realClient(notify);
  const old = await sendTo(notify, '07700 900123', { reference: 'old' });
  clock.move(5_000);
  await sendTo(notify, '07700 900123', {}, notify.testApiKey);
  const ids: string[] = [];
  for (let sent = 0; sent < 251; sent += 1) ids.unshift(await sendTo(notify, '07700 900123', { reference: `r${sent}` }));

  const page = (await client.getNotifications()).data;
  expect(page.notifications.map(({ id }) => id)).toEqual(ids.slice(0, 250));
  expect(page.links).toEqual({
    current: `${notify.url}/v2/notifications`,
    next: `${notify.url}/v2/notifications?older_than=${ids[249]}`,
  });
  const rest = (await client.getNotifications(undefined, undefined, undefined, ids[249])).data;
  expect(rest.notifications.map(({ id }) => id)).toEqual([ids[250], old]);
  const last = (await client.getNotifications(undefined, undefined, undefined, old)).data;
  expect(last).toEqual({ notifications: [], links: { current: `${notify.url}/v2/notifications?older_than=${old}` } });
  expect((await client.getNotifications('sms', 'delivered')).data.notifications.map(({ id }) => id)).toEqual([old]);
  expect((await client.getNotifications('sms', undefined, 'r250')).data.notifications.map(({ id }) => id)).toEqual([ids[0]]);
  expect((await client.getNotifications('email')).data.notifications).toEqual([]);
  expect(
    (await client.getNotifications(undefined, undefined, undefined, '2ebe4da8-17be-49fe-b02f-dff2760261a0')).data.notifications,
  ).toEqual([]);
});

const STATUS_LIST =
  '[cancelled, created, sending, sent, delivered, pending, failed, technical-failure, temporary-failure, permanent-failure, pending-virus-check, validation-failed, virus-scan-failed, returned-letter, accepted, received]';

test.each<readonly [string, readonly string[]]>([
  ['status=elephant', [`status elephant is not one of ${STATUS_LIST}`]],
  [
    'status=elephant&status=created&status=giraffe',
    [`status elephant is not one of ${STATUS_LIST}`, `status giraffe is not one of ${STATUS_LIST}`],
  ],
  ['status=elephant&status=elephant', [`status elephant is not one of ${STATUS_LIST}`]],
  ['template_type=orange', ['template_type orange is not one of [sms, email, letter]']],
  ['older_than=x', ['older_than is not a valid UUID']],
  ['colour=red', ['Additional properties are not allowed (colour was unexpected)']],
])('a list asked for with ?%s is refused, word for word', async (query, messages) => {
  const notify = await standIn();
  expect(await request(notify, 'GET', `/v2/notifications?${query}`)).toEqual(refusal(400, 'ValidationError', ...messages));
});

test('failed stands for every failure', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  await sendTo(notify, '07700 900123');
  const failing = await sendTo(notify, '07700 900002');
  clock.move(10_000);
  expect((await realClient(notify).getNotifications('sms', 'failed')).data.notifications.map(({ id }) => id)).toEqual([failing]);
});

test('templates that aren’t there, versions that aren’t there and previews without values are refused', async () => {
  const notify = await standIn();
  const none = refusal(404, 'NoResultFound', 'No result found');
  const missing = '2ebe4da8-17be-49fe-b02f-dff2760261a0';
  expect(await request(notify, 'GET', '/v2/template/x')).toEqual(refusal(400, 'ValidationError', 'id is not a valid UUID'));
  expect(await request(notify, 'GET', `/v2/template/${missing}`)).toEqual(none);
  expect(await request(notify, 'GET', `/v2/template/${notify.templateIds.en}/version/9`)).toEqual(none);
  expect((await request(notify, 'GET', `/v2/template/${notify.templateIds.en}/version/x`)).status).toBe(404);
  const preview = (body: unknown) => request(notify, 'POST', `/v2/template/${notify.templateIds.en}/preview`, notify.apiKey, body);
  expect(await preview({})).toEqual(refusal(400, 'BadRequestError', 'Missing personalisation: code, service'));
  expect(await preview({ personalisation: 5 })).toEqual(refusal(400, 'ValidationError', 'personalisation 5 is not of type object'));
  expect((await preview({ personalisation: { code: 'K7M4PX', service: 'Control' }, other: 1 })).status).toBe(200);
  expect(await request(notify, 'GET', '/v2/templates?type=fax')).toEqual(
    refusal(400, 'ValidationError', 'type fax is not one of [sms, email, letter]'),
  );
});

test('a template tells which values it needs', async () => {
  const notify = await standIn();
  expect((await realClient(notify).getTemplateById(notify.templateIds.cy)).data).toMatchObject({
    personalisation: { code: { required: true }, service: { required: true } },
  });
});

test.each<readonly [unknown, string]>([
  [true, 'Hello, friend.'],
  ['Yes', 'Hello, friend.'],
  ['1', 'Hello, friend.'],
  ['no', 'Hello.'],
  [false, 'Hello.'],
  ['', 'Hello.'],
])('a conditional placeholder given %j shows or hides its words', (flag, shown) => {
  expect(render('Hello((known??, friend)).', { known: flag })).toBe(shown);
});
