import type { Language } from '../../shared/applications.ts';
import type { Clock } from '../clock.ts';
import { eventOf, outcomeOf, type Pause, reportOf, sendOnce, wait } from './carrying.ts';
import { Circuit } from './circuit.ts';
import { createClient } from './client.ts';
import type { NotifyLog } from './events.ts';
import { inLanguage, type TemplateIds, TIMEOUT_MS } from './govuk-notify.ts';
import type { EmailKind } from './template.ts';
import type { SendOutcome } from './text-messages.ts';

/** Notify's ids of the templates of each kind of e-mail. */
export type EmailTemplateIds = Readonly<Record<EmailKind, TemplateIds>>;

export interface Email {
  readonly kind: EmailKind;
  readonly address: string;
  readonly language: Language;
  /** What its template's placeholders stand for. */
  readonly values: Readonly<Record<string, string>>;
  /** Ours, without personal data, and the same at each try. */
  readonly reference: string;
}

/** The way out to mailboxes. Never logs codes, passwords, addresses or keys, whatever happens. */
export interface Emails {
  /** The language that an e-mail comes in: English where a council has no Welsh template, so that its words are English too. */
  languageOf(kind: EmailKind, wanted: Language): Language;
  /** Whether an earlier try was taken by Notify without anybody knowing; null when that can't be learnt now. */
  wasSent(reference: string): Promise<boolean | null>;
  send(email: Email): Promise<SendOutcome>;
  /** False while no e-mail would be let through here. */
  available(): boolean;
}

export interface EmailsOptions {
  readonly apiKey: string;
  readonly baseUrl?: string;
  readonly emailTemplateIds: EmailTemplateIds;
  readonly timeoutMs?: number;
  readonly clock: Clock;
  readonly log?: NotifyLog;
  readonly pause?: Pause;
}

/**
 * E-mails through GOV.UK Notify, which counts them apart from text messages: their circuit is their own, and what is wrong with
 * them says nothing about codes.
 */
export function createEmails(options: EmailsOptions): Emails {
  const { apiKey, baseUrl, emailTemplateIds, timeoutMs = TIMEOUT_MS, clock, log = () => {}, pause = wait } = options;
  const client = createClient({ apiKey, timeoutMs, ...(baseUrl !== undefined && { baseUrl }) });
  const circuit = new Circuit(clock);
  return {
    languageOf: (kind, wanted) => (wanted === 'cy' && emailTemplateIds[kind].cy === undefined ? 'en' : wanted),
    async wasSent(reference) {
      const found = await client.find('email', reference);
      return found.ok ? found.value !== null : null;
    },
    async send({ kind, address, language, values, reference }) {
      const admission = circuit.admit();
      if (!admission) return { outcome: 'unavailable', because: 'circuit-open' };
      const templateId = inLanguage(emailTemplateIds[kind], language);
      const message = {
        type: 'email',
        reference,
        post: () => client.sendEmail(templateId, address, { ...values }, reference),
      } as const;
      const result = await sendOnce(message, client, pause, log);
      const change = circuit.report(admission, result.ok ? 'answered' : reportOf(result.failure));
      if (!result.ok) log(eventOf(result.failure, reference));
      if (change === 'opened')
        log({ level: 'alarm', event: 'circuit-opened', detail: 'no e-mails are tried until Notify takes them again' });
      if (change === 'closed') log({ level: 'info', event: 'circuit-closed', detail: 'e-mails' });
      return result.ok ? { outcome: 'sent', notifyId: result.value } : outcomeOf(result.failure);
    },
    available: () => circuit.admitting,
  };
}
