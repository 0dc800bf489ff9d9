import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundleDesktop } from '../../build/bundle.ts';
import { testDataFolder } from '../../build/folders.mjs';
import { reachableBundle } from '../../build/session/staging.ts';
import { publishDesktopSuite } from './environment.ts';
import startCluster from './postgres-cluster.ts';

/** Playwright's globalSetup: one PostgreSQL, one build, one folder for the run. Answers how to take them away again. */
export default async function startSuite(): Promise<() => Promise<void>> {
  const stopCluster = await startCluster();
  const bundle = reachableBundle(await bundleDesktop());
  const folder = mkdtempSync(path.join(testDataFolder(), 'desktop-'));
  // The user that runs the desktop has to get to its profile in it.
  chmodSync(folder, 0o755);
  mkdirSync(path.join(folder, 'profiles'), { mode: 0o755 });
  publishDesktopSuite({ folder, bundle });
  return async () => {
    await stopCluster();
    rmSync(folder, { recursive: true, force: true });
  };
}
