import type { DesktopApplicationId, Language } from '../../shared/applications.ts';
import { DESKTOP_APPLICATIONS } from '../../shared/applications.ts';
import type { ManagedView } from '../../shared/bridge.ts';
import type { Session } from '../../shared/sign-in/schemas.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What IT has set on this computer, as far as signing in goes by it. Each can only be stricter than the council's rules. */
export interface Managed {
  /** True when IT has set anything, whether or not it is here. */
  readonly anything: boolean;
  /** What to quote when IT's settings can't be used; null when all is well. */
  readonly fault: string | null;
  /** True when the API's address is IT's. */
  readonly address: boolean;
  /** The language of the screens; null when each person chooses. */
  readonly language: Language | null;
  /** The applications that this computer is for; null for all. At least one. */
  readonly applications: readonly DesktopApplicationId[] | null;
  readonly allowDeviceTrust: boolean;
  /** The longest that trust may last, in days; null when IT set none. */
  readonly trustMostDays: number | null;
  /** Upper limit for the idle lock, in minutes; null when IT set none. */
  readonly idleLockMinutes: number | null;
}

/** Whatever has it in it; not the state itself, which has this type in it. */
interface Within {
  readonly managed: Managed;
}

export const NOT_MANAGED: Managed = {
  anything: false,
  fault: null,
  address: false,
  language: null,
  applications: null,
  allowDeviceTrust: true,
  trustMostDays: null,
  idleLockMinutes: null,
};

/** What the screens tell of it, where the person would otherwise choose for themselves. */
export function managedView({ managed }: Within): ManagedView {
  const { anything, fault, address, language, applications, allowDeviceTrust, trustMostDays } = managed;
  return {
    anything,
    fault,
    address,
    language: language !== null,
    applications,
    deviceTrust: !allowDeviceTrust ? 'off' : trustMostDays === null ? 'free' : 'limited',
    trustMostDays: allowDeviceTrust ? trustMostDays : 0,
  };
}

/** Whether an application may be signed in to or opened here at all. */
export function isOffered({ managed }: Within, application: DesktopApplicationId): boolean {
  return managed.applications?.includes(application) ?? true;
}

/** The application that the form stands at: the one that was wanted, or the first that is offered here. */
export function offeredOr(common: Within, wanted: DesktopApplicationId): DesktopApplicationId {
  return isOffered(common, wanted) ? wanted : (DESKTOP_APPLICATIONS.find((each) => isOffered(common, each)) ?? wanted);
}

/** How many days of trust are offered here, of those that the council's rules give. */
export function trustDays({ managed }: Within, days: number): number {
  return Math.min(days, managed.trustMostDays ?? days);
}

/**
 * When trust would end, by the API's offer, where a time of day ends it before the days that are offered here; null
 * where only they count. `from` is when the offer was made, by the same clock.
 */
export function trustUntil(common: Within, { days, until }: NonNullable<Session['trustOffer']>, from: string): string | null {
  return Date.parse(until) < Date.parse(from) + trustDays(common, days) * DAY_MS ? until : null;
}

/** What the API is told of it, so that it ends the trust by then; nothing where IT set no limit. */
export function trustLimit({ managed }: Within): { readonly trustMostDays?: number } {
  return managed.trustMostDays === null ? {} : { trustMostDays: managed.trustMostDays };
}
