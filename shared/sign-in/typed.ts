import type { PhoneNumberFault } from '../errors.ts';
import { readIdentifier } from './identifiers.ts';
import { EMAIL_MOST, PASSWORD_INPUT_MOST, PHONE_INPUT_MOST } from './limits.ts';

/**
 * What is wrong with something typed that neither boundary would take, said at its field: the bridge and the API drop
 * what is too long without a word. Whether the rest is right is the API's to say.
 */

export function emailFault(typed: string): 'email-missing' | 'email-too-long' | null {
  const email = readIdentifier(typed);
  if (email === '') return 'email-missing';
  return email.length > EMAIL_MOST ? 'email-too-long' : null;
}

export function passwordFault(typed: string): 'password-missing' | 'password-too-long' | null {
  if (typed === '') return 'password-missing';
  return typed.length > PASSWORD_INPUT_MOST ? 'password-too-long' : null;
}

export function phoneNumberFault(typed: string): Extract<PhoneNumberFault, 'empty' | 'too-long'> | null {
  if (readIdentifier(typed) === '') return 'empty';
  return typed.length > PHONE_INPUT_MOST ? 'too-long' : null;
}
