import type { EmailTemplate } from '../../notify/template.ts';
import { ALERT_TEMPLATES, EMAIL_TEMPLATES, TEMPLATES } from '../../notify/template.ts';
import { downgradeToSms } from './gsm.ts';
import { pythonStr, pythonTruth } from './python-values.ts';

export interface TemplateVersion {
  readonly version: number;
  readonly name: string;
  readonly content: string;
}

export interface Template {
  readonly id: string;
  readonly type: 'sms' | 'email';
  readonly archived: boolean;
  readonly subject: string | null;
  readonly createdAt: Date;
  /** Oldest first. */
  readonly versions: readonly [TemplateVersion, ...TemplateVersion[]];
}

export const TEMPLATE_IDS = {
  en: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c01',
  cy: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c02',
  functionalTest: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c03',
  email: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c04',
  deleted: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c05',
  free: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c06',
  alertEn: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c07',
  alertCy: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c08',
  emailCodeEn: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c11',
  emailCodeCy: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c12',
  emailInvitationEn: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c13',
  emailInvitationCy: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c14',
  emailAlertEn: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c15',
  emailAlertCy: 'a4d6f1c8-0e5b-4c27-9b1f-2f6a7d3e9c16',
} as const;

/** The templates of every service here, with one for each way that a template can be wrong. */
export function makeTemplates(createdAt: Date): ReadonlyMap<string, Template> {
  const text = (id: string, name: string, content: string): Template => ({
    id,
    type: 'sms',
    archived: false,
    subject: null,
    createdAt,
    versions: [{ version: 1, name, content }],
  });
  const email = (id: string, { name, subject, content }: EmailTemplate): Template => ({
    ...text(id, name, content),
    type: 'email',
    subject,
  });
  const functionalTest = 'Hello ((name))\n\nFunctional Tests make our world a better place';
  const templates: readonly Template[] = [
    text(TEMPLATE_IDS.en, TEMPLATES.en.name, TEMPLATES.en.content),
    text(TEMPLATE_IDS.cy, TEMPLATES.cy.name, TEMPLATES.cy.content),
    text(TEMPLATE_IDS.alertEn, ALERT_TEMPLATES.en.name, ALERT_TEMPLATES.en.content),
    text(TEMPLATE_IDS.alertCy, ALERT_TEMPLATES.cy.name, ALERT_TEMPLATES.cy.content),
    email(TEMPLATE_IDS.emailCodeEn, EMAIL_TEMPLATES.code.en),
    email(TEMPLATE_IDS.emailCodeCy, EMAIL_TEMPLATES.code.cy),
    email(TEMPLATE_IDS.emailInvitationEn, EMAIL_TEMPLATES.invitation.en),
    email(TEMPLATE_IDS.emailInvitationCy, EMAIL_TEMPLATES.invitation.cy),
    email(TEMPLATE_IDS.emailAlertEn, EMAIL_TEMPLATES.alert.en),
    email(TEMPLATE_IDS.emailAlertCy, EMAIL_TEMPLATES.alert.cy),
    {
      ...text(TEMPLATE_IDS.functionalTest, '', ''),
      versions: [
        { version: 1, name: 'Example text message template', content: 'Hello ((name))' },
        { version: 2, name: 'Client Functional test sms template', content: functionalTest },
      ],
    },
    { ...text(TEMPLATE_IDS.email, 'An email', 'Hello ((name))'), type: 'email', subject: 'Hello' },
    { ...text(TEMPLATE_IDS.deleted, 'A deleted text message', 'Hello'), archived: true },
    text(TEMPLATE_IDS.free, 'Anything at all', '((text))'),
  ];
  return new Map(templates.map((template) => [template.id, template]));
}

export function latest(template: Template): TemplateVersion {
  return template.versions.at(-1) ?? template.versions[0];
}

/** Opening and closing brackets, and a body without any. */
const PLACEHOLDER = /\({2}([^()]+)\){2}/g;
/** The answers that show what a conditional placeholder guards. */
const YES = new Set(['yes', 'y', 'true', 't', '1', 'include', 'show']);
const INVISIBLE = /[\u180e\u200b-\u200d\u2060\ufeff\u2028\u2029]/g;
const NO_BREAK_SPACES = /[\u00a0\u202f]/g;

/** The placeholders of a template in order, each once; the first spelling is the one that is told. */
export function placeholders(content: string): string[] {
  const names = new Map<string, string>();
  for (const match of content.matchAll(PLACEHOLDER)) {
    const name = nameOf(match[1] ?? '');
    if (!names.has(comparable(name))) names.set(comparable(name), name);
  }
  return [...names.values()];
}

/** The same of a whole template: an e-mail's subject comes first. */
export function templatePlaceholders(subject: string | null, content: string): string[] {
  return placeholders(`${subject ?? ''}\n${content}`);
}

/** Placeholders that have no value; null counts as none. Values that no placeholder asks for are ignored. */
export function missing(content: string, personalisation: Readonly<Record<string, unknown>>): string[] {
  const values = byComparableName(personalisation);
  return placeholders(content).filter((name) => (values.get(comparable(name)) ?? null) === null);
}

/** The message before characters that can't be sent are replaced. With a prefix it is what the phone shows. */
export function render(content: string, personalisation: Readonly<Record<string, unknown>>, prefix: string | null = null): string {
  const values = byComparableName(personalisation);
  const filled = content.replace(PLACEHOLDER, (_, body: string) => {
    const value = values.get(comparable(nameOf(body)));
    const at = body.indexOf('??');
    if (at < 0) return asText(value);
    return pythonTruth(value) && YES.has(asText(value).toLowerCase()) ? body.slice(at + 2) : '';
  });
  return tidy(prefix === null ? filled : `${prefix.trim()}: ${filled}`);
}

/** What Notify's answers and the network carry. */
export function renderForSms(content: string, personalisation: Readonly<Record<string, unknown>>, prefix: string | null = null): string {
  return downgradeToSms(render(content, personalisation, prefix));
}

const nameOf = (body: string): string => body.split('??')[0] ?? '';

/** Names match whatever their case, spaces, hyphens and underscores. */
const comparable = (name: string): string => name.replace(/[ _-]/g, '').toLowerCase();

function byComparableName(personalisation: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(personalisation).map(([name, value]) => [comparable(name), value]));
}

function asText(value: unknown): string {
  if (!Array.isArray(value)) return pythonStr(value);
  const items = value
    .filter((item) => item !== null)
    .map((item) => pythonStr(item).replace(INVISIBLE, '').replace(NO_BREAK_SPACES, '').trim())
    .filter((item) => item !== '');
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

function tidy(text: string): string {
  return text
    .replace(/(?<![ \t])[ \t]+([,.])/g, '$1')
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replace(NO_BREAK_SPACES, ' ').replace(INVISIBLE, '').trim().replace(/\s+/g, ' '))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
