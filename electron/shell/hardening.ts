import { app } from 'electron';
import type { Environment } from '../environment.ts';

/**
 * Chromium switches that would let whoever can start the program drive its pages or run code in them. No fuse turns
 * the debugging port off (measured: with every fuse set, a page could still be driven over it), so they are taken away
 * here, before Chromium reads them.
 */
const SWITCHES_TAKEN_AWAY = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'js-flags',
  'disable-web-security',
  'allow-file-access-from-files',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'host-rules',
  'host-resolver-rules',
  'load-extension',
  'no-sandbox',
] as const;

/** Must run before the app is ready. An unpackaged build keeps the switches, since that is how tests drive it. */
export function harden(environment: Environment): void {
  if (app.isPackaged) for (const name of SWITCHES_TAKEN_AWAY) app.commandLine.removeSwitch(name);
  // enableSandbox() takes --no-sandbox away, and as root Chromium then never starts. Only a developer's own choice, as
  // root, with the switch given, goes without; the window says so in the log.
  if (!environment.sandboxGivenUp) app.enableSandbox();
}
