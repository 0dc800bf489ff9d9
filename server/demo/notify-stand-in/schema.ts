import { EMAIL_FAULT, readEmailAddress } from './email-address.ts';
import { checkPermitted, PHONE_FAULTS, PhoneFaultError, readPhoneNumber } from './phone-number.ts';
import { badRequest, type Problem, problem } from './problem.ts';
import { isRecord, pythonRepr, pythonTruth, readUuid } from './python-values.ts';
import { STATUSES } from './store.ts';

/** Longest reference. */
const REFERENCE_MOST = 1000;
const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;
const NOTIFICATION_TYPES = ['sms', 'email', 'letter'] as const;
/** Statuses that only letters are shown with. */
const LETTER_STATUSES = ['accepted', 'received'] as const;

export interface SendRequest {
  readonly phoneNumber: string;
  readonly templateId: string;
  readonly personalisation: Readonly<Record<string, unknown>>;
  readonly reference: string | null;
  /** As it was written, since a refusal repeats it. */
  readonly smsSenderId: string | null;
}

export interface EmailRequest {
  readonly emailAddress: string;
  readonly templateId: string;
  readonly personalisation: Readonly<Record<string, unknown>>;
  readonly reference: string | null;
  /** As it was written, since a refusal repeats it. */
  readonly replyToId: string | null;
  readonly unsubscribeUrl: string | null;
}

export interface ListRequest {
  readonly reference: string | null;
  readonly statuses: readonly string[];
  readonly types: readonly string[];
  readonly olderThan: string | null;
}

/**
 * A request's body, read as JSON whatever its content type says. Anything that Python takes for false becomes `{}`.
 * @throws Problem
 */
export function readJson(body: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw badRequest('Invalid JSON supplied in POST data');
  }
  return pythonTruth(value) ? value : {};
}

/**
 * Checks a request to send, finding every fault at once: by property in the schema's order, then what is missing, then
 * what doesn't belong.
 * @throws Problem
 */
export function readSendRequest(body: unknown, now: Date): SendRequest {
  if (!isRecord(body)) throw invalid([notOfType(body, 'object')]);
  const faults = [
    ...property(body, 'reference', referenceFaults),
    ...property(body, 'phone_number', (value) => (typeof value === 'string' ? phoneFaults(value) : [notOfType(value, 'string')])),
    ...property(body, 'template_id', uuidFaults),
    ...property(body, 'personalisation', (value) => (isRecord(value) ? [] : [notOfType(value, 'object')])),
    ...property(body, 'scheduled_for', (value) => scheduleFaults(value, now)),
    ...property(body, 'sms_sender_id', uuidFaults),
    ...required(body, ['phone_number', 'template_id']),
    ...unexpected(body, ['reference', 'phone_number', 'template_id', 'personalisation', 'scheduled_for', 'sms_sender_id']),
  ];
  const { phone_number: phoneNumber, personalisation, reference, sms_sender_id: smsSenderId } = body;
  const templateId = readUuid(body['template_id']);
  if (faults.length > 0 || typeof phoneNumber !== 'string' || !templateId) throw invalid(faults);
  return {
    phoneNumber,
    templateId,
    personalisation: isRecord(personalisation) ? personalisation : {},
    reference: typeof reference === 'string' ? reference : null,
    smsSenderId: typeof smsSenderId === 'string' ? smsSenderId : null,
  };
}

/**
 * The same of an e-mail.
 * @throws Problem
 */
export function readEmailRequest(body: unknown, now: Date): EmailRequest {
  if (!isRecord(body)) throw invalid([notOfType(body, 'object')]);
  const known = [
    'reference',
    'email_address',
    'template_id',
    'personalisation',
    'scheduled_for',
    'email_reply_to_id',
    'one_click_unsubscribe_url',
    'sanitise_content_for',
  ];
  const faults = [
    ...property(body, 'reference', referenceFaults),
    ...property(body, 'email_address', (value) => (typeof value === 'string' ? emailFaults(value) : [notOfType(value, 'string')])),
    ...property(body, 'template_id', uuidFaults),
    ...property(body, 'personalisation', (value) => (isRecord(value) ? [] : [notOfType(value, 'object')])),
    ...property(body, 'scheduled_for', (value) => scheduleFaults(value, now)),
    ...property(body, 'email_reply_to_id', uuidFaults),
    ...property(body, 'one_click_unsubscribe_url', unsubscribeFaults),
    ...required(body, ['email_address', 'template_id']),
    ...unexpected(body, known),
  ];
  const { email_address: emailAddress, personalisation, reference, email_reply_to_id: replyToId } = body;
  const unsubscribeUrl = body['one_click_unsubscribe_url'];
  const templateId = readUuid(body['template_id']);
  if (faults.length > 0 || typeof emailAddress !== 'string' || !templateId) throw invalid(faults);
  return {
    emailAddress,
    templateId,
    personalisation: isRecord(personalisation) ? personalisation : {},
    reference: typeof reference === 'string' ? reference : null,
    replyToId: typeof replyToId === 'string' ? replyToId : null,
    unsubscribeUrl: typeof unsubscribeUrl === 'string' ? unsubscribeUrl : null,
  };
}

function referenceFaults(value: unknown): string[] {
  if (typeof value !== 'string') return [notOfType(value, 'string')];
  return characters(value) > REFERENCE_MOST ? [`${pythonRepr(value)} is too long`] : [];
}

const emailFaults = (typed: string): string[] => (readEmailAddress(typed) === null ? [EMAIL_FAULT] : []);

function unsubscribeFaults(value: unknown): string[] {
  if (value === null) return [];
  if (typeof value !== 'string') return [notOfType(value, 'string', 'null')];
  return /^https:\/\/[^\s]+$/i.test(value) ? [] : ['is not a valid https url'];
}

/**
 * Checks a preview's body. Properties that it doesn't know are ignored, as in the real service.
 * @throws Problem
 */
export function readPreviewRequest(body: unknown): Readonly<Record<string, unknown>> {
  // The real service trips over anything but an object here, and answers with its own mistake.
  if (!isRecord(body)) throw problem(500, 'TypeError', 'Internal server error');
  const faults = property(body, 'personalisation', (value) => (isRecord(value) ? [] : [notOfType(value, 'object')]));
  if (faults.length > 0) throw invalid(faults);
  return isRecord(body['personalisation']) ? body['personalisation'] : {};
}

/** @throws Problem */
export function readListRequest(query: URLSearchParams): ListRequest {
  const statuses = query.getAll('status');
  const types = query.getAll('template_type');
  const olderThan = query.get('older_than');
  const known = ['reference', 'status', 'template_type', 'include_jobs', 'older_than'];
  const faults = [
    ...statuses.flatMap((status) => oneOf('status', status, [...STATUSES, ...LETTER_STATUSES])),
    ...types.flatMap((type) => oneOf('template_type', type, NOTIFICATION_TYPES)),
    ...(query.has('include_jobs') ? oneOf('include_jobs', query.get('include_jobs') ?? '', ['true', 'True']) : []),
    ...(olderThan === null ? [] : uuidFaults(olderThan).map((fault) => `older_than ${fault}`)),
    ...unexpected(Object.fromEntries(query), known),
  ];
  if (faults.length > 0) throw invalid(faults);
  return { reference: query.get('reference'), statuses, types, olderThan: olderThan === null ? null : readUuid(olderThan) };
}

/** @throws Problem */
export function readTemplatesRequest(query: URLSearchParams): { readonly type: string | null } {
  const type = query.get('type');
  const faults = [...(type === null ? [] : oneOf('type', type, NOTIFICATION_TYPES)), ...unexpected(Object.fromEntries(query), ['type'])];
  if (faults.length > 0) throw invalid(faults);
  return { type };
}

/**
 * An id from a path.
 * @throws Problem
 */
export function readPathId(name: 'notification_id' | 'id', value: string): string {
  const id = readUuid(value);
  if (!id) throw invalid([`${name} is not a valid UUID`]);
  return id;
}

/** Every fault once, without single quotes: how Notify tidies what its schema library says. */
function invalid(faults: readonly string[]): Problem {
  return problem(400, 'ValidationError', ...new Set(faults));
}

/** Faults of one property, each behind its name. The library's own quotes are dropped; ours hold none. */
function property(body: Record<string, unknown>, name: string, check: (value: unknown) => readonly string[]): string[] {
  return name in body ? check(body[name]).map((fault) => `${name} ${fault.replaceAll("'", '')}`) : [];
}

function notOfType(value: unknown, ...types: readonly string[]): string {
  return `${pythonRepr(value)} is not of type ${types.join(', ')}`.replaceAll("'", '');
}

function oneOf(name: string, value: string, values: readonly string[]): string[] {
  return values.includes(value) ? [] : [`${name} ${pythonRepr(value)} is not one of [${values.join(', ')}]`.replaceAll("'", '')];
}

function required(body: Record<string, unknown>, names: readonly string[]): string[] {
  return names.filter((name) => !(name in body)).map((name) => `${name} is a required property`);
}

function unexpected(body: Record<string, unknown>, known: readonly string[]): string[] {
  const extras = Object.keys(body)
    .filter((name) => !known.includes(name))
    .sort();
  if (extras.length === 0) return [];
  const verb = extras.length === 1 ? 'was' : 'were';
  return [`Additional properties are not allowed (${extras.join(', ')} ${verb} unexpected)`.replaceAll("'", '')];
}

function uuidFaults(value: unknown): string[] {
  return readUuid(value) ? [] : ['is not a valid UUID'];
}

/** At this stage any kind of number will do, wherever it is; what the service may send to is checked later. */
function phoneFaults(typed: string): string[] {
  try {
    checkPermitted(readPhoneNumber(typed), { international: true, landlines: true });
    return [];
  } catch (error) {
    if (error instanceof PhoneFaultError) return [PHONE_FAULTS[error.fault]];
    throw error;
  }
}

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:.(?:([01]\d|2[0-3])(?::([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,6})\d*)?)?)?)(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

function scheduleFaults(value: unknown, now: Date): string[] {
  if (value === null) return [];
  if (typeof value !== 'string') return [notOfType(value, 'string', 'null')];
  const [match, year, month, day, hour = '0', minute = '0', second = '0'] = ISO_8601.exec(value) ?? [];
  // Notify drops the offset instead of applying it.
  const at =
    match === undefined ? Number.NaN : Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (Number.isNaN(at) || new Date(at).getUTCMonth() !== Number(month) - 1)
    return ['datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601'];
  if (at < now.getTime()) return ['datetime can not be in the past'];
  if (at > now.getTime() + MILLISECONDS_PER_DAY) return ['datetime can only be 24 hours in the future'];
  return [];
}

/** Length as Python counts it: code points, not UTF-16 units. */
const characters = (text: string): number => [...text].length;
