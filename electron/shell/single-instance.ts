import { app, type BrowserWindow } from 'electron';

/**
 * One window for each profile: two would fight over the session and the keychain. False means that another is
 * running, and that this one should end without a word; the other comes to the front. Of what the second
 * start was given on its command line, only a link is read (link.ts).
 */
export function claimSingleInstance(): boolean {
  return app.requestSingleInstanceLock();
}

/**
 * Brings the window to the front when somebody starts the program again. While it is closing there is none to bring, so
 * it starts afresh once it is gone.
 */
export function focusOnSecondStart(window: BrowserWindow, secondStart: (argv: readonly string[]) => void): void {
  app.on('second-instance', (_event, argv) => {
    if (window.isDestroyed()) {
      app.relaunch();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    secondStart(argv);
  });
}
