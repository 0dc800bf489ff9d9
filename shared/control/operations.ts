import * as z from 'zod';
import type { Access } from '../operation.ts';
import { operation } from '../operation.ts';
import { emailSchema, instantSchema, passReasonSchema } from '../sign-in/schemas.ts';
import { computersSchema, helpDeskCodePurposeSchema, signInServiceSchema } from './schemas.ts';

const nothing = z.strictObject({});
const MANAGER: Access = { kind: 'session', application: 'control', permission: 'management-access', stepUp: false, whileLocked: false };
const MANAGER_STEPPED_UP: Access = { ...MANAGER, stepUp: true };
const MANAGER_ERRORS = ['not-signed-in', 'session-locked', 'not-permitted'] as const;

export const readSignInService = operation({
  name: 'readSignInService',
  area: 'control',
  method: 'GET',
  path: '/v1/control/sign-in-service',
  summary: 'How sign-in is doing: text messages, the clock, and what has been sent this year.',
  access: MANAGER,
  params: nothing,
  body: nothing,
  answer: signInServiceSchema,
  errors: MANAGER_ERRORS,
});

export const listComputers = operation({
  name: 'listComputers',
  area: 'control',
  method: 'GET',
  path: '/v1/control/computers',
  summary: 'The computers that people sign in on.',
  access: MANAGER,
  params: nothing,
  body: nothing,
  answer: computersSchema,
  errors: MANAGER_ERRORS,
});

export const endComputer = operation({
  name: 'endComputer',
  area: 'control',
  method: 'POST',
  path: '/v1/control/computers/:deviceId/end',
  summary: 'Ends everything on one computer: every session, sign-in under way and trust, whoever’s they are. Each of them is told.',
  access: MANAGER_STEPPED_UP,
  params: z.strictObject({ deviceId: z.uuid() }),
  body: nothing,
  answer: z.strictObject({ sessions: z.int().min(0), trusts: z.int().min(0), people: z.int().min(0) }),
  errors: [...MANAGER_ERRORS, 'step-up-needed', 'not-found'],
});

export const issueHelpDeskCode = operation({
  name: 'issueHelpDeskCode',
  area: 'control',
  method: 'POST',
  path: '/v1/control/help-desk-codes',
  summary:
    'Makes a one-time code to read out to somebody else, once it is sure that it is them. Their earlier one for the same is no longer good.',
  access: MANAGER_STEPPED_UP,
  params: nothing,
  body: z.strictObject({ email: emailSchema, purpose: helpDeskCodePurposeSchema, reason: passReasonSchema }),
  answer: z.strictObject({
    /** Shown this once. */
    code: z.string(),
    person: z.strictObject({ name: z.string(), email: z.string() }),
    expiresAt: instantSchema,
  }),
  /** `not-found` when nobody has that address; `not-permitted` also for one's own. */
  errors: [...MANAGER_ERRORS, 'step-up-needed', 'not-found', 'reason-refused'],
});

export const endPerson = operation({
  name: 'endPerson',
  area: 'control',
  method: 'POST',
  path: '/v1/control/people/end',
  summary:
    'Ends everything of one person: every session, trusted computer and sign-in under way. Their password and factors stay. They are told.',
  access: MANAGER_STEPPED_UP,
  params: nothing,
  body: z.strictObject({ email: emailSchema, reason: passReasonSchema }),
  answer: z.strictObject({
    person: z.strictObject({ name: z.string(), email: z.string() }),
    sessions: z.int().min(0),
    trusts: z.int().min(0),
  }),
  errors: [...MANAGER_ERRORS, 'step-up-needed', 'not-found', 'reason-refused'],
});

/** Every operation of Control, in the order of the reference. */
export const CONTROL_OPERATIONS = [readSignInService, listComputers, endComputer, issueHelpDeskCode, endPerson] as const;
