import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unprivilegedUser } from '../../build/unprivileged.mjs';
import { expect, test, type Vu } from '../support/desktop.ts';
import { startLogind } from '../support/logind.ts';
import { expectSignedIn, signInByApp } from './pages/shell.ts';
import { expectHeading } from './pages/sign-in.ts';

test.skip(process.platform !== 'linux', 'the buses are Linux’');

const OWN = unprivilegedUser?.uid ?? process.getuid?.() ?? 0;
const OWN_SESSION = '/org/freedesktop/login1/session/_32';
const OTHER_SESSION = '/org/freedesktop/login1/session/_37';
const NOBODYS_SESSION = '/org/freedesktop/login1/session/_39';

/** Says on the session's bus what a desktop's screen saver says when the screen is locked or unlocked. */
async function screenSaver(vu: Vu, name: string, active: boolean): Promise<void> {
  const at = `/${name.replaceAll('.', '/')}`;
  await vu.inSession(['dbus-send', '--session', '--type=signal', at, `${name}.ActiveChanged`, `boolean:${active}`]);
}

async function unlock(vu: Vu, password: string): Promise<void> {
  const field = vu.window.getByLabel('Password', { exact: true });
  await field.fill(password);
  await field.press('Enter');
}

test('the session locks when a desktop’s screen saver says that the screen is locked, whichever desktop’s', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  await vu.start();
  await signInByApp(vu, person);
  await expectSignedIn(vu.window, person);
  for (const name of ['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver', 'org.cinnamon.ScreenSaver']) {
    await screenSaver(vu, name, true);
    await expectHeading(vu.window, 'Locked');
    await expect(vu.window.getByText('locked itself together with this computer')).toBeVisible();
    await screenSaver(vu, name, false);
    await unlock(vu, person.password);
    await expectSignedIn(vu.window, person);
  }
});

test('the session locks when logind locks the person’s session or gives the screen to somebody else, and for no other session', async ({
  vu,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-logind-'));
  chmodSync(folder, 0o755);
  const logind = await startLogind(
    folder,
    new Map([
      [OWN_SESSION, OWN],
      [OTHER_SESSION, OWN + 1],
    ]),
  );
  try {
    const person = vu.api.person('authenticator');
    await vu.start({ env: { DBUS_SYSTEM_BUS_ADDRESS: logind.address } });
    await signInByApp(vu, person);
    await expectSignedIn(vu.window, person);
    const ways = [
      // Somebody else's first: had it counted, what follows would find the lock there already.
      () => {
        logind.say(OTHER_SESSION, 'Lock');
        logind.changes(OTHER_SESSION, 'Active', false);
        logind.say(OWN_SESSION, 'Lock');
      },
      () => logind.changes(OWN_SESSION, 'LockedHint', true),
      () => logind.changes(OWN_SESSION, 'Active', false),
      () => logind.say(NOBODYS_SESSION, 'Lock'),
    ];
    for (const way of ways) {
      way();
      await expectHeading(vu.window, 'Locked');
      logind.say(OWN_SESSION, 'Unlock');
      await unlock(vu, person.password);
      await expectSignedIn(vu.window, person);
    }
    logind.say(OTHER_SESSION, 'Lock');
    logind.changes(OTHER_SESSION, 'LockedHint', true);
    // Heard in their order: by the time that this one is, the others were.
    logind.say(OWN_SESSION, 'Unlock');
    await expectSignedIn(vu.window, person);
  } finally {
    logind.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
