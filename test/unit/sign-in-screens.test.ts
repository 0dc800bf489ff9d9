import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';

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
  passOffered: false,
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
const textCode = (given: Partial<ScreenOf<'text-code'>>) => drawn('sign-in/text-code.tsx', 'TextCode', { screen: { ...TEXT_CODE, ...given } });

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
