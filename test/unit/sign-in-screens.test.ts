import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createElement, type FunctionComponent, Suspense } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { Method } from '../../shared/applications.ts';
import { readCode } from '../../shared/sign-in/codes.ts';
import { TEXT_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
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

/** What both screens for a code have, while nothing is the matter. */
const ANY_CODE = {
  busy: false,
  problem: null,
  notice: null,
  textMessagesFrom: null,
  passOffered: false,
  passGranted: null,
  application: 'customer-service-vu',
  canChooseAnother: false,
  recoveryCodesLeft: 0,
  thenSetUp: null,
} as const;
const TEXT_CODE: ScreenOf<'text-code'> = {
  name: 'text-code',
  ...ANY_CODE,
  numberEnding: '123',
  firstTime: false,
  codeExpiresAt: 600_000,
  resendAt: 0,
  resendsLeft: 4,
  delivery: 'sending',
  attemptsLeft: 5,
  sends: 1,
};
const APP_CODE: ScreenOf<'authenticator-code'> = {
  name: 'authenticator-code',
  ...ANY_CODE,
  attemptsLeft: 4,
};
interface Malformed extends Record<'length' | 'absent' | 'several', string> {
  readonly character: (character: string) => string;
}
type WithMalformed = Record<'textCode' | 'recoveryCode' | 'authenticatorCode', { readonly malformed: Malformed }>;
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

test('what has no code in it is told which character no code has, how long one is, that none is there, or that several are', async () => {
  const faults = ['ZZZZZZ', 'cd3f4', 'CD3-F4O', 'cd 3i', 'CD3F4\uff17', 'CD3F4\u202e', 'Nothing has come yet', 'CDF234 or RTV567?'];
  expect(faults.map((typed) => readCode('text', typed))).toEqual([
    { fault: 'character', character: 'Z' },
    { fault: 'length' },
    { fault: 'character', character: 'O' },
    { fault: 'character', character: 'I' },
    { fault: 'character', character: '\uff17' },
    { fault: 'length' },
    { fault: 'absent' },
    { fault: 'several' },
  ]);
  for (const language of ['en', 'cy'] as const) {
    const module = (await import(/* @vite-ignore */ join(RENDERER, `words/steps.${language}.ts`))) as Record<string, WithMalformed>;
    const words = Object.values(module)[0];
    for (const step of ['textCode', 'recoveryCode', 'authenticatorCode'] as const) {
      const { length, absent, several, character } = words?.[step].malformed ?? ({} as Partial<Malformed>);
      expect(new Set([length, absent, several]).size).toBe(3);
      for (const said of [length, absent, several, character?.('Z')]) expect(said).toMatch(/no try was used|ni ddefnyddiwyd yr un cynnig/);
      expect(character?.('Z')).toContain('“Z”');
      expect(character?.('Z')).toContain([...TEXT_CODE_ALPHABET].join('\u00a0'));
    }
  }
});

test('whoever can’t be sent a message to a number of theirs is not told to use an app that they may not have', async () => {
  const { name: _, ...steps } = CHOICE;
  const screen = { ...steps, name: 'phone-number', phoneNumber: '07700 900123', onlyFor: null, canChooseAnother: false, problem: REFUSED };
  const refused = await drawn('sign-in/phone-number.tsx', 'PhoneNumber', { screen });
  expect(refused).toContain('Text messages can’t be sent');
  expect(refused).not.toContain('authenticator');
});

test('help with a phone’s clock speaks of another way only where there is one', async () => {
  const problem: Problem = { code: 'code-wrong', reference: 'SIGNIN-4XX-1', retryable: false, clockOffsetSeconds: -120 };
  const help = (given: Partial<ScreenOf<'authenticator-code'>>) =>
    drawn('sign-in/authenticator-code.tsx', 'AuthenticatorCode', { screen: { ...APP_CODE, problem, ...given } });
  const alone = await help({});
  expect(alone).toContain('ask the help desk');
  expect(alone).not.toContain('another way');
  for (const way of [{ canChooseAnother: true }, { recoveryCodesLeft: 3 }, { passOffered: true }])
    expect(await help(way)).toContain('another way or ask');
});

test('a reference to quote is never broken over two lines', async () => {
  expect(await choice({ problem: REFUSED })).toContain('quote <span class="reference">SIGNIN-5XX-403</span>.');
});

test('the card of an application says which code it asks for, where it takes one kind alone', async () => {
  const card = (methods: readonly Method[]) => {
    const view = { about: { applications: [{ application: 'control', methods }] } };
    const screen = { workspaces: [{ workspace: 'control', entry: 'step-up' }] };
    return drawn('shell/what-you-can-open.tsx', 'WhatYouCanOpen', { screen, view, here: 'customer-service-vu' });
  };
  expect(await card(['authenticator'])).toContain('Asks for a code from an authenticator app');
  expect(await card(['text-message'])).toContain('Asks for a code from a text message');
  expect(await card(['authenticator', 'text-message'])).toContain('Asks for another code');
});

test('a step whose script was fetched before it is needed is drawn at once, with no empty place first', async () => {
  const { comesLater } = (await import(/* @vite-ignore */ join(RENDERER, 'components/comes-later.ts'))) as {
    comesLater: (load: () => Promise<FunctionComponent<object>>) => { Component: FunctionComponent<object>; fetch: () => Promise<unknown> };
  };
  const { Component, fetch } = comesLater(async () => () => 'The step');
  const shown = () => renderToStaticMarkup(createElement(Suspense, null, createElement(Component)));
  expect(shown()).not.toContain('The step');
  await fetch();
  expect(shown()).toContain('The step');
});

test('a message that the network goes on trying to deliver comes by itself, and one that it gave up on is sent again', async () => {
  const waiting = await textCode({ delivery: 'waiting-for-phone' });
  expect(waiting).toContain('Your phone seems to be off');
  expect(waiting).toContain('comes by itself');
  const givenUp = await textCode({ delivery: 'phone-unreachable' });
  expect(givenUp).toContain('Your phone is off or has no signal');
  expect(givenUp).toContain('then send another code');
  expect(givenUp).not.toContain('by itself');
  // An empty place for buttons is a gap.
  expect(givenUp).not.toContain('notice__actions');
  expect(await textCode({ delivery: 'phone-unreachable', canChooseAnother: true })).toContain('notice__actions');
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
