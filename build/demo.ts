import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type DemoOptions, type RunningDemo, startDemo } from '../server/demo/demo-api.ts';
import { dataFolder } from './folders.mjs';
import { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts';
import { hold } from './set-up/lock.mjs';

/** The demo's data when no other folder is named: the same for every command, so that one finds what another left. */
export const defaultDemoFolder = (): string => path.join(dataFolder(), 'demo');

/** A command that was killed a moment ago may take this long to be gone. */
const FREE_WITHIN_MS = 10_000;

export interface DemoInFolder extends RunningDemo {
  /** Resolves to one sentence if PostgreSQL ends though nobody stopped it: nobody can sign in from then on. */
  readonly databaseGone: Promise<string>;
}

/**
 * Starts embedded PostgreSQL, the Notify stand-in and the API with the made-up council.
 * @throws Error when another command uses the folder
 */
export async function startDemoIn(dataDir: string, options: Omit<DemoOptions, 'postgres' | 'dataDir'>): Promise<DemoInFolder> {
  const folder = path.resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  // Before anything in it is touched: --fresh must not take the data from under a running demo.
  const release = await hold(folder, FREE_WITHIN_MS);
  if (release === null) throw new Error(`Another command is using ${folder}. Stop that one first, or name another folder with --data-dir.`);
  try {
    let database: Postgres | null = null;
    let stopping = false;
    const postgres = async (settings: PostgresOptions): Promise<Postgres> => {
      database = await startPostgres(settings);
      return database;
    };
    const demo = await startDemo({ ...options, dataDir: folder, postgres });
    return {
      ...demo,
      databaseGone: new Promise((resolve) => {
        void database?.ended.then(() => {
          if (!stopping) resolve(`PostgreSQL has ended, so everything stops. What it said is in ${database?.log}`);
        });
      }),
      stop: () => {
        stopping = true;
        return demo.stop().finally(release);
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
