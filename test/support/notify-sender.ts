import type { StandIn, StandInOptions } from '../../server/demo/notify-stand-in/stand-in.ts';
import type { NotifyEvent } from '../../server/notify/events.ts';
import { createTextMessages, type TextMessagesOptions } from '../../server/notify/govuk-notify.ts';
import type { CodeMessage, TextMessages } from '../../server/notify/text-messages.ts';
import { HandClock, standIn } from './notify.ts';

export const CODE = 'K7M4PX';
export const NUMBER = '+447700900123';
/** Long enough for an answer from this computer when it is busy, short enough to wait for one that never comes. */
export const SHORT = { timeoutMs: 400 };

/** The same, and no pause between a lost answer and the next look. */
export const SHORT_WAITS = { ...SHORT, pause: async () => {} };

export interface Bench {
  readonly notify: StandIn;
  readonly texts: TextMessages;
  readonly clock: HandClock;
  readonly events: NotifyEvent[];
  readonly pauses: number[];
  send(change?: Partial<CodeMessage>): ReturnType<TextMessages['send']>;
}

/** The real sender on a stand-in. */
export function senderOn(notify: StandIn, options: Pick<TextMessagesOptions, 'clock'> & Partial<TextMessagesOptions>): TextMessages {
  const { apiKey, url: baseUrl, templateIds, alertTemplateIds } = notify;
  return createTextMessages({ apiKey, baseUrl, templateIds, alertTemplateIds, ...options });
}

/** The real sender on a stand-in of its own, with time, pauses and log in the test's hands. */
export async function bench(options: Partial<TextMessagesOptions> = {}, notifyOptions: StandInOptions = {}): Promise<Bench> {
  const clock = new HandClock();
  const notify = await standIn({ clock, ...notifyOptions });
  const events: NotifyEvent[] = [];
  const pauses: number[] = [];
  const texts = senderOn(notify, {
    clock,
    log: (event) => events.push(event),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    ...options,
  });
  let sent = 0;
  const send = (change: Partial<CodeMessage> = {}) => {
    sent += 1;
    return texts.send({
      phoneNumber: NUMBER,
      code: CODE,
      application: 'customer-service-vu',
      language: 'en',
      reference: `reference-${sent}`,
      ...change,
    });
  };
  return { notify, texts, clock, events, pauses, send };
}
