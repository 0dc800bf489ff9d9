import { generateSecret, generateSync, generateURI } from 'otplib';
import {
  CLOCK_DIAGNOSIS_STEPS,
  TOTP_DIGITS,
  TOTP_PERIOD_SECONDS,
  TOTP_SECRET_BYTES,
  TOTP_WINDOW_STEPS,
} from '../../shared/sign-in/limits.ts';
import { same } from './keyed-hash.ts';

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

/**
 * The steps within the window that a six-digit code is for, earliest first; two steps can share a code. Codes are made
 * and compared here rather than by otplib's `verify`, which throws for what a person can type and for a clock that was
 * set back, and reports only one of two matches.
 */
export function matchSteps(secret: string, code: string, now: Date): number[] {
  return stepsOf(secret, code, stepAt(now), TOTP_WINDOW_STEPS);
}

/**
 * The step outside the window that a code is for, as on a phone whose clock is wrong; null when it is for none. Of two,
 * the nearer to now.
 */
export function misplacedStep(secret: string, code: string, now: Date): number | null {
  const current = stepAt(now);
  const distance = (step: number) => Math.abs(step - current);
  const [nearest] = stepsOf(secret, code, current, CLOCK_DIAGNOSIS_STEPS)
    .filter((step) => distance(step) > TOTP_WINDOW_STEPS)
    .sort((one, other) => distance(one) - distance(other));
  return nearest ?? null;
}

/** How far a phone's clock is from the server's, in whole seconds, when it shows the code of `step`; negative when it is slow. */
export function clockOffset(step: number, now: Date): number {
  return (step - stepAt(now)) * TOTP_PERIOD_SECONDS;
}

function stepsOf(secret: string, code: string, current: number, around: number): number[] {
  const typed = Buffer.from(code);
  const steps = Array.from({ length: 2 * around + 1 }, (_, at) => current - around + at);
  // Every step is compared, so that the time taken doesn't say which one it was.
  return steps.filter((step) => step >= 0 && same(Buffer.from(codeForStep(secret, step)), typed));
}
