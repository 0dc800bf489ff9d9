import { app } from 'electron';

/** How long closing may wait for the API to hear of the sign-out. The session is gone from memory either way. */
export const QUIT_AT_LATEST_MS = 5000;

/** Node's own end of a process. `process.exit` is Electron's, which is the same as `app.exit`. */
const node: typeof process & { reallyExit?(code: number): never } = process;

/**
 * Ends the process at once. The window is closed and everything that is kept is on disk by then, so there is nothing
 * left to tidy, and Electron's own tidying sometimes never ends: its main thread was seen to spin after `app.exit` had
 * returned (1 end in 10, Electron 25, after the keychain was used), and the program stayed.
 */
function end(): void {
  // Otherwise its lock stays in the profile, and in the temporary folder its socket, one more for each run.
  app.releaseSingleInstanceLock();
  node.reallyExit?.(0);
  app.exit(0);
}

/** Closes the app once `finish` is done or has had its time, whatever happens to it. */
export function quitWithin(finish: () => Promise<void>): void {
  let quitting = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    setTimeout(end, QUIT_AT_LATEST_MS);
    finish().then(end, end);
  });
}
