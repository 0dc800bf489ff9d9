import type { Locator, Page } from 'playwright/test';
import { expect, type Vu } from '../../support/desktop.ts';
import { operatorEnvironment, runCommand } from '../../support/operator.ts';
import { codeIn, messagesTo } from '../../support/outbox.ts';
import { readQr } from '../../support/qr.ts';
import { oathtoolCode } from '../../support/totp-oathtool.ts';

/** How long an app shows a code (RFC 6238). */
const APP_PERIOD_MS = 30_000;

/** Where the steps of a second factor are: the window before sign-in, a dialog over the work after it. */
export type Place = Page | Locator;

/** A button by its whole name. */
export function button(place: Place, name: string): Locator {
  return place.getByRole('button', { name, exact: true });
}

/** Choosing how to get a code. */
export function chooseMethod(place: Place) {
  return {
    textMessage: place.getByRole('radio', { name: /^Text message/ }),
    authenticator: place.getByRole('radio', { name: /^Authenticator app/ }),
    submit: button(place, 'Continue'),
    recoveryCode: place.getByRole('button', { name: /^Use a recovery code/ }),
  };
}

/** The phone number, on first use. */
export function phoneNumber(place: Place) {
  const number = place.getByLabel('UK mobile number');
  const submit = button(place, 'Send a code');
  return {
    number,
    submit,
    give: async (typed: string) => {
      await number.fill(typed);
      await submit.click();
    },
  };
}

/** The code from the text message. */
export function textCode(place: Place) {
  const code = place.getByLabel('Code from the text message');
  const submit = button(place, 'Continue');
  return {
    code,
    submit,
    resend: button(place, 'Send another code'),
    give: async (typed: string) => {
      await code.fill(typed);
      await submit.click();
    },
  };
}

/** The code from the authenticator app, also the first one, which links it. */
export function authenticatorCode(place: Place) {
  const code = place.getByLabel('Code from the app');
  return {
    code,
    give: async (typed: string) => {
      await code.fill(typed);
      await code.press('Enter');
    },
  };
}

export function recoveryCode(place: Place) {
  const code = place.getByLabel('Recovery code', { exact: true });
  return {
    code,
    give: async (typed: string) => {
      await code.fill(typed);
      await code.press('Enter');
    },
  };
}

export function helpDeskCode(place: Place) {
  const code = place.getByLabel('Code from the help desk', { exact: true });
  return {
    code,
    give: async (typed: string) => {
      await code.fill(typed);
      await code.press('Enter');
    },
  };
}

/** What the operator reads out to somebody who sets up more than what they have is good for. */
export async function codeFromHelpDesk({ api }: Vu, { email }: { readonly email: string }): Promise<string> {
  const { output, errors } = await runCommand(
    ['user', 'code', email, '--for', 'enrolment', '--reason', 'Rang from the known number', '--json'],
    operatorEnvironment(api.database.url),
  );
  if (errors !== '') throw new Error(errors);
  return (JSON.parse(output) as { code: string }).code;
}

/** Waits for the `count`th text message to a phone and answers the code in it. */
export async function codeFromPhone(vu: Vu, phone: string, count = 1): Promise<string> {
  await expect.poll(async () => (await messagesTo(phone, vu.api.notify)).length).toBe(count);
  const [newest] = await messagesTo(phone, vu.api.notify);
  if (newest === undefined) throw new Error('No text message came');
  return codeIn(newest);
}

/** Takes a picture of the window, as a phone's camera does, and answers the secret in its QR code. */
export async function scanSecret(window: Page): Promise<string> {
  const qr = window.getByRole('img', { name: /^QR code/ });
  await qr.scrollIntoViewIfNeeded();
  const uri = new URL(await readQr(await window.screenshot()));
  expect(uri.href).toMatch(/^otpauth:\/\/totp\//);
  return uri.searchParams.get('secret') ?? '';
}

/** What an app with this secret shows by the API's clock. */
export function appCode(vu: Vu, secret: string | null): Promise<string> {
  if (secret === null) throw new Error('That person has no authenticator app');
  return oathtoolCode(secret, vu.api.clock.now());
}

/** Moves the API's clock to the beginning of the next half minute, when apps show another code, and answers that. */
export function nextAppCode(vu: Vu, secret: string | null): Promise<string> {
  vu.api.clock.set(new Date((Math.floor(vu.api.clock.now().getTime() / APP_PERIOD_MS) + 1) * APP_PERIOD_MS));
  return appCode(vu, secret);
}

/** Another six digits than these, that no app shows near now either: a wrong code for tests that want one. */
export async function wrongAppCode(vu: Vu, secret: string | null): Promise<string> {
  const now = vu.api.clock.now().getTime();
  const near = await Promise.all(
    Array.from({ length: 9 }, (_, at) => oathtoolCode(secret ?? '', new Date(now + (at - 4) * APP_PERIOD_MS))),
  );
  for (let candidate = 314_159; ; candidate += 1) if (!near.includes(String(candidate))) return String(candidate);
}
