import { TRUST_WARNING_MINUTES } from '../../shared/sign-in/limits.ts';
import { nextTimeOfDay } from '../time-of-day.ts';
import { daysAfter, earliest, minutesAfter } from './instants.ts';
import type { Policy } from './policy.ts';

/**
 * When trust that was given at an instant ends, by the policy as it is now: after its days, or where the policy has a
 * time of day, the next time that the clock in London shows that. Trust that is given, or given again, when the end is
 * so near that people are being warned of it runs to the one after: otherwise renewing would renew nothing.
 */
export function trustEnd(givenAt: Date, policy: Pick<Policy, 'trustDays' | 'trustEndsAt'>): Date {
  const byDays = daysAfter(givenAt, policy.trustDays);
  if (policy.trustEndsAt === null) return byDays;
  return earliest(byDays, nextTimeOfDay(minutesAfter(givenAt, TRUST_WARNING_MINUTES), policy.trustEndsAt));
}

/** The same for trust that is there: a shorter policy holds at once for everyone, a longer one for new trust only. */
export function familyEnd(
  family: { readonly created_at: Date; readonly expires_at: Date },
  policy: Pick<Policy, 'trustDays' | 'trustEndsAt'>,
): Date {
  return earliest(family.expires_at, trustEnd(family.created_at, policy));
}
