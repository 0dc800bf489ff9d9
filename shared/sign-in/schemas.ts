import * as z from 'zod';
import { applicationSchema, languageSchema, methodSchema } from '../application-schemas.ts';
import { METHODS } from '../applications.ts';
import { permissionSchema } from '../permissions.ts';
import { readIdentifier, visibleName } from './identifiers.ts';
import {
  CODE_INPUT_MOST,
  DEVICE_NAME_MOST,
  EMAIL_MOST,
  ENROLMENT_LINK_MOST,
  PASS_NUMBER_LEAST,
  PASS_NUMBER_MOST,
  PASS_REASON_MOST,
  PASSWORD_INPUT_MOST,
  PHONE_INPUT_MOST,
} from './limits.ts';

/** An instant, always UTC (`2026-03-27T09:00:00.000Z`). */
export const instantSchema = z.iso.datetime();
/** An address as typed; past the schema it is read (see identifiers.ts). */
export const emailSchema = z.string().min(1).max(EMAIL_MOST).overwrite(readIdentifier);
export const passwordSchema = z.string().min(1).max(PASSWORD_INPUT_MOST);
/** A code as typed: spacing and case are the server's to forgive (see codes.ts). */
export const typedCodeSchema = z.string().min(1).max(CODE_INPUT_MOST);
export const typedPhoneNumberSchema = z.string().max(PHONE_INPUT_MOST);
/** Opaque tokens are 256 random bits in base64url. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export type Token = z.infer<typeof tokenSchema>;

/** The computer that someone signs in on. The id is made once per installation and says nothing about the machine. */
export const deviceSchema = z.strictObject({
  id: z.uuid(),
  /** What the person would recognise in a list, e.g. the computer's name. Others see it in lists of theirs, so only what can be seen is kept. */
  name: z.string().min(1).max(DEVICE_NAME_MOST).overwrite(visibleName),
  platform: z.enum(['windows', 'macos', 'linux', 'other']),
});
export type Device = z.infer<typeof deviceSchema>;

/** The last digits of a phone number: all that leaves the server. */
export const numberEndingSchema = z.string().regex(/^[0-9]{1,4}$/);

/**
 * How a sent text message is doing: `accepted` by GOV.UK Notify, then with the network (`sending`) until that says more;
 * `waiting-for-phone` while the network goes on trying to reach one that seems to be off, `phone-unreachable` once it has
 * given up.
 */
export const deliverySchema = z.enum([
  'accepted',
  'sending',
  'waiting-for-phone',
  'delivered',
  'phone-unreachable',
  'number-unknown',
  'failed',
]);
export type Delivery = z.infer<typeof deliverySchema>;
/** Nothing more becomes of a message after these; a phone that was off may yet be turned on. */
export const SETTLED_DELIVERIES: readonly Delivery[] = ['delivered', 'number-unknown', 'failed'];

/** A method as the person can or can't use it in this challenge. */
export const methodOfferSchema = z.strictObject({
  method: methodSchema,
  /** The person has it already; otherwise choosing it enrols it. */
  enrolled: z.boolean(),
  /** False while it can't be used, e.g. text messages during an outage of GOV.UK Notify. */
  available: z.boolean(),
});
export type MethodOffer = z.infer<typeof methodOfferSchema>;

/** What somebody can show who they are with before they set up a method. A recovery code signs in at once. */
export const proofOfferSchema = z.strictObject({
  method: z.enum([...METHODS, 'recovery-code']),
  /** False while it can't be used, e.g. text messages during an outage of GOV.UK Notify. */
  available: z.boolean(),
});

/** What tells a person's requests for a pass apart: shown to them alone, and typed by the leader to whom they read it out. */
export const passNumberSchema = z.int().min(PASS_NUMBER_LEAST).max(PASS_NUMBER_MOST);

/** How a request for a team leader's pass is doing. A pass that was granted and no longer holds counts as declined. */
export const passStateSchema = z.strictObject({
  state: z.enum(['waiting', 'granted', 'declined']),
  number: passNumberSchema,
  requestedAt: instantSchema,
  /** Who granted or declined it. */
  leaderName: z.string().nullable(),
  /** When a sign-in with the granted pass will end. */
  until: instantSchema.nullable(),
});

export const challengePurposeSchema = z.enum(['sign-in', 'step-up', 'add-factor', 'new-password']);

/** Everything that the owner of a challenge may know about it. Whole, so that a screen can be drawn from it alone. */
export const challengeSchema = z.strictObject({
  purpose: challengePurposeSchema,
  application: applicationSchema,
  expiresAt: instantSchema,
  /** The server's clock when this was made, so that countdowns don't depend on the computer's. */
  serverTime: instantSchema,
  /** Methods that policy allows, recommended first. Methods that it forbids are absent. */
  methods: z.array(methodOfferSchema),
  /** True when the person has none of the allowed methods and must set one up to go on. */
  mustEnrol: z.boolean(),
  /**
   * What the person must show who they are with, any one of it, before a method can be set up: the factors they have
   * that the application doesn't take, and their recovery codes. Empty where a code can be given as it is, where the
   * person has nothing yet, and once it was shown in this challenge.
   */
  proveWith: z.array(proofOfferSchema),
  /**
   * Whether a one-time code from a manager or the operator must be given before a method can be set up: where nothing that the
   * person has is as strong as what the application takes, where it takes the place of one that was lost, and where the council
   * wants one at every first time. After `proveWith`.
   */
  helpDeskCode: z.enum(['not-needed', 'needed', 'given']),
  recoveryCodesLeft: z.int().min(0),
  attemptsLeft: z.int().min(0),
  /** Present once a text message was sent in this challenge. */
  textMessage: z
    .strictObject({
      numberEnding: numberEndingSchema,
      /** True while the number is being confirmed for the first time, when it can still be corrected. */
      firstTime: z.boolean(),
      sentAt: instantSchema,
      codeExpiresAt: instantSchema,
      resendAt: instantSchema,
      resendsLeft: z.int().min(0),
      delivery: deliverySchema,
    })
    .nullable(),
  /** The last digits of the confirmed number, if there is one. */
  numberEnding: numberEndingSchema.nullable(),
  /** What is wrong with a method that policy allows, through no fault of the person's. */
  notice: z.enum(['text-messages-failing']).nullable(),
  /** When messages go again, where GOV.UK Notify's limit of the day was reached; null where that isn't known. */
  textMessagesFrom: instantSchema.nullable(),
  /** True when the person may ask a team leader for a pass: policy allows it and they have not had too many. */
  passOffered: z.boolean(),
  /** The last request for a pass in this challenge. */
  passRequest: passStateSchema.nullable(),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** What proved who someone is, beyond or instead of a second factor. */
export const assuranceSchema = z.strictObject({
  method: z.enum(['password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass']),
  at: instantSchema,
});
export type Assurance = z.infer<typeof assuranceSchema>;

/** Something that happened to the account that its owner should know, shown at the next sign-in. */
export const alertSchema = z.strictObject({
  id: z.string(),
  kind: z.enum([
    'new-computer',
    'factor-added',
    'factor-removed',
    'factors-reset',
    'codes-locked',
    'password-changed',
    'trust-reused',
    'recovery-code-used',
    'pass-granted',
    'pass-given',
    'computer-ended',
    'help-desk-code',
    'sessions-over-limit',
    'signed-out-everywhere',
  ]),
  at: instantSchema,
  /**
   * What goes with it. `recovery-code-used`: how many codes are left, in digits. `pass-granted`: the leader's name. `help-desk-code` and `signed-out-everywhere`: the manager's name, null for the operator.
   * `pass-given`: the name of whoever got it. Otherwise the computer's name, if one is known.
   */
  detail: z.string().max(200).nullable(),
  /** `factor-added` and `factor-removed`: which; null where it is not known. */
  method: methodSchema.nullable(),
  /**
   * Whether this session may dismiss it: `now`; `step-up`, once a second factor was given; `later`, when only time lets it go.
   * What was done on a computer can't be put away there by whoever did it.
   */
  dismissal: z.enum(['now', 'step-up', 'later']),
  /** From when it may be dismissed without more; null when that is now. */
  dismissalFrom: instantSchema.nullable(),
});
export type Alert = z.infer<typeof alertSchema>;

/** The same as it is read afterwards, dismissed or not. */
export const pastAlertSchema = alertSchema
  .omit({ id: true, dismissal: true, dismissalFrom: true })
  .extend({ dismissedAt: instantSchema.nullable() });

export const sessionSchema = z.strictObject({
  id: z.uuid(),
  person: z.strictObject({ name: z.string(), email: z.string() }),
  /** The application that was signed in to. */
  application: applicationSchema,
  /** Each application, and whether this session may enter it now, after a step-up, or not at all. */
  applications: z.array(z.strictObject({ application: applicationSchema, entry: z.enum(['open', 'step-up', 'not-permitted']) })),
  permissions: z.array(permissionSchema),
  assurance: assuranceSchema,
  /** When the last step-up stops counting; null when there is none in force. */
  steppedUpUntil: instantSchema.nullable(),
  /** What it counts for until then: applications whose policy takes its method, and the person's own account. */
  steppedUpFor: z.array(z.union([applicationSchema, z.literal('account')])),
  /** True after a sign-in with a recovery code, until the session is locked: with a code from the help desk a lost factor can be replaced. */
  recovered: z.boolean(),
  locked: z.boolean(),
  /** True while the person has a temporary password: until it is changed, this session can do nothing else. */
  mustChangePassword: z.boolean(),
  idleLockMinutes: z.int().min(1),
  expiresAt: instantSchema,
  serverTime: instantSchema,
  /** Whether the organisation uses two-factor sign-in. Only its help desk can change that. */
  twoFactor: z.boolean(),
  /**
   * How long this computer would be trusted for, when that may be offered now: after a sign-in with a second factor, and
   * again after a step-up, which is how trust that is running out is renewed.
   */
  trustOffer: z.strictObject({ days: z.int().min(1), until: instantSchema }).nullable(),
  /** When this computer's trust for the application that was signed in to ends; null where there is none. */
  trust: z.strictObject({ expiresAt: instantSchema }).nullable(),
  alerts: z.array(alertSchema),
});
export type Session = z.infer<typeof sessionSchema>;

/** The answer that ends a sign-in. The token is for the desktop's main process only. */
export const signedInSchema = z.strictObject({
  outcome: z.literal('signed-in'),
  sessionToken: tokenSchema,
  session: sessionSchema,
  /** The trust token that replaces the one that was presented; the old one is honoured until this is first used. */
  trustToken: tokenSchema.nullable(),
  trustExpiresAt: instantSchema.nullable(),
  /**
   * What this computer shows with the password from now on, so that it is known for one that this person has signed in on;
   * null where it has one that is still good. It replaces nothing.
   */
  computerToken: tokenSchema.nullable(),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const challengedSchema = z.strictObject({
  outcome: z.literal('second-factor-needed'),
  challengeToken: tokenSchema,
  challenge: challengeSchema,
  /** What became of a presented trust token; `none` when none was presented. A refused one should be forgotten. */
  trust: z.enum(['none', 'refused']),
});

/** A session with the token that it has from now on. The one before answers for a few seconds more, and by less. */
export const unlockedSchema = z.strictObject({ sessionToken: tokenSchema, session: sessionSchema });
export type Unlocked = z.infer<typeof unlockedSchema>;

/**
 * A step-up or added factor has been met. After a step-up the session goes on with more assurance and with a new token; an added
 * factor proves only itself, so that the session stays as it is and `sessionToken` is null.
 */
export const metSchema = z.strictObject({ outcome: z.literal('met'), sessionToken: tokenSchema.nullable(), session: sessionSchema });
export type Met = z.infer<typeof metSchema>;

/** The code was right, but of a method that the application doesn't take: the challenge goes on, and one that it takes can be set up. */
export const provedSchema = z.strictObject({ outcome: z.literal('proved'), challenge: challengeSchema });

/** A recovery code or a pass ends a sign-in; within a session neither is any use. */
export const verifiedSchema = z.discriminatedUnion('outcome', [signedInSchema, metSchema]);

/** A code ends a sign-in, or a step-up within a session; or it proves who somebody is who has yet to set up a method. */
export const verifiedOrProvedSchema = z.discriminatedUnion('outcome', [signedInSchema, metSchema, provedSchema]);

/** Why a leader vouches for someone. One line, without phone numbers, codes or keys; what it must say is in pass-reason.ts. */
export const passReasonSchema = z.string().max(PASS_REASON_MOST);

/** Somebody who waits for a team leader, as leaders see them. Names alone don't tell colleagues apart. */
export const passRequestSchema = z.strictObject({
  id: z.uuid(),
  person: z.string(),
  email: z.string(),
  application: applicationSchema,
  /** What the server knows the computer as; of one that is not known, what it calls itself. */
  deviceName: z.string(),
  /** Whether it proved that this person had signed in on it before. */
  computerKnown: z.boolean(),
  requestedAt: instantSchema,
  /** When the challenge that asks is over, and the request with it. */
  expiresAt: instantSchema,
});

/** Requests that this leader may answer, oldest first. */
export const passRequestsSchema = z.strictObject({
  requests: z.array(passRequestSchema),
  /** Passes that this leader may still grant today. */
  grantsLeft: z.int().min(0),
  /** When a pass that is granted now would end: the end of the shift. */
  passUntil: instantSchema,
  serverTime: instantSchema,
});
export type PassRequests = z.infer<typeof passRequestsSchema>;

export const authenticatorEnrolmentSchema = z.strictObject({
  /** For the QR code. Carries the secret: shown once, never stored. */
  uri: z.string().startsWith('otpauth://totp/').max(ENROLMENT_LINK_MOST),
  /** The secret in base32, for typing. */
  key: z.string().regex(/^[A-Z2-7]{32}$/),
  issuer: z.string(),
  account: z.string(),
  /** True when the person has an app, which this one takes the place of once its code was given. */
  replaces: z.boolean(),
  expiresAt: instantSchema,
});
export type AuthenticatorEnrolment = z.infer<typeof authenticatorEnrolmentSchema>;

export const factorSchema = z.strictObject({
  method: methodSchema,
  numberEnding: numberEndingSchema.nullable(),
  addedAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});
export type Factor = z.infer<typeof factorSchema>;

export const trustedDeviceSchema = z.strictObject({
  /** Of the trust, which is for one application. */
  id: z.uuid(),
  /** Of the computer, by which Control lists it too. */
  deviceId: z.uuid(),
  name: z.string(),
  application: applicationSchema,
  thisComputer: z.boolean(),
  trustedAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
  expiresAt: instantSchema,
});
export type TrustedDevice = z.infer<typeof trustedDeviceSchema>;

export const recentSignInSchema = z.strictObject({
  at: instantSchema,
  application: applicationSchema,
  deviceName: z.string(),
  outcome: z.enum(['signed-in', 'wrong-code', 'codes-locked', 'refused']),
  method: assuranceSchema.shape.method.nullable(),
});

/** Where the person is signed in. */
export const ownSessionSchema = z.strictObject({
  id: z.uuid(),
  deviceId: z.uuid(),
  deviceName: z.string(),
  /** The application that was signed in to. */
  application: applicationSchema,
  startedAt: instantSchema,
  /** When somebody was last there. */
  lastUsedAt: instantSchema,
  locked: z.boolean(),
  thisSession: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSessionSchema>;

/** Everything on a person's My security page. */
export const mySecuritySchema = z.strictObject({
  factors: z.array(factorSchema),
  /** Methods that any application the person may open allows, so could be added. */
  addable: z.array(methodSchema),
  /** Methods that can be removed without leaving the person unable to sign in. */
  removable: z.array(methodSchema),
  trustedDevices: z.array(trustedDeviceSchema),
  /** This one first, then the most recently used. */
  sessions: z.array(ownSessionSchema),
  recentSignIns: z.array(recentSignInSchema),
  /** What happened to the account in the last ALERTS_KEPT_DAYS days, newest first, dismissed or not. */
  alerts: z.array(pastAlertSchema),
  recoveryCodesLeft: z.int().min(0),
  passwordChangedAt: instantSchema,
  twoFactor: z.boolean(),
});
export type MySecurity = z.infer<typeof mySecuritySchema>;

export const passwordChangedSchema = z.strictObject({ ...unlockedSchema.shape, mySecurity: mySecuritySchema });

/** What anyone may know about an API before signing in. */
export const aboutSchema = z.strictObject({
  product: z.literal('vu-api'),
  apiVersion: z.literal(1),
  organisation: z.record(languageSchema, z.string()),
  /** A message from the council for everyone who is about to sign in. */
  notice: z.record(languageSchema, z.string()).nullable(),
  help: z.strictObject({
    phone: z.string().nullable(),
    email: z.string().nullable(),
    hours: z.record(languageSchema, z.string()).nullable(),
  }),
  /** What each application asks for, so that a person knows before they start. */
  applications: z.array(
    z.strictObject({
      application: applicationSchema,
      methods: z.array(methodSchema),
      /** 0 when it never trusts a computer. */
      trustDays: z.int().min(0),
      /** The time of day in London at which trust ends, whatever its days; null when only they count. */
      trustEndsAt: z
        .string()
        .regex(/^\d\d:\d\d$/)
        .nullable(),
    }),
  ),
  /** Whether whoever forgot their password can have a code by e-mail. Older APIs don't say, and send none. */
  passwordByEmail: z.boolean().optional(),
  serverTime: instantSchema,
});
export type About = z.infer<typeof aboutSchema>;
