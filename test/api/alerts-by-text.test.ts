import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultKind } from '../../server/demo/notify-stand-in/faults.ts';
import type { DemoAccount } from '../../server/demo/people.ts';
import { createTextMessages } from '../../server/notify/govuk-notify.ts';
import { administration } from '../../server/sign-in/administration.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { aDevice } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
const NEW_NUMBER = '07700 900901';

let api: StartedApi;
let other: Awaited<ReturnType<StartedApi['another']>>;
beforeAll(async () => {
  api = await startApi();
  other = await api.another();
});
afterAll(() => api.close());
beforeEach(async () => {
  // The next morning, with the whole day before Notify's counts start again.
  const now = api.clock.now();
  api.clock.set(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 9)));
  api.notify.control.clear();
  await api.database.query('delete from alert_texts');
});

const national = (phone: string): string => phone.replace(/\D/g, '').replace(/^44/, '0');
/** Security notices to a number, newest first. */
function noticesTo(phone: string): string[] {
  return api.notify
    .outbox()
    .filter((each) => national(each.to) === national(phone) && /notice|Rhybudd/.test(each.body))
    .map((each) => each.body);
}

async function signIn(person: DemoAccount, device = aDevice('PC-0300')) {
  const begun = await api.client.answer(operations.signInWithPassword, {
    body: { email: person.email, password: person.password, application: 'customer-service-vu', device, language: 'en', trustToken: null },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const token = begun.challengeToken;
  if (person.authenticatorSecret !== null) {
    api.clock.advance({ seconds: 30 });
    const answer = await api.client.answer(operations.verifyAuthenticator, { token, body: { code: api.authenticatorCode(person) } });
    if (answer.outcome !== 'signed-in') throw new Error('not signed in');
    return answer;
  }
  await api.client.answer(operations.sendTextMessage, { token });
  const answer = await api.client.answer(operations.verifyTextMessage, { token, body: { code: api.textCode(person.phone ?? '') } });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  return answer;
}

/** Somebody with a number, who has signed in before, so that another computer is news. */
async function known(key: string): Promise<DemoAccount> {
  const person = api.person(key);
  await signIn(person);
  await api.database.query('delete from alert_texts');
  api.clock.advance({ minutes: 16 });
  return person;
}

async function waiting(): Promise<number> {
  return (await api.database.query('select from alert_texts')).length;
}

async function idOf(person: DemoAccount): Promise<string> {
  return (await administration(api.services).findUser(person.email)) ?? '';
}

test('signing in on a new computer is told by text, to the number that counts', async () => {
  const person = await known('text-message');
  await signIn(person, aDevice('PC-0301'));
  expect(noticesTo(person.phone ?? '')).toEqual([]);
  expect(await waiting()).toBe(1);
  expect(await api.sendAlertTexts()).toBe(1);
  expect(noticesTo(person.phone ?? '')).toEqual([
    expect.stringContaining(': Security notice: you signed in on a computer not used before. If this wasn’t you'.replaceAll('’', "'")),
  ]);
  expect(await waiting()).toBe(0);
  expect(await api.sendAlertTexts()).toBe(0);
  expect(noticesTo(person.phone ?? '')).toHaveLength(1);
});

test('whoever uses Vu in Welsh is told in Welsh', async () => {
  const person = await known('both');
  await signIn(person, aDevice('PC-0302'));
  await api.sendAlertTexts();
  expect(noticesTo(person.phone ?? '')[0]).toContain(': Rhybudd diogelwch: mewngofnodwyd ar gyfrifiadur newydd.');
});

test('a number that takes another’s place is told to the old number, and a first number to none', async () => {
  const person = await known('team-leader');
  const { sessionToken: token } = await signIn(person, aDevice('PC-0303'));
  await api.database.query('delete from alert_texts');
  const added = await api.client.answer(operations.addTextMessage, { token, body: { phoneNumber: NEW_NUMBER } });
  await api.client.answer(operations.verifyTextMessage, { token: added.challengeToken, body: { code: api.textCode(NEW_NUMBER) } });
  await api.sendAlertTexts();
  expect(noticesTo(person.phone ?? '').join('\n')).toContain('a way to get codes was added to your account');
  expect(noticesTo(NEW_NUMBER)).toEqual([]);

  const newcomer = api.person('new');
  const begun = await api.client.answer(operations.signInWithPassword, {
    body: {
      email: newcomer.email,
      password: newcomer.password,
      application: 'customer-service-vu',
      device: aDevice(),
      language: 'en',
      trustToken: null,
    },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const phoneNumber = '07700 900902';
  await api.client.answer(operations.enrolPhoneNumber, { token: begun.challengeToken, body: { phoneNumber } });
  await api.client.answer(operations.verifyTextMessage, { token: begun.challengeToken, body: { code: api.textCode(phoneNumber) } });
  expect(await api.sendAlertTexts()).toBe(0);
});

test('a number that is removed, or cleared by an administrator, is the one that is told', async () => {
  const person = await known('without-phone');
  const { sessionToken: token } = await signIn(person);
  await api.client.answer(operations.removeFactor, { token, params: { method: 'text-message' } });
  await api.sendAlertTexts();
  expect(noticesTo(person.phone ?? '').join('\n')).toContain('a way to get codes was removed from your account');

  const reset = await known('forms');
  await administration(api.services).resetFactors({ kind: 'operator', name: 'it' }, await idOf(reset), 'Lost the phone, checked in person');
  await api.sendAlertTexts();
  expect(noticesTo(reset.phone ?? '').join('\n')).toContain('an administrator reset how you get codes');
});

test('a lock is told once, however many codes are tried after it', async () => {
  const person = api.person('agent');
  const begin = () =>
    api.client.call(operations.signInWithPassword, {
      body: {
        email: person.email,
        password: person.password,
        application: 'customer-service-vu',
        device: aDevice(),
        language: 'en',
        trustToken: null,
      },
    });
  const open: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const begun = await begin();
    if (begun.ok && begun.answer.outcome === 'second-factor-needed') open.push(begun.answer.challengeToken);
  }
  for (const token of open) {
    await api.client.call(operations.sendTextMessage, { token });
    api.clock.advance({ minutes: 1 });
    for (let count = 0; count < 5; count += 1) await api.client.call(operations.verifyTextMessage, { token, body: { code: 'CCCCC2' } });
  }
  await begin();
  await api.sendAlertTexts();
  expect(noticesTo(person.phone ?? '').filter((body) => body.includes('codes were locked'))).toHaveLength(1);
});

test('a change that is rolled back tells nobody', async () => {
  const person = await known('text-message');
  const before = await waiting();
  await expect(
    api.services.database.transaction().execute(async (transaction) => {
      const { addAlert } = await import('../../server/sign-in/alerts.ts');
      await addAlert(transaction, { userId: await idOf(person), kind: 'password-changed', detail: null, sessionId: null }, api.clock.now());
      throw new Error('it went wrong');
    }),
  ).rejects.toThrow('it went wrong');
  expect(await waiting()).toBe(before);
});

/** One alert that waits for somebody who has a number. */
async function oneWaits(): Promise<string> {
  const person = api.person('text-message');
  await administration(api.services).setPassword(SYSTEM, await idOf(person), person.password);
  expect(await waiting()).toBe(1);
  return person.phone ?? '';
}

test.each(['server-error', 'rate-limit', 'daily-limit', 'key-revoked', 'no-answer', 'template-missing'] satisfies FaultKind[])(
  'an alert that meets %s waits, and is sent once when that is over',
  async (fault) => {
    const phone = await oneWaits();
    if (fault === 'no-answer') api.notify.control.fail('cut', 4);
    else api.notify.control.fail(fault, 4);
    await api.sendAlertTexts();
    expect(noticesTo(phone)).toEqual([]);
    expect(await waiting()).toBe(1);
    expect(await api.sendAlertTexts()).toBe(0);
    api.notify.control.clear();
    // Past the pause, and past midnight where the day's limit was reached; but not past the day in which it is news.
    api.clock.advance({ hours: 16 });
    await api.sendAlertTexts();
    expect(noticesTo(phone)).toHaveLength(1);
    expect(await waiting()).toBe(0);
  },
);

test('an alert that was sent by an instance which then died is found and not sent again', async () => {
  const phone = await oneWaits();
  const [row] = await api.database.query<{ alert_id: string }>('select alert_id from alert_texts');
  const reference = row?.alert_id ?? '';
  // What the instance did before it died: it claimed the row and sent, and had no time to say so.
  await api.database.query("update alert_texts set tries = 1, due_at = due_at + interval '1 minute'");
  const { notify } = api.configuration;
  const dying = createTextMessages({ ...notify, clock: api.clock });
  await dying.sendAlert({ phoneNumber: '+447700900102', kind: 'password-changed', language: 'en', reference, triedBefore: false });
  expect(noticesTo(phone)).toHaveLength(1);
  expect(await api.sendAlertTexts()).toBe(0);
  api.clock.advance({ minutes: 1 });
  expect(await api.sendAlertTexts()).toBe(1);
  expect(noticesTo(phone)).toHaveLength(1);
  expect(await waiting()).toBe(0);
});

test('an alert survives a restart', async () => {
  const phone = await oneWaits();
  await api.stop();
  await api.startAgain();
  await api.sendAlertTexts();
  expect(noticesTo(phone)).toHaveLength(1);
});

test('two instances that look at once send each alert once', async () => {
  for (const key of ['text-message', 'both', 'agent', 'codes-locked', 'forced-enrolment']) {
    const person = api.person(key);
    await administration(api.services).setPassword(SYSTEM, await idOf(person), person.password);
  }
  expect(await waiting()).toBe(5);
  const done = await Promise.all(Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? api : other).sendAlertTexts()));
  expect(done.reduce((sum, each) => sum + each, 0)).toBe(5);
  expect(api.notify.outbox().filter((each) => /notice|Rhybudd/.test(each.body))).toHaveLength(5);
});

test('old news is not sent: after a day an alert is given up, and the trail says so', async () => {
  const phone = await oneWaits();
  api.clock.advance({ days: 1 });
  await api.sendAlertTexts();
  expect(noticesTo(phone)).toEqual([]);
  expect(await waiting()).toBe(0);
  const rows = await api.database.query<{ content: string }>(
    "select content from audit_entry where kind = 'alert-text' order by id desc limit 1",
  );
  expect(JSON.parse(rows[0]?.content ?? '{}').details).toMatchObject({ outcome: 'given-up' });
});

test('what is kept of a sent alert holds no number: not its row, not the trail, not the log', async () => {
  const phone = national(await oneWaits()).replace(/^0/, '');
  await api.sendAlertTexts();
  const rows = await api.database.query<{ content: string }>("select content from audit_entry where kind = 'alert-text'");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map((row) => row.content).join('\n')).not.toContain(phone);
  expect(await waiting()).toBe(0);
  expect(JSON.stringify(api.log)).not.toContain(phone);
});

test('a person without a number is told on the screen alone', async () => {
  const person = api.person('authenticator');
  await administration(api.services).setPassword(SYSTEM, await idOf(person), person.password);
  expect(await waiting()).toBe(0);
  const { session } = await signIn(person);
  expect(session.alerts.map((alert) => alert.kind)).toContain('password-changed');
});
