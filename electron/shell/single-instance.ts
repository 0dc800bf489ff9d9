import { app, type BrowserWindow } from 'electron';

const RUNS_ALREADY = 'Vu Desktop is open already with this profile. Its window comes to the front; --user-data-dir starts another.';

/**
 * One window for each profile: two would fight over the session and the keychain. False means that another is
 * running, and that this one should end: the other comes to the front, which is said to whoever typed it into a
 * terminal, where that window may not be. Of what the second start was given on its command line, only a link is read
 * (link.ts).
 */
export function claimSingleInstance(): boolean {
  const ours = app.requestSingleInstanceLock();
  if (!ours) process.stderr.write(`${RUNS_ALREADY}\n`);
  return ours;
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
