import * as z from 'zod';
import { applicationSchema, methodSchema } from '../../shared/application-schemas.ts';
import { helpDeskCodePurposeSchema } from '../../shared/control/schemas.ts';
import { permissionSchema } from '../../shared/permissions.ts';
import {
  CLOCK_DIAGNOSIS_STEPS,
  IDLE_LOCK_MINUTES_MOST,
  LOCK_MINUTES,
  RECOVERY_CODES,
  TOTP_PERIOD_SECONDS,
  TRUST_DAYS_MOST,
  WRONG_CODES_PER_CHALLENGE,
  WRONG_PASSWORD_CODES,
} from '../../shared/sign-in/limits.ts';
import { challengePurposeSchema, deliverySchema } from '../../shared/sign-in/schemas.ts';
import { TIME_OF_DAY } from '../time-of-day.ts';
import { reasonSchema } from './reason.ts';

/**
 * The fixed vocabulary of the audit trail. Details are ids, enumerations, numbers of a known size and counts, so that no code,
 * secret, token, password or phone number fits anywhere but where the database has counted. The one sentence that people write,
 * a reason, is searched for them.
 */

/**
 * What the database has counted, of any size: a count that doesn't fit would take back the very change that it is about, and
 * whoever has made enough of something could not be stopped any more.
 */
const count = z.int().min(0);
/** More than there can be of what has a limit of its own: sends and tries of a challenge, tries of a message, a person's factors. */
const FEW_MOST = 9999;
const few = z.int().min(0).max(FEW_MOST);
/** Below any authenticator code without leading zeros: a week. */
const PAUSE_MINUTES_MOST = 9999;
const id = z.uuid();
/** What proved who someone is. */
const proof = z.enum(['password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass']);
const codeKind = z.enum(['text-message', 'authenticator', 'recovery-code', 'help-desk-code']);
const by = z.enum(['self', 'administrator', 'system']);

const policySchema = z.strictObject({
  methods: z.array(methodSchema).min(1),
  trustDays: z.int().min(0).max(TRUST_DAYS_MOST),
  idleLockMinutes: z.int().min(1).max(IDLE_LOCK_MINUTES_MOST),
  trustEndsAt: z.string().regex(TIME_OF_DAY).nullable().optional(),
  passes: z.boolean().optional(),
});

/** What can be said about the organisation itself. */
export const ORGANISATION_FACTS = [
  'name',
  'issuer',
  'notice',
  'help-phone',
  'help-email',
  'help-hours',
  'international-numbers',
  'code-at-first-enrolment',
  'shift-ends',
  'free-text-messages',
  'text-message-price',
  'texts-per-person',
  'texts-per-number',
  'texts-per-day',
] as const;

/** An hour of UTC. */
const HOUR = /^\d{4}-\d\d-\d\dT\d\d$/;
/** Of what strangers do, which no council's size bounds; below any phone number. */
const countOfMany = z.int().min(1).max(999_999_999);
const nothing = z.strictObject({});
/** As far as a wrong code is looked for, in seconds. */
const CLOCK_OFFSET_MOST = CLOCK_DIAGNOSIS_STEPS * TOTP_PERIOD_SECONDS;
const attemptsLeft = z.int().min(0).max(WRONG_CODES_PER_CHALLENGE);
const trust = { trustId: id, deviceId: id };

/** Each kind of event with the schema of its details. Kinds are stored: never renamed, only added. */
export const EVENT_DETAILS = {
  /** `userId` is null when no such person exists; what was typed instead is nobody's business. */
  'password-refused': z.strictObject({ because: z.enum(['unknown', 'wrong', 'paused', 'disabled', 'expired']) }),
  /**
   * The last password that strangers may try for now, at this account or from this network: until some come back, a computer
   * that a person was never signed in on needs a code from the help desk.
   */
  'new-computers-held': z.strictObject({ because: z.enum(['account', 'network']) }),
  /** Too many wrong passwords in a row on a computer that the person was known on: it is a stranger's now. */
  'computer-not-known': z.strictObject({ deviceId: id }),
  /** Of before `new-computers-held`: enough wrong passwords for an account from one network that it was paused there. */
  'password-paused': z.strictObject({ minutes: z.int().min(1).max(PAUSE_MINUTES_MOST) }),
  'sign-in-refused': z.strictObject({
    because: z.enum(['application-not-permitted', 'second-factor-not-set-up', 'codes-locked', 'disabled']),
  }),
  'challenge-created': z.strictObject({
    challengeId: id,
    purpose: challengePurposeSchema,
    deviceId: id.nullable(),
    methods: z.array(methodSchema),
  }),
  'challenge-ended': z.strictObject({ challengeId: id, because: z.enum(['cancelled', 'too-many-wrong-codes', 'revoked']) }),
  'text-message-accepted': z.strictObject({ challengeId: id, notifyId: id, firstTime: z.boolean(), sends: few }),
  'text-message-not-sent': z.strictObject({
    challengeId: id,
    because: z.enum([
      'number-refused',
      'timeout',
      'network',
      'rate-limit',
      'daily-limit',
      'refused-key',
      'clock',
      'server-error',
      'misconfigured',
      'circuit-open',
    ]),
  }),
  /** How much of the day's text messages is used up, in per cent, and how many there may be. */
  'text-budget-told': z.strictObject({ percent: z.int().min(1).max(100), most: z.int().min(1) }),
  'text-message-delivery': z.strictObject({ notifyId: id, delivery: deliverySchema }),
  'code-accepted': z.strictObject({ challengeId: id, method: codeKind, purpose: challengePurposeSchema }),
  /** A code of a factor that the application doesn't take showed who somebody is who has yet to set one up. */
  'factor-proved': z.strictObject({ challengeId: id, method: codeKind }),
  'code-refused': z.strictObject({
    challengeId: id,
    method: codeKind,
    because: z.enum(['wrong', 'expired', 'used', 'replayed', 'method-not-allowed', 'locked', 'malformed']),
    attemptsLeft,
    /** How far the phone's clock was out, when the code was right for another time. */
    clockOffsetSeconds: z.int().min(-CLOCK_OFFSET_MOST).max(CLOCK_OFFSET_MOST).optional(),
  }),
  /** `minutes` is null when only an administrator can unlock. */
  'codes-locked': z.strictObject({ minutes: z.union(LOCK_MINUTES.map((each) => z.literal(each))).nullable(), wrongInARow: few }),
  'codes-unlocked': z.strictObject({ by }),
  'enrolment-started': z.strictObject({ challengeId: id, method: methodSchema }),
  'enrolment-confirmed': z.strictObject({ challengeId: id, method: methodSchema, replaced: z.boolean() }),
  'factor-removed': z.strictObject({ method: methodSchema, by }),
  'recovery-codes-made': z.strictObject({ made: z.int().min(0).max(RECOVERY_CODES) }),
  /** `retired` of earlier ones that were still unused. */
  'recovery-codes-confirmed': z.strictObject({ live: z.int().min(0).max(RECOVERY_CODES), retired: z.int().min(0).max(RECOVERY_CODES) }),
  'recovery-code-used': z.strictObject({ left: z.int().min(0).max(RECOVERY_CODES) }),
  'trust-issued': z.strictObject({ ...trust, method: proof, days: z.int().min(1).max(TRUST_DAYS_MOST) }),
  'trust-rotated': z.strictObject(trust),
  /** A token older than the last was presented: it was copied, so its whole family is revoked. */
  'trust-reused': z.strictObject(trust),
  'trust-refused': z.strictObject({
    because: z.enum(['unknown', 'expired', 'revoked', 'other-person', 'other-device', 'other-application', 'policy']),
  }),
  'trust-revoked': z.strictObject({
    because: z.enum([
      'self',
      'administrator',
      'password-changed',
      'factor-changed',
      'factors-reset',
      'disabled',
      'policy',
      'reused',
      'wrong-codes',
      'computer-ended',
    ]),
    revoked: z.int().min(0),
  }),
  'pass-requested': z.strictObject({ passId: id, challengeId: id, deviceId: id }),
  /** `userId` is whose pass it is; the actor is the leader, who vouches with the reason. */
  'pass-granted': z.strictObject({ passId: id, reason: reasonSchema }),
  'pass-declined': z.strictObject({ passId: id }),
  /** Somebody tried to grant one that they may not grant. */
  'pass-refused': z.strictObject({ passId: id, because: z.enum(['own', 'limit', 'gone', 'number']) }),
  /** `userId` is whose code it is; the actor is whoever gives it out, for the reason. */
  'help-desk-code-issued': z.strictObject({ purpose: helpDeskCodePurposeSchema, reason: reasonSchema, replaced: z.boolean() }),
  /** A manager tried to give one to themself. */
  'help-desk-code-not-issued': z.strictObject({ purpose: helpDeskCodePurposeSchema, because: z.enum(['own']) }),
  'help-desk-code-used': z.strictObject({ purpose: helpDeskCodePurposeSchema }),
  'help-desk-code-refused': z.strictObject({
    purpose: helpDeskCodePurposeSchema,
    because: z.enum(['wrong', 'expired', 'used', 'over', 'none']),
  }),
  'pass-used': z.strictObject({ passId: id, challengeId: id, leaderId: id }),
  /** Everything on one computer; each person's share of it has an entry of its own. */
  'computer-ended': z.strictObject({ deviceId: id, sessions: count, trusts: count, people: count }),
  /** An alert that went to its owner's phone, or could not. */
  'alert-text': z.strictObject({ alertId: id, outcome: z.enum(['accepted', 'number-refused', 'given-up', 'over-budget']), tries: few }),
  /** An e-mail that went to its owner, or could not: an alert, or an invitation with a temporary password. */
  email: z.strictObject({
    emailId: id,
    what: z.enum(['invitation', 'alert']),
    alertId: id.nullable(),
    outcome: z.enum(['accepted', 'address-refused', 'given-up', 'not-wanted', 'not-set-up']),
    tries: few,
  }),
  /** A temporary password is to go to the person by e-mail; nobody else learns it. */
  invited: nothing,
  /** Its owner, or whoever has their session, put an alert away. */
  'alert-dismissed': z.strictObject({ alertId: id, sessionId: id }),
  /** Everything of one person, whose factors stay; each kind of it has an entry of its own. */
  'person-ended': z.strictObject({ reason: reasonSchema, sessions: count, trusts: count }),
  'signed-in': z.strictObject({ sessionId: id, deviceId: id, method: proof }),
  'signed-out': z.strictObject({ sessionId: id }),
  'sessions-ended': z.strictObject({
    because: z.enum([
      'password-changed',
      'factors-reset',
      'disabled',
      'administrator',
      'factor-changed',
      'wrong-passwords',
      'two-factor',
      'computer-ended',
      'over-limit',
      'self',
    ]),
    ended: z.int().min(0),
  }),
  'session-locked': z.strictObject({ sessionId: id }),
  'session-unlocked': z.strictObject({ sessionId: id }),
  'unlock-refused': z.strictObject({ sessionId: id }),
  'application-entered': z.strictObject({ sessionId: id }),
  'step-up-met': z.strictObject({ sessionId: id, method: proof }),
  'password-changed': z.strictObject({ by: z.enum([...by.options, 'recovery']) }),
  /** A code for a new password that somebody asked for with a person's address. */
  'password-code': z.strictObject({
    recoveryId: id,
    deviceId: id,
    outcome: z.enum(['accepted', 'address-refused', 'given-up', 'limit']),
    tries: few,
  }),
  'password-code-refused': z.strictObject({ recoveryId: id, attemptsLeft: z.int().min(0).max(WRONG_PASSWORD_CODES) }),
  'password-code-accepted': z.strictObject({ recoveryId: id }),
  'password-change-refused': z.strictObject({ because: z.enum(['wrong', 'weak', 'expired']) }),
  'factors-reset': z.strictObject({ reason: reasonSchema, factors: few, trusts: count, sessions: count }),
  'two-factor-switched': z.strictObject({ on: z.boolean() }),
  'policy-changed': z.strictObject({ before: policySchema.nullable(), after: policySchema }),
  /** Which of its facts; what they were and are is no secret, but texts don't belong here. */
  'organisation-changed': z.strictObject({ facts: z.array(z.enum(ORGANISATION_FACTS)).min(1) }),
  'group-created': z.strictObject({ groupId: id, permissions: z.array(permissionSchema) }),
  'user-created': z.strictObject({ groups: z.array(id) }),
  'group-joined': z.strictObject({ groupId: id }),
  'group-left': z.strictObject({ groupId: id }),
  'user-disabled': nothing,
  'user-enabled': nothing,
  /** The first row under a key that took the place of the one that sealed the row before it. Written by the sealer itself. */
  'audit-key-changed': nothing,
  /**
   * Passwords tried on names that nobody has, in one hour and from how many networks: no entry of their own each, since
   * anybody can make as many as they like.
   */
  'unknown-names-tried': z.strictObject({ hour: z.string().regex(HOUR), guesses: countOfMany, networks: countOfMany }),
  'enrolment-allowed': z.strictObject({ open: z.boolean() }),
} as const satisfies Record<string, z.ZodType>;

export type EventKind = keyof typeof EVENT_DETAILS;
export const EVENT_KINDS = Object.keys(EVENT_DETAILS) as [EventKind, ...EventKind[]];

/**
 * Who did it. `anyone` is somebody who has proved nothing yet. An operator is named by their account on the machine: the one that
 * they logged in with, or, where the system noted no login, the one that the process ran as.
 */
export const actorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), userId: z.uuid() }),
  z.strictObject({
    kind: z.literal('operator'),
    name: z.string().regex(/^[A-Za-z0-9._\\@-]{1,64}$/),
    // Entries of before have none.
    known: z.enum(['login', 'process']).optional(),
  }),
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('anyone') }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** What an event of any kind has besides its details. */
export const eventFrameSchema = z.strictObject({
  kind: z.enum(EVENT_KINDS),
  actor: actorSchema,
  /** Whom it happened to. */
  userId: z.uuid().nullable(),
  application: applicationSchema.nullable(),
  /** Canonical, an IPv6 one cut to its /64; null for what didn't come over the network. */
  network: z
    .string()
    .regex(/^[0-9a-f.:/]{2,43}$/)
    .nullable(),
  /** Finds the request in the log. */
  reference: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/)
    .nullable(),
});

export type AuditEvent = {
  [K in EventKind]: Omit<z.infer<typeof eventFrameSchema>, 'kind'> & {
    readonly kind: K;
    readonly details: z.input<(typeof EVENT_DETAILS)[K]>;
  };
}[EventKind];
