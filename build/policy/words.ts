import { POLICIES, type PolicyName, type Setting } from '../../electron/policy/policies.ts';
import { WELSH } from './words.cy.ts';

/** What a template says in one language. */
export interface TemplateWords {
  readonly description: string;
  /** Which versions of the desktop know the settings. */
  readonly supported: string;
  /** Comes before what holds where IT sets nothing. */
  readonly notSet: string;
  readonly of: (name: PolicyName) => { readonly title: string; readonly says: string; readonly unset: string };
  readonly choice: (name: PolicyName, choice: string) => string;
}

function setting(name: PolicyName): Setting {
  return POLICIES[name];
}

/** The label of a choice, as the declaration has it. */
function label(name: PolicyName, choice: string): string {
  const declared = setting(name);
  return 'choices' in declared ? (declared.choices[choice] ?? choice) : choice;
}

export const ENGLISH_WORDS: TemplateWords = {
  description: 'What IT can set for Vu Desktop',
  supported: 'Vu Desktop 0.1 or later',
  notSet: 'Where it is not configured:',
  of: setting,
  choice: label,
};

export const WELSH_WORDS: TemplateWords = {
  description: 'Yr hyn y gall TG ei osod ar gyfer Vu Desktop',
  supported: 'Vu Desktop 0.1 neu’n ddiweddarach',
  notSet: 'Lle nad yw wedi’i ffurfweddu:',
  of: (name) => WELSH.policies[name],
  choice: (name, choice) => WELSH.choices[choice] ?? label(name, choice),
};
