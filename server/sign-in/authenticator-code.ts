import { timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, generateURI } from 'otplib';
import { TOTP_DIGITS, TOTP_PERIOD_SECONDS, TOTP_SECRET_BYTES, TOTP_WINDOW_STEPS } from '../../shared/sign-in/limits.ts';

/** Steps to either side that are recognised, only to say in the trail that a phone's clock is off. */
const DRIFT_STEPS_SEEN = 10;
/** Keeps the QR code small enough to scan from a screen; an address longer than this is cut. */
const LABEL_MOST = 80;

export function newAuthenticatorSecret(): string {
  return generateSecret({ length: TOTP_SECRET_BYTES });
}

/** RFC 6238's time step at an instant. */
export function stepAt(instant: Date): number {
  return Math.floor(instant.getTime() / 1000 / TOTP_PERIOD_SECONDS);
}

/** A colon would split the label, and otplib leaves it as it is. */
export function authenticatorLabel(text: string): string {
  return text.replaceAll(':', ' ').slice(0, LABEL_MOST).trim();
}

/** Key URI with the default algorithm, digits and period left out: some apps misread them when they are spelt out. */
export function authenticatorUri(issuer: string, account: string, secret: string): string {
  return generateURI({ issuer: authenticatorLabel(issuer), label: authenticatorLabel(account), secret });
}

/** The code for one step. otplib's epoch is in seconds. */
export function codeForStep(secret: string, step: number): string {
  return generateSync({ secret, epoch: step * TOTP_PERIOD_SECONDS, period: TOTP_PERIOD_SECONDS, digits: TOTP_DIGITS });
}

export interface StepMatches {
  /** Steps within the window whose code this is, newest first; two steps can share a code. */
  readonly accepted: readonly number[];
  /** How many steps off the phone's clock seems, when the code is right for another time; null otherwise. */
  readonly drift: number | null;
}

/**
 * Finds the steps that a six-digit code is for. Codes are made and compared here rather than by otplib's `verify`,
 * which throws for what a person can type and for a clock that was set back, and reports only one of two matches.
 */
export function matchSteps(secret: string, code: string, now: Date): StepMatches {
  const current = stepAt(now);
  const typed = Buffer.from(code);
  const accepted: number[] = [];
  let drift: number | null = null;
  // Always the same number of steps, so that the time taken says nothing about which one matched.
  for (let away = DRIFT_STEPS_SEEN; away >= -DRIFT_STEPS_SEEN; away -= 1) {
    const step = current + away;
    if (step < 0) continue;
    const expected = Buffer.from(codeForStep(secret, step));
    if (expected.length !== typed.length || !timingSafeEqual(expected, typed)) continue;
    if (Math.abs(away) <= TOTP_WINDOW_STEPS) accepted.push(step);
    else if (drift === null || Math.abs(away) < Math.abs(drift)) drift = away;
  }
  return { accepted, drift: accepted.length > 0 ? null : drift };
}
