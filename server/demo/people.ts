import type { ApplicationId, Language } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import { IDLE_LOCK_MINUTES_DEFAULT, TRUST_DAYS_DEFAULT } from '../../shared/sign-in/limits.ts';
import type { Policy } from '../sign-in/administration.ts';

/**
 * A made-up council and its people, one for each kind of journey. Numbers are from Ofcom's range for drama
 * (07700 900000 to 900999), addresses from the reserved `.example` domain.
 */

/** How an account is prepared, beyond its factors. */
export type Preparation = 'enrolment-closed' | 'codes-locked' | 'access-denied';

export interface DemoAccount {
  /** What tests call the person. */
  readonly key: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly language: Language;
  /** The confirmed number, as its owner would write it. */
  readonly phone: string | null;
  /** Base32, to be typed into an authenticator app or `oathtool`. */
  readonly authenticatorSecret: string | null;
  readonly recoveryCodes: readonly string[];
  readonly groups: readonly GroupName[];
  /** What the groups let the person open. */
  readonly applications: readonly ApplicationId[];
  readonly preparation: Preparation | null;
  /** One sentence for whoever chooses an account to try. */
  readonly purpose: string;
}

export const COUNCIL = {
  nameEnglish: 'Porthaven Council',
  nameWelsh: 'Cyngor Porthafan',
  issuer: 'Porthaven Council',
  noticeEnglish: 'Phones are quieter before 10 am this week: a good time to set up your authenticator app.',
  noticeWelsh: 'Mae’r ffonau’n dawelach cyn 10 y bore yr wythnos hon: amser da i osod eich ap dilysu.',
  helpPhone: '01632 960 200',
  helpEmail: 'it-help@porthaven.example',
  helpHoursEnglish: 'Monday to Friday, 8 am to 6 pm',
  helpHoursWelsh: 'Dydd Llun i ddydd Gwener, 8 y bore i 6 yr hwyr',
} as const;

type GroupName = 'Contact centre' | 'Control managers' | 'Forms officers' | 'Team leaders';

export const GROUPS: readonly { readonly name: GroupName; readonly description: string; readonly permissions: readonly Permission[] }[] = [
  {
    name: 'Contact centre',
    description: 'Agents who answer calls and log contacts in Customer Service Vu',
    permissions: ['customer-service-access', 'customer-service-process-access', 'timeline-event-processing'],
  },
  {
    name: 'Control managers',
    description: 'Managers of users, groups and settings in Control',
    permissions: ['management-access', 'reporting', 'service-vu-diagnostics', 'notification-configuration', 'api-administration'],
  },
  {
    name: 'Team leaders',
    description: 'Let a colleague who is without their phone sign in for one shift',
    permissions: ['sign-in-pass-granting'],
  },
  { name: 'Forms officers', description: 'Officers who work on forms in the Forms Portal', permissions: ['forms-portal-access'] },
];

/** One application for each case: both methods with trust, an authenticator app alone without, text messages alone. */
export const POLICIES: Readonly<Record<ApplicationId, Policy>> = {
  'customer-service-vu': {
    methods: ['authenticator', 'text-message'],
    trustDays: TRUST_DAYS_DEFAULT,
    idleLockMinutes: IDLE_LOCK_MINUTES_DEFAULT,
    trustEndsAt: null,
    passes: true,
  },
  control: { methods: ['authenticator'], trustDays: 0, idleLockMinutes: 10, trustEndsAt: null, passes: false },
  'forms-portal': {
    methods: ['text-message'],
    trustDays: TRUST_DAYS_DEFAULT,
    idleLockMinutes: IDLE_LOCK_MINUTES_DEFAULT,
    trustEndsAt: null,
    passes: true,
  },
};

/** Everybody's, so that trying another account needs nothing looked up. Published, which is why production refuses this data. */
const PASSWORD = 'lantern-harbour-27';

const CONTACT_CENTRE: Pick<DemoAccount, 'groups' | 'applications'> = { groups: ['Contact centre'], applications: ['customer-service-vu'] };
const MANAGER: Pick<DemoAccount, 'groups' | 'applications'> = {
  groups: ['Contact centre', 'Control managers'],
  applications: ['customer-service-vu', 'control'],
};

const PLAIN = {
  password: PASSWORD,
  language: 'en',
  phone: null,
  authenticatorSecret: null,
  recoveryCodes: [],
  preparation: null,
  ...CONTACT_CENTRE,
} as const;

export const ACCOUNTS: readonly DemoAccount[] = [
  {
    ...PLAIN,
    key: 'new',
    email: 'nia.bevan@porthaven.example',
    name: 'Nia Bevan',
    purpose: 'Has no second factor yet: chooses a method and sets it up at the first sign-in.',
  },
  {
    ...PLAIN,
    key: 'text-message',
    email: 'owain.pritchard@porthaven.example',
    name: 'Owain Pritchard',
    phone: '07700 900102',
    purpose: 'Signs in to Customer Service Vu with a text message.',
  },
  {
    ...PLAIN,
    key: 'authenticator',
    email: 'priya.shah@porthaven.example',
    name: 'Priya Shah',
    authenticatorSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    purpose: 'Signs in to Customer Service Vu with an authenticator app.',
  },
  {
    ...PLAIN,
    key: 'both',
    email: 'tomos.rees@porthaven.example',
    name: 'Tomos Rees',
    language: 'cy',
    phone: '07700 900104',
    authenticatorSecret: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU',
    purpose: 'Has both methods and chooses between them; is sent text messages in Welsh.',
  },
  {
    ...PLAIN,
    ...MANAGER,
    key: 'manager',
    email: 'megan.howells@porthaven.example',
    name: 'Megan Howells',
    authenticatorSecret: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK',
    purpose: 'Manages in Control, which takes an authenticator app only and never trusts a computer; also opens Customer Service Vu.',
  },
  {
    ...PLAIN,
    key: 'agent',
    email: 'daniel.okafor@porthaven.example',
    name: 'Daniel Okafor',
    phone: '07700 900106',
    purpose: 'May open Customer Service Vu and nothing else: signing in to Control is refused.',
  },
  {
    ...PLAIN,
    key: 'enrolment-closed',
    email: 'grace.whitfield@porthaven.example',
    name: 'Grace Whitfield',
    preparation: 'enrolment-closed',
    purpose: 'Has no second factor and may not set one up without the help desk.',
  },
  {
    ...PLAIN,
    key: 'codes-locked',
    email: 'harri.vaughan@porthaven.example',
    name: 'Harri Vaughan',
    phone: '07700 900108',
    preparation: 'codes-locked',
    purpose: 'Is locked out of codes after too many wrong ones, for an hour from each start of the demo.',
  },
  {
    ...PLAIN,
    key: 'denied',
    email: 'susan.marlow@porthaven.example',
    name: 'Susan Marlow',
    phone: '07700 900109',
    preparation: 'access-denied',
    purpose: 'Has left: the right password is refused like a wrong one.',
  },
  {
    ...PLAIN,
    key: 'recovery-codes',
    email: 'ffion.lloyd@porthaven.example',
    name: 'Ffion Lloyd',
    authenticatorSecret: 'NB2W45DFOIZA2NB2W45DFOIZA2NB2W45',
    recoveryCodes: ['CDFGH23456', 'JKMNP65432', 'QRTVW34567', 'XYCDF76543', 'GHJKM45678'],
    purpose:
      'Left her phone at home: has an authenticator app and the recovery codes CDFGH-23456, JKMNP-65432, QRTVW-34567, XYCDF-76543 and GHJKM-45678.',
  },
  {
    ...PLAIN,
    ...MANAGER,
    key: 'forced-enrolment',
    email: 'aled.morgan@porthaven.example',
    name: 'Aled Morgan',
    phone: '07700 900115',
    purpose:
      'Has text messages only, which Control forbids: shows who he is with a text message, gives a code from the help desk (`user code`), then links an authenticator app to enter it.',
  },
  {
    ...PLAIN,
    ...MANAGER,
    key: 'new-manager',
    email: 'carys.penrose@porthaven.example',
    name: 'Carys Penrose',
    purpose: 'Is a new manager without a second factor: Control offers an authenticator app alone.',
  },
  {
    ...PLAIN,
    key: 'team-leader',
    email: 'gwenllian.price@porthaven.example',
    name: 'Gwenllian Price',
    phone: '07700 900116',
    authenticatorSecret: 'ONUGS4TFMFWGC2LOONUGS4TFMFWGC2LO',
    groups: ['Contact centre', 'Team leaders'],
    purpose: 'Is a team leader: lets a colleague without their phone sign in until the end of the shift.',
  },
  {
    ...PLAIN,
    key: 'without-phone',
    email: 'ieuan.griffiths@porthaven.example',
    name: 'Ieuan Griffiths',
    phone: '07700 900117',
    authenticatorSecret: 'OBUG63TFNRSWM5DBOBUG63TFNRSWM5DB',
    purpose: 'Left his phone at home and has no recovery codes: asks a team leader.',
  },
  {
    ...PLAIN,
    key: 'forms',
    email: 'zofia.kowalska@porthaven.example',
    name: 'Zofia Kowalska',
    phone: '07700 900113',
    authenticatorSecret: 'OBZGC43UNFXGOOBZGC43UNFXGOOBZGC4',
    groups: ['Contact centre', 'Forms officers'],
    applications: ['customer-service-vu', 'forms-portal'],
    purpose: 'Has both methods, and opens the Forms Portal (over the API), which takes text messages only.',
  },
];
