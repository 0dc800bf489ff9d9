import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteBudget } from '../../../server/notify/text-budget.ts';
import { readSignInService } from '../../../shared/control/operations.ts';
import { NEW_NUMBERS_PER_DAY } from '../../../shared/sign-in/limits.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { CodesApi } from '../../support/code-challenges.ts';
import { startCodesApi } from '../../support/code-challenges.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { aDevice } from '../../support/sign-in.ts';

/** What somebody who has a password, or many, can make the council send and pay for in a day. */

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

interface Limits {
  readonly person?: number;
  readonly number?: number;
  readonly day?: number;
}

async function limits({ person = 1_000, number = 1_000, day = 1_000_000 }: Limits): Promise<void> {
  await vu.api.database.query('update organisation set texts_per_person = $1, texts_per_number = $2, texts_per_day = $3', [
    person,
    number,
    day,
  ]);
}

/** Ten past nine of the next day in London, with nothing sent yet. */
async function nextMorning(): Promise<void> {
  const now = vu.clock.now();
  vu.clock.set(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 2, 9, 10)));
  await vu.api.database.query('delete from text_message_days');
}

/** What asking for a code comes to, in a challenge of its own each time and far enough from the last. */
async function ask(person: TestPerson, client = vu.client) {
  vu.clock.advance({ minutes: 4 });
  const { challengeToken: token } = await vu.challenge(person);
  const answer = await client.call(operations.sendTextMessage, { token });
  return answer.ok ? 'sent' : answer.error;
}

async function give(person: TestPerson, phoneNumber: string) {
  vu.clock.advance({ minutes: 4 });
  const { challengeToken: token } = await vu.challenge(person);
  const answer = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber } });
  return answer.ok ? 'sent' : answer.error;
}

async function withNumber(phone?: string): Promise<TestPerson> {
  const made = await vu.person();
  const person = phone === undefined ? made : { ...made, phone };
  await vu.withText(person);
  return person;
}

test('a person is sent as many codes in 24 hours as the council lets them, then told until when, and is not locked', async () => {
  await limits({ person: 4 });
  await nextMorning();
  const person = await withNumber();
  for (let sent = 1; sent < 4; sent += 1) expect(await ask(person)).toBe('sent');
  const before = vu.phones.sent.length;
  expect(await ask(person)).toMatchObject({
    code: 'text-message-limit',
    // The first of them was sent four times four minutes ago.
    details: { retryAfterSeconds: DAY_SECONDS - 4 * 4 * 60 },
  });
  expect(vu.phones.sent).toHaveLength(before);
  vu.clock.advance({ seconds: DAY_SECONDS - 5 * 4 * 60 });
  expect(await ask(person)).toBe('sent');
});

test('a number is sent as many as may be, whoever’s password asks for them', async () => {
  await limits({ number: 3 });
  await nextMorning();
  const phone = '+447700900801';
  const [one, another] = [await withNumber(phone), await withNumber(phone)];
  expect(await ask(one)).toBe('sent');
  expect(await ask(another)).toMatchObject({ code: 'text-message-limit' });
  // Nor by whoever hasn't any number yet.
  expect(await give(await vu.person(), phone)).toMatchObject({ code: 'text-message-limit' });
  expect(await give(await vu.person(), '+447700900802')).toBe('sent');
});

test('somebody without a factor can send to three different numbers in 24 hours, and to those again', async () => {
  await limits({});
  await nextMorning();
  const person = await vu.person();
  const numbers = ['07700 900811', '07700 900812', '07700 900813'];
  expect(numbers).toHaveLength(NEW_NUMBERS_PER_DAY);
  for (const number of numbers) expect(await give(person, number)).toBe('sent');
  const sent = vu.phones.sent.length;
  vu.clock.advance({ minutes: 16 });
  expect(await give(person, '07700 900814')).toMatchObject({ code: 'new-number-limit' });
  expect(await give(person, '+44 7700 900814')).toMatchObject({ code: 'new-number-limit' });
  expect(vu.phones.sent).toHaveLength(sent);
  expect(await give(person, '07700900812')).toBe('sent');
});

test('of many who ask at once for the council’s last message, over two instances, one is sent it', async () => {
  await limits({ day: 3 });
  await nextMorning();
  const people = await Promise.all(['+447700900821', '+447700900822', '+447700900823'].map(() => vu.person()));
  const other = await vu.api.another();
  const tokens = await Promise.all(people.map(async (person) => (await vu.challenge(person)).challengeToken));
  await vu.api.database.query('insert into text_message_days (day, sent) values ($1, 2)', [vu.clock.now().toISOString().slice(0, 10)]);
  const answers = await Promise.all(
    tokens.map((token, at) =>
      (at % 2 === 0 ? vu.client : other.client).call(operations.enrolPhoneNumber, {
        token,
        body: { phoneNumber: `0770090083${at}` },
      }),
    ),
  );
  expect(answers.map((each) => (each.ok ? 'sent' : each.error.code)).sort()).toEqual([
    'sent',
    'text-message-unavailable',
    'text-message-unavailable',
  ]);
});

test('the council’s budget is used up until midnight in London, and a message that wasn’t sent is given back', async () => {
  await limits({});
  const person = await withNumber();
  await limits({ day: 2 });
  await nextMorning();
  expect(await ask(person)).toBe('sent');
  vu.phones.outcomes.push({ outcome: 'unavailable', because: 'server-error' });
  expect(await ask(person)).toMatchObject({ code: 'text-message-unavailable' });
  expect(await ask(person)).toBe('sent');
  const refused = await ask(person);
  expect(refused).toMatchObject({ code: 'text-message-unavailable', details: { retryAfterSeconds: expect.any(Number) } });
  if (refused === 'sent') throw new Error('it was sent');
  // A summer's midnight in London is 23:00 UTC.
  const until = new Date(vu.clock.now().getTime() + (refused.details?.retryAfterSeconds ?? 0) * 1000);
  const london = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'medium' }).format(until);
  expect(london).toBe('00:00:00');
  vu.clock.set(new Date(until.getTime() + 1000));
  expect(await ask(person)).toBe('sent');
});

test('somebody is told once before the council’s budget ends and once when it has, and Control shows it', async () => {
  await limits({ day: 10 });
  const manager = await withNumber();
  await vu.api.database.query('delete from text_message_days');
  const { sessionToken: token } = await vu.againByText(manager, { application: 'control' });
  const budget = async () => (await vu.client.answer(readSignInService, { token })).budget;
  expect(await budget()).toEqual({ sentToday: 1, mostToday: 10, budget: 'ok' });

  const { database, audit } = vu.api.services;
  const events: string[] = [];
  const note = () => noteBudget(database, audit, vu.clock, ({ level, event }) => void events.push(`${level} ${event}`));
  const trail = () =>
    vu.api.database.query<{ details: unknown }>(
      "select content::jsonb -> 'details' as details from audit_entry where kind = 'text-budget-told' order by at",
    );
  const told = (await trail()).length;
  await note();
  expect(events).toEqual([]);
  await vu.api.database.query('update text_message_days set sent = 8');
  await Promise.all([note(), note()]);
  expect(events).toEqual(['warning budget-nearly-used']);
  expect(await budget()).toMatchObject({ budget: 'near' });
  vu.clock.advance({ minutes: 1 });
  await vu.api.database.query('update text_message_days set sent = 10');
  await Promise.all([note(), note()]);
  expect(events).toEqual(['warning budget-nearly-used', 'alarm budget-used']);
  expect(await budget()).toMatchObject({ budget: 'spent' });
  expect((await trail()).slice(told).map(({ details }) => details)).toEqual([
    { percent: 80, most: 10 },
    { percent: 100, most: 10 },
  ]);
});

test('security notices are counted apart: codes leave them theirs, and a person isn’t sent more of them than may be', async () => {
  await limits({});
  const person = await withNumber();
  await limits({ person: 2, day: 1 });
  await nextMorning();
  const [{ id }] = (await vu.api.database.query<{ id: string }>('select id from users where email = $1', [person.email])) as [
    { id: string },
  ];
  await vu.api.database.query('delete from alert_texts');
  const tell = async (): Promise<void> => {
    const alert = randomUUID();
    await vu.api.database.query("insert into alerts (id, user_id, kind, at) values ($1, $2, 'codes-locked', $3)", [
      alert,
      id,
      vu.clock.now(),
    ]);
    await vu.api.database.query(
      'insert into alert_texts (alert_id, phone_number, language, created_at, due_at) values ($1, $2, $3, $4, $4)',
      [alert, person.phone, 'en', vu.clock.now()],
    );
    await vu.api.sendAlertTexts();
  };
  expect(await ask(person)).toBe('sent');
  const before = vu.phones.alerts.length;
  await tell();
  await tell();
  expect(vu.phones.alerts.length - before).toBe(2);
  await tell();
  expect(vu.phones.alerts.length - before).toBe(2);
  const last = await vu.api.database.query<{ details: unknown }>(
    "select content::jsonb -> 'details' as details from audit_entry where kind = 'alert-text' and user_id = $1 order by at desc, id desc limit 3",
    [id],
  );
  expect(last.map(({ details }) => details)).toContainEqual(expect.objectContaining({ outcome: 'over-budget' }));
  vu.clock.advance({ seconds: DAY_SECONDS });
  await tell();
  expect(vu.phones.alerts.length - before).toBe(3);
});

test('whoever signs in on another computer is not sent more for it', async () => {
  await limits({ person: 3 });
  await nextMorning();
  const person = await withNumber();
  expect(await ask(person)).toBe('sent');
  expect(await ask({ ...person, device: aDevice('PC-0999') })).toBe('sent');
  expect(await ask({ ...person, device: aDevice('PC-0998') })).toMatchObject({ code: 'text-message-limit' });
});
