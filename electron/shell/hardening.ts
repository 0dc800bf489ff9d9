import { app } from 'electron';
import type { Environment } from '../environment.ts';

/**
 * Chromium switches that would make it trust what it shouldn't, whoever gives them. Taken away before Chromium reads
 * them, in every build: no test of ours needs them, and one shows that they do nothing.
 */
const NEVER = [
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'allow-insecure-localhost',
  'disable-web-security',
  'allow-file-access-from-files',
  'load-extension',
] as const;

/**
 * Switches that let whoever starts the program drive its pages, point names elsewhere or run code in it. No fuse turns
 * the debugging port off (measured: with every fuse set, a page could still be driven over it). An unpackaged build
 * keeps them, since that is how tests drive it.
 */
const NOT_WHEN_PACKAGED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'js-flags',
  'host-rules',
  'host-resolver-rules',
] as const;

/**
 * Switches with which Chromium gives its pages less of a sandbox. It acts on them before our first line runs: the
 * processes that pages are forked from are there by then, and taking the switch away is too late (measured: with
 * --no-sandbox taken away, a page was still on the machine's own network and among its processes).
 */
const WEAKENS_SANDBOX = [
  'no-sandbox',
  'disable-namespace-sandbox',
  'disable-setuid-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-gpu-sandbox',
  'no-zygote',
  'no-zygote-sandbox',
  'single-process',
  'in-process-gpu',
] as const;

/** The switches that a packaged desktop must not start with. To be asked before `harden`, which takes switches away. */
export function sandboxWeakenedBy(): readonly string[] {
  return app.isPackaged ? WEAKENS_SANDBOX.filter((name) => app.commandLine.hasSwitch(name)) : [];
}

/** Must run before the app is ready. */
export function harden(environment: Environment): void {
  for (const name of app.isPackaged ? [...NEVER, ...NOT_WHEN_PACKAGED] : NEVER) app.commandLine.removeSwitch(name);
  // enableSandbox() takes --no-sandbox away, and as root Chromium then never starts. Only a developer's own choice, as
  // root, with the switch given, goes without; the window says so in the log.
  if (!environment.sandboxGivenUp) app.enableSandbox();
}
