import type { ApplicationId, Language } from '../../shared/applications.ts';
import { TEXT_CODE_MINUTES } from '../../shared/sign-in/limits.ts';

/**
 * The templates to make in GOV.UK Notify, one a language. They live here so that the words that are documented,
 * tested for length and shown by the stand-in are the same ones.
 *
 * Turn on "Hide personalisation after sending" for each, or everyone in the Notify team can read people's codes.
 * The Welsh keeps to letters that GSM 03.38 has (no â, ŵ or ŷ): one other letter would halve what fits in one message.
 */
export const TEMPLATES: Readonly<Record<Language, { readonly name: string; readonly content: string }>> = {
  en: {
    name: 'Security code (English)',
    content: `((code)) is your ((service)) security code. It lasts ${TEXT_CODE_MINUTES} minutes. Never read it out to anyone.`,
  },
  cy: {
    name: 'Security code (Welsh)',
    content: `((code)) yw eich cod diogelwch ar gyfer ((service)). Mae'n para am ${TEXT_CODE_MINUTES} munud. Ni ddylech byth ei ddarllen yn uchel i neb.`,
  },
};

/** The applications as a message names them. They are names of products, so the same in both languages. */
export const APPLICATION_NAMES: Readonly<Record<ApplicationId, string>> = {
  'customer-service-vu': 'Customer Service Vu',
  control: 'Control',
  'forms-portal': 'Forms Portal',
};

/** What the placeholders stand for in one message. */
export function personalisation(code: string, application: ApplicationId): { readonly code: string; readonly service: string } {
  return { code, service: APPLICATION_NAMES[application] };
}
