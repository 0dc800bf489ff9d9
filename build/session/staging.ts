import { chmodSync, cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, dataFolder } from '../folders.mjs';
import type { ElectronRuntime } from '../set-up/electron.mjs';
import { readableByUnprivileged } from '../unprivileged.mjs';

/** The built desktop, where the user that runs Electron can read it: itself, or a copy that is kept up to date. */
export function reachableBundle(bundle: string): string {
  if (readableByUnprivileged(bundle)) return bundle;
  const copy = path.join(dataFolder(), 'desktop');
  const unfinished = `${copy}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(bundle, unfinished, { recursive: true });
  makeReadable(unfinished);
  rmSync(copy, { recursive: true, force: true });
  renameSync(unfinished, copy);
  return copy;
}

/** The Electron executable, likewise. Electron is large and doesn't change, so its copy is made once for each build of it. */
export function reachableElectron(runtime: ElectronRuntime): ElectronRuntime {
  if (readableByUnprivileged(runtime.folder)) return runtime;
  const { size, mtimeMs } = statSync(runtime.executable);
  const copy = path.join(cacheFolder(), `electron-${runtime.version ?? 'unknown'}-${size}-${Math.trunc(mtimeMs)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(runtime.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    makeReadable(unfinished);
    renameSync(unfinished, copy);
  }
  return { ...runtime, folder: copy, executable: path.join(copy, path.relative(runtime.folder, runtime.executable)) };
}

/** Copies keep the modes that they had; only the top may be closed, by a strict umask. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
}
