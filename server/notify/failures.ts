import { isAxiosError } from 'axios';
import * as z from 'zod';

/**
 * What a failed request to Notify comes down to. Made from the network library's error at once and in its place, since
 * that error carries the API token, the phone number and the code.
 */
export type Failure = {
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The name of Notify's error, when it gave one. */
  readonly error?: string;
} /** Of a number or an address. */ & (
  | { readonly kind: 'number-refused' }
  /** The template, the sender or the account needs a person to put it right. */
  | { readonly kind: 'misconfigured'; readonly detail: string }
  | { readonly kind: 'clock' }
  | { readonly kind: 'refused-key' }
  | { readonly kind: 'rate-limit' }
  /** `everyone` is false when only numbers abroad are over their limit. */
  | { readonly kind: 'daily-limit'; readonly everyone: boolean }
  | { readonly kind: 'server-error' }
  /** `reached` is false when Notify can't have seen the request, so that it can't have acted on it. */
  | { readonly kind: 'no-answer'; readonly reached: boolean }
);

const errorBody = z.object({
  errors: z.array(z.object({ error: z.string(), message: z.string() })).min(1),
});

/** Failures of the connection before a byte of the request could be sent. */
const NEVER_REACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;
/** Reads an error of the Notify client. Whatever it is, nothing of it but status and error name is kept. */
export function readFailure(error: unknown): Failure {
  if (!isAxiosError(error)) return { kind: 'misconfigured', detail: 'the Notify client refused to make the request' };
  if (error.response) return readRefusal(error.response.status, error.response.data);
  // A time-out, a cut connection, or anything that isn't known: it may have got there.
  return { kind: 'no-answer', reached: !NEVER_REACHED.test(error.code ?? '') };
}

function readRefusal(status: number, body: unknown): Failure {
  const parsed = errorBody.safeParse(body);
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  // A name and no more: a proxy's page could hold anything.
  const name = first && /^[A-Za-z]{1,60}$/.test(first.error) ? first.error : undefined;
  const facts = { status, ...(name === undefined ? {} : { error: name }) };
  if (status >= 500) return { ...facts, kind: 'server-error' };
  if (status === 429) return name === 'TooManyRequestsError' ? dailyLimit(facts, first?.message ?? '') : { ...facts, kind: 'rate-limit' };
  if (status === 401 || status === 403)
    return { ...facts, kind: first?.message.startsWith('Error: Your system clock') ? 'clock' : 'refused-key' };
  if (status === 400 && first && refusesNumber(first.error, first.message)) return { ...facts, kind: 'number-refused' };
  return { ...facts, kind: 'misconfigured', detail: whatIsWrong(first?.message ?? '') };
}

function dailyLimit(facts: { status: number; error?: string }, message: string): Failure {
  return { ...facts, kind: 'daily-limit', everyone: !message.includes('international_sms') };
}

/**
 * Notify's guidance is to branch on status and error name. Within 400 that isn't enough: `ValidationError` and
 * `BadRequestError` each stand for both a bad number and a bad configuration, and only the message tells them apart.
 */
function refusesNumber(error: string, message: string): boolean {
  if (error === 'InvalidPhoneError') return true;
  if (error === 'ValidationError') return /^(?:phone_number|email_address) (?!is a required|.* is not of type)/s.test(message);
  return error === 'BadRequestError' && message === 'Cannot send to international mobile numbers';
}

/** Fixed words for the log, since Notify's own messages can repeat what was sent. */
function whatIsWrong(message: string): string {
  if (message.startsWith('Template not found')) return 'Notify has no template with the configured id';
  if (message.startsWith('Template has been deleted')) return 'the configured template has been deleted in Notify';
  if (message.includes('is not suitable for email')) return 'the configured template is not for e-mails';
  if (message.includes('template is not suitable')) return 'the configured template is not for text messages';
  if (message.startsWith('Missing personalisation')) return 'the configured template asks for values other than the documented ones';
  if (message.includes('team-only API key')) return 'the API key is a team key, which only sends to the Notify team and its guest list';
  if (message.includes('trial mode')) return 'the Notify service is in trial mode, which only sends to its team and guest list';
  if (message.startsWith('Service is not allowed to send emails')) return 'the Notify service is not allowed to send e-mails';
  if (message.startsWith('Service is not allowed')) return 'the Notify service is not allowed to send text messages';
  if (message.startsWith('Your message is')) return 'the configured template makes an empty or overlong message';
  return 'Notify refused the request in a way that needs someone to look at the configuration';
}
