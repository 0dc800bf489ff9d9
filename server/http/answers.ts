import { randomInt } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { ApiErrorCode, ErrorBody, ErrorDetails } from '../../shared/errors.ts';
import { API_ERRORS } from '../../shared/errors.ts';
import { TEXT_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
import { ERROR_WORDS } from './words.ts';

/** Ten characters that can be read out on the phone: 46 bits, far more than a log holds requests. */
const REFERENCE_LENGTH = 10;

/** A new reference by which a person can quote a request, e.g. `7KQ2M-XC4FD`. */
export function newReference(): string {
  let reference = '';
  for (let at = 0; at < REFERENCE_LENGTH; at += 1) {
    if (at === REFERENCE_LENGTH / 2) reference += '-';
    reference += TEXT_CODE_ALPHABET.charAt(randomInt(TEXT_CODE_ALPHABET.length));
  }
  return reference;
}

/** When to come back after `unavailable`, in seconds: about as long as a database takes to restart. */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** Sends a refusal in the one form that they all have. */
export function sendError(reply: FastifyReply, reference: string, code: ApiErrorCode, details?: ErrorDetails): FastifyReply {
  const status = API_ERRORS[code];
  const retryAfter = details?.retryAfterSeconds ?? (code === 'unavailable' ? UNAVAILABLE_RETRY_SECONDS : undefined);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const body: ErrorBody = { error: { code, message: ERROR_WORDS[code], reference, ...(details && { details }) } };
  return reply.code(status).send(body);
}

/** Sent with every answer. An API's answers are data: nothing may run, frame, store or guess at them. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Two years, as browsers' preload lists ask for; sent wherever people reach this over TLS. */
export const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains';
