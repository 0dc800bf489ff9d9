import { expect, test } from 'vitest';
import { type Intent, intentSchema } from '../../shared/bridge.ts';
import { EMAIL_MOST, PASSWORD_INPUT_MOST, PHONE_INPUT_MOST } from '../../shared/sign-in/limits.ts';
import { emailFault, passwordFault, phoneNumberFault } from '../../shared/sign-in/typed.ts';

const fits = (intent: Intent) => intentSchema.safeParse(intent).success;
const signingIn = (email: string, password: string): Intent => ({
  kind: 'submit-password',
  email,
  password,
  application: 'customer-service-vu',
});

test('whatever is faulted for its length is what the bridge would drop without a word, and nothing else', () => {
  const longest = { email: 'e'.repeat(EMAIL_MOST), password: 'p'.repeat(PASSWORD_INPUT_MOST), phoneNumber: '0'.repeat(PHONE_INPUT_MOST) };
  expect([emailFault(longest.email), passwordFault(longest.password), phoneNumberFault(longest.phoneNumber)]).toEqual([null, null, null]);
  expect(fits(signingIn(longest.email, longest.password))).toBe(true);
  expect(fits({ kind: 'submit-phone-number', phoneNumber: longest.phoneNumber })).toBe(true);

  expect([emailFault(`${longest.email}e`), fits(signingIn(`${longest.email}e`, ''))]).toEqual(['email-too-long', false]);
  expect([passwordFault(`${longest.password}p`), fits({ kind: 'unlock', password: `${longest.password}p` })]).toEqual([
    'password-too-long',
    false,
  ]);
  expect([
    phoneNumberFault(`${longest.phoneNumber}0`),
    fits({ kind: 'submit-phone-number', phoneNumber: `${longest.phoneNumber}0` }),
  ]).toEqual(['too-long', false]);
});

test('nothing typed is told apart from too much; spaces around an address don’t count, those of a password do', () => {
  expect([emailFault(' '), passwordFault(''), phoneNumberFault(' ')]).toEqual(['email-missing', 'password-missing', 'empty']);
  expect(emailFault(`${' '.repeat(EMAIL_MOST)}nia@porthaven.example`)).toBeNull();
  expect(passwordFault(' ')).toBeNull();
});
