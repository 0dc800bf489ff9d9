import path from 'node:path';
import { testDataFolder } from '../../build/folders.mjs';
import { startPostgres } from '../../build/postgres.ts';
import { publishClusterUrl } from './environment.ts';

/** Starts the run's PostgreSQL, new each time, and answers how to stop it. For vitest's globalSetup and for the desktop suite. */
export default async function startCluster(): Promise<() => Promise<void>> {
  const cluster = await startPostgres({
    dataDir: path.join(testDataFolder(), `postgres-${process.pid}`),
    fresh: true,
    durable: false,
    removeAtStop: true,
  });
  publishClusterUrl(cluster.url);
  return () => cluster.stop();
}
