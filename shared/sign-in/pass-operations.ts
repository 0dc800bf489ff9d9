import * as z from 'zod';
import type { Access } from '../operation.ts';
import { CHALLENGE, operation } from '../operation.ts';
import { challengeSchema, instantSchema, passNumberSchema, passReasonSchema, passRequestsSchema, verifiedSchema } from './schemas.ts';

/**
 * Team-leader passes: someone without their phone asks, and a leader who knows them lets them sign in once, to one
 * application, until the shift ends.
 */

const nothing = z.strictObject({});
const pass = z.strictObject({ id: z.uuid() });
const LEADER: Access = { kind: 'session', application: 'any', permission: 'sign-in-pass-granting', stepUp: false, whileLocked: false };
/** A leader's desktop asks who waits for as long as it is open. */
const LEADER_BY_ITSELF: Access = { ...LEADER, byItself: true };
/** A leader vouches with a second factor of their own, given just now, that is as strong as what the pass opens takes. */
const LEADER_STEPPED_UP: Access = { ...LEADER, stepUp: true };
const LEADER_ERRORS = ['not-signed-in', 'session-locked', 'not-permitted'] as const;

export const requestPass = operation({
  name: 'requestPass',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/pass/request',
  summary: 'Asks the team leaders for a pass. The same request again while one waits or is granted.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: challengeSchema,
  errors: ['challenge-gone', 'method-not-allowed', 'codes-locked', 'pass-limit'],
});

export const usePass = operation({
  name: 'usePass',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/sign-in/pass/use',
  summary: 'Meets a sign-in challenge with the pass that was granted in it. The sign-in ends with the shift and never counts as a step-up.',
  access: CHALLENGE,
  params: nothing,
  body: nothing,
  answer: verifiedSchema,
  errors: ['challenge-gone', 'method-not-allowed', 'codes-locked', 'pass-gone'],
});

export const listPassRequests = operation({
  name: 'listPassRequests',
  area: 'sign-in',
  method: 'GET',
  path: '/v1/passes',
  summary: 'Who waits for a team leader, apart from the leader who asks.',
  access: LEADER_BY_ITSELF,
  params: nothing,
  body: nothing,
  answer: passRequestsSchema,
  errors: LEADER_ERRORS,
});

export const grantPass = operation({
  name: 'grantPass',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/passes/:id/grant',
  summary: 'Vouches for somebody who waits. Nobody can vouch for themselves.',
  access: LEADER_STEPPED_UP,
  params: pass,
  /** The number that the person reads out: only their own screen shows it. */
  body: z.strictObject({ number: passNumberSchema, reason: passReasonSchema }),
  answer: z.strictObject({ until: instantSchema, waiting: passRequestsSchema }),
  /**
   * `pass-gone` when it was answered already or its challenge is over; `pass-limit` when one of the two has had too many.
   * `pass-number-wrong` with `attemptsLeft`: at 0 the request is declined.
   */
  errors: [...LEADER_ERRORS, 'step-up-needed', 'not-found', 'pass-gone', 'pass-limit', 'pass-number-wrong', 'reason-refused'],
});

export const declinePass = operation({
  name: 'declinePass',
  area: 'sign-in',
  method: 'POST',
  path: '/v1/passes/:id/decline',
  summary: 'Turns a request down.',
  access: LEADER,
  params: pass,
  body: nothing,
  answer: passRequestsSchema,
  errors: [...LEADER_ERRORS, 'not-found', 'pass-gone'],
});

export const PASS_OPERATIONS = [requestPass, usePass, listPassRequests, grantPass, declinePass] as const;
