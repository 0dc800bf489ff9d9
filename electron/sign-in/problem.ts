import type { ApiErrorCode } from '../../shared/errors.ts';
import { API_ERRORS } from '../../shared/errors.ts';
import type { LocalProblemCode, Problem } from '../../shared/sign-in/screens.ts';
import type { ApiFailure } from './ports.ts';

/** Each local problem's reference, to be quoted to the help desk. Never reused for another meaning. */
const REFERENCES: Readonly<Record<LocalProblemCode, string>> = {
  offline: 'SIGNIN-NET-01',
  'api-unreachable': 'SIGNIN-NET-02',
  'api-timeout': 'SIGNIN-NET-03',
  'proxy-refused': 'SIGNIN-PROXY-01',
  'certificate-refused': 'SIGNIN-TLS-01',
  'clock-wrong': 'SIGNIN-CLOCK-01',
  'not-vu-api': 'SIGNIN-API-01',
  'answer-unknown': 'SIGNIN-API-02',
  'address-invalid': 'SIGNIN-ADDRESS-01',
  'address-insecure': 'SIGNIN-ADDRESS-02',
  'code-malformed': 'SIGNIN-INPUT-01',
  'email-missing': 'SIGNIN-INPUT-02',
  'password-missing': 'SIGNIN-INPUT-03',
  'code-missing': 'SIGNIN-INPUT-04',
  'reason-too-short': 'SIGNIN-INPUT-05',
  'email-too-long': 'SIGNIN-INPUT-06',
  'password-too-long': 'SIGNIN-INPUT-07',
  'passes-off': 'SIGNIN-PASS-01',
  'recovery-codes-lapsed': 'SIGNIN-CODES-01',
};

/** Local problems that may be gone at the next try without anything typed being changed. */
const RETRYABLE_LOCAL: ReadonlySet<LocalProblemCode> = new Set([
  'offline',
  'api-unreachable',
  'api-timeout',
  'proxy-refused',
  'certificate-refused',
  'clock-wrong',
  'not-vu-api',
  'answer-unknown',
]);

/** Refusals that may be gone at the next try, now or after `retryAt`. */
const RETRYABLE_REFUSALS: ReadonlySet<ApiErrorCode> = new Set([
  'too-many-requests',
  'internal',
  'unavailable',
  'text-message-unavailable',
  'resend-too-soon',
  'resend-limit',
  'text-message-limit',
]);

/** Gateway statuses that mean "not at the moment" (RFC 9110: 502, 503, 504). */
const PASSING_STATUSES: readonly number[] = [502, 503, 504];

export function localProblem(code: LocalProblemCode): Problem {
  return { code, reference: REFERENCES[code], retryable: RETRYABLE_LOCAL.has(code) };
}

/** A reference is quoted over the telephone and written to a log, so nothing odd from a server may be in it. */
function quotable(reference: string): string {
  return reference.replace(/[^0-9A-Za-z-]/g, '').slice(0, 36) || 'NONE';
}

/** A failed call as the person is told of it. `at` is now, in milliseconds; a wait is counted from it. */
export function problemFrom(failure: ApiFailure, at: number): Problem {
  switch (failure.kind) {
    case 'offline':
      return localProblem('offline');
    case 'unreachable':
      return localProblem('api-unreachable');
    case 'timeout':
      return localProblem('api-timeout');
    case 'certificate':
      return localProblem('certificate-refused');
    case 'clock':
      return localProblem('clock-wrong');
    case 'proxy':
      return localProblem('proxy-refused');
    case 'not-vu-api':
      return localProblem('not-vu-api');
    case 'answer-unknown':
      return localProblem('answer-unknown');
    case 'server-error':
      return {
        code: PASSING_STATUSES.includes(failure.status) ? 'unavailable' : 'internal',
        reference: `SIGNIN-5XX-${failure.status}`,
        retryable: true,
      };
    case 'refused': {
      const { code, details } = failure;
      const family = Math.floor(API_ERRORS[code] / 100);
      return {
        code,
        reference: `SIGNIN-${family}XX-${quotable(failure.reference)}`,
        retryable: RETRYABLE_REFUSALS.has(code),
        ...(details.attemptsLeft !== undefined && { attemptsLeft: details.attemptsLeft }),
        ...(details.retryAfterSeconds !== undefined && { retryAt: at + details.retryAfterSeconds * 1000 }),
        ...(details.phoneNumberFault !== undefined && { phoneNumberFault: details.phoneNumberFault }),
        ...(details.passwordFault !== undefined && { passwordFault: details.passwordFault }),
        ...(details.reasonFault !== undefined && { reasonFault: details.reasonFault }),
        ...(details.passLimit !== undefined && { passLimit: details.passLimit }),
        ...(details.clockOffsetSeconds !== undefined && { clockOffsetSeconds: details.clockOffsetSeconds }),
      };
    }
    default:
      return failure satisfies never;
  }
}
