/** `npm run desktop -- [--api URL] [--user-data-dir DIR] [--print-launch]`: the desktop alone. */

import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAddress } from '../electron/api/address.ts';
import { commandArguments } from './arguments.ts';
import { bundleDesktop } from './bundle.ts';
import { needsOwnSession, startDesktopSession } from './desktop-session.ts';
import { environmentForDesktop } from './environment.mjs';
import { checkout, dataFolder } from './folders.mjs';
import { desktopArguments, prepareProfile } from './launch.ts';
import { giveUp, say } from './progress.mjs';
import { reachableBundle } from './session/staging.ts';
import { chooseElectron } from './set-up/electron.mjs';
import { runUntilStopped } from './stopping.ts';
import { supervise } from './supervised.ts';

/** The desktop saves what is unsaved and closes its window; then it is told less politely. */
const QUIT_GRACE_MS = 6_000;

const { values } = commandArguments({
  options: { api: { type: 'string' }, 'user-data-dir': { type: 'string' }, 'print-launch': { type: 'boolean', default: false } },
});
const api = values.api ?? null;
// The desktop would say so on a screen of its own; who typed it looks at the terminal.
if (api !== null) refuseWrongAddress(api);
const bundle = reachableBundle(await bundleDesktop());
const profileFolder = values['user-data-dir'] ?? path.join(dataFolder(), 'profile');

if (values['print-launch']) process.stdout.write(`${JSON.stringify(await launchForTestDrivers())}\n`);
else await runUntilStopped(show);

function refuseWrongAddress(typed: string): void {
  // A single word may be a computer's name, and is more likely a mistake: with https:// before it, it is taken.
  if (checkAddress(typed).ok && /[/.:]/.test(typed)) return;
  const rule = 'an address such as https://vu.council.example; http:// is for this computer only';
  giveUp(new Error(`--api takes ${rule}, not "${typed}".`));
}

async function show(stopped: AbortSignal): Promise<number> {
  const profile = prepareProfile(profileFolder);
  const session = await startDesktopSession({ home: profile.home, isolated: false });
  for (const sentence of session.description) say(sentence);
  const desktop = supervise(session.executable, desktopArguments(session, { bundle, profile: profile.folder, api }), {
    signals: ['SIGTERM'],
    graceMs: QUIT_GRACE_MS,
    env: session.env,
    stdout: 'inherit',
    stderr: 'inherit',
  });
  stopped.addEventListener('abort', () => void desktop.stop());
  const code = await desktop.exited;
  await session.stop();
  return stopped.aborted ? 0 : code;
}

/**
 * What any test driver can start by itself. Where the desktop needs a display, a user or a keychain of its own, the
 * executable is a program that brings them up around Electron and takes them down with it.
 */
async function launchForTestDrivers(): Promise<{ executablePath: string; args: string[]; env: Record<string, string> }> {
  const profile = prepareProfile(profileFolder);
  const args = desktopArguments({ switches: [] }, { bundle, profile: profile.folder, api });
  const env = environmentForDesktop();
  if (!needsOwnSession(false)) return { executablePath: (await chooseElectron()).executable, args, env };
  const launcher = path.join(dataFolder(), 'desktop-launch');
  const program = (file: string): string => `'${path.join(checkout, 'build', file)}'`;
  writeFileSync(
    launcher,
    `#!/bin/sh\nexec '${process.execPath}' --import ${program('end-with-parent.mjs')} ${program('desktop-launch.ts')} "$@"\n`,
  );
  chmodSync(launcher, 0o755);
  return { executablePath: launcher, args, env };
}
