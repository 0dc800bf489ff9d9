import { IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST } from '../../shared/sign-in/limits.ts';
import { isRecord, isText } from '../shell/record.ts';
import { UPDATE_CHANNELS } from '../updates/channels.ts';

const ADDRESS_MOST = 2048;

/** One thing that IT can set: what kind of value it takes, and what it does, in words for IT. */
type Setting =
  | { readonly kind: 'text'; readonly most: number; readonly says: string }
  | { readonly kind: 'whole-number'; readonly least: number; readonly most: number; readonly says: string }
  | { readonly kind: 'yes-or-no'; readonly says: string }
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly says: string };

/**
 * Everything that a council's IT can set on its computers. The one definition: the reader checks against it, and the
 * templates that IT fills in are made from it. Each can only make the desktop stricter than it is.
 */
const POLICIES = {
  apiAddress: { kind: 'text', most: ADDRESS_MOST, says: 'Address of the Vu API. Nobody can change it on the computer.' },
  allowDeviceTrust: { kind: 'yes-or-no', says: 'False never offers to trust this computer, whatever the council allows.' },
  idleLockMinutes: {
    kind: 'whole-number',
    least: IDLE_LOCK_MINUTES_LEAST,
    most: IDLE_LOCK_MINUTES_MOST,
    says: 'Locks after this many minutes without anybody at the computer, or sooner where the council says so.',
  },
  screenshotProtection: {
    kind: 'yes-or-no',
    says: 'True keeps the window out of screenshots and shared screens, where the system can.',
  },
  updates: {
    kind: 'yes-or-no',
    says: 'True lets the desktop look for new versions at updateAddress. Without it, it asks nobody.',
  },
  updateAddress: { kind: 'text', most: ADDRESS_MOST, says: 'HTTPS address of the folder that new versions are put in.' },
  updateChannel: { kind: 'one-of', values: UPDATE_CHANNELS, says: 'Which versions: latest, or beta before them.' },
} as const satisfies Readonly<Record<string, Setting>>;

interface ValueOf {
  readonly text: string;
  readonly 'whole-number': number;
  readonly 'yes-or-no': boolean;
}

type ValueFor<S extends Setting> = S extends { readonly kind: 'one-of'; readonly values: readonly (infer V)[] }
  ? V
  : S extends { readonly kind: keyof ValueOf }
    ? ValueOf[S['kind']]
    : never;

/** What IT has set. What it hasn't is left out. */
export type Policy = { readonly [Name in keyof typeof POLICIES]?: ValueFor<(typeof POLICIES)[Name]> };

export interface ParsedPolicy {
  readonly policy: Policy;
  /** Keys that this version doesn't know: they may be a newer version's, or misspelt, so the log names them. */
  readonly unknownKeys: readonly string[];
}

function fits(setting: Setting, value: unknown): boolean {
  switch (setting.kind) {
    case 'text':
      return isText(value, setting.most) && value !== '';
    case 'whole-number':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= setting.least && value <= setting.most;
    case 'yes-or-no':
      return typeof value === 'boolean';
    case 'one-of':
      return setting.values.some((each) => each === value);
    default:
      return setting satisfies never;
  }
}

/**
 * Checks what a policy file holds. Null when anything in it is of the wrong kind: a half-applied policy helps no one.
 * By hand, since the first screen depends on it (window-state.ts says why).
 */
export function parsePolicy(content: unknown): ParsedPolicy | null {
  if (!isRecord(content)) return null;
  const names = Object.keys(POLICIES) as (keyof typeof POLICIES)[];
  const set = names.filter((name) => Object.hasOwn(content, name));
  if (!set.every((name) => fits(POLICIES[name], content[name]))) return null;
  return {
    policy: Object.fromEntries(set.map((name) => [name, content[name]])) as Policy,
    unknownKeys: Object.keys(content).filter((key) => !Object.hasOwn(POLICIES, key)),
  };
}
