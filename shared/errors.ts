import * as z from 'zod';

/**
 * Every refusal that the Vu API can answer with, and its HTTP status.
 * Codes are for programs and are stable; the words for people live with the screens.
 */
export const API_ERRORS = {
  'request-invalid': 400,
  'credentials-refused': 401,
  'not-signed-in': 401,
  'challenge-gone': 401,
  'not-permitted': 403,
  'application-not-permitted': 403,
  'temporary-password-expired': 403,
  'password-change-needed': 403,
  'second-factor-not-set-up': 403,
  'new-computer-code-needed': 403,
  'step-up-needed': 403,
  'help-desk-code-needed': 403,
  'not-found': 404,
  'method-not-allowed': 409,
  'factor-exists': 409,
  'last-factor': 409,
  'nothing-sent': 409,
  'trust-not-offered': 409,
  'pass-gone': 409,
  'code-wrong': 422,
  'code-expired': 422,
  'code-used': 422,
  'enrolment-expired': 422,
  'phone-number-invalid': 422,
  'password-refused': 422,
  'password-weak': 422,
  'pass-number-wrong': 422,
  'reason-refused': 422,
  'session-locked': 423,
  'codes-locked': 423,
  'resend-too-soon': 429,
  'resend-limit': 429,
  'text-message-limit': 429,
  'new-number-limit': 429,
  'pass-limit': 429,
  'too-many-requests': 429,
  internal: 500,
  'text-message-unavailable': 503,
  unavailable: 503,
} as const;

export type ApiErrorCode = keyof typeof API_ERRORS;
export const apiErrorCodeSchema = z.enum(Object.keys(API_ERRORS) as [ApiErrorCode, ...ApiErrorCode[]]);

/** Why a phone number can't be used, so that the screen can say what to change. */
export const PHONE_NUMBER_FAULTS = ['empty', 'letters', 'too-short', 'too-long', 'not-mobile', 'international', 'not-valid'] as const;
export const phoneNumberFaultSchema = z.enum(PHONE_NUMBER_FAULTS);
export type PhoneNumberFault = z.infer<typeof phoneNumberFaultSchema>;

/** Why a new password can't be used. */
export const PASSWORD_FAULTS = ['too-short', 'too-long', 'common', 'same-as-before', 'contains-email', 'contains-name'] as const;
export const passwordFaultSchema = z.enum(PASSWORD_FAULTS);
export type PasswordFault = z.infer<typeof passwordFaultSchema>;

/** Why a leader's reason for a pass can't be kept, so that the screen can say what to change. */
export const REASON_FAULTS = ['too-short', 'one-word', 'many-lines', 'number', 'code', 'key'] as const;
export const reasonFaultSchema = z.enum(REASON_FAULTS);
export type ReasonFault = z.infer<typeof reasonFaultSchema>;

/** Whose limit of passes is reached: the person's passes or requests, or the leader's grants. */
export const PASS_LIMITS = ['person', 'leader', 'requests'] as const;
export const passLimitSchema = z.enum(PASS_LIMITS);
export type PassLimit = z.infer<typeof passLimitSchema>;

/** Who or what ended a session before its time, where it wasn't whoever signed out of it. */
export const SESSION_ENDS = ['administrator', 'password-changed', 'factor-changed', 'two-factor-on', 'ended-elsewhere'] as const;
export const sessionEndSchema = z.enum(SESSION_ENDS);
export type SessionEnd = z.infer<typeof sessionEndSchema>;

/** The facts that go with a refusal. Each is optional; which come with which code is said at the operation. */
export const errorDetailsSchema = z.strictObject({
  /** Wrong codes still allowed in this challenge, or wrong numbers of this request for a pass; 0 means that it is over. */
  attemptsLeft: z.int().min(0).optional(),
  /** Whole seconds until the same request can succeed. With `text-message-unavailable`, only where that is known. */
  retryAfterSeconds: z.int().min(0).optional(),
  /** When a lock ends; null when only an administrator can end it. */
  lockedUntil: z.iso.datetime().nullable().optional(),
  phoneNumberFault: phoneNumberFaultSchema.optional(),
  passwordFault: passwordFaultSchema.optional(),
  /** With `reason-refused`. */
  reasonFault: reasonFaultSchema.optional(),
  /** With `pass-limit`. */
  passLimit: passLimitSchema.optional(),
  /** With `not-signed-in`, when the session was ended by somebody or something else; only its own token learns it. */
  sessionEnd: sessionEndSchema.optional(),
  /**
   * With `code-wrong`, when the code is the app's for another time: how far the phone's clock is from the server's, in
   * whole seconds; negative when the phone's is slow. Never said once codes are locked.
   */
  clockOffsetSeconds: z.int().optional(),
});
export type ErrorDetails = z.infer<typeof errorDetailsSchema>;

/** The body of every answer that isn't a success. `reference` finds the request in the server's log. */
export const errorBodySchema = z.strictObject({
  error: z.strictObject({
    code: apiErrorCodeSchema,
    /** A plain English sentence for the reader of a log; screens use their own words. */
    message: z.string(),
    reference: z.string(),
    details: errorDetailsSchema.optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
