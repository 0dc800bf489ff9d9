/**
 * From process spawn to a sign-in form that is on the screen and takes typing, against the first paint of a bare one-page application on the
 * same Electron, with the same switches, in the same session; and the memory of both. Runs are interleaved, so that
 * whatever else the machine does is shared fairly.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandArguments } from '../../build/arguments.ts';
import { atMost, type Figure, information } from '../../build/bench/report.ts';
import { median, quantile } from '../../build/bench/statistics.ts';
import type { Bench } from '../../build/bench.ts';
import { bundleDesktop } from '../../build/bundle.ts';
import { type DesktopSession, startDesktopSession } from '../../build/desktop-session.ts';
import { testDataFolder } from '../../build/folders.mjs';
import { desktopArguments } from '../../build/launch.ts';
import { reachableBundle } from '../../build/session/staging.ts';
import { makePrivateFolder } from '../../build/unprivileged.mjs';
import { wholeNumber } from '../../build/whole-number.ts';
import { startApi } from '../support/api.ts';
import { runningClock } from '../support/clock.ts';
import startCluster from '../support/postgres-cluster.ts';
import { MOST_SIGN_IN_SCRIPT_BYTES, signInScriptBytes } from '../support/sign-in-script.ts';
import { writeBareApp } from './bare-app.ts';
import { evaluateInPage } from './page-of-process.ts';
import { treeMemory } from './process-memory.ts';

/** The issue that asked for the figures. */
const MOST_TIMES_BARE = 1.15;
const MOST_MEMORY_OVER_BARE_MIB = 25;

const RUNS = 20;
const RUNS_MOST = 1_000;
/** The first ones fill the system's caches. */
const DISCARDED = 2;
/** By then what follows the first paint is done, and nothing is typed yet. */
const MEMORY_AFTER_MS = 3_000;
const BYTES_PER_KB = 1_000;

interface Side {
  readonly args: (profile: string) => string[];
  /** Resolves, in the page, to the instant that ends the run, in milliseconds since the epoch. */
  readonly end: string;
}

interface Run {
  readonly milliseconds: number;
  readonly mebibytes: number | null;
}

/** The first time that anything but an empty surface is on the screen. */
const PAINTED = { type: 'paint', name: 'first-contentful-paint' };
/** The form has the focus (renderer/sign-in/sign-in-form.tsx). Alone it says too little: the window may not be shown yet. */
const FOCUSED = { type: 'mark', name: 'sign-in-usable' };

/** In the page: the instant by which all of these have come. */
const lastOf = (entries: readonly { readonly type: string; readonly name: string }[]): string => `Promise.all(
  ${JSON.stringify(entries)}.map(({ type, name }) => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntries().find((each) => each.name === name);
      if (entry) resolve(performance.timeOrigin + entry.startTime);
    }).observe({ type, buffered: true });
    // The blank page that a window begins with has none.
    if (location.href === 'about:blank') resolve(NaN);
  })),
).then((instants) => (instants.some(Number.isNaN) ? undefined : Math.max(...instants)))`;

const bench: Bench = async (args, stopped) => {
  const { values } = commandArguments({ args: [...args], options: { runs: { type: 'string', default: String(RUNS) } } });
  const runs = wholeNumber('--runs', values.runs, 1, RUNS_MOST);
  const bundle = reachableBundle(await bundleDesktop());
  const folder = mkdtempSync(path.join(testDataFolder(), 'bench-'));
  makePrivateFolder(folder);
  const stopCluster = await startCluster();
  const api = await startApi({ clock: runningClock() });
  const session = await startDesktopSession({ home: path.join(folder, 'home'), isolated: true });
  try {
    const bare = writeBareApp(folder);
    const sides = {
      vu: {
        args: (profile: string) => desktopArguments(session, { bundle, profile, api: api.url }),
        end: lastOf([FOCUSED, PAINTED]),
      },
      bare: {
        args: (profile: string) => desktopArguments(session, { bundle: bare, profile, api: null }),
        end: lastOf([PAINTED]),
      },
    };
    const figures: Figure[] = [];
    for (const kind of ['warm', 'fresh'] as const) {
      const vu: Run[] = [];
      const plain: Run[] = [];
      for (let run = 0; run < runs + DISCARDED && !stopped.aborted; run += 1) {
        const profiles = path.join(folder, kind === 'warm' ? 'warm' : `fresh-${run}`);
        const measureVu = async (): Promise<unknown> => vu.push(await measure(session, sides.vu, path.join(profiles, 'vu'), stopped));
        const measureBare = async (): Promise<unknown> =>
          plain.push(await measure(session, sides.bare, path.join(profiles, 'bare'), stopped));
        // Whoever goes second finds a warmer machine: they take turns.
        for (const next of run % 2 === 0 ? [measureVu, measureBare] : [measureBare, measureVu]) await next();
        process.stderr.write(`\r${kind} profile: ${run + 1} of ${runs + DISCARDED}  `);
      }
      process.stderr.write('\n');
      figures.push(...compare(kind, vu.slice(DISCARDED), plain.slice(DISCARDED)));
    }
    return [
      ...figures,
      atMost('sign-in JavaScript, minified', signInScriptBytes(bundle) / BYTES_PER_KB, 'kB', MOST_SIGN_IN_SCRIPT_BYTES / BYTES_PER_KB),
    ];
  } finally {
    await session.stop();
    await api.close();
    await stopCluster();
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;

async function measure(session: DesktopSession, side: Side, profile: string, stopped: AbortSignal): Promise<Run> {
  mkdirSync(path.dirname(profile), { recursive: true });
  makePrivateFolder(path.dirname(profile));
  makePrivateFolder(profile);
  const start = Date.now();
  const child = spawn(session.executable, ['--remote-debugging-port=0', ...side.args(profile)], {
    env: session.env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
      if (found !== null) resolve(Number(found[1]));
    });
    void gone.then(() => reject(new Error(`It ended before it could be measured:\n${said}`)));
  });
  try {
    const end = Number(await evaluateInPage(port, side.end, stopped));
    await delay(MEMORY_AFTER_MS);
    return { milliseconds: end - start, mebibytes: child.pid === undefined ? null : treeMemory(child.pid) };
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await gone;
  }
}

function compare(kind: string, vu: readonly Run[], bare: readonly Run[]): Figure[] {
  const times = (runs: readonly Run[]): number[] => runs.map(({ milliseconds }) => milliseconds);
  const memory = (runs: readonly Run[]): number[] => runs.flatMap(({ mebibytes }) => (mebibytes === null ? [] : [mebibytes]));
  const name = (what: string): string => `${what}, ${kind} profile`;
  return [
    information(name('form on the screen and usable, median'), median(times(vu)), 'ms'),
    information(name('form on the screen and usable, 90th percentile'), quantile(times(vu), 0.9), 'ms'),
    information(name('bare app, first paint, median'), median(times(bare)), 'ms'),
    information(name('bare app, first paint, 90th percentile'), quantile(times(bare), 0.9), 'ms'),
    atMost(name('form usable ÷ bare first paint'), median(times(vu)) / median(times(bare)), '×', MOST_TIMES_BARE),
    ...(memory(vu).length === 0
      ? []
      : [
          information(name('memory (PSS), median'), median(memory(vu)), 'MiB'),
          information(name('bare app, memory (PSS), median'), median(memory(bare)), 'MiB'),
          atMost(name('memory over bare'), median(memory(vu)) - median(memory(bare)), 'MiB', MOST_MEMORY_OVER_BARE_MIB),
        ]),
  ];
}
