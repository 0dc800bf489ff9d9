import { app, type BrowserWindow } from 'electron';
import { lockFault, type ProfileFault } from './profile.ts';

const RUNS_ALREADY = 'Vu Desktop is open already with this profile. Its window comes to the front; --user-data-dir starts another.';

/**
 * One window for each profile: two would fight over the session and the keychain. `runs-already` means that another is
 * running, and that this one should end: the other comes to the front, which is said to whoever typed it into a
 * terminal, where that window may not be. Of what the second start was given on its command line, only a link is read
 * (link.ts). A lock that can't be had for another reason is that reason.
 */
export function claimSingleInstance(folder: string, platform: NodeJS.Platform): 'ours' | 'runs-already' | ProfileFault {
  if (app.requestSingleInstanceLock()) return 'ours';
  const fault = lockFault(folder, platform);
  if (fault === null) process.stderr.write(`${RUNS_ALREADY}\n`);
  return fault ?? 'runs-already';
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
