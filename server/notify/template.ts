import type { ApplicationId, Language } from '../../shared/applications.ts';
import { TEXT_CODE_MINUTES } from '../../shared/sign-in/limits.ts';
import type { Alert } from '../../shared/sign-in/schemas.ts';

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

/**
 * The templates for alerts, one a language. Notify puts the service's name before each message, so they don't say it again.
 * There is nothing secret in them, so nothing needs hiding afterwards.
 */
export const ALERT_TEMPLATES: typeof TEMPLATES = {
  en: {
    name: 'Security notice (English)',
    content: "Security notice: ((event)). If this wasn't you, tell your IT help desk.",
  },
  cy: {
    name: 'Security notice (Welsh)',
    content: "Rhybudd diogelwch: ((event)). Os nad chi oedd hyn, rhowch wybod i'ch desg gymorth TG.",
  },
};

/**
 * What happened, in the words of a message. No names of people or computers: it is a text that anyone may see on a locked
 * phone, and a name of any length or alphabet would not fit.
 */
export const ALERT_EVENTS: Readonly<Record<Language, Readonly<Record<Alert['kind'], string>>>> = {
  en: {
    'new-computer': 'you signed in on a computer not used before',
    'factor-added': 'a way to get codes was added to your account',
    'factor-removed': 'a way to get codes was removed from your account',
    'factors-reset': 'an administrator reset how you get codes',
    'codes-locked': 'codes were locked after too many wrong ones',
    'password-changed': 'your password was changed',
    'trust-reused': 'the key of a trusted computer was used twice',
    'recovery-code-used': 'a recovery code was used to sign in',
    'pass-granted': 'a team leader let you sign in without a code',
    'pass-given': 'you let a colleague sign in without a code',
    'computer-ended': 'an administrator signed you out of a computer',
    'help-desk-code': 'the help desk gave out a code for your account',
  },
  cy: {
    'new-computer': 'mewngofnodwyd ar gyfrifiadur newydd',
    'factor-added': 'ychwanegwyd ffordd o gael codau at eich cyfrif',
    'factor-removed': "tynnwyd ffordd o gael codau o'ch cyfrif",
    'factors-reset': 'ailosododd gweinyddwr sut rydych yn cael codau',
    'codes-locked': 'clowyd codau wedi gormod o rai anghywir',
    'password-changed': 'newidiwyd eich cyfrinair',
    'trust-reused': 'defnyddiwyd allwedd cyfrifiadur dibynadwy ddwywaith',
    'recovery-code-used': 'defnyddiwyd cod adfer i fewngofnodi',
    'pass-granted': 'gadawodd arweinydd i chi fewngofnodi heb god',
    'pass-given': 'gadawsoch i gydweithiwr fewngofnodi heb god',
    'computer-ended': 'allgofnododd gweinyddwr chi o gyfrifiadur',
    'help-desk-code': 'rhoddodd y ddesg gymorth god ar gyfer eich cyfrif',
  },
};
