import { app, type BrowserWindow, dialog } from 'electron';
import type { ReportCrash } from './crash-reports.ts';
import type { Log } from './logs.ts';
import type { ShellWords } from './words.ts';

/** How often a page that died is loaded again without asking, in a run. A second death is a fault, not an accident. */
const RELOADS = 1;

/** Asks whether to start again or to close, and does it. */
async function askThenEnd(title: string, detail: string, words: ShellWords): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: app.getName(),
    message: title,
    detail,
    buttons: [words.tryAgain, words.close],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) app.relaunch();
  app.exit(1);
}

/** Anything that main doesn't catch ends the run: it is reported, without personal data, and said in plain words. */
export function endOnUncaught(report: ReportCrash, words: () => ShellWords): void {
  let ending = false;
  const end = (what: string) => (error: unknown) => {
    report(what, { error });
    if (ending) return;
    ending = true;
    const { crashTitle, crashDetail } = words();
    if (app.isReady()) void askThenEnd(crashTitle, crashDetail, words());
    else app.exit(1);
  };
  process.on('uncaughtException', end('Uncaught exception'));
  process.on('unhandledRejection', end('Unhandled rejection'));
}

/** Keeps the window alive through the death or the hanging of its page. The session is main's, so nothing of it is lost. */
export function reviveWindow(window: BrowserWindow, report: ReportCrash, log: Log, words: () => ShellWords): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) => {
    if (reason !== 'clean-exit') report('A process beside the page’s is gone', { type, name, reason, exitCode });
  });
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    report('The page’s process is gone', { reason: details.reason, exitCode: details.exitCode });
    reloads += 1;
    const { pageGoneTitle, pageGoneDetail } = words();
    if (reloads <= RELOADS) window.webContents.reload();
    else void askThenEnd(pageGoneTitle, pageGoneDetail, words());
  });
  let asking = false;
  window.on('unresponsive', () => {
    if (asking) return;
    asking = true;
    log('warning', 'The page is not responding');
    const { slowTitle, slowDetail, wait, tryAgain } = words();
    const options = {
      type: 'warning',
      message: slowTitle,
      detail: slowDetail,
      buttons: [wait, tryAgain],
      cancelId: 0,
      noLink: true,
    } as const;
    void dialog.showMessageBox(window, { ...options, buttons: [...options.buttons] }).then(({ response }) => {
      asking = false;
      // A page that hangs can't be asked to reload; this ends its process, and the handler above loads it again.
      if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
    });
  });
}
