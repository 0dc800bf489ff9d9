import { resolve } from 'node:path';
import { app, Menu, session } from 'electron';
import { connectPage } from './bridge/connect-page.ts';
import { readEnvironment, thisProcess } from './environment.ts';
import { endOnUncaught, reviveWindow } from './shell/crash.ts';
import { harden } from './shell/hardening.ts';
import { openLog } from './shell/logs.ts';
import { guardNavigation } from './shell/navigation.ts';
import { registerScheme, serveBundle } from './shell/protocol.ts';
import { quitWithin } from './shell/quit.ts';
import { describeRuntime } from './shell/runtime.ts';
import { closeSession } from './shell/session.ts';
import { claimSingleInstance, focusOnSecondStart } from './shell/single-instance.ts';
import { testDriverReady } from './shell/test-driver.ts';
import { openWindow } from './shell/window.ts';
import { shellWords } from './shell/words.ts';

/**
 * The boot order, and nothing else. Until the window loads its page, as little as possible is read and run: everything
 * before that delays the first paint by just as much. What the page needs comes next, while its process starts; what it
 * doesn't need comes once it has painted.
 */
const environment = readEnvironment(thisProcess(), app.isPackaged);
if (environment.userDataFolder !== null) app.setPath('userData', resolve(environment.userDataFolder));
const log = openLog({ folder: app.getPath('logs'), now: () => new Date() });
let words = shellWords('en');
endOnUncaught(log, () => words);
harden(environment);
registerScheme();
Menu.setApplicationMenu(null);

async function start(): Promise<void> {
  await Promise.all([app.whenReady(), environment.testDriver ? testDriverReady() : null]);
  guardNavigation();
  closeSession(session.defaultSession);
  const pageServed = serveBundle(session.defaultSession, environment.developmentServer);
  const vuWindow = openWindow();
  const { window } = vuWindow;
  focusOnSecondStart(window);
  reviveWindow(window, log, () => words);

  const runtime = describeRuntime(process.versions);
  const desktop = pageServed.then(async () => {
    const { startDesktop } = await import('./bridge/desktop.ts');
    return startDesktop(vuWindow, environment, runtime, log);
  });
  connectPage(window, desktop);
  const { engine, policy, finish } = await desktop;
  quitWithin(finish);

  await vuWindow.painted;
  const { showMenu, watchComputer } = await import('./shell/after-paint.ts');
  const { language } = engine.view();
  words = shellWords(language);
  showMenu(vuWindow, runtime, language);
  window.setContentProtection(policy.screenshotProtection ?? false);
  vuWindow.show();
  watchComputer((event) => engine.outside(event));
  engine.onView((view) => {
    if (shellWords(view.language) === words) return;
    words = shellWords(view.language);
    showMenu(vuWindow, runtime, view.language);
  });
}

if (claimSingleInstance()) void start();
else app.exit(0);
