import { randomUUID } from 'node:crypto';
import { ClientRequest, createServer } from 'node:http';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { FaultKind } from '../../server/demo/notify-stand-in/faults.ts';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { LOOK_AGAIN_AFTER_MS } from '../../server/notify/carrying.ts';
import { FAILURES_BEFORE_OPEN } from '../../server/notify/circuit.ts';
import type { NotifyEvent } from '../../server/notify/events.ts';
import { createTextMessages, type TextMessagesOptions } from '../../server/notify/govuk-notify.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { HandClock, secretOf, sendSms, standIn } from '../support/notify.ts';
import { bench, CODE, NUMBER, SHORT, senderOn } from '../support/notify-sender.ts';

test('a code is sent in the person’s language, naming the application, and its delivery can be followed', async () => {
  const { notify, texts, clock, send } = await bench();
  const english = await send();
  expect(english).toEqual({ outcome: 'sent', notifyId: notify.outbox()[0]?.id });
  expect(notify.outbox()[0]).toMatchObject({
    to: NUMBER,
    body: expect.stringContaining(`${CODE} is your Customer Service Vu security code.`),
  });
  await send({ language: 'cy', application: 'control' });
  expect(notify.outbox()[0]?.body).toContain(`${CODE} yw eich cod diogelwch ar gyfer Control.`);
  const id = english.outcome === 'sent' ? english.notifyId : '';
  expect(await texts.delivery(id)).toBe('accepted');
  clock.move(60_000);
  expect(await texts.delivery(id)).toBe('delivered');
  expect(texts.condition().because).toBeNull();
  expect(texts.available()).toBe(true);
});

test('a council without a Welsh template sends the English one', async () => {
  const made = await standIn();
  const { notify, send } = await bench({ templateIds: { en: made.templateIds.en } });
  await send({ language: 'cy' });
  expect(notify.outbox()[0]?.body).toContain('is your Customer Service Vu security code');
});

test.each([
  ['created', 'accepted'],
  ['sending', 'sending'],
  ['pending', 'waiting-for-phone'],
  ['sent', 'sending'],
  ['delivered', 'delivered'],
  ['temporary-failure', 'phone-unreachable'],
  ['permanent-failure', 'number-unknown'],
  ['technical-failure', 'failed'],
  ['cancelled', null],
] as const)('Notify’s %s is %s to the person', async (status, delivery) => {
  const { notify, texts, send } = await bench();
  const sent = await send();
  const id = sent.outcome === 'sent' ? sent.notifyId : '';
  notify.control.setStatus(id, status);
  expect(await texts.delivery(id)).toBe(delivery);
});

test('a delivery that can’t be learnt is null, and never an error', async () => {
  const { notify, texts } = await bench(SHORT);
  expect(await texts.delivery('2ebe4da8-17be-49fe-b02f-dff2760261a0')).toBeNull();
  expect(await texts.delivery('../templates?type=sms')).toBeNull();
  for (const kind of ['server-error', 'cut', 'no-answer', 'clock'] as const) {
    notify.control.fail(kind, 1, 'read');
    expect(await texts.delivery('2ebe4da8-17be-49fe-b02f-dff2760261a0')).toBeNull();
  }
  expect(texts.condition().because).toBeNull();
});

test.each([
  ['+441174960860', 'a landline'],
  ['+33122334455', 'abroad'],
  ['+448515111111', 'in no plan'],
  ['+4477009', 'too short'],
])('%s, %s, is refused as a number, and no more is thought of it', async (phoneNumber) => {
  const { texts, send, events } = await bench();
  for (let tries = 0; tries < FAILURES_BEFORE_OPEN + 1; tries += 1)
    expect(await send({ phoneNumber })).toEqual({ outcome: 'number-refused' });
  expect(texts.available()).toBe(true);
  expect(texts.condition().because).toBeNull();
  expect(events.every(({ level }) => level === 'info')).toBe(true);
});

test.each<readonly [string, (notify: StandIn) => Partial<TextMessagesOptions>, RegExp]>([
  ['a missing template', () => ({ templateIds: { en: '2ebe4da8-17be-49fe-b02f-dff2760261a0' } }), /no template with the configured id/],
  ['a template id that is none', () => ({ templateIds: { en: 'security-code' } }), /look at the configuration/],
  ['a deleted template', (notify) => ({ templateIds: { en: notify.otherTemplateIds.deleted } }), /has been deleted/],
  ['an email template', (notify) => ({ templateIds: { en: notify.otherTemplateIds.email } }), /not for text messages/],
  [
    'a template that wants more',
    (notify) => ({ templateIds: { en: notify.otherTemplateIds.functionalTest } }),
    /asks for values other than/,
  ],
  ['a team key', (notify) => ({ apiKey: notify.teamApiKey }), /team key/],
  ['a service in trial mode', (notify) => ({ apiKey: notify.otherApiKeys.trial }), /trial mode/],
  ['a service without the permission', (notify) => ({ apiKey: notify.otherApiKeys.unpermitted }), /not allowed to send/],
  ['an address that isn’t Notify’s', (notify) => ({ baseUrl: `${notify.url}/elsewhere` }), /look at the configuration/],
])('%s is a misconfiguration: an alarm, and readiness shows it', async (_, options, detail) => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const events: NotifyEvent[] = [];
  const texts = senderOn(notify, { clock, log: (event) => events.push(event), ...options(notify) });
  const message = { phoneNumber: NUMBER, code: CODE, application: 'control', language: 'en', reference: 'r' } as const;
  expect(await texts.send(message)).toEqual({ outcome: 'unavailable', because: 'misconfigured' });
  expect(events).toEqual([expect.objectContaining({ level: 'alarm', event: 'misconfigured', detail: expect.stringMatching(detail) })]);
  expect(texts.condition().because).not.toBeNull();
});

test('a message that was taken though its answer was lost is found, and not sent again', async () => {
  for (const kind of ['accepted-no-answer', 'accepted-cut'] as const) {
    const { notify, send, events, pauses, texts } = await bench(SHORT);
    notify.control.fail(kind);
    expect(await send()).toEqual({ outcome: 'sent', notifyId: notify.outbox()[0]?.id });
    expect(notify.outbox()).toHaveLength(1);
    expect(events).toEqual([{ level: 'info', event: 'found-after-no-answer', reference: 'reference-1' }]);
    expect(pauses).toEqual([]);
    expect(texts.condition().because).toBeNull();
  }
});

test('a message that was not taken is looked for twice, then sent again: exactly one arrives', async () => {
  for (const kind of ['no-answer', 'cut'] as const) {
    const { notify, send, pauses } = await bench(SHORT);
    notify.control.fail(kind);
    expect(await send()).toEqual({ outcome: 'sent', notifyId: notify.outbox()[0]?.id });
    expect(notify.outbox()).toHaveLength(1);
    expect(pauses).toEqual([LOOK_AGAIN_AFTER_MS]);
  }
});

test('a message that arrives at Notify only after the first look is found by the second', async () => {
  const clock = new HandClock();
  const notify = await standIn({ clock });
  const late = { phone_number: NUMBER, template_id: notify.otherTemplateIds.free, personalisation: { text: 'late' }, reference: 'r' };
  const texts = senderOn(notify, {
    clock,
    ...SHORT,
    pause: async () => {
      await sendSms(notify, late);
    },
  });
  notify.control.fail('no-answer');
  const outcome = await texts.send({ phoneNumber: NUMBER, code: CODE, application: 'control', language: 'en', reference: 'r' });
  expect(outcome).toEqual({ outcome: 'sent', notifyId: notify.outbox()[0]?.id });
  expect(notify.outbox()).toHaveLength(1);
});

test('when it can’t be found out whether a message was taken, it is not sent again', async () => {
  for (const readFault of ['server-error', 'cut', 'no-answer'] as const) {
    const { notify, send } = await bench(SHORT);
    notify.control.fail('accepted-no-answer');
    notify.control.fail(readFault, 1, 'read');
    expect(await send()).toEqual({ outcome: 'unavailable', because: 'timeout' });
    expect(notify.outbox()).toHaveLength(1);
  }
});

test('when the second look fails, it is not sent again either', async () => {
  const { notify, send } = await bench({
    ...SHORT,
    pause: async () => {
      notify.control.fail('server-error', 1, 'read');
    },
  });
  notify.control.fail('cut');
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'timeout' });
  expect(notify.outbox()).toEqual([]);
});

test('an answer is waited for five seconds where nothing else is asked for, and not for ever', async () => {
  const { setTimeout } = ClientRequest.prototype;
  const waits: number[] = [];
  // What the sender asks Node for, in time that runs faster.
  const spy = vi.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (this: ClientRequest, milliseconds, onTimeout) {
    waits.push(milliseconds);
    return setTimeout.call(this, Math.min(milliseconds, SHORT.timeoutMs), onTimeout);
  });
  onTestFinished(() => spy.mockRestore());
  const { notify, send } = await bench();
  await send();
  expect(waits).toEqual([5_000]);
  notify.control.fail('accepted-no-answer');
  expect(await send()).toEqual({ outcome: 'sent', notifyId: notify.outbox()[0]?.id });
  expect(waits).toEqual([5_000, 5_000, 5_000]);
});

test('a second lost answer is looked up too, and there is no third try', async () => {
  const { notify, send } = await bench(SHORT);
  notify.control.fail('no-answer');
  notify.control.fail('accepted-no-answer');
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(notify.outbox()).toHaveLength(1);
  notify.control.fail('no-answer', 2);
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'timeout' });
  expect(notify.outbox()).toHaveLength(1);
});

test('another message’s reference is never taken for this one’s', async () => {
  const { notify, send } = await bench(SHORT);
  await send({ reference: 'one' });
  notify.control.fail('no-answer');
  await send({ reference: 'two' });
  expect(notify.outbox()).toHaveLength(2);
});

test('a list that Notify did not narrow down is not taken for proof', async () => {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming.method ?? '');
    if (incoming.method === 'POST') response.destroy();
    else
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ notifications: [{ id: randomUUID(), reference: 'another' }], links: {} }));
  });
  const port = await listenOnLoopback(server);
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { send } = await bench({ ...SHORT, baseUrl: `http://127.0.0.1:${port}` });
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'timeout' });
  expect(asked).toEqual(['POST', 'GET', 'GET', 'POST', 'GET']);
});

test('nobody at the address is a network failure, and nothing is tried twice', async () => {
  const { pauses, send } = await bench({ baseUrl: 'http://127.0.0.1:9' });
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'network' });
  expect(pauses).toEqual([]);
});

test('a key that is no Notify key is refused at the start, without being repeated', () => {
  const make = () =>
    createTextMessages({ apiKey: 'hunter2', templateIds: { en: 'x' }, alertTemplateIds: { en: 'x' }, clock: new HandClock() });
  expect(make).toThrow('the Notify API key is not of the form');
  expect(make).not.toThrow(/hunter2/);
});

test('whatever goes wrong, no code, number, key or token is logged, printed, thrown or answered', async () => {
  const written: string[] = [];
  const capture = (...parts: unknown[]): boolean => {
    written.push(parts.map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 20, showHidden: true }))).join(' '));
    return true;
  };
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name).mockImplementation(capture));
  spies.push(
    vi.spyOn(process.stdout, 'write').mockImplementation(capture) as never,
    vi.spyOn(process.stderr, 'write').mockImplementation(capture) as never,
  );
  const secrets: string[] = [];
  try {
    const kinds: readonly FaultKind[] = [
      'server-error',
      'gateway-timeout',
      'rate-limit',
      'daily-limit',
      'clock',
      'key-revoked',
      'key-not-found',
      'template-missing',
      'no-answer',
      'accepted-no-answer',
      'cut',
      'accepted-cut',
    ];
    for (const kind of kinds) {
      const { notify, texts, send, events } = await bench(SHORT);
      secrets.push(notify.apiKey, secretOf(notify.apiKey));
      notify.control.fail(kind, 9, 'any');
      for (const change of [{}, { phoneNumber: '+441174960860' }]) capture(await send(change).catch((thrown: unknown) => thrown));
      capture(await texts.delivery('2ebe4da8-17be-49fe-b02f-dff2760261a0').catch((thrown: unknown) => thrown));
      capture(events, texts);
    }
    const { send, events } = await bench({ baseUrl: 'http://127.0.0.1:9' });
    capture(await send(), events);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const everything = written.join('\n');
  expect(everything).toContain('server-clock-wrong');
  for (const secret of [CODE, NUMBER, NUMBER.slice(3), '1174960860', 'Bearer', 'eyJ', ...secrets]) expect(everything).not.toContain(secret);
});
