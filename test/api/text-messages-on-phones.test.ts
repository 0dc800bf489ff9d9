import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fragmentCount, gsmLength, isGsm } from '../../server/demo/notify-stand-in/gsm.ts';
import type { ApplicationId, Language } from '../../shared/applications.ts';
import { readSignInService } from '../../shared/control/operations.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { SHORT_WAITS } from '../support/notify-sender.ts';
import { codeIn, messagesTo } from '../support/outbox.ts';
import { aDevice } from '../support/sign-in.ts';

/** What arrives on a phone for one request: how many messages, in which language, and how long they are. */

let api: StartedApi;
beforeAll(async () => {
  api = await startApi({ waits: SHORT_WAITS });
});
afterAll(() => api.close());
beforeEach(() => {
  // Past every window of sends.
  api.clock.advance({ hours: 1 });
  api.notify.control.clear();
});

interface Wanted {
  readonly application?: ApplicationId;
  readonly language?: Language;
  readonly device?: ReturnType<typeof aDevice>;
}

async function challenge(key: string, { application = 'customer-service-vu', language = 'en', device = aDevice('PC-0500') }: Wanted = {}) {
  const { email, password } = api.person(key);
  const begun = await api.client.answer(operations.signInWithPassword, {
    body: { email, password, application, device, language, trustToken: null },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  return begun.challengeToken;
}

const phoneOf = (key: string): string => api.person(key).phone ?? '';

async function sentThisYear(): Promise<number> {
  const token = await challenge('manager', { application: 'control' });
  api.clock.advance({ seconds: 30 });
  const answer = await api.client.answer(operations.verifyAuthenticator, {
    token,
    body: { code: api.authenticatorCode(api.person('manager')) },
  });
  if (answer.outcome !== 'signed-in') throw new Error('not signed in');
  return (await api.client.answer(readSignInService, { token: answer.sessionToken })).usage.sentThisYear;
}

test.each(['accepted-no-answer', 'accepted-cut', 'no-answer', 'cut'] as const)(
  'one request whose answer from Notify is lost (%s) is one message, whose code signs in, and counts as one',
  async (fault) => {
    const before = await sentThisYear();
    const token = await challenge('text-message');
    api.notify.control.fail(fault);
    const shown = await api.client.answer(operations.sendTextMessage, { token });
    expect(shown.textMessage).toMatchObject({ resendsLeft: 4 });
    const messages = await messagesTo(phoneOf('text-message'), api.notify);
    expect(messages).toHaveLength(1);
    const [message] = messages;
    if (!message) throw new Error('nothing arrived');
    const answer = await api.client.answer(operations.verifyTextMessage, { token, body: { code: codeIn(message) } });
    expect(answer.outcome).toBe('signed-in');
    expect(await sentThisYear()).toBe(before + 1);
  },
);

/** Of a language, what its code message and its security notice must hold, as its speakers read them. */
const WORDS = {
  en: { code: /^Vu: \S+ is your (.+) security code\./, warning: 'Never read it out to anyone.' },
  cy: { code: /^Vu: \S+ yw eich cod diogelwch ar gyfer (.+?)\./, warning: 'Ni ddylech byth ei ddarllen yn uchel i neb.' },
} as const;

function expectOneFragment(body: string): void {
  expect([body, isGsm(body), fragmentCount(body)]).toEqual([body, true, 1]);
  expect(gsmLength(body)).toBeLessThan(160);
}

test.each([
  ['en', 'customer-service-vu', 'Customer Service Vu'],
  ['cy', 'customer-service-vu', 'Customer Service Vu'],
  ['en', 'forms-portal', 'Forms Portal'],
  ['cy', 'forms-portal', 'Forms Portal'],
] as const)(
  'whoever signs in in %s to %s gets one short message in that language, which names %s and says never to read the code out',
  async (language, application, name) => {
    const token = await challenge('forms', { language, application });
    await api.client.answer(operations.sendTextMessage, { token });
    const messages = await messagesTo(phoneOf('forms'), api.notify);
    expect(messages).toHaveLength(1);
    const body = messages[0]?.body ?? '';
    expect(WORDS[language].code.exec(body)?.[1]).toBe(name);
    expect(body).toContain(WORDS[language].warning);
    expectOneFragment(body);
  },
);

test.each([
  ['en', 'text-message', "Vu: Security notice: you signed in on a computer not used before. If this wasn't you, tell your IT help desk."],
  ['cy', 'both', "Vu: Rhybudd diogelwch: mewngofnodwyd ar gyfrifiadur newydd. Os nad chi oedd hyn, rhowch wybod i'ch desg gymorth TG."],
] as const)('a security notice to somebody whose language is %s is one short message in it', async (_, key, notice) => {
  const signIn = async () => {
    api.clock.advance({ minutes: 16 });
    const token = await challenge(key, { device: aDevice('PC-0501') });
    await api.client.answer(operations.sendTextMessage, { token });
    await api.client.answer(operations.verifyTextMessage, { token, body: { code: api.textCode(phoneOf(key)) } });
  };
  // Of the first computer nobody is told.
  await signIn();
  await api.sendAlertTexts();
  api.notify.control.clear();
  await signIn();
  await api.sendAlertTexts();
  const [newest] = await messagesTo(phoneOf(key), api.notify);
  expect(newest?.body).toBe(notice);
  expectOneFragment(notice);
});
