import { type BrowserWindow, net, powerMonitor } from 'electron';
import type { Buses } from '../environment.ts';
import { IDLE_REPORT_SECONDS, type OutsideEvent } from '../sign-in/events.ts';
import type { Log } from './logs.ts';
import type { Presence } from './presence-rule.ts';
import { watchScreenLock } from './screen-lock.ts';

/** How soon what IT has changed holds, in milliseconds: five minutes, against the 90 of Group Policy itself. */
const POLICY_LOOK_MS = 5 * 60_000;

/** How soon a lost or regained network shows; asking costs nothing and goes nowhere. */
const NETWORK_CHECK_MS = 3000;

/** Reports what happens to the computer: screen locked, somebody else’s turn, sleep, its end, nobody there, network lost. */
export function watchComputer(window: BrowserWindow, presence: Presence, report: (event: OutsideEvent) => void): void {
  powerMonitor.on('lock-screen', () => report({ kind: 'computer-locked' }));
  // macOS: another person's turn at the same computer. On Windows, switching locks the screen first, which is reported above.
  powerMonitor.on('user-did-resign-active', () => report({ kind: 'computer-locked' }));
  // The person's session ends, or the computer: Windows tells the window, the others the application. What becomes of the
  // process after that is the system's affair, so the session is locked here and now.
  window.on('session-end', () => report({ kind: 'computer-locked' }));
  powerMonitor.on('shutdown', () => report({ kind: 'computer-locked' }));
  powerMonitor.on('suspend', () => report({ kind: 'suspended' }));
  for (const event of ['resume', 'unlock-screen'] as const) powerMonitor.on(event as 'resume', () => report({ kind: 'resumed' }));
  setInterval(() => report({ kind: 'idle', seconds: presence.idleSeconds() }), IDLE_REPORT_SECONDS * 1000);
  let online = net.isOnline();
  setInterval(() => {
    if (net.isOnline() === online) return;
    online = !online;
    report({ kind: 'network', online });
  }, NETWORK_CHECK_MS);
}

/**
 * Linux: the screen's lock, which Electron doesn't report there. `unlocked` is told as well, since somebody is back.
 */
export function watchLinuxScreen(
  { session, system, userId }: Buses,
  report: (event: OutsideEvent) => void,
  unlocked: () => void,
  log: Log,
): void {
  watchScreenLock({
    sessionBuses: session,
    systemBus: system,
    userId,
    said: (what) => {
      report({ kind: what === 'locked' ? 'computer-locked' : 'resumed' });
      if (what === 'unlocked') unlocked();
    },
    deaf: (bus) => log('warning', 'The screen’s lock can’t be heard of, since a bus is not there', { bus }),
  });
}

/** Looks at what IT manages now and then, and whenever somebody comes back to the computer. */
export function watchManaged(look: () => Promise<void>): void {
  const again = (): void => void look();
  for (const event of ['resume', 'unlock-screen'] as const) powerMonitor.on(event as 'resume', again);
  setInterval(again, POLICY_LOOK_MS);
}
