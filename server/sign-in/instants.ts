/** Arithmetic on the server's instants. Everything is UTC, so a day is 24 hours. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const secondsAfter = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * SECOND);
export const minutesAfter = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * MINUTE);
export const hoursAfter = (from: Date, hours: number): Date => new Date(from.getTime() + hours * HOUR);
export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY);

/** Whole seconds from one instant until another, rounded up, so that waiting them is enough; 0 when it has passed. */
export const secondsUntil = (now: Date, then: Date): number => Math.max(0, Math.ceil((then.getTime() - now.getTime()) / SECOND));

export const earliest = (first: Date, ...others: readonly Date[]): Date =>
  others.reduce((least, each) => (each < least ? each : least), first);
