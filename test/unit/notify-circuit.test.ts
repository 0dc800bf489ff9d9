import { expect, test } from 'vitest';
import type { FaultKind } from '../../server/demo/notify-stand-in/faults.ts';
import { SERVICE_IDS } from '../../server/demo/notify-stand-in/services.ts';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { RATE_LIMIT_PAUSES_MS } from '../../server/notify/carrying.ts';
import { Circuit, FAILURES_BEFORE_OPEN, PROBE_AFTER_MS, PROBE_LIMIT_AFTER_MS } from '../../server/notify/circuit.ts';
import type { NotifyEvent } from '../../server/notify/events.ts';
import { createTextMessages } from '../../server/notify/govuk-notify.ts';
import { HandClock, secretOf, standIn } from '../support/notify.ts';
import { type Bench, bench, CODE, NUMBER, SHORT } from '../support/notify-sender.ts';

test('a rate limit is waited out briefly, and given up after that without blaming Notify', async () => {
  const { notify, texts, pauses, send, events } = await bench();
  notify.control.fail('rate-limit', 2);
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(pauses).toEqual([...RATE_LIMIT_PAUSES_MS]);
  notify.control.fail('rate-limit', RATE_LIMIT_PAUSES_MS.length + 1);
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'rate-limit' });
  expect(notify.outbox()).toHaveLength(1);
  expect(texts.available()).toBe(true);
  expect(events).toEqual([expect.objectContaining({ level: 'warning', event: 'rate-limited', status: 429, error: 'RateLimitError' })]);
});

test('the day’s limit stops sending but for one message in a quarter of an hour, until midnight UTC', async () => {
  const { notify, texts, clock, send, events } = await bench();
  clock.set('2026-03-27T22:00:00.000Z');
  notify.control.fail('daily-limit');
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'daily-limit' });
  expect(events.map(({ level, event }) => [level, event])).toEqual([
    ['alarm', 'daily-limit-reached'],
    ['alarm', 'circuit-opened'],
  ]);
  for (let probe = 0; probe < 8; probe += 1) {
    clock.move(PROBE_LIMIT_AFTER_MS - 1);
    expect(texts.available()).toBe(false);
    expect(await send()).toEqual({ outcome: 'unavailable', because: 'circuit-open' });
    clock.move(1);
    if (probe === 7) break;
    notify.control.fail('daily-limit');
    expect(await send()).toEqual({ outcome: 'unavailable', because: 'daily-limit' });
  }
  expect(clock.now().toISOString()).toBe('2026-03-28T00:00:00.000Z');
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(texts.condition().because).toBeNull();
});

test('midnight is not waited past, and a limit that was raised is found out within a quarter of an hour', async () => {
  const { notify, texts, clock, send } = await bench();
  clock.set('2026-03-27T23:59:00.000Z');
  notify.control.fail('daily-limit');
  await send();
  clock.set('2026-03-28T00:00:00.000Z');
  expect(texts.available()).toBe(true);
  notify.control.fail('daily-limit');
  await send();
  clock.set('2026-03-28T00:15:00.000Z');
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(texts.condition().because).toBeNull();
});

test('the limit on messages abroad doesn’t stop those at home', async () => {
  const { texts, send } = await bench(
    {},
    {
      services: (made) => new Map([...made].map(([id, service]) => [id, { ...service, international: true, internationalTextsPerDay: 0 }])),
    },
  );
  expect(await send({ phoneNumber: '+12025550104' })).toEqual({ outcome: 'unavailable', because: 'daily-limit' });
  expect(texts.available()).toBe(true);
  expect(await send()).toMatchObject({ outcome: 'sent' });
});

test('a clock that is out raises an alarm of its own and opens the circuit at once', async () => {
  const { notify, texts, send, events, clock } = await bench();
  notify.control.skew(120);
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'clock' });
  expect(events[0]).toMatchObject({ level: 'alarm', event: 'server-clock-wrong', status: 403 });
  expect([texts.available(), texts.condition().because]).toEqual([false, 'clock']);
  notify.control.skew(0);
  clock.move(PROBE_AFTER_MS);
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect([texts.available(), texts.condition().because]).toEqual([true, null]);
});

test.each([
  ['a revoked key', (notify: StandIn) => notify.otherApiKeys.revoked],
  ['the key of an archived service', (notify: StandIn) => notify.otherApiKeys.archived],
  ['a wrong secret', (notify: StandIn) => `live-${SERVICE_IDS.live}-${secretOf(notify.otherApiKeys.trial)}`],
])('%s is refused, with an alarm, and the circuit opens at once', async (_, key) => {
  const made = await standIn();
  const events: NotifyEvent[] = [];
  const texts = createTextMessages({
    apiKey: key(made),
    baseUrl: made.url,
    templateIds: made.templateIds,
    alertTemplateIds: made.alertTemplateIds,
    clock: new HandClock(),
    log: (event) => events.push(event),
  });
  expect(await texts.send({ phoneNumber: NUMBER, code: CODE, application: 'control', language: 'en', reference: 'r' })).toEqual({
    outcome: 'unavailable',
    because: 'refused-key',
  });
  expect(events[0]).toMatchObject({ level: 'alarm', event: 'key-refused', status: 403 });
  expect(texts.available()).toBe(false);
});

test.each(['server-error', 'gateway-timeout', 'cut', 'no-answer'] as const)(
  'the circuit opens after %s in a row, and not before',
  async (kind) => {
    const { notify, texts, clock, send } = await bench(SHORT);
    // A message whose answer is lost is sent twice; both must fail.
    const each = kind === 'cut' || kind === 'no-answer' ? 2 : 1;
    const fail = async () => {
      notify.control.fail(kind, each);
      expect((await send()).outcome).toBe('unavailable');
    };
    for (let failures = 1; failures < FAILURES_BEFORE_OPEN; failures += 1) await fail();
    expect(texts.available()).toBe(true);
    expect(await send()).toMatchObject({ outcome: 'sent' });
    for (let failures = 1; failures < FAILURES_BEFORE_OPEN; failures += 1) await fail();
    expect(texts.available()).toBe(true);
    await fail();
    const retryAt = new Date(clock.now().getTime() + PROBE_AFTER_MS);
    expect(texts.available()).toBe(false);
    expect(texts.condition()).toMatchObject({ because: kind === 'cut' || kind === 'no-answer' ? 'no-answer' : 'server-error', retryAt });
    const before = notify.outbox().length;
    expect(await send()).toEqual({ outcome: 'unavailable', because: 'circuit-open' });
    expect(notify.outbox()).toHaveLength(before);
    clock.move(PROBE_AFTER_MS - 1);
    expect(texts.available()).toBe(false);
  },
);

test('a server error is looked up, since the message may have gone out all the same, but never repeated', async () => {
  const { notify, send, pauses } = await bench();
  notify.control.fail('gateway-timeout');
  expect(await send()).toEqual({ outcome: 'unavailable', because: 'server-error' });
  expect(notify.outbox()).toEqual([]);
  expect(pauses).toEqual([]);
});

async function opened(kind: FaultKind = 'clock'): Promise<Bench> {
  const made = await bench();
  made.notify.control.fail(kind);
  await made.send();
  expect(made.texts.available()).toBe(false);
  return made;
}

test('when half open, one message goes at a time and how it fares decides', async () => {
  const { notify, texts, clock, send, events } = await opened();
  clock.move(PROBE_AFTER_MS);
  expect([texts.available(), texts.condition().because]).toEqual([true, 'clock']);
  notify.control.fail('server-error');
  const [first, second] = await Promise.all([send(), send()]);
  expect(first).toEqual({ outcome: 'unavailable', because: 'server-error' });
  expect(second).toEqual({ outcome: 'unavailable', because: 'circuit-open' });
  expect(texts.available()).toBe(false);
  clock.move(PROBE_AFTER_MS);
  expect(await send()).toMatchObject({ outcome: 'sent' });
  expect(texts.condition().because).toBeNull();
  expect(events.at(-1)).toEqual({ level: 'info', event: 'circuit-closed' });
});

test('a message from before the circuit opened can’t close it', () => {
  const circuit = new Circuit(new HandClock());
  const slow = circuit.admit();
  const limited = circuit.admit();
  if (!slow || !limited) throw new Error('a closed circuit admits');
  expect(circuit.report(limited, 'broken-today')).toBe('opened');
  expect(circuit.report(slow, 'answered')).toBeNull();
  expect(circuit.admitting).toBe(false);
});

test('while the circuit is open nobody waits to learn of a delivery', async () => {
  const { notify, texts, clock, send } = await bench();
  const sent = await send();
  notify.control.fail('clock');
  await send();
  clock.move(PROBE_AFTER_MS - 1);
  expect(await texts.delivery(sent.outcome === 'sent' ? sent.notifyId : '')).toBeNull();
});
