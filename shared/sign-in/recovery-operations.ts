import * as z from 'zod';
import { applicationSchema, languageSchema } from '../application-schemas.ts';
import { CHALLENGE, operation, PUBLIC } from '../operation.ts';
import { challengeSchema, deviceSchema, emailSchema, instantSchema, passwordSchema, tokenSchema, typedCodeSchema } from './schemas.ts';

const nothing = z.strictObject({});

/** Somebody doesn't know their password: a code by e-mail, a second factor, a new password. */

export const askForPasswordCode = operation({
  name: 'askForPasswordCode',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/new-password/ask',
  summary: 'Sends a code for a new password to an e-mail address, if somebody has it. The answer is the same whether or not anybody has.',
  access: PUBLIC,
  params: nothing,
  body: z.strictObject({ email: emailSchema, application: applicationSchema, device: deviceSchema, language: languageSchema }),
  answer: z.strictObject({ recoveryToken: tokenSchema, expiresAt: instantSchema, serverTime: instantSchema }),
  /** `not-found` where the council has not set e-mail up. */
  errors: ['not-found'],
});

export const givePasswordCode = operation({
  name: 'givePasswordCode',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/new-password/code',
  summary: 'Takes the code that was sent by e-mail, and starts a challenge for the strongest second factor that the person holds.',
  access: PUBLIC,
  params: nothing,
  body: z.strictObject({ recoveryToken: tokenSchema, code: typedCodeSchema }),
  answer: z.strictObject({ challengeToken: tokenSchema, challenge: challengeSchema }),
  errors: ['challenge-gone', 'code-wrong', 'second-factor-not-set-up', 'codes-locked'],
});

export const chooseNewPassword = operation({
  name: 'chooseNewPassword',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/new-password/choose',
  summary: 'Sets the new password, once a second factor was given. Ends every session and all trust of the person, who signs in with it.',
  access: CHALLENGE,
  params: nothing,
  body: z.strictObject({ newPassword: passwordSchema }),
  answer: nothing,
  errors: ['challenge-gone', 'step-up-needed', 'method-not-allowed', 'password-weak'],
});

export const RECOVERY_OPERATIONS = [askForPasswordCode, givePasswordCode, chooseNewPassword] as const;
