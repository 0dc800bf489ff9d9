import { app } from 'electron';
import { type Environment, forgetVariables } from '../environment.ts';

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

/** Set by Electron itself where it was told so by other means than the command line. */
const SANDBOX_OFF = 'no-sandbox';

/**
 * Takes away what an installed desktop doesn't take of how it was started, and answers what it is too late for: with any
 * of those it must not start. A checkout's takes everything, since that is how tests and developers drive it. Must run
 * before the app is ready, and before anything else reads the environment.
 */
export function takeSwitchesAway({ start }: Pick<Environment, 'start'>): readonly string[] {
  for (const name of NEVER) app.commandLine.removeSwitch(name);
  if (start === null) return [];
  const sandboxOff = app.commandLine.hasSwitch(SANDBOX_OFF) ? [`--${SANDBOX_OFF}`] : [];
  for (const name of start.switches) app.commandLine.removeSwitch(name);
  forgetVariables(start.variables);
  return [...new Set([...start.refused, ...sandboxOff])];
}

/** Must run before the app is ready. */
export function harden(environment: Environment): void {
  // enableSandbox() takes --no-sandbox away, and as root Chromium then never starts. Only a developer's own choice, as
  // root, with the switch given, goes without; the window says so in the log.
  if (!environment.sandboxGivenUp) app.enableSandbox();
}
