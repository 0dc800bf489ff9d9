import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { Problem, SecondFactorScreen } from '../../shared/sign-in/screens.ts';

/** What single steps of sign-in offer in which state, without a window. How they look and behave in one is the desktop tests'. */

const RENDERER = fileURLToPath(new URL('../../renderer', import.meta.url));
vi.stubGlobal('window', { vu: {} });

type ScreenOf<N extends SecondFactorScreen['name']> = Extract<SecondFactorScreen, { name: N }>;

/** The words of a step as they are drawn. The renderer has its own type-check (with the DOM), so it is loaded by address. */
async function drawn(file: string, component: string, properties: object): Promise<string> {
  const module = (await import(/* @vite-ignore */ join(RENDERER, file))) as Record<string, FunctionComponent<object>>;
  const Component = module[component];
  if (Component === undefined) throw new Error(`${file} has no ${component}`);
  return renderToStaticMarkup(createElement(Component, properties));
}

const TEXT_CODE: ScreenOf<'text-code'> = {
  name: 'text-code',
  busy: false,
  problem: null,
  notice: null,
  textMessagesFrom: null,
  passOffered: false,
  passGranted: null,
  application: 'customer-service-vu',
  numberEnding: '123',
  firstTime: false,
  codeExpiresAt: 600_000,
  resendAt: 0,
  resendsLeft: 4,
  delivery: 'sending',
  attemptsLeft: 5,
  canChooseAnother: false,
  recoveryCodesLeft: 0,
  thenSetUp: null,
  sends: 1,
};
const textCode = (given: Partial<ScreenOf<'text-code'>>) =>
  drawn('sign-in/text-code.tsx', 'TextCode', { screen: { ...TEXT_CODE, ...given } });

const CHOICE: ScreenOf<'choose-method'> = {
  name: 'choose-method',
  busy: false,
  problem: null,
  notice: 'text-messages-failing',
  textMessagesFrom: null,
  passOffered: false,
  passGranted: null,
  application: 'customer-service-vu',
  methods: [{ method: 'text-message', enrolled: true, available: false }],
  mustEnrol: false,
  numberEnding: '123',
  recoveryCodesLeft: 0,
};
const choice = (given: Partial<ScreenOf<'choose-method'>>) =>
  drawn('sign-in/choose-method.tsx', 'ChooseMethod', { screen: { ...CHOICE, ...given } });
const REFUSED: Problem = { code: 'text-message-unavailable', reference: 'SIGNIN-5XX-403', retryable: true };

test('during an outage the choice speaks of other ways only where there are any, and of the help desk where there are none', async () => {
  const OTHERS = 'one of the other ways below';
  const alone = await choice({});
  expect(alone).not.toContain(OTHERS);
  expect(alone).toContain('ask the help desk');
  for (const way of [{ recoveryCodesLeft: 1 }, { passOffered: true }]) expect(await choice(way)).toContain(OTHERS);
});

test('once a message can be tried again the choice says so, and not that none can be sent', async () => {
  const methods = [{ method: 'text-message', enrolled: true, available: true }] as const;
  const again = await choice({ methods });
  expect(again).toContain('you can try one now');
  expect(again).not.toContain('can’t be sent at the moment');
  // One that was refused just now is not about to work.
  expect(await choice({ methods, problem: REFUSED })).not.toContain('you can try one now');
});

test('a refused message and the outage that it is of are one notice, with the reference to quote', async () => {
  const refused = await choice({ problem: REFUSED });
  expect(refused.split('Text messages can’t be sent')).toHaveLength(2);
  expect(refused).toContain('SIGNIN-5XX-403');
  const withoutNotice = await choice({ problem: REFUSED, notice: null });
  expect(withoutNotice.split('Text messages can’t be sent')).toHaveLength(2);
});

test('after the limit of the day messages are promised for when Notify counts anew, by the time in London', async () => {
  const from = Date.parse('2026-06-28T00:00:00Z');
  for (const given of [{ textMessagesFrom: from }, { problem: { ...REFUSED, retryAt: from } }]) {
    const limited = await choice(given);
    expect(limited).toContain('Text messages can’t be sent until 01:00 on 28 June 2026');
    expect(limited).not.toMatch(/a few minutes|notices when they work/);
  }
});

test('a pass that was granted meanwhile is shown over whichever step there is, with going on as a press', async () => {
  const passGranted = { leaderName: 'Carys Lloyd', until: Date.parse('2026-03-27T17:00:00Z') };
  for (const screen of [CHOICE, TEXT_CODE]) {
    const shown = await drawn('sign-in/second-factor.tsx', 'SecondFactorStep', { screen: { ...screen, passGranted } });
    expect(shown).toContain('Carys Lloyd has let you in');
    expect(shown).toContain('until 17:00');
    expect(shown).toContain('Sign in now');
    expect(await drawn('sign-in/second-factor.tsx', 'SecondFactorStep', { screen })).not.toContain('Sign in now');
  }
});

test('a message that the network goes on trying to deliver comes by itself, and one that it gave up on is sent again', async () => {
  const waiting = await textCode({ delivery: 'waiting-for-phone' });
  expect(waiting).toContain('Your phone seems to be off');
  expect(waiting).toContain('comes by itself');
  const givenUp = await textCode({ delivery: 'phone-unreachable' });
  expect(givenUp).toContain('Your phone is off or has no signal');
  expect(givenUp).toContain('then send another code');
  expect(givenUp).not.toContain('by itself');
});

test('another way to get a code is spoken of only to those who have one', async () => {
  const ANOTHER = 'another way';
  for (const delivery of ['waiting-for-phone', 'phone-unreachable', 'number-unknown', 'failed'] as const) {
    expect(await textCode({ delivery })).not.toContain(ANOTHER);
    for (const way of [{ canChooseAnother: true }, { recoveryCodesLeft: 3 }, { passOffered: true }]) {
      expect(await textCode({ delivery, ...way })).toContain(ANOTHER);
    }
  }
});

test('no other code is offered to a number that the network doesn’t know: it is corrected, here or by the help desk', async () => {
  const SEND = 'Send another code';
  expect(await textCode({ delivery: 'failed' })).toContain(SEND);
  const first = await textCode({ delivery: 'number-unknown', firstTime: true });
  expect(first).not.toContain(SEND);
  expect(first).toContain('Correct the number');
  const later = await textCode({ delivery: 'number-unknown' });
  expect(later).not.toContain(SEND);
  expect(later).not.toContain('Correct the number');
  expect(later).toContain('the help desk can change it');
});
