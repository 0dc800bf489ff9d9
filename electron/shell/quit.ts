import { app } from 'electron';

/** How long closing may wait for the API to hear of the sign-out. The session is gone from memory either way. */
export const QUIT_AT_LATEST_MS = 5000;

/** Closes the app once `finish` is done or has had its time, whatever happens to it. */
export function quitWithin(finish: () => Promise<void>): void {
  let quitting = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    const end = (): void => app.exit(0);
    setTimeout(end, QUIT_AT_LATEST_MS);
    finish().then(end, end);
  });
}
