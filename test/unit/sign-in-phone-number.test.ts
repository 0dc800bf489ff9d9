import { expect, test } from 'vitest';
import { numberEnding, readPhoneNumber } from '../../server/sign-in/phone-number.ts';

test.each([
  '07700 900123',
  '07700900123',
  '7700900123',
  '447700900123',
  '+447700900123',
  '+44 (0) 7700 900 123',
  '0044 7700 900123',
  '00 44 (0) 7700-900-123',
  '0+44(0)7700900123',
  '(07700) 900‑123',
  ' 07700\u00a0900123\u200b',
  '\u202a+44 7700 900123\u202c',
  '07700.900.123',
  '000007700900123',
  '44 07700 900123',
])('%j is one and the same UK mobile', (typed) => {
  expect(readPhoneNumber(typed, false)).toEqual({ phoneNumber: '+447700900123' });
});

test.each([
  ['07911 123456', '+447911123456'],
  ['07400 123456', '+447400123456'],
  ['07797 712345', '+447797712345'],
  ['07624 123456', '+447624123456'],
  ['07700 900000', '+447700900000'],
  ['07700 900999', '+447700900999'],
])('%s is a mobile that a code can be sent to', (typed, phoneNumber) => {
  expect(readPhoneNumber(typed, false)).toEqual({ phoneNumber });
});

test.each([
  ['', 'empty'],
  [' \u200b - ', 'empty'],
  ['07700 9oo123', 'letters'],
  ['07700 900123 ext 4', 'letters'],
  ['０７７００９００１２３', 'letters'],
  ['07700,900123', 'letters'],
  ['07700 90012', 'too-short'],
  ['077', 'too-short'],
  ['+44 7700 90012', 'too-short'],
  ['07700 9001234', 'too-long'],
  ['+44 7700 900 1234', 'too-long'],
  ['020 7946 0018', 'not-mobile'],
  ['+44 1632 960001', 'not-mobile'],
  ['0800 123 456', 'not-mobile'],
  ['070 1234 5678', 'not-mobile'],
  ['07700 901000', 'not-valid'],
  ['++447700900123', 'not-valid'],
  ['07700+900123', 'not-valid'],
  ['+33 6 12 34 56 78', 'international'],
  ['0033 6 12 34 56 78', 'international'],
  ['+1 202 555 0104', 'international'],
])('%j is refused as %s', (typed, fault) => {
  expect(readPhoneNumber(typed, false)).toEqual({ fault });
});

test.each([
  ['+33 6 12 34 56 78', { phoneNumber: '+33612345678' }],
  ['0033 6 12 34 56 78', { phoneNumber: '+33612345678' }],
  ['+353 85 123 4567', { phoneNumber: '+353851234567' }],
  ['07700 900123', { phoneNumber: '+447700900123' }],
  ['+33 1 42 68 53 00', { fault: 'not-mobile' }],
  ['+33 899 12 34 56', { fault: 'not-mobile' }],
  ['+979 1 2345 6789', { fault: 'not-mobile' }],
  ['+1', { fault: 'not-valid' }],
  ['+999 123 456 789', { fault: 'not-valid' }],
])('where international numbers are allowed, %j reads as %j', (typed, reading) => {
  expect(readPhoneNumber(typed, true)).toEqual(reading);
});

test('only the last three digits of a number are ever shown', () => {
  expect(numberEnding('+447700900123')).toBe('123');
});
