import type { ApplicationId, Language } from '../../shared/applications.ts';
import { PASSWORD_CODE_MINUTES, TEMPORARY_PASSWORD_DAYS, TEXT_CODE_MINUTES } from '../../shared/sign-in/limits.ts';
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

export interface EmailTemplate {
  readonly name: string;
  readonly subject: string;
  readonly content: string;
}

/** What is sent by e-mail. */
export const EMAIL_KINDS = ['code', 'invitation', 'alert'] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

/**
 * The templates of e-mails. None has a link: people who are used to links in them follow others' too. Turn on "Hide
 * personalisation after sending" for the first two.
 */
export const EMAIL_TEMPLATES: Readonly<Record<EmailKind, Readonly<Record<Language, EmailTemplate>>>> = {
  code: {
    en: {
      name: 'Code for a new password (English)',
      subject: 'Your code for a new Vu password',
      content: `((code)) is your code for a new password. Type it into Vu Desktop, where you asked for it. It lasts ${PASSWORD_CODE_MINUTES} minutes.\n\nNever give it to anyone, the help desk included. If you did not ask for it, you need do nothing: your password stays as it is.`,
    },
    cy: {
      name: 'Code for a new password (Welsh)',
      subject: 'Eich cod ar gyfer cyfrinair Vu newydd',
      content: `((code)) yw eich cod ar gyfer cyfrinair newydd. Teipiwch ef yn Vu Desktop, lle gofynnoch amdano. Mae’n para am ${PASSWORD_CODE_MINUTES} munud.\n\nPeidiwch byth â’i roi i neb, gan gynnwys y ddesg gymorth. Os na ofynnoch amdano, nid oes angen i chi wneud dim: mae eich cyfrinair yn aros fel y mae.`,
    },
  },
  invitation: {
    en: {
      name: 'Temporary password (English)',
      subject: 'Your temporary password for Vu',
      content: `You can sign in to Vu Desktop with this e-mail address and the temporary password ((password))\n\nYou choose a password of your own at the first sign-in. The temporary one works for ${TEMPORARY_PASSWORD_DAYS} days. Never give it to anyone, the help desk included. If you did not expect this, tell your IT help desk.`,
    },
    cy: {
      name: 'Temporary password (Welsh)',
      subject: 'Eich cyfrinair dros dro ar gyfer Vu',
      content: `Gallwch fewngofnodi i Vu Desktop gyda’r cyfeiriad e-bost hwn a’r cyfrinair dros dro ((password))\n\nByddwch yn dewis eich cyfrinair eich hun wrth fewngofnodi am y tro cyntaf. Mae’r un dros dro yn gweithio am ${TEMPORARY_PASSWORD_DAYS} diwrnod. Peidiwch byth â’i roi i neb, gan gynnwys y ddesg gymorth. Os nad oeddech yn disgwyl hyn, rhowch wybod i’ch desg gymorth TG.`,
    },
  },
  alert: {
    en: {
      name: 'Security notice by e-mail (English)',
      subject: 'Security notice about your Vu account',
      content: 'Security notice: ((event)).\n\nIf this wasn’t you, tell your IT help desk.',
    },
    cy: {
      name: 'Security notice by e-mail (Welsh)',
      subject: 'Rhybudd diogelwch am eich cyfrif Vu',
      content: 'Rhybudd diogelwch: ((event)).\n\nOs nad chi oedd hyn, rhowch wybod i’ch desg gymorth TG.',
    },
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
    'sessions-over-limit': 'too many sign-ins at once: the oldest was ended',
    'signed-out-everywhere': 'an administrator signed you out everywhere',
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
    'sessions-over-limit': 'gormod o fewngofnodi ar unwaith: daeth yr hynaf i ben',
    'signed-out-everywhere': 'allgofnododd gweinyddwr chi ym mhobman',
  },
};
