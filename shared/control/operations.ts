import * as z from 'zod';
import type { Access } from '../operation.ts';
import { operation } from '../operation.ts';
import { computersSchema, signInServiceSchema } from './schemas.ts';

const nothing = z.strictObject({});
const MANAGER: Access = { kind: 'session', permission: 'management-access', stepUp: false, whileLocked: false };
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

/** Every operation of Control, in the order of the reference. */
export const CONTROL_OPERATIONS = [readSignInService, listComputers, endComputer] as const;
