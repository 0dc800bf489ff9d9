import { type PhoneNumber, parsePhoneNumberWithError, validatePhoneNumberLength } from 'libphonenumber-js/max';
import { downgradeToAscii } from './gsm.ts';

/** Why Notify won't take a number; the words are those of its version 2 API. */
export const PHONE_FAULTS = {
  'invalid-number': 'Number is not valid – double check the phone number you entered',
  'too-long': 'Too many digits',
  'too-short': 'Not enough digits',
  'not-a-uk-mobile': 'Not a UK mobile number',
  'unknown-character': 'Must not contain letters or symbols',
  'unsupported-country': 'Not a valid country prefix',
} as const;
export type PhoneFault = keyof typeof PHONE_FAULTS;

export class PhoneFaultError extends Error {
  readonly fault: PhoneFault;
  constructor(fault: PhoneFault) {
    super(PHONE_FAULTS[fault]);
    this.fault = fault;
  }
}

export interface NotifyPhoneNumber {
  /** E.164 without its plus, which is how Notify stores a number. */
  readonly normalised: string;
  /** Under +44, so allowed without the permission for international numbers. */
  readonly uk: boolean;
  readonly landline: boolean;
  /** Charged as international: abroad, and also Jersey, Guernsey and the Isle of Man. */
  readonly international: boolean;
  readonly crownDependency: boolean;
  /** How many UK messages one fragment is charged as. */
  readonly rateMultiplier: number;
}

const UK = '44';
const ALLOWED_TYPES = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'UAN', 'PERSONAL_NUMBER']);
const LANDLINE_TYPES = new Set(['FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'UAN']);
/** Calling codes that exist but that Notify has no rate for: satellite, shared-cost and other global services, and two islands. */
const UNSUPPORTED_COUNTRIES = new Set('247 290 688 850 800 808 870 878 881 882 883 888 979'.split(' '));
/** Lengths at which a UK number is only good within its own area, which libphonenumber-js has no data for. */
const UK_LOCAL_LENGTHS = new Set([4, 5, 6, 8]);
const CROWN_DEPENDENCY_MULTIPLIER = 2;
/** Real rates differ by country, up to tenfold; nothing here depends on which. */
const ABROAD_MULTIPLIER = 3;

const WHITE_SPACE = ' \t\n\r\v\f\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\u00a0\u202f';
const PERMITTED = new Set(`${WHITE_SPACE}()-+0123456789`);
const INVISIBLE = /[\u180e\u200b-\u200d\u2060\ufeff\u2028\u2029]/g;

/**
 * Reads a number as Notify does, whatever the service may send to: strictly first, then once more without pluses and
 * leading zeros, since a few in a hundred real numbers come with strays.
 * @throws PhoneFaultError
 */
export function readPhoneNumber(typed: string): NotifyPhoneNumber {
  try {
    return parse(typed);
  } catch (error) {
    if (!(error instanceof PhoneFaultError)) throw error;
    return parse(downgradeToAscii(typed.replaceAll('+', '').replace(/^0+/, '')));
  }
}

/**
 * Whether a service with these permissions may send there.
 * @throws PhoneFaultError
 */
export function checkPermitted(number: NotifyPhoneNumber, permissions: { international: boolean; landlines: boolean }): void {
  if (!permissions.international && !number.uk) throw new PhoneFaultError('not-a-uk-mobile');
  if (!permissions.landlines && number.uk && number.landline) throw new PhoneFaultError('not-a-uk-mobile');
  if (isUnsupported(number)) throw new PhoneFaultError('unsupported-country');
}

const isUnsupported = (number: NotifyPhoneNumber): boolean =>
  !number.uk && [...UNSUPPORTED_COUNTRIES].some((code) => number.normalised.startsWith(code));

function parse(typed: string): NotifyPhoneNumber {
  if ([...typed].some((character) => !PERMITTED.has(character))) throw new PhoneFaultError('unknown-character');
  if (typed === '') throw new PhoneFaultError('too-short');
  const visible = typed.replace(INVISIBLE, '').trim();
  let number = parseIn(visible, 'GB');
  if (!number) throw new PhoneFaultError('invalid-number');
  const fault = lengthFault(number);
  if (fault) {
    // A spreadsheet may have eaten the plus of a number from abroad.
    const abroad = parseIn(`+${visible}`);
    if (!abroad || lengthFault(abroad)) throw new PhoneFaultError(fault);
    number = abroad;
  }
  const reserved = !isAllowed(number) && isReservedForDrama(number);
  if (!isAllowed(number) && !reserved) throw new PhoneFaultError('invalid-number');
  return describe(number, reserved);
}

function parseIn(text: string, country?: 'GB'): PhoneNumber | null {
  try {
    return parsePhoneNumberWithError(text, country ? { defaultCountry: country, extract: false } : { extract: false });
  } catch {
    return null;
  }
}

function lengthFault(number: PhoneNumber): PhoneFault | null {
  if (number.countryCallingCode === UK && UK_LOCAL_LENGTHS.has(number.nationalNumber.length)) return 'too-short';
  switch (validatePhoneNumberLength(number.number)) {
    case undefined:
      return null;
    case 'TOO_LONG':
      return 'too-long';
    case 'TOO_SHORT':
      return 'too-short';
    case 'INVALID_COUNTRY':
      return 'unsupported-country';
    default:
      return 'invalid-number';
  }
}

function isAllowed(number: PhoneNumber): boolean {
  return number.isValid() && ALLOWED_TYPES.has(number.getType() ?? '');
}

/**
 * Ofcom's numbers for drama, which are in no numbering plan. Notify means 7700 900000–900999, but its pattern is a
 * character class, so any digit after 7700 does.
 */
function isReservedForDrama(number: PhoneNumber): boolean {
  return /^7700[0-9]/.test(number.nationalNumber);
}

function describe(number: PhoneNumber, reserved: boolean): NotifyPhoneNumber {
  const uk = number.countryCallingCode === UK;
  const international = !reserved && number.country !== 'GB';
  const crownDependency = uk && international;
  return {
    normalised: number.number.slice(1),
    uk,
    landline: LANDLINE_TYPES.has(number.getType() ?? ''),
    international,
    crownDependency,
    rateMultiplier: crownDependency ? CROWN_DEPENDENCY_MULTIPLIER : international ? ABROAD_MULTIPLIER : 1,
  };
}
