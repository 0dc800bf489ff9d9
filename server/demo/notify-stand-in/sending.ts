import { randomUUID } from 'node:crypto';
import { sentAnswer } from './answers.ts';
import { readEmailAddress } from './email-address.ts';
import type { Caller } from './jwt.ts';
import { checkPermitted, type NotifyPhoneNumber, PHONE_FAULTS, PhoneFaultError, readPhoneNumber } from './phone-number.ts';
import { badRequest, notFound, problem } from './problem.ts';
import { isRecord, pythonStr, readUuid } from './python-values.ts';
import { readEmailRequest, readJson, readSendRequest } from './schema.ts';
import { mayReceive, SENDER_IDS, type Service } from './services.ts';
import { latest, missing, render, renderForSms, type Template } from './templates.ts';
import { nowOf, type World } from './world.ts';

/** Notify's limit on a message, the service's name before it not counted. */
const MESSAGE_MOST = 918;
/** Numbers that are answered as if sent to and nothing more, whatever the key and also in trial mode (NA `SIMULATED_SMS_NUMBERS`). */
const SIMULATED = new Set(['447700900000', '447700900111', '447700900222']);
/** The same of addresses. */
const SIMULATED_ADDRESSES = new Set(['', '-2', '-3'].map((ending) => `simulate-delivered${ending}@notifications.service.gov.uk`));
/** Notify's limit on an e-mail. */
const EMAIL_MOST_BYTES = 2_000_000;
const INVISIBLE = /[\u180e\u200b-\u200d\u2060\ufeff\u2028\u2029\u00a0\u202f]/g;

/**
 * Takes a message: rate, JSON, schema, permission, template, sender, recipient, length, in this order.
 * @throws Problem
 */
export function send(world: World, caller: Caller, type: string, body: string): Record<string, unknown> {
  const { service, key } = caller;
  const now = nowOf(world);
  world.limits.takeRequest(service, key, now);
  if (type === 'sms' || type === 'email') world.limits.checkDaily(service, key, type, now);
  const json = readJson(body);
  if (type === 'letter') throw badRequest('Service is not allowed to send letters');
  if (type === 'email') return sendEmail(world, caller, json);
  if (type !== 'sms') throw notFound();
  return sendText(world, caller, json);
}

function sendText(world: World, caller: Caller, json: unknown): Record<string, unknown> {
  const { service, key } = caller;
  const now = nowOf(world);
  const request = readSendRequest(json, world.clock.now());
  if (!service.sendsTexts) throw badRequest('Service is not allowed to send text messages');
  const template = usableTemplate(world, request.templateId, request.personalisation, 'sms');
  const sender = senderOf(service, request.smsSenderId);
  const number = readPhoneNumber(request.phoneNumber);
  const simulated = SIMULATED.has(number.normalised);
  if (!simulated) checkRecipient(world, caller, request.phoneNumber, number, now);
  const { content, version } = latest(template);
  const text = renderForSms(content, request.personalisation);
  if (text.length > MESSAGE_MOST)
    throw badRequest(
      `Your message is too long. Text messages cannot be longer than ${MESSAGE_MOST} characters. Your message is ${text.length} characters long.`,
    );
  const told = { from_number: sender };
  if (simulated) return sentAnswer({ id: randomUUID(), reference: request.reference, body: text }, caller, template, told, world.root);
  const code = request.personalisation['code'];
  const notification = world.store.add(
    {
      serviceId: service.id,
      keyType: key.type,
      to: request.phoneNumber.replace(INVISIBLE, '').trim(),
      number,
      subject: null,
      reference: request.reference,
      templateId: template.id,
      templateVersion: version,
      body: text,
      handsetBody: renderForSms(content, request.personalisation, service.name),
      code: code === undefined ? null : pythonStr(code),
    },
    now,
  );
  world.limits.countSent(service, key, number.uk ? ['sms'] : ['sms', 'international_sms'], now);
  world.onMessage(notification);
  return sentAnswer(notification, caller, template, told, world.root);
}

function sendEmail(world: World, caller: Caller, json: unknown): Record<string, unknown> {
  const { service, key } = caller;
  const now = nowOf(world);
  const request = readEmailRequest(json, world.clock.now());
  if (!service.sendsEmails) throw badRequest('Service is not allowed to send emails');
  const template = usableTemplate(world, request.templateId, request.personalisation, 'email');
  if (request.replyToId !== null && readUuid(request.replyToId) !== SENDER_IDS.replyTo)
    throw badRequest(`email_reply_to_id ${request.replyToId} does not exist in database for service id ${service.id}`);
  const to = readEmailAddress(request.emailAddress) ?? request.emailAddress;
  const simulated = SIMULATED_ADDRESSES.has(to.toLowerCase());
  if (!simulated) requireRecipient(caller, to);
  const { content, version } = latest(template);
  const body = render(content, request.personalisation);
  const bytes = Buffer.byteLength(body);
  if (bytes > EMAIL_MOST_BYTES)
    throw badRequest(
      `Your message is too long. Emails cannot be longer than ${EMAIL_MOST_BYTES} bytes. Your message is ${bytes} bytes long.`,
    );
  const subject = render(template.subject ?? '', request.personalisation);
  const told = {
    from_email: `${service.emailFrom}@notifications.service.gov.uk`,
    subject,
    one_click_unsubscribe_url: request.unsubscribeUrl,
  };
  if (simulated) return sentAnswer({ id: randomUUID(), reference: request.reference, body }, caller, template, told, world.root);
  const code = request.personalisation['code'];
  const notification = world.store.add(
    {
      serviceId: service.id,
      keyType: key.type,
      to,
      number: null,
      subject,
      reference: request.reference,
      templateId: template.id,
      templateVersion: version,
      body,
      handsetBody: body,
      code: code === undefined ? null : pythonStr(code),
    },
    now,
  );
  world.limits.countSent(service, key, ['email'], now);
  world.onMessage(notification);
  return sentAnswer(notification, caller, template, told, world.root);
}

/**
 * Fills a template in without sending it.
 * @throws Problem
 */
export function preview(template: Template, personalisation: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { content, version } = latest(template);
  checkPersonalisation(template, personalisation);
  return {
    id: template.id,
    type: template.type,
    version,
    body: template.type === 'sms' ? renderForSms(content, personalisation) : render(content, personalisation),
    html: null,
    subject: template.subject === null ? null : render(template.subject, personalisation),
    postage: null,
  };
}

function usableTemplate(world: World, id: string, personalisation: Readonly<Record<string, unknown>>, type: Template['type']): Template {
  const template = world.templates.get(id);
  if (!template) throw badRequest('Template not found');
  if (template.type !== type) throw badRequest(`${template.type} template is not suitable for ${type} notification`);
  if (template.archived) throw badRequest('Template has been deleted');
  const { content } = latest(template);
  checkPersonalisation(template, personalisation);
  if (renderForSms(content, personalisation).length === 0) throw badRequest('Your message is empty.');
  if (type === 'sms' && Object.values(personalisation).some((value) => isRecord(value) && 'file' in value))
    throw badRequest('Can only send a file by email');
  return template;
}

function checkPersonalisation(template: Template, personalisation: Readonly<Record<string, unknown>>): void {
  const names = missing(`${template.subject ?? ''}\n${latest(template).content}`, personalisation);
  if (names.length > 0) throw badRequest(`Missing personalisation: ${names.join(', ')}`);
}

function senderOf(service: Service, id: string | null): string {
  if (id === null) return service.defaultSender;
  const sender = service.senders.get(readUuid(id) ?? id);
  if (sender === undefined) throw badRequest(`sms_sender_id ${id} does not exist in database for service id ${service.id}`);
  try {
    return readPhoneNumber(sender).normalised;
  } catch (error) {
    // A name, not a number: it is shown as it is.
    if (error instanceof PhoneFaultError) return sender;
    throw error;
  }
}

/** @throws Problem for somebody whom trial mode or a team key keeps messages from. */
function requireRecipient({ service, key }: Caller, recipient: string): void {
  if (!mayReceive(service, key, recipient))
    throw badRequest(
      key.type === 'team'
        ? 'Can’t send to this recipient using a team-only API key'
        : 'Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode',
    );
}

function checkRecipient(world: World, caller: Caller, typed: string, number: NotifyPhoneNumber, now: number): void {
  requireRecipient(caller, typed);
  const { service, key } = caller;
  try {
    checkPermitted(number, service);
  } catch (error) {
    if (!(error instanceof PhoneFaultError)) throw error;
    if (error.fault === 'not-a-uk-mobile' && number.international && !number.crownDependency)
      throw badRequest('Cannot send to international mobile numbers');
    throw problem(400, 'InvalidPhoneError', PHONE_FAULTS[error.fault]);
  }
  if (!number.uk) world.limits.checkDaily(service, key, 'international_sms', now);
}
