import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Intent, IntentResult } from '../../shared/bridge.ts';
import { expect, test, type Vu } from '../support/desktop.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { AGREE, expectNoBox, HURRY, pressInBox } from '../support/native-box.ts';
import { authenticatorCode, button } from './pages/second-factor.ts';
import { expectSignedIn, shell } from './pages/shell.ts';
import { expectHeading, signInForm } from './pages/sign-in.ts';
import { trustComputer } from './pages/trust-computer.ts';

/** As script in the page would carry off what the page shows: in the name of a host of its own. */
const CARRIED_OFF = 'jbswy3dpehpk3pxp.attacker.example';

/** Sends an intent as script in the page does. */
function send(vu: Vu, intent: Intent): Promise<IntentResult> {
  return vu.window.evaluate((sent) => globalThis.window.vu.send(sent), intent);
}

function savedAddress(vu: Vu): unknown {
  return JSON.parse(readFileSync(path.join(vu.userDataDir, 'settings.json'), 'utf8')).address;
}

/** Boxes are shown as ever; what they say is kept. */
async function keepBoxes(vu: Vu): Promise<() => Promise<{ message: string; detail: string; buttons: string[] }[]>> {
  await vu.app.evaluate(({ dialog }) => {
    const said: unknown[] = [];
    Reflect.set(globalThis, 'boxesOfTest', said);
    const show = dialog.showMessageBox;
    Reflect.set(dialog, 'showMessageBox', (...args: unknown[]) => {
      said.push(args.at(-1));
      return Reflect.apply(show, dialog, args);
    });
  });
  return () => vu.app.evaluate(() => Reflect.get(globalThis, 'boxesOfTest'));
}

/** A desktop whose person has given the address themselves, so that they may give another. */
async function startConnected(vu: Vu, args: readonly string[] = []): Promise<void> {
  const window = await vu.start({ connect: false, args });
  await expectHeading(window, 'Connect to your council');
  await window.getByLabel('Address of the Vu service').fill(vu.api.url);
  await button(window, 'Check and connect').click();
  await pressInBox(vu, AGREE);
  await expectHeading(window, 'Sign in');
}

test('script in the page that names an address of its own sends nothing there, not even its name, until the person agrees', async ({
  vu,
}) => {
  const asked: string[] = [];
  // All that is not on this computer goes through it, names unread: what comes here would have left.
  const outside = createServer().on('connect', ({ url }, socket) => {
    asked.push(String(url));
    socket.destroy();
  });
  const port = await listenOnLoopback(outside);
  await startConnected(vu, [`--proxy-server=http://127.0.0.1:${port}`]);
  const boxes = await keepBoxes(vu);

  expect(await send(vu, { kind: 'change-address' })).toEqual({ ok: true });
  expect(await send(vu, { kind: 'connect', address: CARRIED_OFF })).toEqual({ ok: true });
  await pressInBox(vu, HURRY);
  await expectHeading(vu.window, 'Sign in');
  const [box] = await boxes();
  expect(box?.detail).toContain(vu.api.url);
  expect(box?.detail).toContain(`https://${CARRIED_OFF}`);
  expect(box?.buttons).toEqual(['Keep the address', 'Use the new address']);
  expect(asked).toEqual([]);
  expect(savedAddress(vu)).toBe(vu.api.url);

  // The same again, and the person agrees: now it is asked, and kept only if a Vu API answers.
  await button(vu.window, 'Cymraeg').click();
  await send(vu, { kind: 'change-address' });
  await send(vu, { kind: 'connect', address: CARRIED_OFF });
  await pressInBox(vu, AGREE);
  await expect.poll(() => asked).toContain(`${CARRIED_OFF}:443`);
  expect((await boxes())[1]?.buttons).toEqual(['Cadw’r cyfeiriad', 'Defnyddio’r cyfeiriad newydd']);
  expect(savedAddress(vu)).toBe(vu.api.url);
  outside.close();
});

test('no address is given from within a sign-in, a session or a lock, whatever the page asks', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  await startConnected(vu);
  const expectRefused = async (): Promise<void> => {
    for (const intent of [{ kind: 'change-address' }, { kind: 'connect', address: CARRIED_OFF }] as const)
      expect(await send(vu, intent)).toEqual({ ok: false, code: 'refused' });
    await expectNoBox(vu);
  };
  const { window } = vu;
  await signInForm(window).signIn(person);
  await expect(authenticatorCode(window).code).toBeVisible();
  await expectRefused();
  await authenticatorCode(window).give(vu.api.authenticatorCode(person));
  await expectHeading(window, 'Trust this computer?');
  await expectRefused();
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
  await expectRefused();
  await shell(window).lock.click();
  await expectHeading(window, 'Locked');
  await expectRefused();
});
