import { expect, test } from 'vitest';
import { fragmentCount, isGsm } from '../../server/demo/notify-stand-in/gsm.ts';
import { render } from '../../server/demo/notify-stand-in/templates.ts';
import { PROBE_AFTER_MS } from '../../server/notify/circuit.ts';
import { ALERT_EVENTS, ALERT_TEMPLATES } from '../../server/notify/template.ts';
import { LANGUAGES } from '../../shared/applications.ts';
import { bench, NUMBER } from '../support/notify-sender.ts';

/** A long council's, as Notify puts it before each message. */
const SERVICE_NAME = 'Bath and North East Somerset';

test('every alert is one text message in either language, with the council’s name before it', () => {
  for (const language of LANGUAGES) {
    for (const event of Object.values(ALERT_EVENTS[language])) {
      const message = render(ALERT_TEMPLATES[language].content, { event }, SERVICE_NAME);
      expect([message, isGsm(message), fragmentCount(message)]).toEqual([message, true, 1]);
    }
  }
});

test('Notify’s own words before an alert, the name of the service, are not said twice', () => {
  for (const language of LANGUAGES) {
    const message = render(ALERT_TEMPLATES[language].content, { event: 'x' }, 'Vu');
    expect(message.split('Vu')).toHaveLength(2);
  }
});

test('where a council has no Welsh template, all of the message is English', async () => {
  const { notify, texts } = await bench();
  await texts.sendAlert({ phoneNumber: NUMBER, kind: 'codes-locked', language: 'cy', reference: 'one', triedBefore: false });
  expect(notify.outbox()[0]?.body).toContain('Rhybudd');
  const english = await bench({ alertTemplateIds: { en: notify.alertTemplateIds.en } });
  await english.texts.sendAlert({ phoneNumber: NUMBER, kind: 'codes-locked', language: 'cy', reference: 'two', triedBefore: false });
  expect(english.notify.outbox()[0]?.body).toContain(': Security notice: codes were locked');
});

test('an alert that was tried before is looked for first, and not sent when that can’t be found out', async () => {
  const { notify, texts } = await bench();
  const alert = { phoneNumber: NUMBER, kind: 'password-changed', language: 'en', reference: 'one' } as const;
  const first = await texts.sendAlert({ ...alert, triedBefore: false });
  expect(await texts.sendAlert({ ...alert, triedBefore: true })).toEqual(first);
  expect(notify.outbox()).toHaveLength(1);
  notify.control.fail('server-error', 1, 'read');
  expect(await texts.sendAlert({ ...alert, reference: 'two', triedBefore: true })).toMatchObject({ outcome: 'unavailable' });
  expect(notify.outbox()).toHaveLength(1);
  expect((await texts.sendAlert({ ...alert, reference: 'two', triedBefore: true })).outcome).toBe('sent');
  expect(notify.outbox()).toHaveLength(2);
});

test('why nobody can be sent to, and since when, is told until a message is taken again', async () => {
  const { notify, texts, clock, send } = await bench();
  const fine = { because: null, since: null, clockAlarm: false, retryAt: null };
  expect(texts.condition()).toEqual(fine);
  notify.control.fail('key-revoked');
  await send();
  const since = clock.now();
  expect(texts.condition()).toEqual({
    because: 'refused-key',
    since,
    clockAlarm: false,
    retryAt: new Date(since.getTime() + PROBE_AFTER_MS),
  });
  clock.move(30_000);
  notify.control.fail('daily-limit');
  await send();
  expect(texts.condition()).toMatchObject({ because: 'daily-limit', since, clockAlarm: false });
  clock.set('2026-03-28T00:00:00.000Z');
  await send();
  expect(texts.condition()).toEqual(fine);
});

test('a wrong clock raises an alarm of its own, which the next answer that isn’t about the clock takes back', async () => {
  const { notify, texts, clock, send } = await bench();
  notify.control.fail('clock');
  await send();
  expect(texts.condition()).toMatchObject({ because: 'clock', clockAlarm: true });
  clock.move(30_000);
  notify.control.fail('server-error');
  await send();
  expect(texts.condition()).toMatchObject({ clockAlarm: true });
  clock.move(30_000);
  await send();
  expect(texts.condition()).toMatchObject({ because: null, clockAlarm: false });
});

test('one server error, one number refused, or a rate limit is not an outage', async () => {
  const { notify, texts, send } = await bench();
  notify.control.fail('server-error');
  await send();
  expect(texts.condition().because).toBeNull();
  await send({ phoneNumber: '+442079460000' });
  expect(texts.condition().because).toBeNull();
  notify.control.fail('rate-limit', 3);
  await send();
  expect(texts.condition().because).toBeNull();
});

test('a wrong template for codes shows until a code is taken; a wrong one for alerts worries nobody who waits for a code', async () => {
  const { notify, texts, send } = await bench();
  const alert = { phoneNumber: NUMBER, kind: 'password-changed', language: 'en', reference: 'one', triedBefore: false } as const;
  notify.control.fail('template-missing');
  await texts.sendAlert(alert);
  expect(texts.condition().because).toBeNull();
  notify.control.fail('template-missing');
  await send();
  expect(texts.condition().because).toBe('misconfigured');
  await texts.sendAlert(alert);
  expect(texts.condition().because).toBe('misconfigured');
  await send();
  expect(texts.condition().because).toBeNull();
});
