import { expect, test } from 'vitest';
import { createEmails } from '../../server/notify/emails.ts';
import type { NotifyEvent } from '../../server/notify/events.ts';
import { EMAIL_TEMPLATES } from '../../server/notify/template.ts';
import { HandClock, realClient, refusal, request, standIn } from '../support/notify.ts';
import { receiver } from '../support/notify-receiver.ts';

const TO = 'nia.bevan@porthaven.example';
type StandIn = Awaited<ReturnType<typeof standIn>>;

const sendEmail = (notify: StandIn, body: unknown, apiKey = notify.apiKey) =>
  request(notify, 'POST', '/v2/notifications/email', apiKey, body);
const codeEmail = (notify: StandIn) => ({
  email_address: TO,
  template_id: notify.emailTemplateIds.code.en,
  personalisation: { code: 'K7M4PXQ2' },
  reference: 'a reference',
});
const invalid = (...messages: string[]) => refusal(400, 'ValidationError', ...messages);
const bad = (message: string) => refusal(400, 'BadRequestError', message);

test('an e-mail is answered, kept and listed as Notify does it', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const { status, data } = await realClient(notify).sendEmail(notify.emailTemplateIds.code.en, ` ${TO} `, {
    personalisation: { code: 'K7M4PXQ2' },
    reference: 'r1',
  });
  const body = EMAIL_TEMPLATES.code.en.content.replace('((code))', 'K7M4PXQ2');
  expect([status, data]).toEqual([
    201,
    {
      id: expect.any(String),
      reference: 'r1',
      uri: `${notify.url}/v2/notifications/${data.id}`,
      template: {
        id: notify.emailTemplateIds.code.en,
        version: 1,
        uri: `${notify.url}/services/${notify.serviceIds.live}/templates/${notify.emailTemplateIds.code.en}`,
      },
      scheduled_for: null,
      content: {
        from_email: 'vu@notifications.service.gov.uk',
        subject: EMAIL_TEMPLATES.code.en.subject,
        body,
        one_click_unsubscribe_url: null,
      },
    },
  ]);
  clock.move(5_000);
  const { data: read } = await realClient(notify).getNotificationById(data.id);
  expect(read).toMatchObject({
    type: 'email',
    email_address: TO,
    phone_number: null,
    subject: EMAIL_TEMPLATES.code.en.subject,
    body,
    status: 'delivered',
    is_cost_data_ready: true,
    cost_in_pounds: 0,
    cost_details: {},
  });
  const { data: emails } = await realClient(notify).getNotifications('email', undefined, 'r1');
  const { data: texts } = await realClient(notify).getNotifications('sms', undefined, 'r1');
  expect([emails.notifications.length, texts.notifications.length]).toEqual([1, 0]);
  expect(notify.outbox()).toEqual([
    { id: data.id, to: TO, subject: EMAIL_TEMPLATES.code.en.subject, body, status: 'delivered', createdAt: expect.any(String) },
  ]);
});

test('every fault of a request for an e-mail is found at once', async () => {
  const notify = await standIn();
  expect(await sendEmail(notify, {})).toEqual(invalid('email_address is a required property', 'template_id is a required property'));
  expect(
    await sendEmail(notify, {
      email_address: 5,
      template_id: 'x',
      personalisation: 'no',
      email_reply_to_id: 'y',
      one_click_unsubscribe_url: 'http://a.example',
      phone_number: '07700900123',
    }),
  ).toEqual(
    invalid(
      'email_address 5 is not of type string',
      'template_id is not a valid UUID',
      'personalisation no is not of type object',
      'email_reply_to_id is not a valid UUID',
      'one_click_unsubscribe_url is not a valid https url',
      'Additional properties are not allowed (phone_number was unexpected)',
    ),
  );
});

test.each([
  '',
  'nia',
  'nia@',
  '@porthaven.example',
  'nia@porthaven',
  'nia@porthaven.e',
  'nia@@porthaven.example',
  'nia@port..haven.example',
  'ni a@porthaven.example',
  'nia@porthaven.example.',
  'nia@-porthaven.example',
  'siân@porthaven.example',
  `${'a'.repeat(310)}@porthaven.example`,
])('%j is no address', async (address) => {
  const notify = await standIn();
  expect(await sendEmail(notify, { ...codeEmail(notify), email_address: address })).toEqual(
    invalid('email_address Not a valid email address'),
  );
});

test.each(["o'brien+vu@porthaven.gov.example", 'a@b.uk', 'NIA@PORTHAVEN.EXAMPLE', 'nia@xn--porthaven-1za.example'])(
  '%j is one',
  async (address) => {
    const notify = await standIn();
    expect((await sendEmail(notify, { ...codeEmail(notify), email_address: address })).status).toBe(201);
  },
);

test('what is wrong with the template, the service or the recipient is refused as for text messages', async () => {
  const notify = await standIn();
  const email = codeEmail(notify);
  expect(await sendEmail(notify, { ...email, template_id: notify.templateIds.en })).toEqual(
    bad('sms template is not suitable for email notification'),
  );
  expect(await sendEmail(notify, { ...email, template_id: '00000000-0000-4000-8000-000000000000' })).toEqual(bad('Template not found'));
  expect(await sendEmail(notify, { ...email, personalisation: {} })).toEqual(bad('Missing personalisation: code'));
  expect(await sendEmail(notify, { ...email, email_reply_to_id: notify.serviceIds.live })).toEqual(
    bad(`email_reply_to_id ${notify.serviceIds.live} does not exist in database for service id ${notify.serviceIds.live}`),
  );
  expect(await sendEmail(notify, email, notify.teamApiKey)).toEqual(bad('Can’t send to this recipient using a team-only API key'));
  expect((await sendEmail(notify, { ...email, email_address: 'notify.team@council.example' }, notify.teamApiKey)).status).toBe(201);
  expect(await sendEmail(notify, email, notify.otherApiKeys.trial)).toEqual(
    bad('Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode'),
  );
  expect(await sendEmail(notify, email, notify.otherApiKeys.unpermitted)).toEqual(bad('Service is not allowed to send emails'));
  expect(await sendEmail(notify, { ...email, personalisation: { code: 'x'.repeat(2_000_001) } })).toMatchObject({ status: 413 });
});

test('e-mails have a limit of the day of their own', async () => {
  const clock = new HandClock();
  const notify = await standIn({
    clock,
    services: (made) => new Map([...made].map(([id, service]) => [id, { ...service, emailsPerDay: 1 }])),
  });
  expect((await sendEmail(notify, codeEmail(notify))).status).toBe(201);
  expect(await sendEmail(notify, codeEmail(notify))).toEqual(
    refusal(429, 'TooManyRequestsError', 'Exceeded send limits (email: 1) for today'),
  );
  expect((await sendEmail(notify, codeEmail(notify), notify.testApiKey)).status).toBe(201);
  clock.set('2026-03-28T00:00:00.000Z');
  expect((await sendEmail(notify, codeEmail(notify))).status).toBe(201);
});

test('simulated addresses are answered and nothing more; a test key has two that fail', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  for (const ending of ['', '-2', '-3']) {
    const address = `simulate-delivered${ending}@notifications.service.gov.uk`;
    expect((await sendEmail(notify, { ...codeEmail(notify), email_address: address })).status).toBe(201);
  }
  expect(notify.outbox()).toEqual([]);
  for (const address of ['temp-fail@simulator.notify', 'perm-fail@simulator.notify'])
    await sendEmail(notify, { ...codeEmail(notify), email_address: address }, notify.testApiKey);
  clock.move(10_000);
  expect(notify.outbox().map(({ status }) => status)).toEqual(['permanent-failure', 'temporary-failure']);
});

test('the page shows e-mails beside text messages, with what they are about, and nothing of theirs as markup', async () => {
  const notify = await standIn();
  await sendEmail(notify, { ...codeEmail(notify), personalisation: { code: '<b>X</b>' } });
  const page = await (await fetch(`${notify.url}/outbox`, { headers: { accept: 'text/html' } })).text();
  expect(page).toContain(`E-mail to ${TO}`);
  expect(page).toContain(EMAIL_TEMPLATES.code.en.subject);
  expect(page).toContain('&lt;b&gt;X&lt;/b&gt;');
  expect(page).not.toContain('<b>X</b>');
});

test('a lost answer, a limit and an outage are dealt with as for text messages, and nothing personal is logged', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const events: NotifyEvent[] = [];
  const emails = createEmails({
    apiKey: notify.apiKey,
    baseUrl: notify.url,
    emailTemplateIds: notify.emailTemplateIds,
    clock,
    log: (event) => events.push(event),
    pause: async () => {},
    timeoutMs: 400,
  });
  let sent = 0;
  const send = (address = TO) => {
    sent += 1;
    return emails.send({ kind: 'code', address, language: 'en', values: { code: 'K7M4PXQ2' }, reference: `reference-${sent}` });
  };
  notify.control.fail('accepted-cut');
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(notify.outbox()).toHaveLength(1);
  expect(await emails.wasSent('reference-1')).toBe(true);
  expect(await emails.wasSent('reference-9')).toBe(false);
  expect(await send('nobody')).toEqual({ outcome: 'number-refused' });
  notify.control.fail('daily-limit');
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'daily-limit' });
  expect([await send(), emails.available()]).toEqual([{ outcome: 'unavailable', because: 'circuit-open' }, false]);
  clock.move(15 * 60_000);
  expect(await send()).toMatchObject({ outcome: 'sent' });
  const logged = JSON.stringify(events);
  for (const secret of ['K7M4PXQ2', TO, notify.apiKey]) expect(logged).not.toContain(secret);
});

test('receipts say that it was an e-mail', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const { url, received } = await receiver();
  notify.control.callback({ url, bearerToken: 'a token' });
  await sendEmail(notify, codeEmail(notify));
  clock.move(5_000);
  await notify.control.settle();
  expect(received.map(({ body }) => body)).toMatchObject([
    { to: TO, status: 'delivered', notification_type: 'email', reference: 'a reference' },
  ]);
});
