import { net, powerMonitor } from 'electron';
import { IDLE_REPORT_SECONDS, type OutsideEvent } from '../sign-in/events.ts';

/** How soon a lost or regained network shows; asking costs nothing and goes nowhere. */
const NETWORK_CHECK_MS = 3000;

/** Reports what happens to the computer: screen locked, sleep, nobody there, network lost. */
export function watchComputer(report: (event: OutsideEvent) => void): void {
  powerMonitor.on('lock-screen', () => report({ kind: 'computer-locked' }));
  // macOS only: another person's turn at the same computer.
  powerMonitor.on('user-did-resign-active', () => report({ kind: 'computer-locked' }));
  powerMonitor.on('suspend', () => report({ kind: 'suspended' }));
  for (const event of ['resume', 'unlock-screen'] as const) powerMonitor.on(event as 'resume', () => report({ kind: 'resumed' }));
  setInterval(() => report({ kind: 'idle', seconds: powerMonitor.getSystemIdleTime() }), IDLE_REPORT_SECONDS * 1000);
  let online = net.isOnline();
  setInterval(() => {
    if (net.isOnline() === online) return;
    online = !online;
    report({ kind: 'network', online });
  }, NETWORK_CHECK_MS);
}
