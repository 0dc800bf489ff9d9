import * as z from 'zod';
import { applicationSchema, languageSchema, methodSchema } from '../application-schemas.ts';
import {
  CHALLENGE,
  operation,
  PUBLIC_COUNTED_BY_ITSELF,
  SIGNED_IN,
  SIGNED_IN_NEWEST,
  SIGNED_IN_OR_LOCKED,
  SIGNED_IN_OR_LOCKED_BY_ITSELF,
  SIGNED_IN_OR_LOCKED_NEWEST,
  SIGNED_IN_TEMPORARILY_NEWEST,
  STEPPED_UP,
  STEPPED_UP_OR_RECOVERED,
  STEPPED_UP_TEMPORARILY,
} from '../operation.ts';
import { RECOVERY_CODES, TRUST_DAYS_MOST } from './limits.ts';
import {
  aboutSchema,
  authenticatorEnrolmentSchema,
  challengedSchema,
  challengeSchema,
  deviceSchema,
  emailSchema,
  instantSchema,
  metSchema,
  mySecuritySchema,
  passwordChangedSchema,
  passwordSchema,
  provedSchema,
  sessionSchema,
  signedInSchema,
  tokenSchema,
  typedCodeSchema,
  typedPhoneNumberSchema,
  unlockedSchema,
  verifiedOrProvedSchema,
  verifiedSchema,
} from './schemas.ts';

const nothing = z.strictObject({});
const code = z.strictObject({ code: typedCodeSchema });
const CODE_ERRORS = ['challenge-gone', 'method-not-allowed', 'code-wrong', 'code-expired', 'code-used', 'codes-locked'] as const;
const SEND_ERRORS = [
  'challenge-gone',
  'method-not-allowed',
  'codes-locked',
  'resend-too-soon',
  'resend-limit',
  'text-message-limit',
  'new-number-limit',
  'text-message-unavailable',
] as const;

export const about = operation({
  name: 'about',
  area: 'service',
  method: 'GET',
  path: '/v1/about',
  summary: 'Says whose API this is: the council, its notice and its help desk.',
  access: PUBLIC_COUNTED_BY_ITSELF,
  params: nothing,
  body: nothing,
  answer: aboutSchema,
  errors: [],
});

/** The longest that this computer's IT lets trust in it last, in days. It can only shorten what the application's rules say. */
const trustMostDaysSchema = z.int().min(1).max(TRUST_DAYS_MOST).optional();

export const signInWithPassword = operation({
  name: 'signInWithPassword',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/password',
  summary: 'Checks a password and starts a challenge; or signs in where the computer is trusted or two-factor is off.',
  access: PUBLIC_COUNTED_BY_ITSELF,
  params: nothing,
  body: z.strictObject({
    email: emailSchema,
    password: passwordSchema,
    application: applicationSchema,
    device: deviceSchema,
    language: languageSchema,
    trustToken: tokenSchema.nullable(),
    trustMostDays: trustMostDaysSchema,
    /** The last `computerToken` that this person was given on this computer. */
    computerToken: tokenSchema.nullable().optional(),
    /** From the help desk, where a new computer needs it: see `new-computer-code-needed`. */
    helpDeskCode: typedCodeSchema.optional(),
  }),
  answer: z.discriminatedUnion('outcome', [signedInSchema, challengedSchema]),
  /** `new-computer-code-needed` whether or not anybody has the address: strangers have tried too many passwords, or the code was not good. */
  errors: [
    'temporary-password-expired',
    'credentials-refused',
    'new-computer-code-needed',
    'application-not-permitted',
    'second-factor-not-set-up',
    'codes-locked',
  ],
});

export const readChallenge = operation({
  name: 'readChallenge',
  area: 'sign-in',
  method: 'GET',
  path: '/v1/sign-in/challenge',
  summary: 'The state of a challenge, with how its text message is doing.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: challengeSchema,
  errors: ['challenge-gone'],
});

export const cancelChallenge = operation({
  name: 'cancelChallenge',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/challenge/cancel',
  summary: 'Ends a challenge that its owner no longer wants.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: nothing,
  errors: ['challenge-gone'],
});

export const enrolPhoneNumber = operation({
  name: 'enrolPhoneNumber',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/text-message/number',
  summary: 'Takes a phone number on first use and sends its first code, which confirms it. Also corrects one not yet confirmed.',
  access: CHALLENGE,
  params: nothing,
  body: z.strictObject({ phoneNumber: typedPhoneNumberSchema }),
  answer: challengeSchema,
  /** `step-up-needed` until the person has shown who they are with what `proveWith` names; `help-desk-code-needed` until `helpDeskCode` is given. */
  errors: [...SEND_ERRORS, 'phone-number-invalid', 'factor-exists', 'step-up-needed', 'help-desk-code-needed'],
});

export const sendTextMessage = operation({
  name: 'sendTextMessage',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/text-message/send',
  summary: 'Sends a code, or another one, to the number that the person has.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: challengeSchema,
  errors: [...SEND_ERRORS, 'nothing-sent', 'step-up-needed', 'help-desk-code-needed'],
});

export const verifyTextMessage = operation({
  name: 'verifyTextMessage',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/text-message/verify',
  summary:
    'Meets a challenge with a text-message code; confirms the number the first time. Where the application takes no text messages, proves who the person is.',
  access: CHALLENGE,
  params: nothing,
  body: code,
  answer: verifiedOrProvedSchema,
  errors: [...CODE_ERRORS, 'step-up-needed', 'help-desk-code-needed', 'nothing-sent'],
});

export const enrolAuthenticator = operation({
  name: 'enrolAuthenticator',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/authenticator/enrol',
  summary: 'Makes the one-off QR data and typed key to link an authenticator app. The same again until its first code or its expiry.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: authenticatorEnrolmentSchema,
  /** `step-up-needed` until the person has shown who they are with what `proveWith` names; `help-desk-code-needed` until `helpDeskCode` is given. */
  errors: ['challenge-gone', 'method-not-allowed', 'codes-locked', 'factor-exists', 'step-up-needed', 'help-desk-code-needed'],
});

export const verifyAuthenticator = operation({
  name: 'verifyAuthenticator',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/authenticator/verify',
  summary:
    'Meets a challenge with an authenticator code; confirms the link the first time. Where the application takes no app, proves who the person is.',
  access: CHALLENGE,
  params: nothing,
  body: code,
  answer: verifiedOrProvedSchema,
  errors: [...CODE_ERRORS, 'step-up-needed', 'help-desk-code-needed', 'enrolment-expired'],
});

export const verifyRecoveryCode = operation({
  name: 'verifyRecoveryCode',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/recovery-code/verify',
  summary: 'Meets a sign-in challenge with one of the codes kept for when the phone is not to hand.',
  access: CHALLENGE,
  params: nothing,
  body: code,
  answer: verifiedSchema,
  errors: CODE_ERRORS,
});

export const verifyHelpDeskCode = operation({
  name: 'verifyHelpDeskCode',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/help-desk-code/verify',
  summary: 'Takes the one-time code from the help desk that setting up a method needs here. The challenge goes on with it.',
  access: CHALLENGE,
  params: nothing,
  body: code,
  answer: provedSchema,
  /** `step-up-needed` until the person has shown who they are with what `proveWith` names; `method-not-allowed` where none is needed. */
  errors: [...CODE_ERRORS, 'step-up-needed'],
});

export const readSession = operation({
  name: 'readSession',
  area: 'sign-in',
  method: 'GET',
  path: '/v1/session',
  summary: 'Who is signed in, and what they may do.',
  access: SIGNED_IN_OR_LOCKED_BY_ITSELF,
  params: nothing,
  body: nothing,
  answer: sessionSchema,
  errors: ['not-signed-in'],
});

export const enterApplication = operation({
  name: 'enterApplication',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/applications/:application/enter',
  summary: 'Enters another application with the same sign-in, where its policy is already met.',
  access: SIGNED_IN_NEWEST,
  params: z.strictObject({ application: applicationSchema }),
  body: nothing,
  answer: sessionSchema,
  errors: ['not-signed-in', 'session-locked', 'application-not-permitted', 'step-up-needed'],
});

export const lockSession = operation({
  name: 'lockSession',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/lock',
  summary: 'Locks the session: nothing but unlocking and signing out works until the password is given.',
  access: SIGNED_IN_OR_LOCKED,
  params: nothing,
  body: nothing,
  answer: nothing,
  errors: ['not-signed-in'],
});

export const unlockSession = operation({
  name: 'unlockSession',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/unlock',
  summary: 'Unlocks the session with the password, and gives it a new token.',
  access: SIGNED_IN_OR_LOCKED_NEWEST,
  params: nothing,
  body: z.strictObject({ password: passwordSchema }),
  answer: unlockedSchema,
  errors: ['not-signed-in', 'password-refused'],
});

export const signOut = operation({
  name: 'signOut',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/sign-out',
  summary: 'Ends the session. Succeeds however often it is called.',
  access: SIGNED_IN_OR_LOCKED,
  params: nothing,
  body: nothing,
  answer: nothing,
  errors: ['not-signed-in'],
});

export const startStepUp = operation({
  name: 'startStepUp',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/step-up',
  summary: 'Starts a challenge within the session, for its own security or to enter another application. Trust never meets it.',
  access: SIGNED_IN_TEMPORARILY_NEWEST,
  params: nothing,
  /** What it is for: the application whose policy is to be met, or `account`, which takes the strongest method that the person has. */
  body: z.strictObject({ application: z.union([applicationSchema, z.literal('account')]) }),
  answer: z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('second-factor-needed'), challengeToken: tokenSchema, challenge: challengeSchema }),
    /** Two-factor is off for the organisation, so the password is asked for instead. */
    z.strictObject({ outcome: z.literal('password-needed') }),
  ]),
  /** `challenge-gone` here and below: something else ended it in the moment that it was made. */
  errors: ['not-signed-in', 'session-locked', 'application-not-permitted', 'second-factor-not-set-up', 'codes-locked', 'challenge-gone'],
});

export const stepUpWithPassword = operation({
  name: 'stepUpWithPassword',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/step-up/password',
  summary: 'Meets a step-up with the password, only where the organisation has two-factor turned off.',
  access: SIGNED_IN_TEMPORARILY_NEWEST,
  params: nothing,
  body: z.strictObject({ password: passwordSchema }),
  answer: metSchema,
  errors: ['not-signed-in', 'session-locked', 'password-refused', 'method-not-allowed'],
});

export const trustThisComputer = operation({
  name: 'trustThisComputer',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/trust',
  summary: 'Trusts this computer for the application signed in to, once, soon after a second factor was given at sign-in or step-up.',
  access: SIGNED_IN_NEWEST,
  params: nothing,
  body: z.strictObject({ trustMostDays: trustMostDaysSchema }),
  answer: z.strictObject({ trustToken: tokenSchema, expiresAt: instantSchema }),
  errors: ['not-signed-in', 'session-locked', 'trust-not-offered'],
});

export const dismissAlert = operation({
  name: 'dismissAlert',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/session/alerts/:id/dismiss',
  summary: 'Marks an alert as seen by its owner. Where it was caused, only with a second factor given since, or after a day.',
  access: SIGNED_IN,
  params: z.strictObject({ id: z.string().min(1).max(64) }),
  body: nothing,
  answer: nothing,
  errors: ['not-signed-in', 'session-locked', 'not-found', 'not-permitted', 'step-up-needed'],
});

export const readMySecurity = operation({
  name: 'readMySecurity',
  area: 'sign-in',
  method: 'GET',
  path: '/v1/my-security',
  summary: 'The person’s factors, trusted computers and recent sign-ins.',
  access: SIGNED_IN,
  params: nothing,
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked'],
});

export const changePassword = operation({
  name: 'changePassword',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/my-security/password',
  summary:
    'Changes the person’s password, and gives the session a new token. Every trusted computer and every other session of theirs ends.',
  access: STEPPED_UP_TEMPORARILY,
  params: nothing,
  body: z.strictObject({ currentPassword: passwordSchema, newPassword: passwordSchema }),
  answer: passwordChangedSchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed', 'password-refused', 'password-weak', 'temporary-password-expired'],
});

export const addTextMessage = operation({
  name: 'addTextMessage',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/my-security/factors/text-message',
  summary:
    'Sends a code to a new number; confirming it adds the number, or replaces the one before. Where a code from the help desk is needed, nothing is sent before it was given in the challenge.',
  access: STEPPED_UP_OR_RECOVERED,
  params: nothing,
  body: z.strictObject({ phoneNumber: typedPhoneNumberSchema }),
  answer: z.strictObject({ challengeToken: tokenSchema, challenge: challengeSchema }),
  errors: [
    'not-signed-in',
    'session-locked',
    'step-up-needed',
    'phone-number-invalid',
    'method-not-allowed',
    'resend-too-soon',
    'resend-limit',
    'text-message-limit',
    'new-number-limit',
    'text-message-unavailable',
    'codes-locked',
    'challenge-gone',
  ],
});

export const addAuthenticator = operation({
  name: 'addAuthenticator',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/my-security/factors/authenticator',
  summary:
    'Starts linking an authenticator app; the one before keeps working until the first code of the new one. Where a code from the help desk is needed, there is nothing to link before it was given in the challenge.',
  access: STEPPED_UP_OR_RECOVERED,
  params: nothing,
  body: nothing,
  answer: z.strictObject({ challengeToken: tokenSchema, challenge: challengeSchema, enrolment: authenticatorEnrolmentSchema.nullable() }),
  errors: ['not-signed-in', 'session-locked', 'step-up-needed', 'method-not-allowed', 'codes-locked', 'challenge-gone'],
});

export const removeFactor = operation({
  name: 'removeFactor',
  area: 'sign-in',
  method: 'DELETE',
  path: '/v1/my-security/factors/:method',
  summary: 'Removes a factor, unless it is the only one that an application of the person’s accepts.',
  access: STEPPED_UP,
  params: z.strictObject({ method: methodSchema }),
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed', 'not-found', 'last-factor'],
});

export const removeTrustedDevice = operation({
  name: 'removeTrustedDevice',
  area: 'sign-in',
  method: 'DELETE',
  path: '/v1/my-security/trusted-devices/:id',
  summary: 'Stops trusting one computer, wherever it is.',
  access: STEPPED_UP,
  params: z.strictObject({ id: z.uuid() }),
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed', 'not-found'],
});

export const removeAllTrustedDevices = operation({
  name: 'removeAllTrustedDevices',
  area: 'sign-in',
  method: 'DELETE',
  path: '/v1/my-security/trusted-devices',
  summary: 'Stops trusting every computer.',
  access: STEPPED_UP,
  params: nothing,
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed'],
});

export const endOtherSession = operation({
  name: 'endOtherSession',
  area: 'sign-in',
  method: 'DELETE',
  path: '/v1/my-security/sessions/:id',
  summary: 'Ends another session of the person’s, wherever it is. Their own ends by signing out.',
  access: STEPPED_UP,
  params: z.strictObject({ id: z.uuid() }),
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed', 'not-found'],
});

export const endOtherSessions = operation({
  name: 'endOtherSessions',
  area: 'sign-in',
  method: 'DELETE',
  path: '/v1/my-security/sessions',
  summary: 'Ends every other session of the person’s, and their sign-ins under way elsewhere.',
  access: STEPPED_UP,
  params: nothing,
  body: nothing,
  answer: mySecuritySchema,
  errors: ['not-signed-in', 'session-locked', 'step-up-needed'],
});

export const makeRecoveryCodes = operation({
  name: 'makeRecoveryCodes',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/my-security/recovery-codes',
  summary: 'Makes ten new recovery codes, shown this once. They work, and earlier ones stop, when the person confirms that they are saved.',
  access: STEPPED_UP,
  params: nothing,
  body: nothing,
  answer: z.strictObject({
    codes: z.array(z.string()).length(RECOVERY_CODES),
    /** When they lapse unless they are confirmed. */
    confirmBy: instantSchema,
    mySecurity: mySecuritySchema,
  }),
  errors: ['not-signed-in', 'session-locked', 'step-up-needed'],
});

export const confirmRecoveryCodes = operation({
  name: 'confirmRecoveryCodes',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/my-security/recovery-codes/confirm',
  summary: 'Confirms that the recovery codes made in this session are saved: from now on they work, and earlier ones do not.',
  access: SIGNED_IN,
  params: nothing,
  body: nothing,
  answer: mySecuritySchema,
  /** `not-found` when none wait to be confirmed, or they have lapsed. */
  errors: ['not-signed-in', 'session-locked', 'not-found'],
});

/** Every operation of the sign-in area and of the service itself, in the order of the reference. */
export const SIGN_IN_OPERATIONS = [
  about,
  signInWithPassword,
  readChallenge,
  cancelChallenge,
  enrolPhoneNumber,
  sendTextMessage,
  verifyTextMessage,
  enrolAuthenticator,
  verifyAuthenticator,
  verifyRecoveryCode,
  verifyHelpDeskCode,
  readSession,
  enterApplication,
  lockSession,
  unlockSession,
  signOut,
  startStepUp,
  stepUpWithPassword,
  trustThisComputer,
  dismissAlert,
  readMySecurity,
  changePassword,
  addTextMessage,
  addAuthenticator,
  removeFactor,
  removeTrustedDevice,
  removeAllTrustedDevices,
  endOtherSession,
  endOtherSessions,
  makeRecoveryCodes,
  confirmRecoveryCodes,
] as const;
