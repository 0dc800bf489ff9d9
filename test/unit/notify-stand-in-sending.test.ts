import { expect, test } from 'vitest';
import { SERVICE_IDS, type Service } from '../../server/demo/notify-stand-in/services.ts';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { bearer, HandClock, type RawAnswer, refusal, request, sendSms, standIn } from '../support/notify.ts';

const clock = new HandClock('2026-03-27T13:00:00.000Z');
const NUMBER = '07700 900123';
const good = (notify: StandIn): Record<string, unknown> => ({
  phone_number: NUMBER,
  template_id: notify.otherTemplateIds.functionalTest,
  personalisation: { name: 'Foo' },
});
const INVALID_NUMBER = 'phone_number Number is not valid – double check the phone number you entered';
const BAD_DATE =
  'scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601';

test('a text message is taken with 201 and an answer of exactly these keys', async () => {
  const notify = await standIn({ clock });
  const { status, body } = await sendSms(notify, { ...good(notify), reference: 'a-reference' });
  expect(status).toBe(201);
  const { id } = body as { id: string };
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(body).toEqual({
    id,
    reference: 'a-reference',
    uri: `${notify.url}/v2/notifications/${id}`,
    template: {
      id: notify.otherTemplateIds.functionalTest,
      version: 2,
      uri: `${notify.url}/services/${notify.serviceIds.live}/templates/${notify.otherTemplateIds.functionalTest}`,
    },
    scheduled_for: null,
    content: { from_number: 'GOVUK', body: 'Hello Foo\n\nFunctional Tests make our world a better place' },
  });
});

const validation = (...messages: string[]): RawAnswer => refusal(400, 'ValidationError', ...messages);

test.each<readonly [string, Record<string, unknown>, RawAnswer]>([
  [
    'nothing',
    { phone_number: undefined, template_id: undefined },
    validation('phone_number is a required property', 'template_id is a required property'),
  ],
  ['no number', { phone_number: undefined }, validation('phone_number is a required property')],
  ['a template id that is none', { template_id: 'bad_uuid' }, validation('template_id is not a valid UUID')],
  [
    'a template id with a space after it',
    { template_id: '2ebe4da8-17be-49fe-b02f-dff2760261a0 ' },
    validation('template_id is not a valid UUID'),
  ],
  [
    'a template id with a line end',
    { template_id: '2ebe4da8-17be-49fe-b02f-dff2760261a0\n' },
    validation('template_id is not a valid UUID'),
  ],
  ['a template id that is a number', { template_id: 5 }, validation('template_id is not a valid UUID')],
  ['a numeric number', { phone_number: 7700900001 }, validation('phone_number 7700900001 is not of type string')],
  ['a null number', { phone_number: null }, validation('phone_number None is not of type string')],
  ['a list as number', { phone_number: [] }, validation('phone_number [] is not of type string')],
  ['an object as number', { phone_number: {} }, validation('phone_number {} is not of type string')],
  ['an empty number', { phone_number: '' }, validation('phone_number Not enough digits')],
  ['too long a number', { phone_number: '0772345678910' }, validation('phone_number Too many digits')],
  ['letters in a number', { phone_number: '07515111*11' }, validation('phone_number Must not contain letters or symbols')],
  ['a country without a rate', { phone_number: '24741111' }, validation('phone_number Not a valid country prefix')],
  ['a number in no plan', { phone_number: '08515111111' }, validation(INVALID_NUMBER)],
  ['personalisation that is text', { personalisation: 'not_a_dict' }, validation('personalisation not_a_dict is not of type object')],
  ['null personalisation', { personalisation: null }, validation('personalisation None is not of type object')],
  ['too long a reference', { reference: 'a'.repeat(1001) }, validation(`reference ${'a'.repeat(1001)} is too long`)],
  ['a reference that is true', { reference: true }, validation('reference True is not of type string')],
  ['a sender that is no id', { sms_sender_id: 'me' }, validation('sms_sender_id is not a valid UUID')],
  ['a key that is not known', { template: 'x' }, validation('Additional properties are not allowed (template was unexpected)')],
  ['two keys that are not known', { z: 1, a: 2 }, validation('Additional properties are not allowed (a, z were unexpected)')],
  ['a time in no format', { scheduled_for: '13:00:00 2017-01-01' }, validation(BAD_DATE)],
  ['a month that is none', { scheduled_for: '2026-31-12 13:00:00' }, validation(BAD_DATE)],
  ['a time that is past', { scheduled_for: '2026-03-27 10:00' }, validation('scheduled_for datetime can not be in the past')],
  ['a time after tomorrow', { scheduled_for: '2026-03-28T14:00' }, validation('scheduled_for datetime can only be 24 hours in the future')],
  ['a time that is a number', { scheduled_for: 5 }, validation('scheduled_for 5 is not of type string, null')],
  [
    'several faults at once',
    { template_id: 'bad', phone_number: '08515111111', reference: 5, extra: 1 },
    validation(
      'reference 5 is not of type string',
      INVALID_NUMBER,
      'template_id is not a valid UUID',
      'Additional properties are not allowed (extra was unexpected)',
    ),
  ],
])('the schema refuses %s, word for word', async (_, change, answer) => {
  const notify = await standIn({ clock });
  expect(await sendSms(notify, { ...good(notify), ...change })).toEqual(answer);
  expect(notify.outbox()).toEqual([]);
});

test('a reference of 1000 characters is taken, counted as Python does', async () => {
  const notify = await standIn({ clock });
  for (const character of ['a', '👋'])
    expect(await sendSms(notify, { ...good(notify), reference: character.repeat(1000) })).toMatchObject({
      status: 201,
      body: { reference: character.repeat(1000) },
    });
});

test.each([
  ['in upper case', (id: string) => id.toUpperCase()],
  ['without hyphens', (id: string) => id.replaceAll('-', '')],
  ['in braces', (id: string) => `{${id}}`],
])('a UUID %s is taken', async (_, form) => {
  const notify = await standIn({ clock });
  const sent = await sendSms(notify, {
    ...good(notify),
    template_id: form(notify.otherTemplateIds.functionalTest),
    sms_sender_id: form(notify.senderIds.name),
  });
  expect(sent).toMatchObject({ status: 201, body: { content: { from_number: 'Council' } } });
  // A refusal repeats it as it was written.
  const unknown = form('2ebe4da8-17be-49fe-b02f-dff2760261a0');
  expect(await sendSms(notify, { ...good(notify), sms_sender_id: unknown })).toEqual(
    refusal(400, 'BadRequestError', `sms_sender_id ${unknown} does not exist in database for service id ${SERVICE_IDS.live}`),
  );
});

test.each(['2026-03-27 13:15', '2026-03-28T13:00:00', '2026-03-27T13:15:00.000Z', null])(
  'scheduled_for %j is taken, and tells nothing',
  async (time) => {
    const notify = await standIn({ clock });
    expect(await sendSms(notify, { ...good(notify), scheduled_for: time })).toMatchObject({ status: 201, body: { scheduled_for: null } });
  },
);

const CONTENT_TYPES = [null, 'application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense'];
/** A body under a content type of the caller's choice, or under none. */
async function sendAs(notify: StandIn, contentType: string | null, body: string): Promise<RawAnswer> {
  const headers = { authorization: bearer(notify.apiKey), ...(contentType === null ? {} : { 'content-type': contentType }) };
  // Bytes, since text would be given a content type on the way.
  const response = await fetch(`${notify.url}/v2/notifications/sms`, { method: 'POST', headers, body: Buffer.from(body) });
  return { status: response.status, body: await response.json() };
}

test.each<readonly [string, string, RawAnswer]>([
  ['an empty one', '', refusal(400, 'BadRequestError', 'Invalid JSON supplied in POST data')],
  ['one that is no JSON', '{', refusal(400, 'BadRequestError', 'Invalid JSON supplied in POST data')],
  ['null', 'null', validation('phone_number is a required property', 'template_id is a required property')],
  ['an empty list', '[]', validation('phone_number is a required property', 'template_id is a required property')],
  ['text', '"text"', validation('text is not of type object')],
  ['a list', '[1, "a"]', validation('[1, a] is not of type object')],
])('a body that is %s is answered as JSON, whatever its content type', async (_, body, answer) => {
  const notify = await standIn({ clock });
  for (const type of CONTENT_TYPES) expect(await sendAs(notify, type, body)).toEqual(answer);
});

test.each(CONTENT_TYPES)('a message is taken from a body of type %s', async (type) => {
  const notify = await standIn({ clock });
  expect((await sendAs(notify, type, JSON.stringify(good(notify)))).status).toBe(201);
});

test('one reference sent twice is two messages, both of them listed: nothing makes a repeat harmless', async () => {
  const notify = await standIn({ clock });
  const message = { ...good(notify), reference: 'the-same' };
  const ids = [];
  for (const sent of [await sendSms(notify, message), await sendSms(notify, message)]) {
    expect(sent.status).toBe(201);
    ids.unshift((sent.body as { id: string }).id);
  }
  expect(new Set(ids).size).toBe(2);
  expect(notify.outbox().map(({ id }) => id)).toEqual(ids);
  const list = await request(notify, 'GET', '/v2/notifications?reference=the-same');
  expect((list.body as { notifications: { id: string }[] }).notifications.map(({ id }) => id)).toEqual(ids);
});

interface Refused {
  readonly name: string;
  readonly change: (notify: StandIn) => Record<string, unknown>;
  readonly key?: (notify: StandIn) => string;
  readonly answer: (notify: StandIn) => RawAnswer;
}
const bad = (message: string) => () => refusal(400, 'BadRequestError', message);
const TEAM_ONLY = 'Can’t send to this recipient using a team-only API key';
const TRIAL = 'Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode';

test.each<Refused>([
  {
    name: 'a service without the permission',
    change: () => ({}),
    key: (notify) => notify.otherApiKeys.unpermitted,
    answer: bad('Service is not allowed to send text messages'),
  },
  { name: 'no such template', change: () => ({ template_id: '2ebe4da8-17be-49fe-b02f-dff2760261a0' }), answer: bad('Template not found') },
  {
    name: 'an email template',
    change: (notify) => ({ template_id: notify.otherTemplateIds.email }),
    answer: bad('email template is not suitable for sms notification'),
  },
  {
    name: 'a deleted template',
    change: (notify) => ({ template_id: notify.otherTemplateIds.deleted }),
    answer: bad('Template has been deleted'),
  },
  {
    name: 'values missing',
    change: (notify) => ({ template_id: notify.templateIds.en, personalisation: { code: null } }),
    answer: bad('Missing personalisation: code, service'),
  },
  { name: 'no personalisation at all', change: () => ({ personalisation: undefined }), answer: bad('Missing personalisation: name') },
  {
    name: 'an empty message',
    change: (notify) => ({ template_id: notify.otherTemplateIds.free, personalisation: { text: ' ' } }),
    answer: bad('Your message is empty.'),
  },
  {
    name: 'a file',
    change: (notify) => ({ template_id: notify.otherTemplateIds.free, personalisation: { text: { file: 'abc' } } }),
    answer: bad('Can only send a file by email'),
  },
  {
    name: 'no such sender',
    change: () => ({ sms_sender_id: '2ebe4da8-17be-49fe-b02f-dff2760261a0' }),
    answer: bad(`sms_sender_id 2ebe4da8-17be-49fe-b02f-dff2760261a0 does not exist in database for service id ${SERVICE_IDS.live}`),
  },
  { name: 'a stranger, with a team key', change: () => ({}), key: (notify) => notify.teamApiKey, answer: bad(TEAM_ONLY) },
  { name: 'a stranger, in trial mode', change: () => ({}), key: (notify) => notify.otherApiKeys.trial, answer: bad(TRIAL) },
  {
    name: 'a number abroad',
    change: () => ({ phone_number: '+33122334455' }),
    answer: bad('Cannot send to international mobile numbers'),
  },
  {
    name: 'a UK landline',
    change: () => ({ phone_number: '0117 496 0860' }),
    answer: () => refusal(400, 'InvalidPhoneError', 'Not a UK mobile number'),
  },
  {
    name: 'too long a message',
    change: (notify) => ({ template_id: notify.otherTemplateIds.free, personalisation: { text: 'a'.repeat(919) } }),
    answer: bad('Your message is too long. Text messages cannot be longer than 918 characters. Your message is 919 characters long.'),
  },
])('$name is refused, word for word', async ({ change, key, answer }) => {
  const notify = await standIn({ clock });
  expect(await sendSms(notify, { ...good(notify), ...change(notify) }, key?.(notify))).toEqual(answer(notify));
  expect(notify.outbox()).toEqual([]);
});

test('checks come in this order: rate, JSON, schema, permission, template, sender, recipient, length', async () => {
  const hand = new HandClock();
  const services = (made: ReadonlyMap<string, Service>) =>
    // Trial services are hurried: a bucket of 2, whose last token is the first that is refused.
    new Map([...made].map(([id, service]) => [id, { ...service, requestsPerMinute: id === SERVICE_IDS.trial ? 3 : 3000 }]));
  const notify = await standIn({ clock: hand, services });
  const everythingWrong = {
    phone_number: '+33122334455',
    template_id: notify.otherTemplateIds.deleted,
    sms_sender_id: notify.serviceIds.live,
  };
  const message = async (body: unknown, key?: string) =>
    ((await sendSms(notify, body, key)).body as { errors: { message: string }[] }).errors[0]?.message;
  expect(await message('{', notify.otherApiKeys.trial)).toContain('Invalid JSON');
  expect(await message('{', notify.otherApiKeys.trial)).toContain('Exceeded rate limit');
  expect(await message('{', notify.otherApiKeys.unpermitted)).toContain('Invalid JSON');
  expect(await message({ ...everythingWrong, extra: 1 }, notify.otherApiKeys.unpermitted)).toContain('Additional properties');
  expect(await message(everythingWrong, notify.otherApiKeys.unpermitted)).toBe('Service is not allowed to send text messages');
  expect(await message(everythingWrong)).toBe('Template has been deleted');
  const long = { template_id: notify.otherTemplateIds.free, personalisation: { text: 'a'.repeat(919) } };
  expect(await message({ ...everythingWrong, ...long })).toContain('sms_sender_id');
  expect(await message({ phone_number: '+33122334455', ...long })).toContain('international');
  expect(await message({ phone_number: '+33122334455', ...long }, notify.teamApiKey)).toBe(TEAM_ONLY);
});

test('the day’s limit is looked at before what was sent', async () => {
  const services = (made: ReadonlyMap<string, Service>) => new Map([...made].map(([id, service]) => [id, { ...service, textsPerDay: 0 }]));
  const notify = await standIn({ clock, services });
  expect(await sendSms(notify, '{')).toEqual(refusal(429, 'TooManyRequestsError', 'Exceeded send limits (sms: 0) for today'));
});

test('a 919th character of service name is not the message’s fault', async () => {
  const notify = await standIn({ clock, serviceName: 'A council with a name' });
  const sent = await sendSms(notify, {
    ...good(notify),
    template_id: notify.otherTemplateIds.free,
    personalisation: { text: 'a'.repeat(918) },
  });
  expect(sent.status).toBe(201);
  expect(notify.outbox()[0]?.body).toBe(`A council with a name: ${'a'.repeat(918)}`);
});

test('a sender is shown by name, or by its normalised number', async () => {
  const notify = await standIn({ clock });
  const from = async (id: string) =>
    ((await sendSms(notify, { ...good(notify), sms_sender_id: id })).body as { content: { from_number: string } }).content.from_number;
  expect(await from(notify.senderIds.name)).toBe('Council');
  expect(await from(notify.senderIds.phoneNumber.toUpperCase())).toBe('447123123123');
});

test('other kinds of message are not this service’s, and unknown ones are nowhere', async () => {
  const notify = await standIn({ clock });
  // E-mails have tests of their own: notify-stand-in-email.test.ts.
  expect(await request(notify, 'POST', '/v2/notifications/letter', notify.apiKey, {})).toEqual(
    bad('Service is not allowed to send letters')(),
  );
  expect((await request(notify, 'POST', '/v2/notifications/pigeon', notify.apiKey, {})).status).toBe(404);
});

test.each<readonly [string, unknown, string]>([
  ['placeholders in any case and spacing', { text: 'x' }, 'x'],
  ['curly quotes and dashes made plain', { text: '‘a’ – “b” — c…' }, '\'a\' - "b" - c...'],
  ['accents outside GSM and Welsh dropped', { text: 'čaŵ é ǘ' }, 'caŵ é ü'],
  ['emoji as question marks', { text: 'hi 👋' }, 'hi ?'],
  ['lists joined by commas and a last “and”', { text: ['a', null, ' b ', '', 'c'] }, 'a, b and c'],
  ['values as Python prints them', { text: [true, 1.5] }, 'True and 1.5'],
  ['space before punctuation and line ends tidied', { text: 'a  b , c\r\n\r\n\r\n\r\nd\u200b' }, 'a b, c\n\nd'],
  ['placeholders inside values left alone', { text: '((text))' }, '((text))'],
])('a message is rendered with %s', async (_, personalisation, body) => {
  const notify = await standIn({ clock });
  const sent = await sendSms(notify, { ...good(notify), template_id: notify.otherTemplateIds.free, personalisation });
  expect(sent).toMatchObject({ status: 201, body: { content: { body } } });
});

test('names of values match whatever their case, spaces, hyphens and underscores', async () => {
  const notify = await standIn({ clock });
  const sent = await sendSms(notify, {
    ...good(notify),
    template_id: notify.templateIds.en,
    personalisation: { 'C-o_d e': 'K7M4PX', SERVICE: 'Control', more: 1 },
  });
  expect(sent).toMatchObject({
    status: 201,
    body: { content: { body: expect.stringMatching(/^K7M4PX is your Control security code\./) } },
  });
});
