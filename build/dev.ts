/**
 * `npm run dev [-- --fresh]`: the desktop with the renderer from Vite's development server, where a change shows at once; the
 * desktop starts again when its main process or preload changes, and the API when the server does.
 */

import { openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, createServer, type Rolldown } from 'vite';
import { desktopBuild } from '../vite.config.ts';
import { commandArguments } from './arguments.ts';
import { defaultDemoFolder } from './demo.ts';
import { startDesktopSession } from './desktop-session.ts';
import { inheritedEnvironment } from './environment.mjs';
import { checkout, dataFolder, desktopBundle } from './folders.mjs';
import { desktopArguments, prepareProfile } from './launch.ts';
import { say } from './progress.mjs';
import { firstLine } from './session/first-line.ts';
import { reachableBundle } from './session/staging.ts';
import { hold } from './set-up/lock.mjs';
import { runUntilStopped, untilStopped } from './stopping.ts';
import { type Supervised, supervise } from './supervised.ts';

const QUIT_GRACE_MS = 6_000;
/** A command that was killed a moment ago may take this long to be gone. */
const FREE_WITHIN_MS = 10_000;
/** Saving several files at once is one change. */
const SETTLE_MS = 150;

let settling: NodeJS.Timeout | null = null;

const { values } = commandArguments({ options: { fresh: { type: 'boolean', default: false } } });
const profileFolder = path.join(dataFolder(), 'profile');

await runUntilStopped(async (stopped) => {
  // Before anything is taken away: --fresh must not pull either from under a command that runs. The API holds its folder itself.
  const release = await holdFolder(profileFolder);
  const releaseDemo = await holdFolder(defaultDemoFolder());
  if (values.fresh) for (const folder of [profileFolder, defaultDemoFolder()]) rmSync(folder, { recursive: true, force: true });
  await releaseDemo();
  const stops: (() => Promise<unknown>)[] = [release];
  try {
    const api = supervise(
      process.execPath,
      ['--watch', '--watch-preserve-output', path.join(checkout, 'build', 'demo-api.ts'), '--data-dir', defaultDemoFolder()],
      {
        signals: ['SIGTERM'],
        graceMs: QUIT_GRACE_MS,
        env: inheritedEnvironment(),
        cwd: checkout,
        stdout: 'pipe',
        stderr: 'inherit',
      },
    );
    stops.push(() => api.stop());
    const profile = prepareProfile(profileFolder);
    const session = await startDesktopSession({ home: profile.home, isolated: false });
    stops.push(() => session.stop());
    for (const sentence of session.description) say(sentence);

    const vite = await createServer(desktopBuild('renderer'));
    await vite.listen();
    stops.push(() => vite.close());
    const developmentServer = vite.resolvedUrls?.local[0];
    if (developmentServer === undefined) throw new Error("Vite's development server has no address");

    // A mistake in the server's code keeps it from starting until that is put right, so this can take any time.
    const line =
      api.process.stdout === null ? null : await Promise.race([firstLine(api.process.stdout, isDemoLine), untilStopped(stopped)]);
    if (stopped.aborted) return 0;
    if (typeof line !== 'string') throw new Error('The API did not start.');
    const { api: address, notify } = JSON.parse(line) as { api: string; notify: string };
    say(`The API is at ${address}, text messages are at ${notify}/outbox, the renderer comes from ${developmentServer}`);

    const output = openSync(path.join(dataFolder(), 'desktop-output.log'), 'w', 0o600);
    let desktop: Supervised | null = null;
    const show = async (): Promise<void> => {
      await desktop?.stop();
      if (stopped.aborted) return;
      const bundle = reachableBundle(desktopBundle);
      desktop = supervise(
        session.executable,
        desktopArguments(session, { bundle, profile: profile.folder, api: address, more: [`--development-server=${developmentServer}`] }),
        {
          signals: ['SIGTERM'],
          graceMs: QUIT_GRACE_MS,
          env: session.env,
          stdout: output,
          stderr: output,
        },
      );
    };
    stops.push(() => desktop?.stop() ?? Promise.resolve());
    for (const part of ['main', 'preload'] as const) stops.push(await buildOnChange(part, show));
    await untilStopped(stopped);
    return 0;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
});

/** @throws Error when another command uses the folder */
async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const release = await hold(folder, FREE_WITHIN_MS);
  if (release === null) throw new Error(`Another command is using ${folder}. Stop that one first.`);
  return release;
}

/** Node's own --watch says things there too. */
function isDemoLine(line: string): boolean {
  return line.startsWith('{');
}

/** Builds a part now and at each change, and calls `built` after it; several parts that are done together call it once. */
async function buildOnChange(part: 'main' | 'preload', built: () => Promise<void>): Promise<() => Promise<void>> {
  const config = desktopBuild(part);
  const watcher = (await build({ ...config, logLevel: 'error', build: { ...config.build, watch: {} } })) as Rolldown.RolldownWatcher;
  await new Promise<void>((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') say(String(event.error));
      if (event.code !== 'END') return;
      resolve();
      if (settling !== null) clearTimeout(settling);
      settling = setTimeout(() => void built(), SETTLE_MS);
    });
  });
  return () => watcher.close();
}
