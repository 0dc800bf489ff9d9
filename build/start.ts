/** `npm start [-- --fresh]`: everything that a person needs to try Vu Desktop, until the window is closed or Ctrl-C. */

import { openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { commandArguments } from './arguments.ts';
import { bundleDesktop } from './bundle.ts';
import type { DemoInFolder } from './demo.ts';
import { type DesktopSession, startDesktopSession } from './desktop-session.ts';
import { dataFolder } from './folders.mjs';
import { desktopArguments, type Profile, prepareProfile } from './launch.ts';
import { reachableBundle } from './session/staging.ts';
import { hold } from './set-up/lock.mjs';
import { runUntilStopped } from './stopping.ts';
import { supervise } from './supervised.ts';
import { table } from './table.ts';

/** The desktop puts away what is unsaved and closes its window; its own limit for that is 5 s. */
const QUIT_GRACE_MS = 6_000;

/** A start that was killed a moment ago may take this long to be gone. */
const FREE_WITHIN_MS = 10_000;

const { values } = commandArguments({ options: { fresh: { type: 'boolean', default: false } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

await runUntilStopped(async (stopped) => {
  const profileFolder = path.join(dataFolder(), 'profile');
  // Before anything is taken away: --fresh must not pull the profile from under a running desktop.
  const release = await hold(profileFolder, FREE_WITHIN_MS);
  if (release === null) throw new Error('npm start is running in this checkout already. Stop that one first.');
  if (values.fresh) rmSync(profileFolder, { recursive: true, force: true });
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const profile = prepareProfile(profileFolder);
    const start = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
      const started = await starting;
      stops.push(() => started.stop());
      return started;
    };
    // None needs another. The session is other programs' work, which goes on while this process loads the API.
    const [session, demo, bundle] = await allOrNone([
      start(startDesktopSession({ home: profile.home, isolated: false })),
      start(startDemo()),
      bundleDesktop(),
    ]);
    if (stopped.aborted) return 0;
    introduce(demo, session);
    return await showDesktop(demo, session, profile, reachableBundle(bundle), stopped);
  } finally {
    // Newest first: the desktop is gone by now, the API goes before its database.
    for (const stop of stops.reverse()) await stop();
    await release();
  }
});

async function startDemo(): Promise<DemoInFolder> {
  const { defaultDemoFolder, startDemoIn } = await import('./demo.ts');
  return startDemoIn(defaultDemoFolder(), { fresh: values.fresh, onMessage: ({ to, body }) => print(`Text message to ${to}: ${body}`) });
}

/** Waits for all even when one fails, so that what did start is known and can be stopped. */
async function allOrNone<T extends readonly unknown[]>(work: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}

function introduce({ line }: DemoInFolder, session: DesktopSession): void {
  print('\nAccounts to sign in with:\n');
  print(
    table(
      ['E-mail', 'Password', 'Phone', 'Authenticator secret', 'Purpose'],
      line.accounts.map(({ email, password, phone, authenticatorSecret, purpose }) => [
        email,
        password,
        phone ?? '—',
        authenticatorSecret ?? '—',
        purpose,
      ]),
    ),
  );
  print(`\nText messages appear here, and at ${line.notify}/outbox`);
  print(`The API is at ${line.api}; its documents are at ${line.api}/docs`);
  print(`The operator's commands: npm run operator -- --env-file '${line.operatorFile}' help`);
  for (const sentence of session.description) print(sentence);
  print('\nOpening the desktop. Close its window or press Ctrl-C to stop everything.\n');
}

async function showDesktop(
  demo: DemoInFolder,
  session: DesktopSession,
  profile: Profile,
  bundle: string,
  stopped: AbortSignal,
): Promise<number> {
  // Chromium talks a lot; what the desktop itself has to say is in its own log.
  const output = openSync(path.join(dataFolder(), 'desktop-output.log'), 'w', 0o600);
  const desktop = supervise(session.executable, desktopArguments(session, { bundle, profile: profile.folder, api: demo.line.api }), {
    signals: ['SIGTERM'],
    graceMs: QUIT_GRACE_MS,
    env: session.env,
    stdout: output,
    stderr: output,
  });
  stopped.addEventListener('abort', () => void desktop.stop());
  if (stopped.aborted) void desktop.stop();
  const ended = await Promise.race([desktop.exited, demo.databaseGone]);
  if (typeof ended === 'string') {
    print(ended);
    await desktop.stop();
    return 1;
  }
  if (stopped.aborted || ended === 0) return 0;
  print(`The desktop ended unexpectedly (${ended}). What it said is in ${path.join(dataFolder(), 'desktop-output.log')}`);
  return ended;
}
