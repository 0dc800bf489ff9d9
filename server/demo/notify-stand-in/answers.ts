import type { Caller } from './jwt.ts';
import { microsecondStamp, stampOrNull } from './stamps.ts';
import { type Notification, POUNDS_PER_FRAGMENT, standing, typeOf } from './store.ts';
import { latest, type Template, type TemplateVersion, templatePlaceholders } from './templates.ts';

/** The answer to a message that was taken. Its template's address is the old one, as in the real service. */
export function sentAnswer(
  notification: { readonly id: string; readonly reference: string | null; readonly body: string },
  caller: Caller,
  template: Template,
  content: Readonly<Record<string, string | null>>,
  root: string,
): Record<string, unknown> {
  return {
    id: notification.id,
    reference: notification.reference,
    uri: `${root}v2/notifications/${notification.id}`,
    template: {
      id: template.id,
      version: latest(template).version,
      uri: `${root}services/${caller.service.id}/templates/${template.id}`,
    },
    scheduled_for: null,
    content: { ...content, body: notification.body },
  };
}

/** A message as it is looked up, with every key that Notify gives, whether a text message can fill it or not. */
export function notificationAnswer(notification: Notification, root: string, now: number): Record<string, unknown> {
  const { status, sentAt, completedAt } = standing(notification, now);
  // E-mails cost nothing, which is known at once.
  const costReady = status !== 'created' || notification.number === null;
  return {
    id: notification.id,
    reference: notification.reference,
    email_address: notification.number === null ? notification.to : null,
    phone_number: notification.number === null ? null : notification.to,
    line_1: null,
    line_2: null,
    line_3: null,
    line_4: null,
    line_5: null,
    line_6: null,
    postcode: null,
    type: typeOf(notification),
    status,
    template: {
      id: notification.templateId,
      version: notification.templateVersion,
      uri: `${root}v2/template/${notification.templateId}/version/${notification.templateVersion}`,
    },
    body: notification.body,
    subject: notification.subject,
    created_at: microsecondStamp(notification.createdAt),
    created_by_name: null,
    sent_at: stampOrNull(sentAt),
    completed_at: stampOrNull(completedAt),
    scheduled_for: null,
    postage: null,
    one_click_unsubscribe_url: null,
    is_cost_data_ready: costReady,
    cost_in_pounds: costReady ? notification.fragments * (notification.number?.rateMultiplier ?? 0) * POUNDS_PER_FRAGMENT : null,
    cost_details:
      costReady && notification.number !== null
        ? {
            billable_sms_fragments: notification.fragments,
            international_rate_multiplier: notification.number.rateMultiplier,
            sms_rate: POUNDS_PER_FRAGMENT,
          }
        : {},
  };
}

export function templateAnswer(template: Template, version: TemplateVersion): Record<string, unknown> {
  const created = microsecondStamp(template.createdAt.getTime() * 1000);
  return {
    id: template.id,
    type: template.type,
    created_at: created,
    updated_at: version.version > 1 ? created : null,
    created_by: 'notify.team@council.example',
    version: version.version,
    body: version.content,
    subject: template.subject,
    name: version.name,
    personalisation: Object.fromEntries(templatePlaceholders(template.subject, version.content).map((name) => [name, { required: true }])),
    postage: null,
    letter_contact_block: null,
  };
}
