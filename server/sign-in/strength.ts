import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS, METHODS } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import type { Policies, Policy } from './policy.ts';
import { mayOpen } from './policy.ts';

/**
 * How strong a second factor must be, and for what. A text message can be redirected by whoever talks the phone company round;
 * an app can't. So what an application asks for is only worth as much as the least with which somebody can come by it: a
 * weaker method must not open it, change anything in it, or put another factor in place of a stronger one.
 *
 * The strength of a method is its place in METHODS, the stronger first.
 */

/** The strongest of some methods; null of none. */
export function strongest(methods: readonly Method[]): Method | null {
  return METHODS.find((method) => methods.includes(method)) ?? null;
}

/** Whether a method is at least as strong as the weakest that a policy takes. */
export function isAsStrongAs(method: Method | null, policy: Pick<Policy, 'methods'>): boolean {
  const weakest = METHODS.findLast((each) => policy.methods.includes(each));
  return method !== null && weakest !== undefined && METHODS.indexOf(method) <= METHODS.indexOf(weakest);
}

/** What a session was stepped up with. */
export type SteppedUpWith = 'password' | Method | 'recovery-code' | null;

/** What somebody has, may open, and what is asked for there. */
export interface Holdings {
  readonly held: readonly Method[];
  readonly policies: Policies;
  readonly twoFactor: boolean;
}

/**
 * What a step-up counts for. A recovery code and a password are none; but while the organisation has two-factor turned off, a
 * password is all that anything takes, and whatever was given before counts as much.
 */
export function countsFor(steppedUpWith: SteppedUpWith, { held, policies, twoFactor }: Holdings): (ApplicationId | 'account')[] {
  if (steppedUpWith === null || steppedUpWith === 'recovery-code') return [];
  if (!twoFactor) return [...APPLICATIONS, 'account'];
  if (steppedUpWith === 'password') return [];
  const applications = APPLICATIONS.filter((application) => policies[application].methods.includes(steppedUpWith));
  // As strong as the strongest, and not the same: whoever has just removed their app by its own code goes on by it.
  const least = strongest(held);
  return least === null || METHODS.indexOf(steppedUpWith) <= METHODS.indexOf(least) ? [...applications, 'account'] : applications;
}

/** The council's wish for whoever has no factor at all. */
interface FirstEnrolment {
  readonly codeAtFirstEnrolment: boolean;
}

/**
 * Whether setting up a method to get into an application takes a code from the help desk: where nothing that the person has is
 * as strong as what the application takes, or at every first time where the council says so.
 */
export function entryTakesCode(held: readonly Method[], policy: Policy, { codeAtFirstEnrolment }: FirstEnrolment): boolean {
  return held.length === 0 ? codeAtFirstEnrolment : !isAsStrongAs(strongest(held), policy);
}

/**
 * Whether adding a method within a session, or replacing it, takes such a code: always when it rests on a recovery code;
 * otherwise where the method would open an application that takes something stronger than all that the person has.
 */
export function addingTakesCode(
  method: Method,
  by: 'step-up' | 'recovery-code',
  { held, policies, twoFactor }: Holdings,
  permissions: ReadonlySet<Permission>,
  { codeAtFirstEnrolment }: FirstEnrolment,
): boolean {
  if (by === 'recovery-code') return true;
  if (held.length === 0) return codeAtFirstEnrolment;
  if (!twoFactor || held.includes(method)) return false;
  return APPLICATIONS.some(
    (application) =>
      mayOpen(permissions, application) &&
      policies[application].methods.includes(method) &&
      !isAsStrongAs(strongest(held), policies[application]),
  );
}
