import { app, Menu, session } from 'electron';
import { readBeginning } from './bridge/beginning.ts';
import { connectPage } from './bridge/connect-page.ts';
import { type Environment, readEnvironment, thisProcess } from './environment.ts';
import { readPolicy } from './policy/read.ts';
import { endOnUncaught, reviveWindow } from './shell/crash.ts';
import { crashFolder } from './shell/crash-folder.ts';
import { keepCrashReports } from './shell/crash-reports.ts';
import { harden } from './shell/hardening.ts';
import { systemLanguage } from './shell/language.ts';
import { readLink } from './shell/link.ts';
import { watchLinks } from './shell/links.ts';
import { type LogLevel, openLog } from './shell/logs.ts';
import { mayStart } from './shell/may-start.ts';
import { guardNavigation } from './shell/navigation.ts';
import { registerScheme, serveBundle } from './shell/protocol.ts';
import { quitWithin } from './shell/quit.ts';
import { describeRuntime } from './shell/runtime.ts';
import { closeSession } from './shell/session.ts';
import { focusOnSecondStart } from './shell/single-instance.ts';
import { testDriverReady } from './shell/test-driver.ts';
import { openWindow } from './shell/window.ts';
import { shellWords } from './shell/words.ts';

/**
 * By then the first screen has reached the glass (after 40 ms, measured). Main takes part in every frame, and what is
 * loaded next keeps it busy for longer than that.
 */
const FIRST_FRAME_MS = 100;

/**
 * The boot order, and nothing else. The page's own process needs main again and again while it starts (its navigation,
 * its preload, its files), so until the first screen is on it main reads and runs as little as possible; everything
 * behind that screen is loaded while the person reaches for the keyboard.
 */
async function start(environment: Environment): Promise<void> {
  // Begun at once, beside Electron's own start: on Windows another program is asked.
  const policyRead = readPolicy(environment);
  let leastLogged: () => LogLevel = () => 'info';
  const now = (): Date => new Date();
  const log = openLog({ folder: app.getPath('logs'), now, least: () => leastLogged() });
  const runtime = describeRuntime(process.versions);
  const report = keepCrashReports({ folder: crashFolder(), log, now, about: { version: app.getVersion(), ...runtime } });
  let words = shellWords(systemLanguage());
  endOnUncaught(report, () => words);
  const links = watchLinks(log);
  harden(environment);
  registerScheme();
  Menu.setApplicationMenu(null);

  const [read] = await Promise.all([policyRead, app.whenReady(), environment.testDriver ? testDriverReady() : null]);
  guardNavigation();
  closeSession(session.defaultSession);
  const pageAsked = serveBundle(session.defaultSession, environment.developmentServer);
  const vuWindow = openWindow();
  const { window } = vuWindow;
  focusOnSecondStart(window, (argv) => links.take(readLink(argv)));
  reviveWindow(window, report, log, () => words);

  const beginning = readBeginning(read, environment, runtime, log);
  leastLogged = () => beginning.inForce.policy.logLevel ?? 'info';
  words = shellWords(beginning.firstView.language);
  window.setContentProtection(beginning.inForce.policy.screenshotProtection ?? false);
  // Shown while the page's process starts, in the page's own colour: showing it takes main 30 ms, which it has now.
  void pageAsked.then(vuWindow.show);
  const desktop = vuWindow.painted.then(async () => {
    vuWindow.show();
    await new Promise((resolve) => setTimeout(resolve, FIRST_FRAME_MS));
    // Closed already, and the process on its way out: there is nothing to start any more.
    if (window.isDestroyed()) return await new Promise<never>(() => {});
    const { startDesktop } = await import('./bridge/desktop.ts');
    return startDesktop(window, beginning, environment, runtime, log);
  });
  connectPage(window, beginning.firstView, desktop);
  const { engine, finish, policy, presence, support, checkForUpdates } = await desktop;
  leastLogged = () => policy.inForce().policy.logLevel ?? 'info';
  quitWithin(finish);

  links.listen((application) => engine.outside({ kind: 'link', application }));

  const { showMenu, watchComputer, watchLinuxScreen, watchManaged } = await import('./shell/after-paint.ts');
  const menu = { vuWindow, runtime, support, checkForUpdates };
  showMenu(menu, engine.view().language);
  watchComputer(window, presence, (event) => engine.outside(event));
  watchManaged(policy.look);
  if (environment.buses !== null) watchLinuxScreen(environment.buses, engine.outside, () => void policy.look(), log);
  engine.onView((view) => {
    if (shellWords(view.language) === words) return;
    words = shellWords(view.language);
    showMenu(menu, view.language);
  });
}

const environment = readEnvironment(thisProcess(), app.isPackaged);
if (mayStart(environment)) void start(environment);
