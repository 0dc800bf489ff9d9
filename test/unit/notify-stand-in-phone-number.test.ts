import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { expect, test } from 'vitest';
import {
  checkPermitted,
  PHONE_FAULTS,
  type PhoneFault,
  PhoneFaultError,
  readPhoneNumber,
} from '../../server/demo/notify-stand-in/phone-number.ts';

const EVERYTHING = { international: true, landlines: true };
const UK_MOBILES_ONLY = { international: false, landlines: false };

function faultOf(typed: string, permissions = EVERYTHING): PhoneFault | null {
  try {
    checkPermitted(readPhoneNumber(typed), permissions);
    return null;
  } catch (error) {
    if (error instanceof PhoneFaultError) return error.fault;
    throw error;
  }
}

test.each([
  '7723456789',
  '07723456789',
  '07723 456789',
  '07723-456-789',
  '00447723456789',
  '00 44 7723456789',
  '+447723456789',
  '+44 7723 456 789',
  '+44 (0)7723 456 789',
  '\u200b\t\t+44 (0)7723 456 789\ufeff \r\n',
])('%j is a UK mobile number', (typed) => {
  expect(readPhoneNumber(typed)).toMatchObject({ normalised: '447723456789', uk: true, international: false, rateMultiplier: 1 });
  expect(faultOf(typed, UK_MOBILES_ONLY)).toBeNull();
});

test.each([
  ['+7 (8) (495) 123-45-67', '74951234567'],
  ['007 (8) (495) 123-45-67', '74951234567'],
  ['784951234567', '74951234567'],
  ['77234567890', '77234567890'],
  ['1-202-555-0104', '12025550104'],
  ['1‑202–555—010−4', '12025550104'],
  ['+12025550104', '12025550104'],
  ['0012025550104', '12025550104'],
  ['+0012025550104', '12025550104'],
  ['230 5 2512345', '23052512345'],
  ['+682 50 123', '68250123'],
  ['+33122334455', '33122334455'],
  ['0033122334455', '33122334455'],
  ['+43 676 111 222 333 4', '436761112223334'],
])('%j is a number abroad, %s', (typed, normalised) => {
  expect(readPhoneNumber(typed)).toMatchObject({ normalised, uk: false, international: true });
  expect(faultOf(typed, UK_MOBILES_ONLY)).toBe('not-a-uk-mobile');
});

test.each(['0117 496 0860', '0044 117 496 0860', '44 117 496 0860', '+44 117 496 0860', '016064 1234', '020 7946 0991', '030 1234 5678'])(
  '%j is a UK landline, which needs a permission',
  (typed) => {
    expect(faultOf(typed)).toBeNull();
    expect(faultOf(typed, UK_MOBILES_ONLY)).toBe('not-a-uk-mobile');
  },
);

test.each([
  ['+447797292290', 'Jersey'],
  ['+447797333214', 'Jersey'],
  ['07700 800 000', 'Jersey'],
  ['07781 123456', 'Guernsey'],
  ['+447911 123456', 'Guernsey'],
  ['07524 123456', 'the Isle of Man'],
  ['+447624 123456', 'the Isle of Man'],
])('%j is in %s: allowed as UK, charged as abroad', (typed) => {
  expect(faultOf(typed, UK_MOBILES_ONLY)).toBeNull();
  expect(readPhoneNumber(typed)).toMatchObject({ uk: true, international: true, crownDependency: true, rateMultiplier: 2 });
});

test.each([
  ['07700900010', '447700900010'],
  ['447700900020', '447700900020'],
  ['+447700900030', '447700900030'],
  ['07700 900999', '447700900999'],
  // The pattern is a character class: any digit after 7700, so any number there that is not in use.
  ['07700 412345', '447700412345'],
])('%j is for drama, and taken', (typed, normalised) => {
  expect(readPhoneNumber(typed)).toMatchObject({ normalised, uk: true, international: false });
  expect(faultOf(typed, UK_MOBILES_ONLY)).toBeNull();
});

test.each([
  ['+07044123456', '447044123456'],
  ['0+44(0)7779123456', '447779123456'],
  ['0+447988123456', '447988123456'],
  ['00447911123456', '447911123456'],
  ['04407379123456', '447379123456'],
  ['0447300123456', '447300123456'],
  ['000007392123456', '447392123456'],
  ['0007465123456', '447465123456'],
  ['007341123456', '447341123456'],
  ['001708123456', '441708123456'],
  ['+01158123456', '441158123456'],
  ['+01323123456', '441323123456'],
  ['+03332123456', '443332123456'],
  ['+04915161123456', '4915161123456'],
])('%j is near enough to %s', (typed, normalised) => {
  expect(readPhoneNumber(typed).normalised).toBe(normalised);
});

test.each<readonly [string, PhoneFault]>([
  ['', 'too-short'],
  ['772345678910', 'too-long'],
  ['0772345678910', 'too-long'],
  ['0044772345678910', 'too-long'],
  ['+44 (0)7723 456 789 10', 'too-long'],
  ['80100000000', 'too-long'],
  ['+12345 12345 12345 6', 'too-long'],
  ['(07417)4123456', 'too-long'],
  ['+0065951123456', 'too-long'],
  ['0038097123456', 'too-long'],
  ['00407833123456', 'too-long'],
  ['005915209123456', 'too-long'],
  ['009677337123456', 'too-long'],
  ['047354123456', 'too-long'],
  // Invalid rather than too long until Zimbabwe's numbering plan lost its eight-digit numbers.
  ['+00263 71123456', 'too-long'],
  ['0772345678', 'invalid-number'],
  ['004477234567', 'invalid-number'],
  ['00447723456', 'invalid-number'],
  ['+44 (0)7723 456 78', 'invalid-number'],
  ['1234567', 'invalid-number'],
  ['08515111111', 'invalid-number'],
  ['(06)25123456', 'invalid-number'],
  ['00129123456', 'invalid-number'],
  ['003570123456', 'invalid-number'],
  ['0041903123456', 'invalid-number'],
  ['00617584123456', 'invalid-number'],
  ['0064 495123456', 'invalid-number'],
  ['00667123456', 'invalid-number'],
  ['0092363123456', 'invalid-number'],
  ['0049 160 123456', 'invalid-number'],
  ['0033877123456', 'invalid-number'],
  ['0400 123 4567', 'invalid-number'],
  ['0600 123 4567', 'invalid-number'],
  ['0300 46 46', 'invalid-number'],
  ['0800 11 12', 'invalid-number'],
  ['0845 46 31', 'invalid-number'],
  ['0845 46 46', 'invalid-number'],
  ['0900 123 4567', 'invalid-number'],
  ['07890x32109', 'unknown-character'],
  ['07723 456789...', 'unknown-character'],
  ['07723 ☟☜⬇⬆☞☝', 'unknown-character'],
  ['07";DROP TABLE;"', 'unknown-character'],
  ['+44 07ab cde fgh', 'unknown-character'],
  ['ALPHANUM3R1C', 'unknown-character'],
  ['０7723456789', 'unknown-character'],
  ['24741111', 'unsupported-country'],
])('%j is refused as %s', (typed, fault) => {
  expect(faultOf(typed)).toBe(fault);
});

test.each(['0909 879 0123', '09012345678', '+44 909 879 0123', '0044 9098 790123'])(
  '%j is a valid number of premium rate, which is refused whatever the permissions',
  (typed) => {
    expect(parsePhoneNumberWithError(typed.replace(/^00/, '+'), 'GB').getType()).toBe('PREMIUM_RATE');
    expect(faultOf(typed)).toBe('invalid-number');
  },
);

test('a fault is told in the words of the version 2 API, with an en dash where it has one', () => {
  expect(PHONE_FAULTS).toEqual({
    'invalid-number': 'Number is not valid – double check the phone number you entered',
    'too-long': 'Too many digits',
    'too-short': 'Not enough digits',
    'not-a-uk-mobile': 'Not a UK mobile number',
    'unknown-character': 'Must not contain letters or symbols',
    'unsupported-country': 'Not a valid country prefix',
  });
});
