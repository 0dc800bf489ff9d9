import type { DESKTOP_APPLICATIONS, LANGUAGES } from '../../shared/applications.ts';
import { IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST, TRUST_DAYS_MOST } from '../../shared/sign-in/limits.ts';
import type { UPDATE_CHANNELS } from '../updates/channels.ts';
import type { TextForm } from './text-forms.ts';

/** When a change of the policy takes hold in a desktop that is running; at the next start all of them do. */
export type TakesHold = 'within-minutes' | 'next-start';

interface Words {
  /** The name under which IT's tools list it. */
  readonly title: string;
  /** What it does, in words for IT. */
  readonly says: string;
  /** What holds where IT leaves it alone. */
  readonly unset: string;
  readonly takesHold: TakesHold;
}

/** One thing that IT can set: what kind of value it takes, an example of one, and what it does. */
export type Setting = Words &
  (
    | { readonly kind: 'text'; readonly form: TextForm; readonly example: string }
    | { readonly kind: 'whole-number'; readonly least: number; readonly most: number; readonly example: number }
    | { readonly kind: 'yes-or-no'; readonly example: boolean }
    | { readonly kind: 'choice'; readonly choices: Readonly<Record<string, string>>; readonly example: string }
    /** One or several of them. */
    | { readonly kind: 'choices'; readonly choices: Readonly<Record<string, string>>; readonly example: readonly string[] }
  );

const APPLICATION_NAMES = { 'customer-service-vu': 'Customer Service Vu', control: 'Control' } as const satisfies Readonly<
  Record<(typeof DESKTOP_APPLICATIONS)[number], string>
>;
const UPDATE_CHANNEL_NAMES = { latest: 'Finished versions', beta: 'Also versions to try out' } as const satisfies Readonly<
  Record<(typeof UPDATE_CHANNELS)[number], string>
>;
const LANGUAGE_NAMES = { en: 'English', cy: 'Welsh' } as const satisfies Readonly<Record<(typeof LANGUAGES)[number], string>>;

/**
 * Everything that a council's IT can set on its computers. The one definition: the readers check against it, and
 * `npm run policy` makes the templates that IT fills in and the reference page from it. Each can only make the desktop
 * stricter than the council's own rules, which the API enforces, or say how it reaches the network.
 */
export const POLICIES = {
  apiAddress: {
    kind: 'text',
    form: 'api-address',
    example: 'https://vu.council.example',
    title: 'Address of the Vu API',
    says: 'The desktop signs in at this address, and nobody can give it another one. HTTPS, without a path.',
    unset: 'The person is asked for the address at the first start.',
    takesHold: 'next-start',
  },
  applications: {
    kind: 'choices',
    choices: APPLICATION_NAMES,
    example: ['customer-service-vu'],
    title: 'Applications offered',
    says: 'Only these can be signed in to and opened on this computer, whatever the account may open elsewhere.',
    unset: 'Each application that the account may open.',
    takesHold: 'next-start',
  },
  allowDeviceTrust: {
    kind: 'yes-or-no',
    example: false,
    title: 'Allow this computer to be trusted',
    says: 'When this is off, the desktop never offers to trust this computer and uses no trust given before: every sign-in asks for a code.',
    unset: 'As the council’s rules for each application say.',
    takesHold: 'within-minutes',
  },
  deviceTrustMostDays: {
    kind: 'whole-number',
    least: 1,
    most: TRUST_DAYS_MOST,
    example: 7,
    title: 'Most days of trust',
    says: 'Trust in this computer ends at most this many days after it was given, also where it was given for longer before.',
    unset: 'As long as the council’s rules say.',
    takesHold: 'within-minutes',
  },
  idleLockMinutes: {
    kind: 'whole-number',
    least: IDLE_LOCK_MINUTES_LEAST,
    most: IDLE_LOCK_MINUTES_MOST,
    example: 5,
    title: 'Lock when nobody is there',
    says: 'Locks after this many minutes without anybody at the computer, or sooner where the council’s rules say so.',
    unset: 'After as many minutes as the council’s rules say.',
    takesHold: 'within-minutes',
  },
  screenshotProtection: {
    kind: 'yes-or-no',
    example: true,
    title: 'Keep the window out of screenshots',
    says: 'The window is left out of screenshots, recordings and shared screens. Windows and macOS do this; Linux can’t.',
    unset: 'The window can be captured.',
    takesHold: 'within-minutes',
  },
  language: {
    kind: 'choice',
    choices: LANGUAGE_NAMES,
    example: 'cy',
    title: 'Language of the screens',
    says: 'The screens and text messages are in this language, and nobody can choose the other. Think of people’s right to work in Welsh before setting it.',
    unset: 'Each person chooses; the system’s language comes first.',
    takesHold: 'within-minutes',
  },
  proxyMode: {
    kind: 'choice',
    choices: {
      system: 'The system’s settings',
      direct: 'No proxy',
      auto_detect: 'Found by the network (WPAD)',
      pac_script: 'A PAC file; give its address',
      fixed_servers: 'A fixed server; give it',
    },
    example: 'pac_script',
    title: 'Proxy',
    says: 'How the desktop reaches the Vu API, in the words of Chrome’s and Edge’s policy of the same name.',
    unset: 'The system’s settings.',
    takesHold: 'within-minutes',
  },
  proxyPacAddress: {
    kind: 'text',
    form: 'web-address',
    example: 'http://wpad.council.example/proxy.pac',
    title: 'Address of the PAC file',
    says: 'Where the PAC file is. Needs the proxy set to pac_script.',
    unset: 'There is none.',
    takesHold: 'within-minutes',
  },
  proxyServer: {
    kind: 'text',
    form: 'proxy-server',
    example: 'proxy.council.example:8080',
    title: 'Proxy server',
    says: 'Name and port of the proxy. Needs the proxy set to fixed_servers.',
    unset: 'There is none.',
    takesHold: 'within-minutes',
  },
  proxyBypass: {
    kind: 'text',
    form: 'host-list',
    example: '*.council.example;10.0.0.0/8',
    title: 'Reached without the proxy',
    says: 'Hosts that are reached directly, with semicolons between them. Needs the proxy set to fixed_servers.',
    unset: 'Only this computer itself.',
    takesHold: 'within-minutes',
  },
  updates: {
    kind: 'yes-or-no',
    example: true,
    title: 'Updates',
    says: 'The desktop looks for new versions by itself. Leave it off where your deployment tool installs them.',
    unset: 'Off: it looks for none.',
    takesHold: 'next-start',
  },
  updateAddress: {
    kind: 'text',
    form: 'secure-web-address',
    example: 'https://updates.council.example/vu-desktop',
    title: 'Address of the updates',
    says: 'The folder on your web server that new versions are put into. HTTPS. Updates need it.',
    unset: 'There is none, and no updates.',
    takesHold: 'next-start',
  },
  updateChannel: {
    kind: 'choice',
    choices: UPDATE_CHANNEL_NAMES,
    example: 'beta',
    title: 'Which updates',
    says: 'Which versions this computer takes: finished ones, or also those that are to be tried out first.',
    unset: 'Finished versions.',
    takesHold: 'next-start',
  },
  logLevel: {
    kind: 'choice',
    choices: { info: 'Everything', warning: 'Warnings and errors', error: 'Errors' },
    example: 'warning',
    title: 'What is logged',
    says: 'The least that a line of the desktop’s own log must be about. There is never personal data in it.',
    unset: 'Everything.',
    takesHold: 'within-minutes',
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type PolicyName = keyof typeof POLICIES;
export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];

/** Which other policies a value needs beside it. Without them it would mean nothing, so the whole is refused. */
export const NEEDS: readonly { readonly name: PolicyName; readonly is?: unknown; readonly needs: PolicyName; readonly toBe?: unknown }[] = [
  { name: 'proxyMode', is: 'pac_script', needs: 'proxyPacAddress' },
  { name: 'proxyMode', is: 'fixed_servers', needs: 'proxyServer' },
  { name: 'proxyPacAddress', needs: 'proxyMode', toBe: 'pac_script' },
  { name: 'proxyServer', needs: 'proxyMode', toBe: 'fixed_servers' },
  { name: 'proxyBypass', needs: 'proxyMode', toBe: 'fixed_servers' },
  { name: 'updates', is: true, needs: 'updateAddress' },
];

type ValueOf<S> = S extends { readonly kind: 'choice'; readonly choices: infer C }
  ? keyof C
  : S extends { readonly kind: 'choices'; readonly choices: infer C }
    ? readonly (keyof C)[]
    : S extends { readonly kind: 'whole-number' }
      ? number
      : S extends { readonly kind: 'yes-or-no' }
        ? boolean
        : string;

/** What IT has set. What it hasn't is left out. */
export type Policy = { readonly [Name in PolicyName]?: ValueOf<(typeof POLICIES)[Name]> };
