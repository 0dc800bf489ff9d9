import { generateSecret, generateSync, generateURI } from 'otplib';
import { beginningThatFits } from '../../shared/beginning.ts';
import {
  CLOCK_DIAGNOSIS_STEPS,
  ENROLMENT_LINK_MOST,
  TOTP_DIGITS,
  TOTP_PERIOD_SECONDS,
  TOTP_SECRET_BYTES,
  TOTP_WINDOW_STEPS,
} from '../../shared/sign-in/limits.ts';
import { same } from './keyed-hash.ts';

/**
 * Room for an address in the link of a QR code, in characters as the link has them: one of more is cut, in the app alone. So
 * what is left for the council's name is the same for everybody.
 */
const ACCOUNT_MOST = 120;
/** What every link has besides names: the form, the secret, and one letter for each name. */
const LINK_LEAST = authenticatorUri({ issuer: 'I', account: 'A' }, newAuthenticatorSecret()).length;
/** The name of the council is in the link twice: before the address, and by itself. */
const ISSUER_MOST = Math.floor((ENROLMENT_LINK_MOST - LINK_LEAST - ACCOUNT_MOST) / 2);

/** What an entry in an authenticator app is called. */
interface Labels {
  readonly issuer: string;
  readonly account: string;
}

export function newAuthenticatorSecret(): string {
  return generateSecret({ length: TOTP_SECRET_BYTES });
}

/** RFC 6238's time step at an instant. */
export function stepAt(instant: Date): number {
  return Math.floor(instant.getTime() / 1000 / TOTP_PERIOD_SECONDS);
}

/** What of a name there is room for in a link, to a whole letter. A colon would split the label, and otplib leaves it as it is. */
function label(text: string, most: number): string {
  // Half a letter of UTF-16 can't be written in a link at all.
  const whole = text.replaceAll(':', ' ').toWellFormed();
  return beginningThatFits(whole, (beginning) => encodeURIComponent(beginning).length <= most).trim();
}

/** Who the council and the account are called in somebody's app. `mark` tells an entry from one that the app has already. */
export function authenticatorLabels(issuer: string, email: string, mark: string | null): Labels {
  const after = mark === null ? '' : ` (${mark})`;
  return { issuer: label(issuer, ISSUER_MOST), account: label(email, ACCOUNT_MOST - encodeURIComponent(after).length) + after };
}

/** True when an app can show the name whole, whoever links it and however long their address is. */
export function isIssuerShownWhole(issuer: string): boolean {
  return label(issuer, ISSUER_MOST) === issuer;
}

/** Key URI with the default algorithm, digits and period left out: some apps misread them when they are spelt out. */
export function authenticatorUri({ issuer, account }: Labels, secret: string): string {
  return generateURI({ issuer, label: account, secret });
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
