/**
 * Stands for Electron's executable where a test driver has neither display nor keychain, or is root: brings them up,
 * runs Electron with the driver's own arguments, and takes them down. Electron is in this process's group, which is
 * what drivers kill.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { startDesktopSession } from './desktop-session.ts';
import { dataFolder } from './folders.mjs';
import { prepareProfile } from './launch.ts';
import { say } from './progress.mjs';
import { runUntilStopped } from './stopping.ts';

const PROFILE_SWITCH = '--user-data-dir=';

await runUntilStopped(async (stopped) => {
  const given = process.argv.slice(2);
  const asked = given.find((argument) => argument.startsWith(PROFILE_SWITCH))?.slice(PROFILE_SWITCH.length);
  const profile = prepareProfile(asked ?? path.join(dataFolder(), 'profile'));
  const session = await startDesktopSession({ home: profile.home, isolated: false });
  for (const sentence of session.description) say(sentence);
  const args = given.map((argument) => (argument.startsWith(PROFILE_SWITCH) ? `${PROFILE_SWITCH}${profile.folder}` : argument));
  const electron = spawn(session.executable, [...session.switches, ...args], { stdio: 'inherit', env: session.env });
  stopped.addEventListener('abort', () => electron.kill('SIGTERM'));
  const code = await new Promise<number>((resolve) => {
    electron.once('error', () => resolve(1));
    electron.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  await session.stop();
  return code;
});
