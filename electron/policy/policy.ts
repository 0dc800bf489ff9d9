import { isRecord, isText } from '../shell/record.ts';
import { NEEDS, POLICIES, POLICY_NAMES, type Policy, type PolicyName, type Setting } from './policies.ts';
import { TEXT_FORMS, TEXT_MOST } from './text-forms.ts';

export type ParsedPolicy =
  | {
      readonly kind: 'read';
      readonly policy: Policy;
      /** Keys that this version doesn't know: they may be a newer version's, or misspelt, so the log names them. */
      readonly unknownKeys: readonly string[];
    }
  /** There is something, but not a policy that can be trusted. `because` is for IT and the log, and has no values in it. */
  | { readonly kind: 'refused'; readonly because: string };

/** What came of looking for what IT has set. */
export type PolicyRead = ParsedPolicy | { readonly kind: 'absent' };

export function refused(because: string): { readonly kind: 'refused'; readonly because: string } {
  return { kind: 'refused', because };
}

function fits(setting: Setting, value: unknown): boolean {
  switch (setting.kind) {
    case 'text':
      return isText(value, TEXT_MOST) && TEXT_FORMS[setting.form].fits(value);
    case 'whole-number':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= setting.least && value <= setting.most;
    case 'yes-or-no':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(setting.choices, value);
    case 'choices':
      return (
        Array.isArray(value) &&
        value.length > 0 &&
        new Set(value).size === value.length &&
        value.every((each) => typeof each === 'string' && Object.hasOwn(setting.choices, each))
      );
    default:
      return setting satisfies never;
  }
}

/** What a value of the setting must be, in words for IT. */
export function kindInWords(setting: Setting): string {
  switch (setting.kind) {
    case 'text':
      return TEXT_FORMS[setting.form].says;
    case 'whole-number':
      return `a whole number from ${setting.least} to ${setting.most}`;
    case 'yes-or-no':
      return 'true or false';
    case 'choice':
      return `one of ${Object.keys(setting.choices).join(', ')}`;
    case 'choices':
      return `one or more of ${Object.keys(setting.choices).join(', ')}, each once`;
    default:
      return setting satisfies never;
  }
}

/** What a value lacks beside it; null when nothing. */
function lacking(content: Readonly<Record<string, unknown>>): string | null {
  const has = (name: PolicyName): boolean => Object.hasOwn(content, name);
  const broken = NEEDS.find(
    ({ name, is, needs, toBe }) =>
      has(name) && (is === undefined || content[name] === is) && !(has(needs) && (toBe === undefined || content[needs] === toBe)),
  );
  return broken === undefined ? null : `${broken.name} needs ${broken.needs}${broken.toBe === undefined ? '' : ` to be ${broken.toBe}`}`;
}

/**
 * Checks what IT has set, by name. Refused as a whole when anything in it is of the wrong kind: a half-applied policy
 * helps no one. By hand, since the first screen depends on it (window-state.ts says why).
 */
export function parsePolicy(content: unknown): ParsedPolicy {
  if (!isRecord(content)) return refused('it is not a list of settings');
  const set = POLICY_NAMES.filter((name) => Object.hasOwn(content, name));
  const wrong = set.find((name) => !fits(POLICIES[name], content[name]));
  if (wrong !== undefined) return refused(`${wrong} must be ${kindInWords(POLICIES[wrong])}`);
  const lacks = lacking(content);
  if (lacks !== null) return refused(lacks);
  return {
    kind: 'read',
    policy: Object.fromEntries(set.map((name) => [name, content[name]])) as Policy,
    unknownKeys: Object.keys(content).filter((key) => !Object.hasOwn(POLICIES, key)),
  };
}
