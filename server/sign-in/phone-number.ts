import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumberFault } from '../../shared/errors.ts';
import { withoutUnseen } from '../../shared/sign-in/identifiers.ts';
import { SHOWN_DIGITS } from '../../shared/sign-in/limits.ts';

export type PhoneNumberReading = { readonly phoneNumber: string } | { readonly fault: PhoneNumberFault };

/** Everything that people put between digits. */
const SEPARATORS = /[\s().\-/\u2010-\u2015\u2212]+/gu;
/** Digits of a UK number without its leading zero. */
const UK_DIGITS = 10;
/** Ofcom keeps these for drama; no number plan knows them as mobiles, and Notify accepts them. */
const DRAMA = /^7700900[0-9]{3}$/;
/** Landlines can be this much shorter, so that one is called a landline and not too short. */
const LANDLINE_DIGITS_LEAST = 9;

/**
 * Reads a mobile number in whatever way it was written. UK mobiles (with Jersey, Guernsey and the Isle of Man, which
 * Notify treats alike); other countries' only where the organisation allows them.
 * @returns E.164, or what is wrong in terms that a person can act on.
 */
export function readPhoneNumber(typed: string, internationalAllowed: boolean): PhoneNumberReading {
  const text = withoutUnseen(typed).replace(SEPARATORS, '');
  if (text === '') return { fault: 'empty' };
  if (!/^[0-9+]+$/.test(text)) return { fault: 'letters' };
  // `0+44…` and `0044…` both mean `+44…`.
  const dialled = text.replace(/^0+\+/, '+');
  if (dialled.lastIndexOf('+') > 0) return { fault: 'not-valid' };
  const national = ukNational(dialled);
  if (national !== null) return readUkMobile(national);
  const foreign = dialled.startsWith('+') ? dialled : `+${dialled.replace(/^00/, '')}`;
  return internationalAllowed ? readForeignMobile(foreign) : { fault: 'international' };
}

/** The UK number in what was dialled, without country code and leading zero; null when it is another country's. */
function ukNational(dialled: string): string | null {
  const withCode = /^(?:\+|00)?44(0*[0-9]*)$/.exec(dialled)?.[1];
  const explicit = dialled.startsWith('+') || dialled.startsWith('00');
  if (withCode !== undefined && (explicit || withCode.replace(/^0+/, '').length >= UK_DIGITS)) return withCode.replace(/^0+/, '');
  const digits = dialled.replace(/^0+/, '');
  if (dialled.startsWith('+')) return null;
  // `00` starts an international number, unless what follows can only be a UK mobile with zeros too many.
  if (dialled.startsWith('00')) return digits.length === UK_DIGITS && digits.startsWith('7') ? digits : null;
  return digits;
}

function readUkMobile(national: string): PhoneNumberReading {
  if (!national.startsWith('7') && national.length >= LANDLINE_DIGITS_LEAST && national.length <= UK_DIGITS) return { fault: 'not-mobile' };
  if (national.length < UK_DIGITS) return { fault: 'too-short' };
  if (national.length > UK_DIGITS) return { fault: 'too-long' };
  const phoneNumber = `+44${national}`;
  if (DRAMA.test(national)) return { phoneNumber };
  return judged(phoneNumber);
}

function readForeignMobile(foreign: string): PhoneNumberReading {
  const parsed = parsePhoneNumberFromString(foreign);
  if (!parsed) return { fault: 'not-valid' };
  // A country's own lengths; premium, toll-free and satellite services are not mobiles, so they can't be run up as costs.
  if (!parsed.isPossible()) return { fault: foreign.length < 9 ? 'too-short' : 'not-valid' };
  return judged(parsed.number);
}

function judged(phoneNumber: string): PhoneNumberReading {
  const parsed = parsePhoneNumberFromString(phoneNumber);
  if (!parsed?.isValid()) return { fault: 'not-valid' };
  // Satellite and the other services of no country (+881, +870, +882 …) count as mobiles in number plans, at several pounds a text.
  if (parsed.isNonGeographic()) return { fault: 'not-mobile' };
  const type = parsed.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? { phoneNumber: parsed.number } : { fault: 'not-mobile' };
}

/** The last digits: all of a number that ever leaves the server. */
export function numberEnding(phoneNumber: string): string {
  return phoneNumber.slice(-SHOWN_DIGITS);
}
